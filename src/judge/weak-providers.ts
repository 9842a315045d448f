import { type ProviderTally, percent, providerKey, tallyProviders, unattributedSeeds } from './placement.ts'
import { providerRange } from './provider-range.ts'
import type { JudgedTest } from './result.ts'

/**
 * Providers without a rule of their own whose inbox rate is below the minimum of the whole test, whatever their open seeds do;
 * the worst first, of equal ones the one with more seeds.
 * @param minInboxRate percent
 */
export function weakProviders(
  { test, settled, rules }: Pick<JudgedTest, 'test' | 'settled' | 'rules'>,
  minInboxRate: number,
): ProviderTally[] {
  const ruled = new Set(
    rules.flatMap(({ rule, subject }) =>
      rule === 'provider_min_inbox_rate' && subject.kind === 'provider' ? [providerKey(subject.name)] : [],
    ),
  )
  const unattributed = unattributedSeeds(test)
  return tallyProviders(test.seeds)
    .filter((tally) => {
      const range = providerRange(tally, unattributed, settled)
      return !ruled.has(providerKey(tally.provider)) && range !== null && range.high < minInboxRate
    })
    .toSorted((a, b) => percent(a.inbox, a.seeds) - percent(b.inbox, b.seeds) || b.seeds - a.seeds)
}
