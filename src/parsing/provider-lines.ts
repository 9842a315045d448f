import type { Text } from '../core/text.ts'
import type { Texts } from '../core/texts.ts'
import type { OwnReader } from './declaration.ts'
import { InvalidValue } from './invalid-value.ts'

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
