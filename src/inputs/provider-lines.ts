import type { ProviderWeight } from '../core/provider-lines.ts'
import type { Text } from '../core/text.ts'
import type { Texts } from '../privacy/texts.ts'
import { defineInput, type OtherInputs, type OwnReader } from './declaration.ts'
import { InvalidValue } from './invalid-value.ts'
import { parseProviderWeight } from './parse.ts'

type Named<Line> = Omit<Line, 'provider'> & { readonly provider: Text | null }

/** Lines that name a provider each, none twice. */
export function linesByProvider<Line extends { readonly provider: string | null }>(
  { readLines }: OwnReader,
  texts: Texts,
  parse: (line: string) => Line,
): Named<Line>[] {
  const known = new Set<string | null>()
  const parseNew = (line: string): Named<Line> => {
    const parsed = parse(line)
    const provider = parsed.provider === null ? null : texts.provider(parsed.provider)
    const key = provider?.key ?? null
    if (known.has(key)) throw new InvalidValue('this provider is named twice; name each provider once')
    known.add(key)
    return { ...parsed, provider }
  }
  return readLines(parseNew)
}

/** How the list is spread over the providers; null without any. */
export const providerWeights = defineInput({ name: 'provider_weights', byDefault: '', read: readWeights })

function readWeights(
  own: OwnReader,
  { texts }: Pick<OtherInputs, 'texts'>,
): readonly ProviderWeight[] | null {
  const weights = linesByProvider(own, texts, parseProviderWeight)
  if (weights.length === 0) return null
  // A line that is wrong may be the one with the weight.
  const isWhole = weights.length === own.lines().length
  const isAllZero = isWhole && weights.every(({ weight }) => weight === 0)
  if (isAllZero) own.refuse('at least one weight must be above 0')
  return weights
}
