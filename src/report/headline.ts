import { failsTheStep, type GateResult, type Problem } from '../gate-result.ts'
import { wilsonInterval } from '../judge/statistics.ts'
import {
  formatChange,
  formatCount,
  formatMeasured,
  formatPercent,
  formatPoints,
  plural,
} from '../wording/numbers.ts'
import { requiredInboxRate } from '../wording/rules.ts'
import { text } from './markdown.ts'

/** More mistakes than this would leave no room for the rest of the report. */
const MOST_DETAILS = 50

const ICONS = { passed: '✅', failed: '❌', undecided: '⏳', error: '❌' } as const

/** Verdict, rate against threshold, test, and how sure the number is: what a reader sees on a phone. */
export function headline(result: GateResult): string {
  const lines = [`## ${ICONS[result.verdict]} ${title(result)}`]
  if (result.error !== null) lines.push(...problem(result.error))
  if (result.test !== null) lines.push(about(result, result.test))
  if (result.verdict !== 'passed' && !failsTheStep(result)) {
    lines.push(
      `*The step does not fail: ${result.warnOnly ? '`warn_only` is on' : '`on_timeout` is `warn`'}.*`,
    )
  }
  return `${lines.join('\n\n')}\n`
}

function problem({ message, hint, details = [] }: Problem): string[] {
  const lines = [`**What happened:** ${text(message, 400)}`]
  const items = details.slice(0, MOST_DETAILS).map((detail) => `- ${text(detail, 400)}`)
  if (details.length > MOST_DETAILS) items.push(`- and ${formatCount(details.length - MOST_DETAILS)} more`)
  if (items.length > 0) lines.push(items.join('\n'))
  return [...lines, `**What to do:** ${hint}`]
}

function title(result: GateResult): string {
  const { test, verdict } = result
  const cancelled = result.ending === 'cancelled'
  const what = cancelled ? 'Inbox placement cancelled' : 'Inbox placement'
  if (verdict === 'error') return `${what} could not be judged`
  if (test === null) return `${what}: no results yet`
  const rule = result.rules.find((each) => each.rule === 'min_inbox_rate')
  const bound = { kind: 'at_least', value: result.minInboxRate } as const
  const outcome = cancelled ? `${what}, ${verdict} so far` : `${what} ${verdict}`
  const soFar = test.completed || cancelled ? '' : ' so far'
  const others = result.rules.filter((each) => each.outcome === verdict && each !== rule).length
  const also =
    verdict === 'passed' || rule?.outcome === verdict || others === 0
      ? ''
      : `; ${plural(others, 'other rule')} ${verdict}`
  return `${outcome}: ${formatMeasured(test.summary.inboxRate, bound)} % inbox${soFar}${changeWords(result)}, ${requiredInboxRate(result.minInboxRate)}${also}`
}

function changeWords({ comparison }: GateResult): string {
  if (comparison === null) return ''
  const change = formatChange(comparison.inboxRateChange)
  return change === '=' ? ' (unchanged)' : ` (${change} points)`
}

function about(result: GateResult, test: NonNullable<GateResult['test']>): string {
  const { received, totalSeeds, inbox } = test.summary
  const interval = wilsonInterval(inbox, totalSeeds)
  const parts = [
    `${formatCount(received)} of ${plural(totalSeeds, 'seed')}`,
    `one seed = ${formatPoints(100 / totalSeeds)}`,
    `95 % sure between ${formatPercent(interval.low)} and ${formatPercent(interval.high)}`,
  ]
  if (test.testName !== null) parts.unshift(`**${text(test.testName)}**`)
  if (!test.completed) parts.push(`status ${text(test.status)}`)
  if (result.timedOut) parts.push('time was up')
  return parts.join(' · ')
}
