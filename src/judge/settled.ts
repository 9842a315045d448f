import type { InboxTest } from '../core/inbox-test.ts'
import type { Counts } from './tally.ts'

/**
 * Whether a test's rates are judged as they stand: it is Completed, or complete enough.
 * @param mayBeCompleteEnough the wait is over; for a baseline, it has been read for the last time
 * @param maxMissingSeeds the rule of that name; null when it is off
 */
export function isSettled(
  test: InboxTest,
  { missing }: Counts,
  mayBeCompleteEnough: boolean,
  maxMissingSeeds: number | null,
): boolean {
  if (test.completed) return true
  return mayBeCompleteEnough && maxMissingSeeds !== null && missing.high <= maxMissingSeeds
}
