import type { InboxTest } from '../core/inbox-test.ts'
import type { ReportSettings } from '../core/report-settings.ts'
import type { RunFacts } from '../core/run-facts.ts'
import type { Figures } from '../judge/figures.ts'
import type { WeightedRate } from '../judge/weighted-rate.ts'
import { decisiveRules } from '../result/headline.ts'
import { confidenceInterval } from '../result/interval.ts'
import { failsAlone, type JudgedTest } from '../result/result.ts'
import { formatDay } from '../wording/dates.ts'
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatRange,
  formatSeeds,
  isNoChange,
} from '../wording/numbers.ts'
import { PLACEMENT, PLACEMENTS } from '../wording/placement.ts'
import { bar } from './bar.ts'
import { text, unbroken } from './markdown.ts'

const SQUARES = 10

/** The lines below the headline: where the mail is, one line of context, and how the wait ended if the test is not Completed. */
export function opening(result: JudgedTest, settings: ReportSettings, facts: RunFacts): string {
  return paragraphs([barLine(result.test), contextLine(result, facts), endingLine(result, settings)])
}

/** The same for the results that had come before a fault. */
export function lastSeenOpening(test: InboxTest, figures: Figures): string {
  return paragraphs([
    barLine(test),
    [...nameOf(test), `${havingTheMail(test, figures)} when the API last answered`].join(' · '),
  ])
}

/** The bar and its counts in words. A placement without seeds is left out, but never the inbox. */
function barLine({ summary }: InboxTest): string {
  const counts = PLACEMENTS.filter((placement) => placement === 'inbox' || summary[placement] > 0).map(
    (placement) => unbroken(`**${formatCount(summary[placement])}** ${PLACEMENT[placement].word}`),
  )
  return `${bar(summary, summary.totalSeeds, SQUARES)} ${counts.join(' · ')}`
}

function contextLine(result: JudgedTest, { checkedAtMs }: RunFacts): string {
  const { test, figures, weighted } = result
  return [
    ...nameOf(test),
    havingTheMail(test, figures),
    ...sinceBaseline(result, checkedAtMs),
    ...lowestSince(result, checkedAtMs),
    ...howSure(result),
    ...(weighted === null ? [] : [weightedWords(weighted, figures)]),
  ].join(' · ')
}

function nameOf({ testName }: InboxTest): string[] {
  return testName === null ? [] : [`**${text(testName)}**`]
}

function havingTheMail(test: InboxTest, { missing }: Figures): string {
  const { received, totalSeeds } = test.summary
  if (received === 0) {
    if (totalSeeds === 1) return 'the one seed has not received the mail'
    return `${totalSeeds === 2 ? 'neither' : 'none'} of the ${formatSeeds(totalSeeds)} has received the mail`
  }
  if (received < totalSeeds || missing.high > 0) {
    return `${formatCount(received)} of ${formatSeeds(totalSeeds)} received the mail`
  }
  if (totalSeeds === 1) return 'the one seed received the mail'
  return `${totalSeeds === 2 ? 'both' : `all ${formatCount(totalSeeds)}`} seeds received the mail`
}

/** `98% → 84% since 12 November` of two settled tests; else `baseline 98%`, which is no comparison. */
function sinceBaseline({ baseline, test, settled }: JudgedTest, nowMs: number): string[] {
  if (baseline.kind !== 'read') return []
  const before = formatPercent(baseline.test.summary.inboxRate)
  if (baseline.comparison === null || !settled) {
    // A rate that may still grow is none to compare with.
    return [`baseline ${baseline.settled ? '' : 'at least '}${unbroken(before)}`]
  }
  const { submittedDate } = baseline.test
  const day = submittedDate === null ? null : formatDay(submittedDate.shown, nowMs)
  const now = formatPercent(test.summary.inboxRate)
  if (isNoChange(baseline.comparison.inboxRateChange)) {
    return [`${unbroken(now)}, as ${day === null ? 'in the baseline' : `on ${day}`}`]
  }
  return [`${unbroken(`${before} → ${now}`)} since ${day ?? 'the baseline'}`]
}

