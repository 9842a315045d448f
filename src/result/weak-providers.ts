import { type ProviderTally, percent } from '../judge/tally.ts'
import type { JudgedTest } from './result.ts'

/**
 * Providers without a rule of their own whose inbox rate is below the minimum of the whole test, whatever their open seeds do;
 * the worst first, of equal ones the one with more seeds.
 */
export function weakProviders({
  rules,
  figures: { providers, ranges },
  inboxRate,
}: Pick<JudgedTest, 'rules' | 'figures' | 'inboxRate'>): ProviderTally[] {
  const ruled = new Set(
    rules.flatMap(({ rule, subject }) =>
      rule === 'provider_min_inbox_rate' && subject.kind === 'provider' ? [subject.name.key] : [],
    ),
  )
  return providers
    .filter(({ provider }) => {
      const key = provider.key
      return !ruled.has(key) && (ranges.get(key)?.high ?? 100) < inboxRate.bound.value
    })
    .toSorted((a, b) => percent(a.inbox, a.seeds) - percent(b.inbox, b.seeds) || b.seeds - a.seeds)
}
