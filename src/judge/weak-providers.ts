import { type ProviderTally, percent, tallyProviders } from './placement.ts'
import { providerRanges } from './provider-seeds.ts'
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
      rule === 'provider_min_inbox_rate' && subject.kind === 'provider' ? [subject.name.key] : [],
    ),
  )
  const ranges = providerRanges(test, settled)
  return tallyProviders(test.seeds)
    .filter((tally) => {
      const key = tally.provider.key
      return !ruled.has(key) && (ranges.get(key)?.high ?? 100) < minInboxRate
    })
    .toSorted((a, b) => percent(a.inbox, a.seeds) - percent(b.inbox, b.seeds) || b.seeds - a.seeds)
}
