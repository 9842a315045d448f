import type { Comparison, ProviderChange } from '../../judge/comparison.ts'
import { type Corrected, SIGNIFICANCE_LEVEL } from '../../judge/statistics.ts'
import { formatCount, formatPercent, formatPoints, formatSeeds, isNoChange } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { countByProvider, listed, providerName, whereabouts } from './words.ts'

/**
 * The change since the baseline. Providers whose own change is more than chance are named, even when the whole is not: a fall at
 * one must not vanish behind a rise at others. Else it is the change of the whole. Only settled tests are compared.
 */
export function changeFindings(context: FindingContext): Finding[] {
  const { baseline } = context.result
  const comparison = baseline.kind === 'read' ? baseline.comparison : null
  if (comparison === null) return []
  const ofProviders = changesOfProviders(comparison)
  return ofProviders.length > 0 ? ofProviders : changeOfWhole(comparison, context)
}

function changesOfProviders({ providers }: Corrected<Comparison>): Finding[] {
  const real = providers.filter(({ correctedP }) => correctedP < SIGNIFICANCE_LEVEL)
  if (real.length === 0) return []
  const fell = real.filter(isFall).toSorted((a, b) => a.after - a.before - (b.after - b.before))
  const rose = real.filter((each) => !isFall(each))
  const names = [
    ...fell.map((each) => changeWords(each, 'fell')),
    ...rose.map((each) => changeWords(each, 'rose')),
  ]
  const others = providers.filter((each) => isFall(each) && !fell.includes(each)).length
  const rest =
    fell.length === 0
      ? ''
      : others === 0
        ? '; no other provider fell'
        : `; chance alone could explain ${others === 1 ? 'the fall' : 'the falls'} at ${others === 1 ? 'one other provider' : `${formatCount(others)} others`}`
  return [
    {
      kind: 'change',
      notInInbox: 0,
      fact: `${listed(names)} since the baseline`,
      evidence: `more than chance would explain${rest}.`,
      action: fell.length > 0 ? LOOK_AT_CHANGES : null,
    },
  ]
}

const LOOK_AT_CHANGES = 'Look at what changed between the two sends.'

function isFall({ before, after }: Corrected<ProviderChange>): boolean {
  return after < before
}

/** `Outlook fell from 100% to 20%`. */
function changeWords({ provider, before, after }: Corrected<ProviderChange>, verb: string): string {
  return `${providerName(provider)} ${verb} from ${formatPercent(before)} to ${formatPercent(after)}`
}

/** Where both tests consist of the same seeds it names those that moved, else the two rates: the p value belongs to either. */
function changeOfWhole(comparison: Corrected<Comparison>, context: FindingContext): Finding[] {
  const isOfSeeds = comparison.method === 'mcnemar'
  const fact = isOfSeeds ? moved(comparison, context) : ratesApart(comparison)
  if (fact === null) return []
  const isMore = comparison.correctedP < SIGNIFICANCE_LEVEL
  const isWorse = isOfSeeds
    ? comparison.lost.length > comparison.gained.length
    : comparison.inboxRateChange < 0
  const worseAction = isMore ? LOOK_AT_CHANGES : 'Test again before you act on it.'
  return [
    {
      kind: 'change',
      notInInbox: 0,
      fact,
      evidence: `${isMore ? 'more than chance would explain' : 'chance alone could explain it'}.`,
      action: isWorse ? worseAction : null,
    },
  ]
}

/** `Since the baseline, 8 seeds left the inbox, all at Outlook, and 1 moved into it`. */
function moved({ lost: left, gained: came }: Corrected<Comparison>, { test }: FindingContext): string | null {
  const where = (moves: Comparison['lost']) =>
    whereabouts(countByProvider(moves.flatMap(({ index }) => test.seeds[index] ?? [])))
  if (left.length === 0 && came.length === 0) return null
  if (left.length === 0)
    return `Since the baseline, ${formatSeeds(came.length)} moved into the inbox, ${where(came)}`
  const leaving = `Since the baseline, ${formatSeeds(left.length)} left the inbox, ${where(left)}`
  return came.length === 0 ? leaving : `${leaving}, and ${formatCount(came.length)} moved into it`
}

function ratesApart({ inboxRateChange: change }: Corrected<Comparison>): string | null {
  if (isNoChange(change)) return null
  return `The inbox rate is ${formatPoints(Math.abs(change))} ${change < 0 ? 'below' : 'above'} the baseline's`
}
