import type { InboxTest } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import type { Baseline } from './baseline.ts'
import type { Figures } from './figures.ts'

/** What is known beside the test itself. */
export interface Circumstances {
  /** The wait is over: what is still pending counts as missing. */
  readonly timeIsUp: boolean
  readonly baseline: Baseline<'read'>
}

/** Everything a rule is judged by. */
export interface Context {
  readonly test: InboxTest
  /** Completed, or complete enough. */
  readonly settled: boolean
  readonly figures: Figures
  /** Seeds of the test itself can still turn out either way: pending ones, and unknown ones until the test is settled. */
  readonly hasOpenSeeds: boolean
  readonly timeIsUp: boolean
  /** Percentage points by which a rate must clear its bound: 0 once the test is settled. */
  readonly tolerance: number
  readonly earlier: EarlierRate
  /** Whether the API calls any seed pending or unknown, and the test is not settled. */
  readonly hasWaitingSeeds: boolean
}

/** The inbox rate of the earlier test. */
export type EarlierRate =
  | { readonly kind: 'read'; readonly inboxRate: Range; readonly settled: boolean }
  | { readonly kind: 'not_read' }
  /** There is no earlier test yet. */
  | { readonly kind: 'not_compared' }

/** What leaves a rule undecided. */
export interface Openness {
  /** Open seeds of the test itself; a baseline or gaps in the list do not count. */
  readonly openSeeds: boolean
  /**
   * Nothing but seeds that the API calls pending or, while the test runs, unknown: once these were known, the rule would be
   * decided, whatever they turned out to be.
   */
  readonly onlyWaiting: boolean
}

/** @param isOpenBeyondWaiting whether more than seeds that the API calls pending or unknown leaves the rule open */
export function openness({ hasOpenSeeds, hasWaitingSeeds }: Context, isOpenBeyondWaiting: boolean): Openness {
  return { openSeeds: hasOpenSeeds, onlyWaiting: hasWaitingSeeds && !isOpenBeyondWaiting }
}
