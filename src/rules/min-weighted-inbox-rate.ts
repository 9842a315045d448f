import type { Bound } from '../core/measure.ts'
import type { WeightedMinimum } from '../core/provider-lines.ts'
import { type Context, openness } from '../judge/context.ts'
import { outcomeOf } from '../judge/range.ts'
import { type WeightedCoverage, weightedRate } from '../judge/weighted-rate.ts'
import { parsePercent } from '../parsing/parse.ts'
import { defineRule, type Judged, standing, WHOLE_TEST } from './rule.ts'

/** The inbox rate weighted by the list must reach its minimum, over providers that make up at least half of the list. */
export const minWeightedInboxRate = defineRule({
  name: 'min_weighted_inbox_rate',
  byDefault: '',
  read: ({ optional, text, refuse }, { isGiven, weights }): WeightedMinimum | null => {
    const minimum = optional(parsePercent)
    if (text !== '' && !isGiven('provider_weights')) {
      refuse('it needs provider_weights: how your list is spread over the providers')
    }
    return minimum === null || weights === null ? null : { minimum, weights }
  },
  needs: ['provider', 'placement'],
  judge: judgeWeighted,
  title: 'Weighted inbox rate',
  fact: ({ value, soFar, asked }) => `weighted inbox rate ${value}${soFar}${asked}`,
})

/** Providers that make up less of the list than this say too little about the rest. Percent. */
const MIN_COVERED_PERCENT = 50

function judgeWeighted({ minimum, weights }: WeightedMinimum, context: Context): Judged[] {
  const weighted = weightedRate(weights, context)
  const { rate: measured, covered, leftOut } = weighted
  const bound: Bound = { kind: 'at_least', value: minimum }
  const rule = { subject: WHOLE_TEST, unit: 'percent', bound } as const
  const failed = { ...rule, measured, outcome: 'failed' } as const
  if (leftOut.some(({ near }) => near !== null)) {
    const note = 'a provider of provider_weights has no seeds in this test, which has a name near it'
    return [{ ...failed, note }]
  }
  if (measured === null || covered < MIN_COVERED_PERCENT) {
    return [{ ...failed, note: "this test's providers make up less than half of your list" }]
  }
  const byRate = outcomeOf(measured, bound, context.tolerance)
  const note = byRate === 'passed' ? doubtOf(weighted) : null
  const open = openness(context, weighted.isOpenBeyondWaiting)
  return [{ ...rule, note, ...standing(note === null ? byRate : 'undecided', measured, open) }]
}

/** Why the rule cannot pass yet, whatever the rate; null when it can. */
function doubtOf({ leastCovered, mayBeMisspelt }: WeightedCoverage): string | null {
  if (leastCovered < MIN_COVERED_PERCENT)
    return 'the providers seen so far make up less than half of your list'
  return mayBeMisspelt ? 'a provider of provider_weights may have no seeds in this test' : null
}
