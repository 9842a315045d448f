import type { Bound } from '../core/measure.ts'
import type { Context } from '../judge/context.ts'
import { inboxRange } from '../judge/range.ts'
import { parsePercent } from '../parsing/parse.ts'
import { judgeRate } from './rate.ts'
import { defineRule, type Judged } from './rule.ts'

/** The inbox rate must reach the setting, in percent of all seeds. */
export const minInboxRate = defineRule({
  name: 'min_inbox_rate',
  byDefault: '80',
  read: ({ read }) => read(parsePercent, 0),
  needs: [],
  judge: (minimum: number, context) => [judgeInboxRate(minimum, context)],
  title: 'Inbox rate',
  fact: ({ value, soFar, asked }) => `${value} in the inbox${soFar}${asked}`,
})

/** @param minimum percent of all seeds */
export function judgeInboxRate(minimum: number, context: Context): Judged {
  return judgeRate(boundOf(minimum), inboxRange(context), context)
}

/** Even with a threshold of 0, a test without a single seed in the inbox must fail. */
function boundOf(minimum: number): Bound {
  return minimum > 0 ? { kind: 'at_least', value: minimum } : { kind: 'more_than', value: 0 }
}
