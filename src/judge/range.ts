import { type InboxTest, ROUNDING } from '../core/inbox-test.ts'
import type { Bound, Outcome, Range } from '../core/measure.ts'
import { type Counts, percent } from './tally.ts'

/**
 * Holds a range against its bound: passed or failed only when all of it lies on one side.
 * @param tolerance points by which it must clear the bound, above 0 while rates may be rounded
 */
export function outcomeOf(range: Range, bound: Bound, tolerance: number): Outcome {
  const { low, high } = range
  const { kind, value } = bound
  const holds = (end: number) => {
    if (kind === 'at_most') return end <= value
    return kind === 'at_least' ? end >= value : end > value
  }
  const isClear = (end: number) => tolerance === 0 || Math.abs(end - value) > tolerance
  const [worst, best] = kind === 'at_most' ? [high, low] : [low, high]
  if (holds(worst) && isClear(worst)) return 'passed'
  return !holds(best) && isClear(best) ? 'failed' : 'undecided'
}

/** Rounds to ten decimals: 85.3 - 80.1 must be 5.2, not 5.200000000000003, which would miss a bound of 5.2. */
export function withoutNoise(value: number): number {
  return Math.round(value * 1e10) / 1e10
}

/** The range of a value that is known. */
export function exactly(value: number): Range {
  return { low: value, high: value }
}

/** A test that has been counted. */
export interface CountedTest {
  readonly test: InboxTest
  readonly figures: Counts
  /** Completed, or complete enough: pending and unknown seeds are judged as they stand. */
  readonly settled: boolean
}

/** Percent of all seeds that can be in the inbox when the test is complete. */
export function inboxRange({ test, figures, settled }: CountedTest): Range {
  const { summary } = test
  if (settled) return exactly(summary.inboxRate)
  return openRange(test, summary.inbox, summary.spam, figures.listed.inbox, summary.inboxRate)
}

/** Percent of all seeds that can be in spam when the test is complete. */
export function spamRange({ test, figures, settled }: CountedTest): Range {
  const { summary } = test
  if (settled) return exactly(summary.spamRate)
  return openRange(test, summary.spam, summary.inbox, figures.listed.spam, summary.spamRate)
}

/** Percent of all seeds whose placement can be unknown when the test is complete. The list counts where it knows of more. */
export function unknownRange({ test, figures, settled }: CountedTest): Range {
  const { totalSeeds, unknown } = test.summary
  const listed = figures.listed.unknown
  const rate = (seeds: number) => percent(Math.min(totalSeeds, seeds), totalSeeds)
  const [low, high] = [Math.max(unknown, listed.low), Math.max(unknown, listed.high)]
  return settled ? { low: rate(low), high: rate(high) } : { low: 0, high: rate(high + figures.missing.high) }
}

/** Whether a rate of the whole test has a wider range than the seeds that the API calls pending or unknown explain. */
export function isWiderThanWaiting({ low, high }: Range, { test, figures }: CountedTest): boolean {
  return high - low > withoutNoise(percent(figures.waiting, test.summary.totalSeeds)) + 1e-9
}

/**
 * The rate of one placement when no open seed turns out to be there, and when all do. Every figure of the response takes part
 * (the counts and what they leave for each other, the list of seeds, the API's own rate), so that a contradiction widens the
 * range instead of deciding the rule. A rate that differs by rounding alone is left out: a later poll could round otherwise,
 * and move an end that had been clear of its bound.
 * @param part seeds counted in that placement
 * @param other seeds counted in the opposite one
 * @param listed seeds listed in that placement, surely and at most
 */
function openRange(
  { summary, seeds }: InboxTest,
  part: number,
  other: number,
  listed: Range,
  rate: number,
): Range {
  const { totalSeeds, received, unknown, pending } = summary
  const fewest = Math.min(
    part,
    received - other - unknown,
    totalSeeds - pending - other - unknown,
    totalSeeds - (seeds.length - listed.low),
  )
  const most = Math.max(totalSeeds - other, part + unknown + pending, listed.high)
  const low = percent(Math.max(fewest, 0), totalSeeds)
  const high = percent(Math.min(most, totalSeeds), totalSeeds)
  const isRounded = Math.abs(rate - percent(part, totalSeeds)) <= ROUNDING
  return isRounded ? { low, high } : { low: Math.min(rate, low), high: Math.max(rate, high) }
}
