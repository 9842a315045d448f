import { unknownRange } from '../judge/range.ts'
import { parsePercent } from '../parsing/parse.ts'
import { judgeRate } from './rate.ts'
import { atMost, defineRule } from './rule.ts'

/** The share of seeds whose placement is unknown must not exceed the setting, in percent of all seeds. */
export const maxUnknownRate = defineRule({
  name: 'max_unknown_rate',
  byDefault: '',
  read: ({ optional }) => optional(parsePercent),
  needs: [],
  judge: (most: number, context) => {
    const { low, high } = context.figures.listed.unknown
    return [judgeRate(atMost(most), unknownRange(context), context, low < high)]
  },
  title: 'Unknown placement',
  fact: ({ value, soFar, asked }) => `placement unknown for ${value}${soFar}${asked}`,
})