function lowestSince({ trend }: JudgedTest, nowMs: number): string[] {
  if (trend === null || trend.lowestSince === null) return []
  const day = formatDay(trend.lowestSince, nowMs)
  return day === null ? [] : [`lowest since ${day}`]
}

/** The confidence interval of a final rate, or the range in which the rate can still end. */
function howSure(result: JudgedTest): string[] {
  const { settled, inboxRate, verdict } = result
  if (!settled) {
    // The headline has given this range.
    if (verdict === 'undecided' && decisiveRules(result)[0]?.rule === inboxRate.rule) return []
    const { measured, bound } = inboxRate
    if (measured === null || measured.low === measured.high) return []
    return [`can still end at ${unbroken(formatRange(measured, bound, 'percent'))}`]
  }
  const interval = confidenceInterval(result)
  if (interval === null) return []
  const { low, high } = interval
  return [`95% confidence: ${unbroken(`${formatPercent(low)}–${formatPercent(high)}`)}`]
}

function weightedWords({ rate, covered, uncountedSeeds }: WeightedRate, figures: Figures): string {
  if (rate === null) return 'weighted by your list: no seeds at any of its providers'
  const shown = unbroken(formatRange(rate, { kind: 'at_least', value: 0 }, 'percent'))
  const uncounted =
    uncountedSeeds > 0
      ? `; ${formatSeeds(uncountedSeeds)} at other providers ${uncountedSeeds === 1 ? 'does' : 'do'} not count`
      : ''
  return `weighted by your list: ${shown} (${coverage(covered, figures)}${uncounted})`
}

/** How much of the list the test speaks for. Seeds of no known provider may be at any, so that nothing is certain. */
function coverage(covered: number, { unattributed }: Figures): string {
  const share = formatPercent(covered)
  if (unattributed > 0) {
    return `at most ${share} of it has seeds: ${unattributed === 1 ? '1 seed is' : `${formatCount(unattributed)} seeds are`} at no known provider`
  }
  return covered === 100
    ? 'every provider on your list has seeds'
    : `providers with ${share} of it have seeds`
}

function endingLine(result: JudgedTest, settings: ReportSettings): string {
  const sentences = [...waitWords(result, settings), ...completeEnough(result)]
  if (result.verdict !== 'passed' && !failsAlone(result, settings)) {
    sentences.push(
      `The test does not fail the step: ${settings.warnOnly ? '`warn_only` is on' : '`on_timeout` is `warn`'}.`,
    )
  }
  return sentences.join(' ')
}

/** Which input ended the wait. How long it took stands in the footer. */
function waitWords(
  { waited: { ending }, test, figures }: JudgedTest,
  { looksOnce, quietMs }: ReportSettings,
): string[] {
  const status = `Status: ${text(test.status, 40)}.`
  switch (ending) {
    case 'certain':
      return test.completed ? [] : [`The check ended early (\`wait_for: verdict\`): ${openWords(figures)}.`]
    case 'quiet':
      return [
        `The wait ended: nothing new for ${formatDuration(quietMs ?? 0)} (\`quiet_minutes\`). ${status}`,
      ]
    case 'deadline':
      return [
        `${looksOnce ? 'Looked once (`timeout_minutes: 0`)' : 'The wait timed out (`timeout_minutes`)'}. ${status}`,
      ]
    case 'cancelled':
      return [status]
    default:
      return []
  }
}

function openWords({ missing: { high: open } }: Figures): string {
  if (open === 0) return 'nothing that was still open could have changed the verdict'
  return `${formatSeeds(open)} ${open === 1 ? 'was' : 'were'} still pending and could not have changed the verdict`
}

function completeEnough({ settled, test, figures }: JudgedTest): string[] {
  if (!settled || test.completed) return []
  const missing = figures.missing.high
  if (missing === 0) return ['Judged as if Completed (`max_missing_seeds`): every seed received the mail.']
  return [
    `Judged as if Completed: \`max_missing_seeds\` allows for ${missing === 1 ? 'the one seed' : `the ${formatSeeds(missing)}`} that did not arrive.`,
  ]
}

function paragraphs(lines: readonly string[]): string {
  return lines
    .filter((line) => line !== '')
    .map((line) => `\n${line}\n`)
    .join('')
}
