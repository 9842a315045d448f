import { ROUNDING } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import { type Context, openness } from '../judge/context.ts'
import { exactly, inboxRange, isWiderThanWaiting, outcomeOf, withoutNoise } from '../judge/range.ts'
import { parsePoints } from '../parsing/parse.ts'
import { atMost, defineRule, type Judged, standing, WHOLE_TEST } from './rule.ts'

/**
 * The inbox rate must not have fallen by more points than the setting. Each of the two tests that is not settled widens the
 * range of the drop, and adds the API's rounding to the margin by which the range must clear the bound.
 */
export const maxInboxRateDrop = defineRule({
  name: 'max_inbox_rate_drop',
  byDefault: '',
  read: ({ optional, text, refuse }, { isGiven }) => {
    const drop = optional(parsePoints)
    if (text !== '' && !isGiven('baseline_job_id')) {
      refuse('it needs baseline_job_id: the earlier test to compare with')
    }
    return drop
  },
  needs: [],
  judge: judgeDrop,
  title: 'Drop against baseline',
  fact: ({ value, soFar, asked }) => `${value} below the baseline${soFar}${asked}`,
})

/** No seed of the test leaves the rule open. */
const NOT_BY_SEEDS = { openSeeds: false, onlyWaiting: false } as const

function judgeDrop(most: number, context: Context): Judged[] {
  const bound = atMost(most)
  const rule = { subject: WHOLE_TEST, unit: 'points', bound } as const
  const { earlier } = context
  if (earlier.kind === 'not_compared') {
    return [{ ...rule, measured: null, outcome: 'not_compared', note: 'not compared yet' }]
  }
  if (earlier.kind === 'not_read') {
    const note = 'the baseline test has not been read'
    return [{ ...rule, measured: null, outcome: 'undecided', note, ...NOT_BY_SEEDS }]
  }
  const tolerance = context.tolerance + (earlier.settled ? 0 : ROUNDING)
  const now = inboxRange(context)
  const measured = drop(earlier.inboxRate, now)
  const note = earlier.settled ? null : 'seeds of the baseline are still open'
  const open = openness(context, !earlier.settled || isWiderThanWaiting(now, context))
  const openSeeds = open.openSeeds && isOpenBySeeds(earlier.inboxRate)
  return [
    { ...rule, note, ...standing(outcomeOf(measured, bound, tolerance), measured, { ...open, openSeeds }) },
  ]

  /** Whether the test's own seeds leave the rule open, at one end of the baseline's range at least. */
  function isOpenBySeeds({ low, high }: Range): boolean {
    return [low, high].some((end) => outcomeOf(drop(exactly(end), now), bound, tolerance) === 'undecided')
  }
}

/** Points lost against the baseline. */
function drop(earlier: Range, now: Range): Range {
  return { low: withoutNoise(earlier.low - now.high), high: withoutNoise(earlier.high - now.low) }
}
