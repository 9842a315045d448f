import { openness } from '../judge/context.ts'
import { outcomeOf } from '../judge/range.ts'
import { parseWhole } from '../parsing/parse.ts'
import { atMost, defineRule, standing, WHOLE_TEST } from './rule.ts'

/** Missing seeds can only become fewer, so the rule may pass before time is up, and fails only then. */
export const maxMissingSeeds = defineRule({
  name: 'max_missing_seeds',
  byDefault: '',
  read: ({ optional }) => optional((raw) => parseWhole(raw, 0)),
  needs: [],
  judge: (most: number, context) => {
    const { test, timeIsUp, figures } = context
    const { missing } = figures
    const measured = { low: timeIsUp || test.completed ? missing.low : 0, high: missing.high }
    const bound = atMost(most)
    const open = { ...openness(context, missing.low < missing.high), openSeeds: true }
    const stands = standing(outcomeOf(measured, bound, 0), measured, open)
    return [{ subject: WHOLE_TEST, unit: 'seeds', bound, note: null, ...stands }]
  },
  title: 'Not arrived',
  fact: ({ value, soFar, asked }) => `${value} not arrived${soFar}${asked}`,
})
