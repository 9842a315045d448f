import { type InboxTest, isReceived, type Seed } from '../../core/inbox-test.ts'
import type { Range } from '../../core/measure.ts'
import type { Text } from '../../core/text.ts'
import { providerRanges } from '../../judge/provider-seeds.ts'
import type { ProviderTally } from '../../judge/tally.ts'
import type { JudgedTest } from '../../result/result.ts'
import { familyOf, type MailFamily } from './mail-families.ts'
import { undocumentedWord } from './placement-words.ts'

/** What one provider keeps out of the inbox. */
export interface ProviderCost {
  readonly provider: Text
  readonly family: MailFamily
  readonly tally: ProviderTally
  /** Seeds that have the mail elsewhere than in the inbox, but for placements in undocumented words: those are the API's doing. */
  readonly misplaced: number
  /** Seeds in spam, of unknown placement in whatever word and, once the test is settled, not arrived. */
  readonly notInInbox: number
  /** Misplaced seeds for which SPF did not pass by the sender's own fault. */
  readonly withoutSpf: number
  /** Seeds in spam with any SPF result. */
  readonly spamWithSpf: number
  /** The range in which its inbox rate can end, percent. Undocumented placements count as open. */
  readonly rate: Range
  /** Whether it is below `min_inbox_rate`, or fails a rule of its own, whatever its open seeds do. */
  readonly isBad: boolean
}

/** The providers of the list, in the API's order. @param causes seeds for which SPF did not pass by the sender's own fault */
export function providerCosts(
  { test, settled, rules, figures, inboxRate }: JudgedTest,
  causes: ReadonlySet<Seed>,
): ProviderCost[] {
  const ranges = providerRanges({ test: withOpenWords(test), settled, figures })
  const worded = countByProvider(test.seeds, (seed) => undocumentedWord(seed) !== null)
  const withoutSpf = countByProvider(test.seeds, (seed) => isMisplaced(seed) && causes.has(seed))
  const spamWithSpf = countByProvider(
    test.seeds,
    ({ placement, spf }) => placement === 'spam' && spf !== null,
  )
  const failed = new Set(
    rules.flatMap(({ rule, subject, outcome }) =>
      rule === 'provider_min_inbox_rate' && outcome === 'failed' && subject.kind === 'provider'
        ? [subject.name.key]
        : [],
    ),
  )
  return figures.providers.map((tally) => {
    const key = tally.provider.key
    const inWords = worded.get(key) ?? 0
    const misplaced = tally.spam + tally.unknown - inWords
    const rate = ranges.get(key) ?? { low: 0, high: 100 }
    return {
      provider: tally.provider,
      family: familyOf(tally.provider),
      tally,
      misplaced,
      notInInbox: tally.spam + tally.unknown + (settled ? tally.pending : 0),
      withoutSpf: withoutSpf.get(key) ?? 0,
      spamWithSpf: spamWithSpf.get(key) ?? 0,
      rate,
      isBad: rate.high < inboxRate.bound.value || failed.has(key),
    }
  })
}

/** Whether a seed has the mail elsewhere than in the inbox, as far as the API's documented words tell. */
export function isMisplaced(seed: Seed): boolean {
  return isReceived(seed) && seed.placement !== 'inbox' && undocumentedWord(seed) === null
}

/** Seeds placed in undocumented words could be anywhere. */
function withOpenWords(test: InboxTest): InboxTest {
  const opened = (seed: Seed): Seed =>
    undocumentedWord(seed) === null ? seed : { ...seed, open: { ...seed.open, placement: ['inbox', 'spam'] } }
  return { ...test, seeds: test.seeds.map(opened) }
}

function countByProvider(seeds: readonly Seed[], counts: (seed: Seed) => boolean): Map<string, number> {
  const found = new Map<string, number>()
  for (const seed of seeds) {
    if (seed.provider === null || !counts(seed)) continue
    const key = seed.provider.key
    found.set(key, (found.get(key) ?? 0) + 1)
  }
  return found
}
