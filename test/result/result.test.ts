import { describe, expect, test } from 'vitest'
import type { ReportSettings } from '../../src/core/report-settings.ts'
import type { Ending } from '../../src/core/waiting.ts'
import { cancelled } from '../../src/result/conclude.ts'
import {
  failsAlone,
  failsTheStep,
  isCancelled,
  type JudgedTest,
  lastSeen,
  type RunResult,
  type TestResult,
  timedOut,
  type Verdict,
  verdictOf,
  verdictOfTest,
} from '../../src/result/result.ts'
import { inboxTest, judgedTest, observedRun, refusedRun, ruleResult, SETTINGS } from '../builders.ts'

const waited = (ending: Ending) => ({ ending, polls: 3, waitedMs: 45_000 })
const problem = { message: 'The API does not know this job id.', hint: 'Check it.' }
const { job } = judgedTest()

const judged = (
  verdict: JudgedTest['verdict'],
  ending: Ending = 'completed',
  onlyWaiting = false,
): JudgedTest =>
  judgedTest({
    verdict,
    waited: waited(ending),
    rules: [ruleResult(), ruleResult({ outcome: verdict, openSeeds: true, onlyWaiting })],
  })
const broken: TestResult = { kind: 'error', job, waited: waited('refused'), problem, lastSeen: null }
const unanswered: TestResult = { kind: 'unanswered', job, waited: waited('cancelled') }
const refused: RunResult = refusedRun(problem)
const settings = (over: Partial<ReportSettings>): ReportSettings => ({ ...SETTINGS, ...over })

/** How each kind of test ends under these settings: true where it fails the step. */
const fails = (tests: readonly TestResult[], over: Partial<ReportSettings> = {}) =>
  tests.map((each) => failsAlone(each, settings(over)))

describe('the verdict', () => {
  test('of one test is its own, an error of one that could not be judged, open before anything is known', () => {
    const tests = [judged('passed'), judged('failed'), judged('undecided'), broken, unanswered]
    expect(tests.map(verdictOfTest)).toEqual(['passed', 'failed', 'undecided', 'error', 'undecided'])
  })

  test.each<[Verdict, [TestResult, ...TestResult[]]]>([
    ['error', [judged('passed'), judged('failed'), broken, judged('undecided')]],
    ['failed', [judged('undecided'), judged('passed'), judged('failed')]],
    ['undecided', [judged('passed'), judged('undecided'), judged('passed')]],
    ['undecided', [judged('passed'), unanswered]],
    ['passed', [judged('passed'), judged('passed')]],
  ])('of a run is the worst of its tests: %s', (verdict, tests) => {
    expect(verdictOf(observedRun({}, tests))).toBe(verdict)
  })

  test('of a run that never came to a test is an error', () => {
    expect(verdictOf(refused)).toBe('error')
  })
})

describe('the step fails', () => {
  test('on failed, undecided, error and cancellation, and on nothing else', () => {
    expect(fails([judged('passed'), judged('failed'), judged('undecided'), broken])).toEqual([
      false,
      true,
      true,
      true,
    ])
    expect(fails([judged('passed', 'cancelled'), unanswered])).toEqual([true, true])
  })

  test('when any of its tests would fail it alone, or it never came to a test', () => {
    const fails = (tests: [TestResult, ...TestResult[]]) => failsTheStep(observedRun({}, tests))
    expect(fails([judged('passed'), judged('passed')])).toBe(false)
    expect(fails([judged('passed'), judged('failed')])).toBe(true)
    expect(fails([broken, judged('passed')])).toBe(true)
    expect(failsTheStep(refused)).toBe(true)
  })

  test('by the settings of the run', () => {
    expect(failsTheStep(observedRun({ settings: settings({ warnOnly: true }) }, [judged('failed')]))).toBe(
      false,
    )
  })
})

