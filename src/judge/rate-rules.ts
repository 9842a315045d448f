import { type Context, openness } from './context.ts'
import { countOf } from './placement.ts'
import { inboxRange, isWiderThanWaiting, outcomeOf, spamRange, unknownRange } from './range.ts'
import type { Bound, Range, RuleName, RuleResult } from './rule.ts'

/** Even with a threshold of 0, a test without a single seed in the inbox must fail. */
function inboxRateBound(minimum: number): Bound {
  return minimum > 0 ? { kind: 'at_least', value: minimum } : { kind: 'more_than', value: 0 }
}

/** The inbox rate must reach `minimum`, in percent of all seeds. */
export function inboxRateRule(minimum: number, context: Context): RuleResult[] {
  return rated('min_inbox_rate', inboxRateBound(minimum), inboxRange(context.test, context.settled), context)
}

/** The spam rate must not exceed `most`, in percent of all seeds. */
export function spamRateRule(most: number | null, context: Context): RuleResult[] {
  if (most === null) return []
  return rated('max_spam_rate', atMost(most), spamRange(context.test, context.settled), context)
}

/** The share of seeds whose placement is unknown must not exceed `most`, in percent of all seeds. */
export function unknownRateRule(most: number | null, context: Context): RuleResult[] {
  if (most === null) return []
  const { test, settled } = context
  const { low, high } = countOf(test.seeds, 'unknown')
  return rated('max_unknown_rate', atMost(most), unknownRange(test, settled), context, low < high)
}

function atMost(value: number): Bound {
  return { kind: 'at_most', value }
}

/** @param isListOpen whether the list leaves open what the rule counts from it */
function rated(
  rule: RuleName,
  bound: Bound,
  measured: Range,
  context: Context,
  isListOpen = false,
): RuleResult[] {
  const outcome = outcomeOf(measured, bound, context.tolerance)
  const open = openness(outcome, context, isListOpen || isWiderThanWaiting(measured, context.test))
  return [{ rule, subject: { kind: 'test' }, unit: 'percent', bound, measured, outcome, note: null, ...open }]
}
