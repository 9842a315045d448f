import { type InboxTest, isWaiting, placementsOf, ROUNDING, type Seed } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import type { Text } from '../core/text.ts'
import { type Context, openness } from '../judge/context.ts'
import { outcomeOf } from '../judge/range.ts'
import { seedsAre } from '../judge/seeds-are.ts'
import { atMost, type Judged, standing, WHOLE_TEST } from './rule.ts'

/** The seeds that break a rule that no received seed may break. */
interface Breaches {
  /** Seeds that break it, whatever else is open. */
  readonly sure: readonly Seed[]
  /** Listed seeds that break it or can. */
  readonly possible: number
  /**
   * Received seeds that the list lacks: at least, where every seed that it shows as perhaps received is, and at most, where
   * only those are that can break the rule.
   */
  readonly lacking: Range
  /** Whether more than pending and unknown seeds can break it. */
  readonly isOpenBeyondWaiting: boolean
  /** Whether a received seed still lacks what the rule needs. */
  readonly isSilent: boolean
}

/** Tells whether a value is good enough; null stands for none. */
type IsGood = (value: Text | null) => boolean

/**
 * Three kinds of seeds can still break the rule: those yet to arrive, those received but missing from the list, and those for
 * which the API does not yet give what the rule needs, or gives more than one value.
 * @param valuesOf every value that a seed may have; null where the API gives none
 */
export function breachesOf(
  { test, settled, figures }: Context,
  valuesOf: (seed: Seed) => readonly (Text | null)[],
  isGood: IsGood,
): Breaches {
  const seeds = test.seeds
    .filter((seed) => !settled || placementsOf(seed).some((placement) => placement !== 'pending'))
    .map((seed) => standingOf(seed, valuesOf(seed), settled, isGood))
  const breakable = seeds.filter(({ canBreak }) => canBreak)
  const arrived = seeds.filter(({ isArrived }) => isArrived).length
  const broken = breakable.filter(({ isArrived }) => !isArrived).length
  const lacking = (listed: number) => Math.max(0, mostReceived(test) - listed)
  const { unlisted } = figures
  return {
    sure: breakable.filter(({ mustBreak }) => mustBreak).map(({ seed }) => seed),
    possible: breakable.length,
    // While the test runs, every seed that is not listed may still arrive and break the rule.
    lacking: settled
      ? { low: lacking(seeds.length), high: lacking(arrived + broken) }
      : { low: 0, high: unlisted.all },
    isOpenBeyondWaiting:
      unlisted.all > unlisted.pending ||
      breakable.some(({ seed }) => valuesOf(seed).length > 1 || !isWaiting(seed)),
    isSilent: !settled && breakable.some(({ seed, isArrived }) => isArrived && valuesOf(seed).includes(null)),
  }
}

/** How one seed stands that has arrived, or may have. */
function standingOf(seed: Seed, values: readonly (Text | null)[], settled: boolean, isGood: IsGood) {
  const isArrived = !placementsOf(seed).includes('pending')
  // While the test runs, a missing value may still come, and a pending seed has none yet.
  const mayChange = (value: Text | null) => !settled && (value === null || !isArrived)
  return {
    seed,
    isArrived,
    mustBreak: isArrived && values.every((value) => !mayChange(value) && !isGood(value)),
    canBreak: values.some((value) => mayChange(value) || !isGood(value)),
  }
}

/** Judges a rule that no received seed may break. */
export function judgeBreaches(context: Context, breaches: Breaches): Judged {
  const { sure, possible, lacking, isOpenBeyondWaiting, isSilent } = breaches
  const bound = atMost(0)
  const measured = { low: sure.length, high: possible + lacking.high }
  const note =
    lacking.low > 0 ? `${seedsAre(lacking.low, 'received seed')} missing from the API's list` : null
  const open = openness(context, isOpenBeyondWaiting)
  const openSeeds = open.openSeeds || isSilent
  const stands = standing(outcomeOf(measured, bound, 0), measured, { ...open, openSeeds })
  return { subject: WHOLE_TEST, unit: 'seeds', bound, note, ...stands }
}

/** How many seeds have been received, by whichever figure of the response says most, so that none goes unchecked. */
function mostReceived({ summary }: InboxTest): number {
  const { totalSeeds, received, pending, inbox, spam, unknown, inboxRate } = summary
  const byRate = Math.ceil((totalSeeds * (inboxRate - ROUNDING)) / 100)
  return Math.max(received, totalSeeds - pending, inbox + spam + unknown, byRate)
}
