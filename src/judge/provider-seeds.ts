import { getOrInsert } from '../core/get-or-insert.ts'
import { isWaiting, placementsOf, providersOf, type Seed } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import type { CountedTest } from './range.ts'
import { percent, type UnlistedSeeds } from './tally.ts'

/** Where the seeds of one group are, as far as an inbox rate cares. */
export interface Whereabouts {
  readonly inbox: number
  readonly elsewhere: number
  /** Pending or unknown while the test runs: in the inbox or not, as it will turn out. */
  readonly waiting: number
  /** In the inbox or not, by what the answer leaves open. */
  readonly unclear: number
}

/** The seeds of one provider, or of one line of `provider_weights`. */
export interface SeedGroup {
  /** The group's own seeds. */
  readonly own: Whereabouts
  /** Seeds that may be the group's or another's. */
  readonly shared: Whereabouts
}

/** All seeds of a test by their groups. */
export interface SeedGroups<Key> {
  readonly groups: ReadonlyMap<Key, SeedGroup>
  /** Listed seeds that may be at any provider. */
  readonly nameless: Whereabouts
  readonly unlisted: UnlistedSeeds
  /** Seeds of providers that are in no group. */
  readonly outside: number
}

const NOBODY: Whereabouts = { inbox: 0, elsewhere: 0, waiting: 0, unclear: 0 }
export const NO_SEEDS: SeedGroup = { own: NOBODY, shared: NOBODY }

/**
 * Sorts the seeds by group. A seed that may be at one of several providers is shared by their groups and touches no other.
 * @param groupOf the group of a provider; undefined for one that is in none
 */
export function groupSeeds<Key>(
  { test, figures, settled }: CountedTest,
  groupOf: (provider: NonNullable<Seed['provider']>) => Key | undefined,
): SeedGroups<Key> {
  const groups = new Map<Key, { own: Count; shared: Count }>()
  const group = (key: Key) => getOrInsert(groups, key, () => ({ own: { ...NOBODY }, shared: { ...NOBODY } }))
  const nameless: Count = { ...NOBODY }
  let outside = 0
  for (const seed of test.seeds) {
    const where = whereaboutsOf(seed, settled)
    const keys = groupsOf(seed, groupOf)
    if (keys === 'any') nameless[where] += 1
    else if (keys.length > 1) {
      for (const key of keys) if (key !== undefined) group(key).shared[where] += 1
    } else if (keys[0] === undefined) outside += 1
    else group(keys[0]).own[where] += 1
  }
  return { groups, nameless, unlisted: figures.unlisted, outside }
}

/** The groups that a seed may be in, each once; undefined among them for none. A line without a name may be any provider's. */
function groupsOf<Key>(
  seed: Seed,
  groupOf: (provider: NonNullable<Seed['provider']>) => Key | undefined,
): readonly (Key | undefined)[] | 'any' {
  const keys = new Set<Key | undefined>()
  for (const name of providersOf(seed)) {
    if (name === null) return 'any'
    keys.add(groupOf(name))
  }
  return [...keys]
}

type Count = { -readonly [Where in keyof Whereabouts]: number }

function whereaboutsOf(seed: Seed, settled: boolean): keyof Whereabouts {
  if (!settled && isWaiting(seed)) return 'waiting'
  const placements = placementsOf(seed)
  const mayBeInbox = placements.some((each) => each === 'inbox' || (!settled && each !== 'spam'))
  if (!mayBeInbox) return 'elsewhere'
  return placements.every((each) => each === 'inbox') ? 'inbox' : 'unclear'
}

/** How many seeds a count holds. */
export function seedsIn({ inbox, elsewhere, waiting, unclear }: Whereabouts): number {
  return inbox + elsewhere + waiting + unclear
}

/** Seeds that may be the group's, or not: shared ones, those that may be at any provider, and those that are not listed. */
function possibleSeeds<Key>({ shared }: SeedGroup, { nameless, unlisted }: SeedGroups<Key>): Whereabouts {
  return {
    inbox: shared.inbox + nameless.inbox,
    elsewhere: shared.elsewhere + nameless.elsewhere,
    waiting: shared.waiting + nameless.waiting,
    unclear: shared.unclear + nameless.unclear + unlisted.all,
  }
}

/**
 * The range in which a group's inbox rate can end, percent of its seeds: each end is reached by some assignment of everything
 * that is open. A possible seed makes the rate lower only where it is the group's and not in the inbox, and higher only where
 * it is the group's and in the inbox.
 * @returns null when the group has no seeds and none can still be its
 */
export function inboxRateRange<Key>(group: SeedGroup, all: SeedGroups<Key>): Range | null {
  const { own } = group
  const possible = possibleSeeds(group, all)
  const seeds = seedsIn(own)
  if (seeds + seedsIn(possible) === 0) return null
  const either = possible.waiting + possible.unclear
  const [worse, better] = [possible.elsewhere + either, possible.inbox + either]
  const best = own.inbox + own.waiting + own.unclear + better
  return {
    // Without a seed that could be elsewhere, every seed the group can have is in the inbox.
    low: seeds + worse === 0 ? 100 : percent(own.inbox, seeds + worse),
    high: percent(best, seeds + better),
  }
}

/** Whether more than pending and unknown seeds of the group leave its rate open. */
export function isOpenBeyondWaiting<Key>({ own, shared }: SeedGroup, all: SeedGroups<Key>): boolean {
  const { nameless, unlisted } = all
  return own.unclear + seedsIn(shared) + seedsIn(nameless) + unlisted.all - unlisted.pending > 0
}

/** The range of each provider's inbox rate, by its key. */
export function providerRanges(counted: CountedTest): ReadonlyMap<string, Range> {
  const all = groupSeeds(counted, ({ key }) => key)
  const ranges = new Map<string, Range>()
  for (const [key, group] of all.groups) {
    const range = inboxRateRange(group, all)
    if (range !== null) ranges.set(key, range)
  }
  return ranges
}
