import type { InboxTest } from '../core/inbox-test.ts'
import { oneLine } from '../privacy/one-line.ts'
import {
  lastSeen,
  type RunResult,
  type TestResult,
  timedOut,
  verdictOf,
  verdictOfTest,
} from '../result/result.ts'
import { summaryFields } from './summary-fields.ts'

type Output = string | number | boolean | null

/** The outputs by name. One that is null is not known, and not set. */
export function outputsOf(run: RunResult): Record<string, Output> {
  const tests = run.kind === 'observed' ? run.tests : []
  return {
    verdict: verdictOf(run),
    ...figures(shownTest(tests)),
    timed_out: tests.some(timedOut),
    headline: run.chatHeadline,
    tests: JSON.stringify(tests.map(testOutput)),
    previous_verdict: run.kind === 'observed' ? (run.previousVerdict ?? '') : '',
  }
}

/** The test whose figures stand for the run: of several, the readable one with the lowest inbox rate, the first of equals. */
function shownTest(tests: readonly TestResult[]): InboxTest | null {
  const [only] = tests
  if (tests.length === 1 && only !== undefined) return lastSeen(only)
  const readable = tests.flatMap((result) => (result.kind === 'judged' ? [result.test] : []))
  return readable.reduce<InboxTest | null>(
    (worst, test) => (worst === null || test.summary.inboxRate < worst.summary.inboxRate ? test : worst),
    null,
  )
}

function testOutput(result: TestResult) {
  return {
    label: result.job.label?.given ?? null,
    job_id: result.job.id.given,
    verdict: verdictOfTest(result),
    ...figures(lastSeen(result)),
  }
}

function figures(test: InboxTest | null) {
  // A status is a word. A very long one would leave no room for the other tests.
  return {
    status: test === null ? null : oneLine(test.status.shown, 100),
    ...summaryFields(test?.summary ?? null),
  }
}
