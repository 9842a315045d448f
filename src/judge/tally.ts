import { getOrInsert } from '../core/get-or-insert.ts'
import { type InboxTest, isReceived, type Placement, placementsOf, type Seed } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import type { Text } from '../core/text.ts'

/** Counts of one group of seeds: a provider's, a sender IP's, or all of them. */
export interface Tally {
  seeds: number
  inbox: number
  spam: number
  unknown: number
  pending: number
  /** Received seeds whose SPF result is pass. */
  spfPassed: number
}

export interface ProviderTally extends Tally {
  /** As the API first spelled it. */
  readonly provider: Text
}

export interface SenderTally extends Tally {
  /** null for received seeds that carry no sender IP. */
  readonly senderIp: Text | null
}

/** Percent of a part in a whole; 0 of an empty whole. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole
}

/** Seeds that have received the campaign. */
export function received(tally: Tally): number {
  return tally.seeds - tally.pending
}

/** Counts all seeds of the list. */
export function tallyAll(seeds: readonly Seed[]): Tally {
  const tally = emptyTally()
  for (const seed of seeds) count(tally, seed)
  return tally
}

/** Counts by provider, in the order the API lists them. Seeds without a provider are left out. */
export function tallyProviders(seeds: readonly Seed[]): ProviderTally[] {
  const tallies = new Map<string, ProviderTally>()
  for (const seed of seeds) {
    if (seed.provider === null) continue
    const provider = seed.provider
    count(
      getOrInsert(tallies, provider.key, () => ({ provider, ...emptyTally() })),
      seed,
    )
  }
  return [...tallies.values()]
}

/** Counts received seeds by the IP address the mail came from. */
export function tallySenders(seeds: readonly Seed[]): SenderTally[] {
  const tallies = new Map<string | null, SenderTally>()
  for (const seed of seeds) {
    if (!isReceived(seed)) continue
    count(
      getOrInsert(tallies, seed.senderIp?.exactKey ?? null, () => ({
        senderIp: seed.senderIp,
        ...emptyTally(),
      })),
      seed,
    )
  }
  return [...tallies.values()]
}

/** Seeds that the API counts, but does not list. */
export interface UnlistedSeeds {
  readonly all: number
  /** Those among them that it counts as pending: as many as its count of pending seeds exceeds those that it lists. */
  readonly pending: number
}

/** How many seeds of the list are surely in each placement, and how many may be. */
type ListedPlacements = Readonly<Record<Placement, Range>>

/** What the counts of an answer and its list come to together, before anything is judged. */
export interface Counts {
  readonly listed: ListedPlacements
  readonly unlisted: UnlistedSeeds
  /** Seeds that are known to be at no single provider: not in the list, listed without one, or under several. */
  readonly unattributed: number
  /** Seeds that have not received the campaign. Where the API's counts and its list differ, the largest figure counts. */
  readonly missing: Range
  /** Seeds that the API itself calls pending or unknown, by its counts or by its list, whichever is more. */
  readonly waiting: number
}

/** Counts an answer. To be called once for each. */
export function countsOf({ summary, seeds }: InboxTest): Counts {
  const listed = listedPlacements(seeds)
  const unlisted = Math.max(0, summary.totalSeeds - seeds.length)
  const unnamed = seeds.filter(({ provider, open }) => provider === null || open?.provider !== undefined)
  const missing = Math.max(summary.pending, summary.totalSeeds - summary.received)
  return {
    listed,
    unlisted: {
      all: unlisted,
      pending: Math.min(unlisted, Math.max(0, summary.pending - listed.pending.high)),
    },
    unattributed: unnamed.length + unlisted,
    missing: {
      low: Math.max(missing, listed.pending.low),
      high: Math.max(missing, listed.pending.high),
    },
    waiting: Math.max(summary.pending, listed.pending.low) + Math.max(summary.unknown, listed.unknown.low),
  }
}

function listedPlacements(seeds: readonly Seed[]): ListedPlacements {
  const none = () => ({ low: 0, high: 0 })
  const listed = { inbox: none(), spam: none(), unknown: none(), pending: none() }
  for (const seed of seeds) {
    const placements = placementsOf(seed)
    for (const placement of placements) listed[placement].high += 1
    const [only] = placements
    if (only !== undefined && placements.length === 1) listed[only].low += 1
  }
  return listed
}

/** Whether SPF is known to have passed; a seed without a result, or with another one beside it, does not count as passed. */
export function spfPassed({ spf, open }: Pick<Seed, 'spf' | 'open'>): boolean {
  return (open?.spf ?? [spf]).every((each) => each?.exactKey === 'pass')
}

function emptyTally(): Tally {
  return { seeds: 0, inbox: 0, spam: 0, unknown: 0, pending: 0, spfPassed: 0 }
}

function count(tally: Tally, seed: Seed): void {
  tally.seeds += 1
  tally[seed.placement] += 1
  if (isReceived(seed) && spfPassed(seed)) tally.spfPassed += 1
}
