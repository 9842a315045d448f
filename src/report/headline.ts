import { failsTheStep, type GateResult, type Problem } from '../gate-result.ts'
import { wilsonInterval } from '../statistics.ts'
import {
  formatChange,
  formatMeasured,
  formatPercent,
  formatPoints,
  formatThreshold,
  plural,
} from '../wording/numbers.ts'
import { text } from './markdown.ts'

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
  if (details.length > 0) lines.push(details.map((detail) => `- ${text(detail, 400)}`).join('\n'))
  return [...lines, `**What to do:** ${hint}`]
}

function title(result: GateResult): string {
  const { test, verdict } = result
  const what = result.ending === 'cancelled' ? 'Inbox placement cancelled' : 'Inbox placement'
  if (verdict === 'error') return `${what} could not be judged`
  if (test === null) return `${what}: no results yet`
  const rule = result.rules.find((each) => each.rule === 'min_inbox_rate')
  const bound = rule?.bound ?? { kind: 'at_least', value: result.minInboxRate }
  const required =
    bound.kind === 'more_than' ? 'more than 0 % required' : `${formatThreshold(bound.value)} % required`
  const change =
    result.comparison === null ? '' : ` (${formatChange(result.comparison.inboxRateChange)} points)`
  const soFar = test.completed ? '' : ' so far'
  const others = result.rules.filter((each) => each.outcome === verdict && each !== rule).length
  const also =
    verdict === 'passed' || rule?.outcome === verdict || others === 0
      ? ''
      : `; ${plural(others, 'other rule')} ${verdict}`
  return `${what} ${verdict}: ${formatMeasured(test.summary.inboxRate, bound)} % inbox${soFar}${change}, ${required}${also}`
}

function about(result: GateResult, test: NonNullable<GateResult['test']>): string {
  const { received, totalSeeds, inbox } = test.summary
  const interval = wilsonInterval(inbox, totalSeeds)
  const parts = [
    `${received} of ${plural(totalSeeds, 'seed')}`,
    `one seed = ${formatPoints(100 / totalSeeds)}`,
    `95 % sure between ${formatPercent(interval.low)} and ${formatPercent(interval.high)}`,
  ]
  if (test.testName !== null) parts.unshift(`**${text(test.testName)}**`)
  if (!test.completed) parts.push(`status ${text(test.status)}`)
  if (result.timedOut) parts.push('time was up')
  return parts.join(' · ')
}
