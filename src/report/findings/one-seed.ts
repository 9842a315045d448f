import { percent } from '../../judge/placement.ts'
import type { Bound } from '../../judge/rule.ts'
import { formatBound, formatPercent } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'

/** An inbox rate that one seed would carry over its threshold, once the rate is settled and the counts agree with it. */
export function oneSeedFindings({ result, test, settled }: FindingContext): Finding[] {
  const rule = result.rules.find((each) => each.rule === 'min_inbox_rate')
  if (rule === undefined || !settled || result.disagreements.length > 0) return []
  const { inbox, totalSeeds } = test.summary
  const step = rule.outcome === 'failed' ? 1 : -1
  const changed = inbox + step
  if (changed < 0 || changed > totalSeeds) return []
  const rate = percent(changed, totalSeeds)
  if (meets(rate, rule.bound) === (rule.outcome === 'passed')) return []
  const required = `${rule.bound.kind === 'more_than' ? 'more than ' : ''}${formatBound(rule.bound, 'percent')} is required`
  return [
    {
      kind: 'one_seed',
      lostSeeds: 0,
      fact: 'One seed decides',
      evidence: `with one ${step > 0 ? 'more' : 'fewer'} in the inbox the rate would be ${formatPercent(rate, rule.bound.value)}, and ${required}.`,
      action: 'Test again, or use more seeds.',
    },
  ]
}

function meets(rate: number, { kind, value }: Bound): boolean {
  return kind === 'more_than' ? rate > value : rate >= value
}
