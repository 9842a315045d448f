import { ROUNDING } from '../core/inbox-test.ts'
import { type Context, openness } from './context.ts'
import { exactly, inboxRange, isWiderThanWaiting, outcomeOf, withoutNoise } from './range.ts'
import type { Bound, Outcome, Range, RuleResult } from './rule.ts'

/**
 * The inbox rate must not have fallen by more than `most` points. Each of the two tests that is not settled widens the range
 * of the drop, and adds the API's rounding to the margin by which the range must clear the bound.
 */
export function dropRule(most: number | null, context: Context): RuleResult[] {
  if (most === null) return []
  const bound: Bound = { kind: 'at_most', value: most }
  const rule = { rule: 'max_inbox_rate_drop', subject: { kind: 'test' }, unit: 'points', bound } as const
  const { baseline, notComparedYet } = context
  if (notComparedYet !== null) {
    return [{ ...rule, measured: null, outcome: 'not_compared', note: 'not compared yet', ...DECIDED }]
  }
  if (baseline === null) {
    const note = 'the baseline test has not been read'
    return [{ ...rule, measured: null, outcome: 'undecided', note, ...DECIDED }]
  }
  const tolerance = context.tolerance + (baseline.settled ? 0 : ROUNDING)
  const now = inboxRange(context.test, context.settled)
  const measured = drop(baseline.inboxRate, now)
  const outcome = outcomeOf(measured, bound, tolerance)
  const note = baseline.settled ? null : 'seeds of the baseline are still open'
  const openSeeds = outcome === 'undecided' && context.hasOpenSeeds && isOpenBySeeds(baseline.inboxRate)
  const isOpenBeyondWaiting = !baseline.settled || isWiderThanWaiting(now, context.test)
  const { onlyWaiting } = openness(outcome, context, isOpenBeyondWaiting)
  return [{ ...rule, measured, outcome, note, openSeeds, onlyWaiting }]

  /** Whether the test's own seeds leave the rule open, at one end of the baseline's range at least. */
  function isOpenBySeeds(earlier: Range): boolean {
    const ends = [earlier.low, earlier.high]
    const outcomes: Outcome[] = ends.map((end) => outcomeOf(drop(exactly(end), now), bound, tolerance))
    return outcomes.includes('undecided')
  }
}

/** No seed of the test leaves the rule open. */
const DECIDED = { openSeeds: false, onlyWaiting: false } as const

/** Points lost against the baseline. */
function drop(earlier: Range, now: Range): Range {
  return { low: withoutNoise(earlier.low - now.high), high: withoutNoise(earlier.high - now.low) }
}
