import type { ProviderWeight } from '../core/provider-lines.ts'
import { defineInput, type OtherInputs, type OwnReader } from '../parsing/declaration.ts'
import { parseProviderWeight } from '../parsing/parse.ts'
import { linesByProvider } from '../parsing/provider-lines.ts'

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
