import { spamRange } from '../judge/range.ts'
import { parsePercent } from '../parsing/parse.ts'
import { judgeRate } from './rate.ts'
import { atMost, defineRule } from './rule.ts'

/** The spam rate must not exceed the setting, in percent of all seeds. */
export const maxSpamRate = defineRule({
  name: 'max_spam_rate',
  byDefault: '',
  read: ({ optional }) => optional(parsePercent),
  needs: [],
  judge: (most: number, context) => [judgeRate(atMost(most), spamRange(context), context)],
  title: 'Spam rate',
  fact: ({ value, soFar, asked }) => `${value} in spam${soFar}${asked}`,
})
