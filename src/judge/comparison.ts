import type { InboxTest, Placement, Seed } from '../core/inbox-test.ts'
import { percent, providerKey, tallyProviders, unattributedSeeds } from './placement.ts'
import { fisherExact, mcnemarExact } from './statistics.ts'

/** A seed that stands in both tests and is in the inbox in only one of them. */
export interface MovedSeed {
  /** Where the seed stands in the current test's list. */
  readonly index: number
  readonly before: Placement
  readonly after: Placement
}

/**
 * A settled test against a settled earlier one. Changes are percentage points, negative when it got worse.
 * The p value belongs to `inboxRateChange` (Fisher) or, where both tests consist of the same seeds, to the seeds that moved
 * (McNemar).
 */
export interface Comparison {
  readonly inboxRateChange: number
  readonly spamRateChange: number
  /** Change of the inbox rate by provider key; a provider that is not in both tests is not here. */
  readonly providerChanges: ReadonlyMap<string, number>
  readonly method: 'mcnemar' | 'fisher'
  /** Two-sided, before and after Holm's correction over all p values of the report. */
  readonly p: number
  readonly correctedP: number
  /** Seeds found in both tests. */
  readonly pairedSeeds: number
  /** Inbox in the baseline, elsewhere now. */
  readonly lost: readonly MovedSeed[]
  /** Elsewhere in the baseline, inbox now. */
  readonly gained: readonly MovedSeed[]
}

/** The probability that chance alone makes a difference at least this large between two settled tests, two-sided. */
export interface Chance {
  readonly method: Comparison['method']
  readonly p: number
}

/**
 * Compares two settled tests. `correctedP` is the plain p until the run has all of its p values together.
 * @param test Completed, or complete enough
 * @param baseline likewise
 */
export function compare(test: InboxTest, baseline: InboxTest): Comparison {
  const { pairs, lost, gained } = movedSeeds(test, baseline)
  const { method, p } = chanceOf(test, baseline)
  return {
    inboxRateChange: test.summary.inboxRate - baseline.summary.inboxRate,
    spamRateChange: test.summary.spamRate - baseline.summary.spamRate,
    providerChanges: providerChanges(test, baseline),
    method,
    p,
    correctedP: p,
    pairedSeeds: pairs,
    lost,
    gained,
  }
}

/**
 * Compares tests of the same seeds seed by seed (McNemar), because then nothing about a mailbox differs but the campaign.
 * Compares all others by their rates (Fisher).
 */
export function chanceOf(test: InboxTest, other: InboxTest): Chance {
  if (haveSameSeeds(test, other)) {
    const { lost, gained } = movedSeeds(test, other)
    return { method: 'mcnemar', p: mcnemarExact(lost.length, gained.length) }
  }
  const [now, before] = [test.summary, other.summary]
  const p = fisherExact(now.inbox, now.totalSeeds - now.inbox, before.inbox, before.totalSeeds - before.inbox)
  return { method: 'fisher', p }
}

/** Whether both tests list the same addresses, each once, and list all of their seeds. */
function haveSameSeeds(test: InboxTest, other: InboxTest): boolean {
  const keys = seedKeys(test)
  const others = seedKeys(other)
  return (
    keys !== null && others !== null && keys.size === others.size && [...keys].every((key) => others.has(key))
  )
}

/** null unless every seed of the test is listed once, by its address. */
function seedKeys({ seeds, summary }: InboxTest): Set<string> | null {
  const keys = new Set<string>()
  for (const { address } of seeds) if (address !== null) keys.add(address.key())
  return keys.size === seeds.length && keys.size === summary.totalSeeds ? keys : null
}

function movedSeeds(test: InboxTest, baseline: InboxTest) {
  const before = placementsByAddress(baseline.seeds)
  const now = placementsByAddress(test.seeds)
  const lost: MovedSeed[] = []
  const gained: MovedSeed[] = []
  let pairs = 0
  test.seeds.forEach(({ address, placement: after }, index) => {
    const key = address?.key()
    // A mailbox that a test lists twice has no single placement there.
    if (key === undefined || now.get(key) === null) return
    const placement = before.get(key)
    if (placement === undefined || placement === null) return
    pairs += 1
    if (placement === 'inbox' && after !== 'inbox') lost.push({ index, before: placement, after })
    if (placement !== 'inbox' && after === 'inbox') gained.push({ index, before: placement, after })
  })
  return { pairs, lost, gained }
}

/** null for an address that is listed more than once. */
function placementsByAddress(seeds: readonly Seed[]): Map<string, Placement | null> {
  const placements = new Map<string, Placement | null>()
  for (const { address, placement } of seeds) {
    if (address === null) continue
    const key = address.key()
    placements.set(key, placements.has(key) ? null : placement)
  }
  return placements
}

function providerChanges(test: InboxTest, baseline: InboxTest): Map<string, number> {
  // A seed listed under no provider could belong to any of them and change its rate.
  if (unattributedSeeds(test) > 0 || unattributedSeeds(baseline) > 0) return new Map()
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
