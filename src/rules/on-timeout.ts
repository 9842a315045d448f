import { exactly } from '../judge/range.ts'
import { parseChoice } from '../parsing/parse.ts'
import { atMost, defineRule, WHOLE_TEST } from './rule.ts'

const CHOICES = ['decide', 'warn', 'fail'] as const

/** With `fail`, a test that is not settled when time is up has failed for that alone. */
export const onTimeout = defineRule({
  name: 'on_timeout',
  byDefault: 'decide',
  read: ({ read }) => read<(typeof CHOICES)[number]>((raw) => parseChoice(raw, CHOICES), 'decide'),
  needs: [],
  judge: (choice: (typeof CHOICES)[number], { timeIsUp, settled, figures }) => {
    if (choice !== 'fail' || !timeIsUp || settled) return []
    return [
      {
        subject: WHOLE_TEST,
        unit: 'seeds',
        bound: atMost(0),
        measured: exactly(figures.missing.high),
        outcome: 'failed',
        note: 'the test was not Completed in time',
      },
    ]
  },
  title: 'Not arrived in time',
  fact: ({ value, seeds }) => `not Completed in time${seeds > 0 ? `, ${value} not arrived` : ''}`,
})
