import { getOrInsert } from '../core/get-or-insert.ts'
import type { InboxTest, Placement, Seed, Summary } from '../core/inbox-test.ts'
import type { Text } from '../core/text.ts'
import type { CountedTest } from './range.ts'
import { type Corrected, fisherExact, holmCorrected, mcnemarExact, withCorrectedP } from './statistics.ts'
import { percent } from './tally.ts'

/** A seed that stands in both tests and is in the inbox in only one of them. */
export interface MovedSeed {
  /** Where the seed stands in the current test's list. */
  readonly index: number
  readonly before: Placement
  readonly after: Placement
}

/**
 * How one provider that has seeds in both tests changed. The p value is of its own seeds (McNemar where they are the same in both
 * tests, else Fisher). It is corrected over all such providers, and apart from all other p values of the report.
 */
export interface ProviderChange {
  readonly key: string
  /** As the current test spells it. */
  readonly provider: Text
  /** Inbox rates, percent of the provider's seeds. */
  readonly before: number
  readonly after: number
  readonly p: number
}

/**
 * A settled test against a settled earlier one. Changes are percentage points, negative when it got worse.
 * The p value belongs to `inboxRateChange` (Fisher) or, where both tests consist of the same seeds, to the seeds that moved
 * (McNemar).
 */
export interface Comparison {
  readonly inboxRateChange: number
  readonly spamRateChange: number
  /**
   * The providers that are in both tests and have no seed of open placement. None at all, while seeds of either test are listed
   * under no provider.
   */
  readonly providers: readonly Corrected<ProviderChange>[]
  readonly method: 'mcnemar' | 'fisher'
  /** Two-sided. */
  readonly p: number
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

/** Compares two settled tests. */
export function compare(test: CountedTest, baseline: CountedTest): Comparison {
  const [now, before] = [comparable(test.test), comparable(baseline.test)]
  const { pairs, lost, gained } = movedSeeds(now, before)
  const { method, p } = chanceBetween(now, before)
  return {
    inboxRateChange: now.summary.inboxRate - before.summary.inboxRate,
    spamRateChange: now.summary.spamRate - before.summary.spamRate,
    providers: providerChanges(test, baseline),
    method,
    p,
    pairedSeeds: pairs,
    lost,
    gained,
  }
}

/** Seeds, and where each address landed: looked up once for each list, because twenty tests make 190 pairs. */
interface Listed {
  readonly seeds: readonly Seed[]
  readonly placements: ReadonlyMap<string, Placement | null>
}

/** A test that can be compared with many others. */
export interface Comparable extends Listed {
  readonly summary: Summary
}

export function comparable({ seeds, summary }: InboxTest): Comparable {
  return { ...listed(seeds), summary }
}

function listed(seeds: readonly Seed[]): Listed {
  return { seeds, placements: placementsByAddress(seeds) }
}

/**
 * Compares tests of the same seeds seed by seed (McNemar), because then nothing about a mailbox differs but the campaign.
 * Compares all others by their rates (Fisher).
 */
export function chanceOf(test: InboxTest, other: InboxTest): Chance {
  return chanceBetween(comparable(test), comparable(other))
}

/** The same for tests of which each is compared with many. */
export function chanceBetween(test: Comparable, other: Comparable): Chance {
  if (isListWhole(test) && isListWhole(other) && haveSameSeeds(test, other)) {
    return chanceOfSameSeeds(test, other)
  }
  const [now, before] = [test.summary, other.summary]
  const p = fisherExact(now.inbox, now.totalSeeds - now.inbox, before.inbox, before.totalSeeds - before.inbox)
  return { method: 'fisher', p }
}

/** Twenty tests make 190 pairs, so the seeds that moved are only counted here. */
function chanceOfSameSeeds(now: Listed, before: Listed): Chance {
  let lost = 0
  let gained = 0
  for (const [address, after] of now.placements) {
    const isInInbox = after === 'inbox'
    const wasInInbox = before.placements.get(address) === 'inbox'
    if (wasInInbox && !isInInbox) lost += 1
    if (!wasInInbox && isInInbox) gained += 1
  }
  return { method: 'mcnemar', p: mcnemarExact(lost, gained) }
}

/** Whether both lists hold the same known addresses, each once, and say of all of them where the mail is. */
function haveSameSeeds(now: Listed, before: Listed): boolean {
  const isEachOnce = [now, before].every(({ seeds, placements }) => placements.size === seeds.length)
  if (!isEachOnce || now.seeds.length !== before.seeds.length) return false
  for (const address of now.placements.keys()) if (!before.placements.has(address)) return false
  return true
}

/** By what a seed is found in another test; null where nothing says which mailbox it is, or where its mail is. */
function pairingKey({ address, open }: Seed): string | null {
  return open?.placement === undefined ? (address?.key() ?? null) : null
}

function isListWhole({ seeds, summary }: Comparable): boolean {
  return seeds.length === summary.totalSeeds
}

function movedSeeds(now: Listed, before: Listed) {
  const lost: MovedSeed[] = []
  const gained: MovedSeed[] = []
  let pairs = 0
  now.seeds.forEach((seed, index) => {
    const { placement: after } = seed
    const key = pairingKey(seed)
    // A mailbox that a test lists twice has no single placement there.
    if (key === null || now.placements.get(key) === null) return
    const placement = before.placements.get(key)
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
  for (const seed of seeds) {
    const key = pairingKey(seed)
    if (key !== null) placements.set(key, placements.has(key) ? null : seed.placement)
  }
  return placements
}

function providerChanges(test: CountedTest, baseline: CountedTest): Corrected<ProviderChange>[] {
  // A seed listed under no provider could belong to any of them and change its rate.
  if (test.figures.unattributed > 0 || baseline.figures.unattributed > 0) return []
  const earlier = seedsByProvider(baseline.test.seeds)
  const changes = [...seedsByProvider(test.test.seeds)].flatMap(([key, { provider, seeds }]) => {
    const before = earlier.get(key)?.seeds
    return before === undefined || hasOpenPlacement(seeds) || hasOpenPlacement(before)
      ? []
      : [{ key, provider, ...changeOf(seeds, before) }]
  })
  const corrected = holmCorrected(changes.map(({ p }) => p))
  return changes.map((change, index) => withCorrectedP(change, corrected[index]))
}

/** Whether the rate of these seeds is open, so that no change of it is known. */
function hasOpenPlacement(seeds: readonly Seed[]): boolean {
  return seeds.some(({ open }) => open?.placement !== undefined)
}

function changeOf(now: readonly Seed[], before: readonly Seed[]) {
  const inbox = (seeds: readonly Seed[]) => seeds.filter(({ placement }) => placement === 'inbox').length
  const [nowIn, beforeIn] = [inbox(now), inbox(before)]
  const [listedNow, listedBefore] = [listed(now), listed(before)]
  const p = haveSameSeeds(listedNow, listedBefore)
    ? chanceOfSameSeeds(listedNow, listedBefore).p
    : fisherExact(nowIn, now.length - nowIn, beforeIn, before.length - beforeIn)
  return { before: percent(beforeIn, before.length), after: percent(nowIn, now.length), p }
}

function seedsByProvider(seeds: readonly Seed[]): Map<string, { provider: Text; seeds: Seed[] }> {
  const groups = new Map<string, { provider: Text; seeds: Seed[] }>()
  for (const seed of seeds) {
    if (seed.provider === null) continue
    const { provider } = seed
    getOrInsert(groups, provider.key, () => ({ provider, seeds: [] })).seeds.push(seed)
  }
  return groups
}
