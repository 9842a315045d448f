import type { RunFacts } from '../core/run-facts.ts'
import type { Text } from '../core/text.ts'
import { type Findings, lastSeen, type TestResult } from '../result/result.ts'
import { VERSION } from '../version.ts'
import { formatMinute } from '../wording/dates.ts'
import { formatDuration, plural } from '../wording/numbers.ts'
import { PLACEMENT, PLACEMENTS } from '../wording/placement.ts'
import { code, text } from './markdown.ts'

/** As GitHub shortens a commit. */
const SHORT_COMMIT = 7

/** The last line of the report: the legend, when the tests were checked, the run, and of a single test its facts. */
export function footer(run: Findings): string {
  const [only, ...others] = run.kind === 'observed' ? run.tests : []
  const about = only === undefined || others.length > 0 ? [] : [testFacts(only)]
  const checked = `checked ${formatMinute(run.facts.checkedAtMs)} UTC`
  const waited = only === undefined || others.length > 0 ? '' : `, ${pollWords(only)}`
  const legend = run.kind === 'observed' && run.tests.some(hasSquares) ? [legendWords()] : []
  return small([...legend, ...about, `${checked}${waited}`, ...runFacts(run.facts)])
}

/** The last line of the report of one test among several. */
export function testFooter(result: TestResult): string {
  return small([testFacts(result), pollWords(result)])
}

/** Whether a bar is shown for the test. */
function hasSquares(result: TestResult): boolean {
  return lastSeen(result) !== null
}

function legendWords(): string {
  return PLACEMENTS.map((placement) => `${PLACEMENT[placement].square} ${PLACEMENT[placement].word}`).join(
    ' ',
  )
}

function testFacts(result: TestResult): string {
  const date = lastSeen(result)?.submittedDate ?? null
  const submitted = date === null ? '' : `, submitted ${dateText(date)}`
  const baseline =
    result.kind === 'judged' && result.baseline.kind === 'read'
      ? ` · baseline ${code(result.baseline.test.jobId)}`
      : ''
  return `test ${code(result.job.id)}${submitted}${baseline}`
}

/** A date as the API writes it needs no code span. */
function dateText(date: Text): string {
  const { shown } = date
  return /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?Z?)?$/u.test(shown) ? shown : text(date, 40)
}

/** `18 polls in 4 min 15 s`; `1 poll` when it took less than a second. */
function pollWords({ waited: { polls, waitedMs } }: TestResult): string {
  const isAtOnce = polls <= 1 && Math.round(waitedMs / 1000) === 0
  return `${plural(polls, 'poll')}${isAtOnce ? '' : ` in ${formatDuration(waitedMs)}`}`
}

function runFacts({ commit, runUrl }: RunFacts): string[] {
  return [
    ...(commit === null ? [] : [`commit ${code(commit.slice(0, SHORT_COMMIT))}`]),
    ...(runUrl === null ? [] : [`[workflow run](${runUrl})`]),
    `Inbox Placement Gate ${VERSION}`,
  ]
}

function small(parts: readonly string[]): string {
  return `\n<sub>${parts.join(' · ')}</sub>\n`
}
