import { jobName } from '../core/job.ts'
import type { Problem } from '../core/problem.ts'
import type { ReportSettings } from '../core/report-settings.ts'
import { oneLine } from '../privacy/one-line.ts'
import { invalidInputSentence } from '../wording/invalid-input.ts'
import { formatCount, plural } from '../wording/numbers.ts'
import { PLACEMENT, PLACEMENTS } from '../wording/placement.ts'
import { sentence } from '../wording/sentence.ts'
import { decisiveRules, headlineWords, type Quoting, testHeadlineWords } from './headline.ts'
import { type JudgedTest, type ObservedRun, type RunResult, timedOut } from './result.ts'
import { ruleFact } from './rule-words.ts'

/** Rules or tests named in the line; the report has them all. */
const MAX_NAMED = 3

const ON_ONE_LINE: Quoting = {
  name: (untrusted) => oneLine(untrusted, 60),
  // The log has room for the whole message.
  problem: ({ message }) => oneLine(message, 400),
}

/** The whole result in one line with its numbers, for the log and the step's error. */
export function verdictLine(run: RunResult): string {
  if (run.kind === 'refused') return inSentences(plainHeadline(run), inputsOf(run.problem), run.problem.hint)
  const [first, ...others] = run.tests
  if (others.length > 0) return severalTests(run)
  if (first.kind === 'error') return inSentences(plainHeadline(run), [], first.problem.hint)
  return `${plainHeadline(run)}.${first.kind === 'judged' ? alsoOf(first, run.settings) : ''}`
}

/** Without the icon: a log is searched by words. */
function plainHeadline(run: RunResult): string {
  return headlineWords(run.headline, ON_ONE_LINE).replace(/^\S+ /u, '')
}

function alsoOf(result: JudgedTest, settings: ReportSettings): string {
  const { test, verdict } = result
  const more = decisiveRules(result).slice(1, MAX_NAMED + 1)
  const also =
    more.length === 0
      ? ''
      : ` Also ${verdict}: ${more.map((rule) => ruleFact(rule, ON_ONE_LINE.name)).join('; ')}.`
  const counts = PLACEMENTS.map(
    (placement) => `${formatCount(test.summary[placement])} ${PLACEMENT[placement].word}`,
  )
  const state = timedOut(result)
    ? ` ${endingWords(result, settings)} with status ${ON_ONE_LINE.name(test.status.shown)}.`
    : ''
  return `${also} Of ${plural(test.summary.totalSeeds, 'seed')}: ${counts.join(', ')}.${state}`
}

function endingWords({ waited }: JudgedTest, { looksOnce }: ReportSettings): string {
  if (waited.ending === 'quiet') return 'Timed out (quiet_minutes)'
  return looksOnce ? 'Looked once (timeout_minutes: 0)' : 'Timed out (timeout_minutes)'
}

/** The headline names one test; the others follow. */
function severalTests(run: Extract<RunResult, ObservedRun>): string {
  const first = run.headline.several?.first
  const others = run.inShort.filter(({ test }) => test !== first)
  const named = others
    .slice(0, MAX_NAMED)
    .map(({ test, headline }) =>
      testHeadlineWords(ON_ONE_LINE.name(jobName(test.job).shown), headline, ON_ONE_LINE),
    )
  const rest = others.length - named.length
  const also = `${named.join('; ')}${rest > 0 ? `; and ${plural(rest, 'more test')}` : ''}`
  return [plainHeadline(run), also, ...(first?.kind === 'error' ? [first.problem.hint] : [])]
    .map(sentence)
    .join(' ')
}

/** One invalid input in full. Of several, only the names: each has an annotation of its own. */
function inputsOf({ invalid = [] }: Problem): string[] {
  const [first, ...others] = invalid
  if (first === undefined) return []
  return others.length === 0
    ? [invalidInputSentence(first)]
    : [[...new Set(invalid.map(({ input }) => input))].join(', ')]
}

function inSentences(first: string, details: readonly string[], hint: string): string {
  return [first, ...details.map((detail) => oneLine(detail, 400)), hint].map(sentence).join(' ')
}
