import type { ApiError } from '../core/api-error.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Problem } from './result.ts'
import type { Outcome, Range, RuleResult } from './rule.ts'

/** The earlier test as far as it is known when a rule is judged. */
export type BaselineReading =
  | { readonly kind: 'none' }
  /** It is still being read. */
  | { readonly kind: 'not_read' }
  /** The API does not give it. */
  | { readonly kind: 'unreadable'; readonly error: ApiError }
  /** The history file that should name it cannot be read, or holds no line of this action. */
  | { readonly kind: 'no_history'; readonly problem: Problem }
  /** There is no earlier test yet; `cause` says why, as a sentence. */
  | { readonly kind: 'not_compared'; readonly cause: string }
  | {
      readonly kind: 'read'
      readonly test: InboxTest
      /** It will not be read again. */
      readonly isLastReading: boolean
      /** What the last reading failed with, if it did: `test` is then what came before it. */
      readonly error?: ApiError
    }

/** What is known beside the test itself. */
export interface Circumstances {
  /** The wait is over: what is still pending counts as missing. */
  readonly timeIsUp: boolean
  readonly baseline: BaselineReading
}

/** Everything a rule is judged by. */
export interface Context {
  readonly test: InboxTest
  /** Completed, or complete enough. */
  readonly settled: boolean
  /** Seeds of the test itself can still turn out either way: pending ones, and unknown ones until the test is settled. */
  readonly hasOpenSeeds: boolean
  readonly timeIsUp: boolean
  /** Percentage points by which a rate must clear its bound: 0 once the test is settled. */
  readonly tolerance: number
  /** The inbox rate of the earlier test and whether that is settled; null when it has not been read. */
  readonly baseline: { readonly inboxRate: Range; readonly settled: boolean } | null
  /** Whether the API calls any seed pending or unknown, and the test is not settled. */
  readonly hasWaitingSeeds: boolean
  /** Why there is no earlier test yet; null when there is one, or none was asked for. */
  readonly notComparedYet: string | null
}

/** What leaves a rule undecided. @param isOpenBeyondWaiting more than seeds that the API calls pending or unknown */
export function openness(
  outcome: Outcome,
  { hasOpenSeeds, hasWaitingSeeds }: Context,
  isOpenBeyondWaiting: boolean,
): Pick<RuleResult, 'openSeeds' | 'onlyWaiting'> {
  const isOpen = outcome === 'undecided'
  return {
    openSeeds: isOpen && hasOpenSeeds,
    onlyWaiting: isOpen && hasWaitingSeeds && !isOpenBeyondWaiting,
  }
}