describe('warn_only', () => {
  test('excuses failed and undecided, whatever left it so', () => {
    expect(
      fails([judged('failed'), judged('undecided'), judged('undecided', 'deadline')], { warnOnly: true }),
    ).toEqual([false, false, false])
  })

  test('never excuses an error or a cancellation', () => {
    const never = [broken, unanswered, judged('failed', 'cancelled'), judged('passed', 'cancelled')]
    expect(fails(never, { warnOnly: true })).toEqual([true, true, true, true])
  })
})

describe('on_timeout: warn', () => {
  const open = (ending: Ending) => judged('undecided', ending, true)

  test('excuses a verdict that pending and unknown seeds alone leave open when time is up, quiet included', () => {
    expect(fails([open('deadline'), open('quiet')], { warnOnTimeout: true })).toEqual([false, false])
    expect(fails([open('deadline'), open('quiet')])).toEqual([true, true])
  })

  test('never excuses a Completed test, nor what a baseline or gaps in the list leave open', () => {
    const byOthers = judged('undecided', 'deadline', false)
    expect(fails([judged('undecided', 'completed', true), byOthers], { warnOnTimeout: true })).toEqual([
      true,
      true,
    ])
  })

  test('never excuses a verdict when any of its open rules is open for another reason', () => {
    const both = judgedTest({
      verdict: 'undecided',
      waited: waited('deadline'),
      rules: [
        ruleResult({ outcome: 'undecided', openSeeds: true, onlyWaiting: true }),
        ruleResult({ rule: 'require_spf', outcome: 'undecided', openSeeds: true, onlyWaiting: false }),
      ],
    })
    expect(fails([both], { warnOnTimeout: true })).toEqual([true])
  })

  test('never excuses a failed test, an error or a cancellation', () => {
    const late: TestResult = { kind: 'error', job, waited: waited('deadline'), problem, lastSeen: null }
    const never = [judged('failed', 'deadline', true), late, open('cancelled'), unanswered]
    expect(fails(never, { warnOnTimeout: true })).toEqual([true, true, true, true])
  })
})

describe('time was up', () => {
  test.each<[Ending, boolean]>([
    ['deadline', true],
    ['quiet', true],
    ['completed', false],
    ['certain', false],
    ['cancelled', false],
    ['refused', false],
  ])('when the wait ended by %s: %s', (ending, isTimedOut) => {
    expect(timedOut(judged('passed', ending))).toBe(isTimedOut)
  })
})

describe('a run that a signal ended', () => {
  const run = observedRun({}, [judged('passed'), judged('undecided', 'deadline', true), broken])

  test('is cancelled when any of its tests is', () => {
    expect(isCancelled(run)).toBe(false)
    expect(isCancelled(observedRun({}, [judged('passed'), unanswered]))).toBe(true)
    expect(isCancelled(refused)).toBe(false)
  })

  test('keeps what was found out, and fails the step all the same', () => {
    const ended = cancelled(run)
    expect(isCancelled(ended)).toBe(true)
    expect(verdictOf(ended)).toBe(verdictOf(run))
    expect(failsTheStep(cancelled(observedRun({ settings: settings({ warnOnly: true }) })))).toBe(true)
    const endings = ended.kind === 'observed' ? ended.tests.map((each) => each.waited) : []
    expect(endings).toEqual(run.tests.map((each) => ({ ...each.waited, ending: 'cancelled' })))
  })

  test('that never came to a test stays what it is', () => {
    expect(cancelled(refused)).toBe(refused)
  })
})

test('what the API last said of a test is known, whether that was judged or not', () => {
  const seen = inboxTest({ status: 'Processing' })
  expect(lastSeen(judgedTest({ test: seen }))?.status.shown).toBe('Processing')
  const failed: TestResult = { kind: 'error', job, waited: waited('refused'), problem, lastSeen: seen }
  expect(lastSeen(failed)).toBe(seen)
  expect(lastSeen(broken)).toBeNull()
  expect(lastSeen(unanswered)).toBeNull()
})
