import type { Comparison } from '../../judge/comparison.ts'
import { SIGNIFICANCE_LEVEL } from '../../judge/statistics.ts'
import { formatCount, formatPoints, formatSeeds, isNoChange } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { countByProvider, whereabouts } from './words.ts'

/**
 * The change since the baseline. Where both tests consist of the same seeds it names the seeds that moved, else the two rates:
 * the p value belongs to the one or the other. Only settled tests are compared.
 */
export function changeFindings(context: FindingContext): Finding[] {
  const { baseline } = context.result
  const comparison = baseline.kind === 'read' ? baseline.comparison : null
  if (comparison === null) return []
  const fact = comparison.method === 'mcnemar' ? moved(comparison, context) : ratesApart(comparison)
  if (fact === null) return []
  const isMore = comparison.correctedP < SIGNIFICANCE_LEVEL
  const isWorse =
    comparison.method === 'mcnemar'
      ? comparison.lost.length > comparison.gained.length
      : comparison.inboxRateChange < 0
  const worseAction = isMore
    ? 'Look at what changed between the two sends.'
    : 'Test again before you act on it.'
  return [
    {
      kind: 'change',
      lostSeeds: 0,
      fact,
      evidence: `${isMore ? 'more than chance explains' : 'chance alone could explain it'}.`,
      action: isWorse ? worseAction : null,
    },
  ]
}

/** `Since the baseline 8 seeds fell out of the inbox, all at Outlook, and 1 came in`. */
function moved({ lost, gained }: Comparison, { test }: FindingContext): string | null {
  const providers = (indexes: Comparison['lost']) =>
    countByProvider(indexes.flatMap(({ index }) => test.seeds[index] ?? []))
  const where = (indexes: Comparison['lost']) => `, ${whereabouts(providers(indexes))}`
  if (lost.length === 0 && gained.length === 0) return null
  if (gained.length === 0) {
    return `Since the baseline ${formatSeeds(lost.length)} fell out of the inbox${where(lost)}`
  }
  if (lost.length === 0)
    return `Since the baseline ${formatSeeds(gained.length)} came into the inbox${where(gained)}`
  return `Since the baseline ${formatSeeds(lost.length)} fell out of the inbox${where(lost)}, and ${formatCount(gained.length)} came in`
}

function ratesApart({ inboxRateChange: change }: Comparison): string | null {
  if (isNoChange(change)) return null
  return `The inbox rate is ${formatPoints(Math.abs(change))} ${change < 0 ? 'below' : 'above'} the baseline's`
}
