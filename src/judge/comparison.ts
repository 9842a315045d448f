import type { InboxTest, Placement, Seed } from '../core/inbox-test.ts'
import { percent, providerKey, tallyProviders } from './placement.ts'
import { fisherExact, mcnemarExact } from './statistics.ts'

/** A seed that stands in both tests and is in the inbox in only one of them. */
export interface MovedSeed {
  /** Where the seed stands in the current test's list. */
  readonly index: number
  readonly before: Placement
  readonly after: Placement
}

/** The current test against an earlier one. Changes are percentage points, negative when it got worse. */
export interface Comparison {
  readonly inboxRateChange: number
  readonly spamRateChange: number
  /** Change of the inbox rate by provider key; a provider that is not in both tests is not here. */
  readonly providerChanges: ReadonlyMap<string, number>
  /** How the p value was found: the same seeds compared one by one, or the two tests as wholes. */
  readonly method: 'mcnemar' | 'fisher'
  /** Two-sided: how often chance alone makes a difference at least this large. */
  readonly p: number
  readonly pairedSeeds: number
  /** Inbox in the baseline, elsewhere now. */
  readonly lost: readonly MovedSeed[]
  /** Elsewhere in the baseline, inbox now. */
  readonly gained: readonly MovedSeed[]
}

/**
 * Compares two tests. Seeds are paired by address; when at least half of the current test's seeds stand in both, the
 * pairs decide (McNemar), because they hold everything about a mailbox fixed but the campaign. Otherwise inbox against
 * not-inbox of the two tests is compared (Fisher).
 * @param pendingMayArrive leaves seeds that are still pending out, where the wait ended before their time
 */
export function compare(test: InboxTest, baseline: InboxTest, pendingMayArrive: boolean): Comparison {
  const pairs = pairSeeds(test.seeds, baseline.seeds, pendingMayArrive)
  const lost = pairs.filter((pair) => pair.before === 'inbox' && pair.after !== 'inbox')
  const gained = pairs.filter((pair) => pair.before !== 'inbox' && pair.after === 'inbox')
  const paired = pairs.length * 2 >= test.summary.totalSeeds
  return {
    inboxRateChange: test.summary.inboxRate - baseline.summary.inboxRate,
    spamRateChange: test.summary.spamRate - baseline.summary.spamRate,
    providerChanges: providerChanges(test, baseline),
    method: paired ? 'mcnemar' : 'fisher',
    p: paired ? mcnemarExact(lost.length, gained.length) : fisherOf(test, baseline, pendingMayArrive),
    pairedSeeds: pairs.length,
    lost,
    gained,
  }
}

function pairSeeds(seeds: readonly Seed[], earlier: readonly Seed[], pendingMayArrive: boolean): MovedSeed[] {
  const before = new Map<string, Placement>()
  for (const { address, placement } of earlier) {
    if (address !== null && !before.has(address.toLowerCase())) before.set(address.toLowerCase(), placement)
  }
  const pairs: MovedSeed[] = []
  seeds.forEach(({ address, placement }, index) => {
    if (address === null || (pendingMayArrive && placement === 'pending')) return
    const key = address.toLowerCase()
    const placementBefore = before.get(key)
    if (placementBefore === undefined) return
    // A mailbox listed twice is one pair.
    before.delete(key)
    pairs.push({ index, before: placementBefore, after: placement })
  })
  return pairs
}

function providerChanges(test: InboxTest, baseline: InboxTest): Map<string, number> {
  const rates = (seeds: readonly Seed[]) =>
    new Map(
      tallyProviders(seeds).map((tally) => [providerKey(tally.provider), percent(tally.inbox, tally.seeds)]),
    )
  const earlier = rates(baseline.seeds)
  const changes = new Map<string, number>()
  for (const [key, rate] of rates(test.seeds)) {
    const before = earlier.get(key)
    if (before !== undefined) changes.set(key, rate - before)
  }
  return changes
}

function fisherOf(test: InboxTest, baseline: InboxTest, pendingMayArrive: boolean): number {
  const [now, before] = [test.summary, baseline.summary]
  const elsewhere = now.totalSeeds - now.inbox - (pendingMayArrive ? now.pending : 0)
  // Counts that contradict each other may leave less than nothing.
  return fisherExact(now.inbox, Math.max(0, elsewhere), before.inbox, before.totalSeeds - before.inbox)
}
