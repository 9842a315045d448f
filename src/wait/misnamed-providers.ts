import type { Text } from '../core/text.ts'
import type { Figures } from '../judge/figures.ts'
import { nearName } from '../judge/near-names.ts'
import { oneLine } from '../privacy/one-line.ts'

/** The lines of an input that name providers; null is the line `*`. */
export interface NamedProviders {
  readonly input: string
  readonly lines: readonly { readonly provider: Text | null }[]
}

/** Characters. */
const MAX_NAME_LENGTH = 60

/** Names listed before the rest is counted. */
const MAX_NAMES = 10

/**
 * Watches for providers that an input names and the test has no seeds at, so that a slip is reported while it can be mended.
 * @returns to be called with each answer: gives the slips that are new, as lines for the log. It gives none before the list is
 * complete, because the provider may still come up
 */
export function misnamedProviders(inputs: readonly NamedProviders[]): (figures: Figures) => string[] {
  const reported = new Set<string>()
  return (figures) => {
    const fresh = slipsIn(figures, inputs).filter((slip) => !reported.has(slip))
    for (const slip of fresh) reported.add(slip)
    return fresh
  }
}

function slipsIn({ unattributed, providers }: Figures, inputs: readonly NamedProviders[]): string[] {
  if (unattributed > 0) return []
  const names = providers.map(({ provider }) => provider)
  const known = new Set(names.map(({ key }) => key))
  return inputs.flatMap(({ input, lines }) =>
    lines.flatMap(({ provider }) =>
      provider === null || known.has(provider.key) ? [] : [slipLine(provider, input, names)],
    ),
  )
}

function slipLine(provider: Text, input: string, names: readonly Text[]): string {
  const near = nearName(provider, names)
  const shown = names.slice(0, MAX_NAMES).map((name) => oneLine(name.shown, MAX_NAME_LENGTH))
  const more = names.length - shown.length
  const meant = near === null ? '' : ` Did you mean ${oneLine(near.shown, MAX_NAME_LENGTH)}?`
  return `No seed of this test is at ${oneLine(provider.shown, MAX_NAME_LENGTH)}, which ${input} names; it has seeds at ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.${meant}`
}
