import type { Problem } from '../core/problem.ts'
import { headlineWords } from '../result/headline.ts'
import type { RunResult, TestResult } from '../result/result.ts'
import { type Block, type Budget, fit } from './fit.ts'
import { footer } from './footer.ts'
import { problemBlocks, warningList } from './problem.ts'
import { IN_MARKDOWN } from './quoting.ts'
import { severalTestsBlocks } from './several-tests.ts'
import { type Setting, testBlocks } from './test-report.ts'

/** How much of the report is wanted. */
export type Length = Setting['length']

/**
 * The placement report as GitHub-flavoured Markdown, in pieces: rows are made one at a time and only as far as the budget
 * goes. Every untrusted text is either plain words or code.
 */
export function renderReport(run: RunResult, length: Length, budget: Budget): Iterable<string> {
  return fit(blocks(run, length), budget)
}

function blocks(run: RunResult, length: Length): Block[] {
  const title = `## ${headlineWords(run.headline, IN_MARKDOWN)}\n`
  if (run.kind === 'refused') return [title, ...problemBlocks(run.problem), footer(run)]
  const [first, ...others] = run.tests
  const { settings, facts } = run
  const body =
    others.length > 0
      ? severalTestsBlocks(run, length)
      : testBlocks(first, { settings, facts, length, heading: '###' })
  return [
    title,
    ...body,
    ...warningList(run.warnings.filter((each) => !isReported(each, run.tests))),
    footer(run),
  ]
}

/** Whether a test's own report gives the warning already: that the history, where its baseline was to be found, is unreadable. */
function isReported({ message }: Problem, tests: readonly TestResult[]): boolean {
  return tests.some(
    (test) =>
      test.kind === 'judged' &&
      test.baseline.kind === 'unreadable' &&
      test.baseline.problem.message === message,
  )
}
