import { describe, expect, test } from 'vitest'
import type { Seed } from '../../src/core/inbox-test.ts'
import type { InvalidInput } from '../../src/core/problem.ts'
import type { TestResult } from '../../src/result/result.ts'
import { verdictLine } from '../../src/result/verdict-line.ts'
import {
  inboxTest,
  type JudgedOver,
  judgedTest,
  observedRun,
  refusedRun,
  ruleResult,
  SETTINGS,
  seed,
} from '../builders.ts'
import { withTexts } from '../texts.ts'

const failed = ruleResult({ measured: { low: 50, high: 50 }, outcome: 'failed' })
const test50 = inboxTest({ seeds: [seed(), seed({ placement: 'spam' })] })
const of = (over: JudgedOver) => verdictLine(observedRun({}, [judgedTest(over)]))

const unreadable = withTexts<TestResult>({
  kind: 'error',
  job: { id: 'job-2', label: null },
  waited: { ending: 'refused', polls: 1, waitedMs: 800 },
  problem: { message: 'the API\nanswered nonsense', hint: 'Look there!' },
  lastSeen: null,
})

describe('the result in one line', () => {
  test('has the headline and the counts', () => {
    expect(of({})).toBe(
      'Inbox placement passed: 100% in the inbox. Of 1 seed: 1 inbox, 0 spam, 0 unknown, 0 not arrived.',
    )
  })

  test('of a test that could not be judged has the reason and what to do', () => {
    expect(verdictLine(observedRun({}, [unreadable]))).toBe(
      'Inbox placement could not be judged: the API answered nonsense. Look there!',
    )
  })

  test('of a test without an answer has no counts', () => {
    const unanswered: TestResult = {
      ...unreadable,
      kind: 'unanswered',
      waited: { ending: 'cancelled', polls: 0, waitedMs: 9 },
    }
    expect(verdictLine(observedRun({}, [unanswered]))).toMatch(/: no results yet\.$/u)
  })

  test('names three more rules that failed, and none that passed', () => {
    const provider = (name: string) =>
      ruleResult({ ...failed, rule: 'provider_min_inbox_rate', subject: { kind: 'provider', name } })
    const rules = [
      failed,
      ...['AOL', 'GMX', 'Yahoo', 'Mail'].map(provider),
      ruleResult({ rule: 'max_spam_rate' }),
    ]
    const line = of({ verdict: 'failed', test: test50, rules })
    expect(line).toContain(
      '50% in the inbox (80% required); 4 more rules failed. Also failed: AOL at 50% (80% required); GMX ',
    )
    expect(line).not.toMatch(/Mail|spam at|at most/u)
  })

  test('says which input ended the wait', () => {
    const rules = [ruleResult({ measured: { low: 50, high: 100 }, outcome: 'undecided' })]
    for (const [ending, input] of [
      ['deadline', 'timeout_minutes'],
      ['quiet', 'quiet_minutes'],
    ] as const) {
      const waited = { ending, polls: 3, waitedMs: 60_000 }
      const over = { verdict: 'undecided', test: inboxTest({ status: 'Sent\nOK' }), rules, waited } as const
      expect(of(over)).toMatch(new RegExp(`Timed out \\(${input}\\) with status Sent OK\\.$`, 'u'))
    }
  })

  test('says of a check that does not wait that it looked once', () => {
    const waited = { ending: 'deadline', polls: 1, waitedMs: 0 } as const
    const late = judgedTest({ test: inboxTest({ status: 'Processing' }), waited })
    const run = observedRun({ settings: { ...SETTINGS, looksOnce: true } }, [late])
    expect(verdictLine(run)).toMatch(/Looked once \(timeout_minutes: 0\) with status Processing\.$/u)
  })

  test('of wrong inputs has the one that is wrong in full, of several their names, and what to do', () => {
    const jobId = { input: 'job_id', value: null, message: 'it is required' }
    const warnOnly = { input: 'warn_only', value: 'yes', message: 'it must be true or false' }
    const lineFor = (...invalid: InvalidInput[]) =>
      verdictLine(refusedRun({ message: 'inputs are invalid', invalid, hint: 'Correct the `with:` block.' }))
    expect(lineFor(warnOnly)).toContain('warn_only "yes": it must be true or false.')
    expect(lineFor(jobId, warnOnly)).toContain('job_id, warn_only.')
    for (const line of [lineFor(warnOnly), lineFor(jobId, warnOnly)]) {
      expect(line).toMatch(/^Inbox placement could not be judged: .*Correct the `with:` block\.$/u)
    }
  })

  test('of several tests has the worst first, then the others by name', () => {
    const named = (label: string, over: JudgedOver = {}) => judgedTest({ job: { id: label, label }, ...over })
    const tests: [TestResult, ...TestResult[]] = [
      named('A'),
      named('B', { verdict: 'failed', rules: [failed] }),
      named('C'),
      named('D'),
      named('E'),
    ]
    expect(verdictLine(observedRun({}, tests))).toBe(
      '1 of 5 tests failed: B, 50% in the inbox (80% required). A passed: 100% in the inbox; C passed: 100% in the inbox; D passed: 100% in the inbox; and 1 more test.',
    )
    expect(verdictLine(observedRun({}, [named('A'), named('C'), named('D'), named('E')]))).toMatch(
      /: 100% in the inbox\.$/u,
    )
  })

  test('of several tests names each once, also where one that passed hides a bad provider', () => {
    const named = (label: string, seeds: Seed[]) =>
      judgedTest({ job: { id: label, label }, test: inboxTest({ seeds }) })
    const good = Array.from({ length: 9 }, () => seed())
    const hiding = [...good, seed({ provider: 'Outlook', placement: 'spam' })]
    expect(verdictLine(observedRun({}, [named('A', good), named('B', hiding), named('C', good)]))).toMatch(
      /^3 of 3 tests passed: B, .*Outlook.*\. A passed: [^;]*; C passed: [^;]*\.$/u,
    )
  })

  test('of several tests says what to do about the first that could not be judged', () => {
    expect(verdictLine(observedRun({}, [judgedTest(), unreadable]))).toBe(
      '1 of 2 tests could not be judged: job-2, the API answered nonsense. job-1 passed: 100% in the inbox. Look there!',
    )
  })
})
