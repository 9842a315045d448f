import { jobName } from '../core/job.ts'
import type { Problem } from '../core/problem.ts'
import type { Disagreement } from '../judge/consistency.ts'
import { type Findings, failsTheStep, type JudgedTest, type TestResult } from '../result/result.ts'
import { ruleName, ruleSentence } from '../result/rule-words.ts'
import type { Runner } from '../runner/runner.ts'
import { contradictionHint, contradictionWords } from '../wording/contradiction.ts'
import { invalidInputSentence } from '../wording/invalid-input.ts'
import { formatCount } from '../wording/numbers.ts'
import { warningOf } from './publish.ts'

/** GitHub shows ten annotations of a kind per step. One is the step's own line, and one says how many more there are. */
const MAX_ANNOTATIONS = 8

interface Annotation {
  readonly title: string
  readonly message: string
}

/**
 * Writes one annotation for each failed rule, each test without a verdict and each wrong input. When there is only one of
 * these, the step's own line says it already. A warning for each doubt follows.
 */
export function annotate(run: Findings, runner: Runner): void {
  const found =
    run.kind === 'refused' ? invalidInputs(run.problem) : run.tests.flatMap(faultsOf(run.tests.length))
  const faults = found.length > 1 ? found : []
  const doubts = doubtsOf(run)
  if (failsTheStep(run)) {
    write('error', faults, runner)
    write('warning', doubts, runner)
  } else write('warning', [...faults, ...doubts], runner)
}

function write(level: 'error' | 'warning', annotations: readonly Annotation[], runner: Runner): void {
  for (const { title, message } of annotations.slice(0, MAX_ANNOTATIONS)) {
    runner.annotate(level, title, message)
  }
  const more = annotations.length - MAX_ANNOTATIONS
  if (more > 0) {
    runner.annotate(level, 'Inbox placement', `and ${formatCount(more)} more; the job summary has them all`)
  }
}

function invalidInputs({ invalid = [] }: Problem): Annotation[] {
  return invalid.map((input) => ({
    title: 'Inbox placement: invalid input',
    message: invalidInputSentence(input),
  }))
}

/** null where there is only one test. */
function labelOf({ job }: TestResult, tests: number): string | null {
  return tests > 1 ? jobName(job).shown : null
}

function faultsOf(tests: number): (result: TestResult) => Annotation[] {
  return (result) => {
    const label = labelOf(result, tests)
    const about = label === null ? '' : `${label}: `
    if (result.kind === 'error')
      return [{ title: 'Inbox placement', message: `${about}${result.problem.message}` }]
    if (result.kind === 'unanswered' || result.verdict === 'passed') return []
    const open = result.rules.filter(({ outcome }) => outcome === result.verdict)
    const annotations = open.map((rule) => ({
      title: `Inbox placement: ${ruleName(rule, plain)}`,
      message: `${about}${ruleSentence(rule, plain)}`,
    }))
    // An undecided test is one thing to look at, however many of its rules are open.
    return result.verdict === 'failed' ? annotations : annotations.slice(0, 1)
  }
}

function plain(untrusted: string): string {
  return untrusted
}

function doubtsOf(run: Findings): Annotation[] {
  if (run.kind === 'refused') return []
  return [
    ...run.warnings.map((warning) => warningOf(warning)),
    ...run.tests.flatMap((test) =>
      test.kind === 'judged' ? doubtsOfTest(test, labelOf(test, run.tests.length)) : [],
    ),
  ]
}

function doubtsOfTest(test: JudgedTest, label: string | null): Annotation[] {
  const baseline = test.baseline.kind === 'read' ? test.baseline.disagreements : []
  return [
    ...test.warnings,
    ...test.disagreements.map((each) => contradiction('', each)),
    ...baseline.map((each) => contradiction(' about the baseline', each)),
  ].map((problem) => warningOf(problem, label))
}

function contradiction(about: string, disagreement: Disagreement): Problem {
  return {
    message: `The API contradicts itself${about}: ${contradictionWords(disagreement, (field) => field)}`,
    hint: contradictionHint(disagreement),
  }
}
