import { jobName } from '../core/job.ts'
import { oneLine } from '../privacy/one-line.ts'
import { type Findings, verdictOf, verdictOfTest } from '../result/result.ts'
import { lookHereFirst } from './findings/look-here-first.ts'

/** Characters. A finding is a few sentences. */
const MAX_LENGTH = 600

/** Characters. As long as a label may be. */
const MAX_NAME_LENGTH = 60

/**
 * What the log ends with when a run did not pass, in plain text: the first thing to look at, and where the whole report is.
 * @returns lines without untrusted line breaks; none for a run that passed
 */
export function closingWords(run: Findings): string[] {
  const verdict = verdictOf(run)
  if (verdict === 'passed') return []
  const where = run.facts.runUrl === null ? [] : [`The whole report: ${run.facts.runUrl}`]
  if (run.kind === 'refused') return where
  const worst = run.tests.find((test) => verdictOfTest(test) === verdict)
  const [first] = worst?.kind === 'judged' ? lookHereFirst(worst, run.settings) : []
  if (worst === undefined || first === undefined) return where
  const about = run.tests.length > 1 ? ` (${oneLine(jobName(worst.job).shown, MAX_NAME_LENGTH)})` : ''
  return [`Look here first${about}: ${oneLine(plainText(first), MAX_LENGTH)}`, ...where]
}

/** A finding without its Markdown. Nothing inside of a code span is read as more than it is. */
export function plainText(markdown: string): string {
  return markdown
    .split(/((?<!`)(?<fence>`+)(?!`)(?:.*?)(?<!`)\k<fence>(?!`))/u)
    .filter((_, index) => index % 3 !== 2)
    .map((part, index) => (index % 2 === 1 ? unfenced(part) : withoutMarks(part)))
    .join('')
}

function unfenced(span: string): string {
  const inside = span.replace(/^`+|`+$/gu, '')
  return /^ .*[^ ].* $/u.test(inside) ? inside.slice(1, -1) : inside
}

function withoutMarks(text: string): string {
  return text.replace(/\*\*/gu, '').replace(/\[([^\]]*)\]\((https:[^)]*)\)/gu, '$1, $2')
}
