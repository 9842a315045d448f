import type { Bound, Range } from '../core/measure.ts'
import { type Context, openness } from '../judge/context.ts'
import { isWiderThanWaiting, outcomeOf } from '../judge/range.ts'
import { type Judged, standing, WHOLE_TEST } from './rule.ts'

/**
 * Judges a rate of the whole test.
 * @param measured percent of all seeds
 * @param isListOpen whether the list leaves open what the rule counts from it
 */
export function judgeRate(bound: Bound, measured: Range, context: Context, isListOpen = false): Judged {
  const outcome = outcomeOf(measured, bound, context.tolerance)
  const open = openness(context, isListOpen || isWiderThanWaiting(measured, context))
  return { subject: WHOLE_TEST, unit: 'percent', bound, note: null, ...standing(outcome, measured, open) }
}
