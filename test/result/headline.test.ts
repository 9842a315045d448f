import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seed } from '../../src/core/inbox-test.ts'
import { headlineWords } from '../../src/result/headline.ts'
import type { JudgedTest, RunResult, TestResult } from '../../src/result/result.ts'
import type { RuleResult } from '../../src/rules/rules.ts'
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
import { anyRun } from '../report/any-run.ts'
import { hostileText } from '../report/hostile-markdown.ts'
import { withTexts } from '../texts.ts'

const exactly = (value: number) => ({ low: value, high: value })
const failedRate = ruleResult({ measured: exactly(60), outcome: 'failed' })
const failedSpam = ruleResult({
  rule: 'max_spam_rate',
  bound: { kind: 'at_most', value: 15 },
  measured: exactly(16),
  outcome: 'failed',
})
const openRate = ruleResult({ measured: { low: 60, high: 100 }, outcome: 'undecided', openSeeds: true })
const provider = (name: string, rate: number): RuleResult =>
  ruleResult({
    rule: 'provider_min_inbox_rate',
    subject: { kind: 'provider', name },
    measured: exactly(rate),
    outcome: 'failed',
  })
const failing = (rules: RuleResult[], over: JudgedOver = {}) =>
  judgedTest({ verdict: 'failed', rules, ...over })
const headline = (run: RunResult) => headlineWords(run.headline)
const of = (result: TestResult, settings = SETTINGS) => headline(observedRun({ settings }, [result]))
const faulty = (label: string | null = null) =>
  withTexts<TestResult>({
    kind: 'error',
    job: { id: 'job-2', label },
    waited: { ending: 'refused', polls: 1, waitedMs: 800 },
    problem: { message: 'the API does not know this job id', hint: 'Check `job_id`.' },
    lastSeen: null,
  })
const unanswered = withTexts<TestResult>({
  kind: 'unanswered',
  job: { id: 'job-3', label: null },
  waited: { ending: 'cancelled', polls: 0, waitedMs: 10 },
})

describe('the headline of one test', () => {
  test('that passed is the inbox rate, at least that while it may still grow', () => {
    expect(of(judgedTest())).toBe('✅ Inbox placement passed: 100% in the inbox')
    const early = judgedTest({ rules: [ruleResult({ measured: { low: 84, high: 100 } })] })
    expect(of(early)).toBe('✅ Inbox placement passed: at least 84% in the inbox')
    const otherFirst = judgedTest({ rules: [failedSpam, ...early.rules], verdict: 'passed' })
    expect(of(otherFirst)).toContain('passed: at least 84% in the inbox')
  })

  test('that failed is the one fact that made it, and how many rules more', () => {
    expect(of(failing([failedRate]))).toBe('❌ Inbox placement failed: 60% in the inbox (80% required)')
    expect(of(failing([failedSpam, failedRate, ruleResult()]))).toBe(
      '❌ Inbox placement failed: 60% in the inbox (80% required); 1 more rule failed',
    )
    expect(of(failing([ruleResult(), failedSpam]))).toMatch(/failed: 16% in spam \(at most 15% allowed\)$/u)
  })

  test('names of several providers the one with most seeds not in the inbox', () => {
    const seeds: Seed[] = [
      seed({ provider: 'AOL', placement: 'spam' }),
      ...Array.from({ length: 3 }, () => seed({ provider: 'Outlook', placement: 'unknown' })),
    ]
    const rules = [provider('AOL', 0), provider('outlook', 0)]
    expect(of(failing(rules, { test: inboxTest({ seeds }) }))).toContain(
      'failed: outlook at 0% (80% required); 1 more rule failed',
    )
  })

  test('counts among these what has not arrived, once the test is settled', () => {
    const seeds: Seed[] = [
      ...Array.from({ length: 2 }, () => seed({ provider: 'AOL', placement: 'spam' })),
      ...Array.from({ length: 3 }, () => seed({ provider: 'Outlook', placement: 'pending' })),
    ]
    const rules = [provider('AOL', 0), provider('Outlook', 0)]
    const of = (settled: boolean) =>
      headline(observedRun({}, [failing(rules, { settled, test: inboxTest({ seeds }) })]))
    expect(of(true)).toContain('failed: Outlook')
    expect(of(false)).toContain('failed: AOL')
  })

  test('that is undecided has the range', () => {
    const open = judgedTest({ verdict: 'undecided', rules: [openRate, ruleResult()] })
    expect(of(open)).toBe('⏳ Inbox placement undecided: 60%–100% in the inbox so far (80% required)')
  })

  test('that is undecided because nothing has arrived says that, and no range', () => {
    const test = inboxTest({ seeds: [seed({ placement: 'pending' })] })
    expect(of(judgedTest({ test, verdict: 'undecided', rules: [openRate, { ...openRate }] }))).toBe(
      '⏳ Inbox placement undecided: nothing has arrived; 1 more rule is open',
    )
  })

  test('says what the other rules did, failed and open ones', () => {
    const spf = ruleResult({ rule: 'require_spf', outcome: 'undecided' })
    expect(of(failing([failedRate, failedSpam, failedSpam, spf, spf]))).toMatch(
      /required\); 2 more rules failed; 2 more rules are open$/u,
    )
  })

  test('that passed does not hide a provider below the threshold of the test that has no rule of its own', () => {
    const test = inboxTest({
      seeds: [
        ...Array.from({ length: 40 }, () => seed()),
        ...Array.from({ length: 10 }, (_, nth) =>
          seed({ provider: 'Outlook', placement: nth < 2 ? 'inbox' : 'spam' }),
        ),
      ],
    })
    const rules = [ruleResult({ measured: exactly(84) })]
    expect(of(judgedTest({ test, rules }))).toBe(
      '✅ Inbox placement passed: 84% in the inbox, but Outlook at 20%',
    )
    const own = ruleResult({ ...provider('outlook', 20), outcome: 'passed' })
    expect(of(judgedTest({ test, rules: [...rules, own] }))).toMatch(/84% in the inbox$/u)
    const good = { ...judgedTest(), job: { id: 'A', label: 'A' } }
    const bad = { ...judgedTest({ test, rules }), job: { id: 'B', label: 'B' } }
    expect(headline(observedRun({}, [good, bad]))).toBe(
      '✅ 2 of 2 tests passed: B, 84% in the inbox, but Outlook at 20%',
    )
  })

  test('that could not be judged has the reason', () => {
    const refused: RunResult = refusedRun({ message: '2 inputs are invalid', hint: '' })
    expect(headline(refused)).toBe('⛔ Inbox placement could not be judged: 2 inputs are invalid')
    expect(of(faulty())).toContain('could not be judged: the API does not know this job id')
  })

  test('that was cancelled says so, with the verdict so far', () => {
    const waited = { ending: 'cancelled', polls: 2, waitedMs: 100 } as const
    expect(of(failing([failedRate], { waited }))).toContain(' cancelled, failed so far: 60% in the inbox')
    expect(of(unanswered)).toContain(' cancelled, undecided so far: no results yet')
  })

  test('says "(warning only)" exactly when the verdict does not fail the step', () => {
    const warnOnly = { ...SETTINGS, warnOnly: true }
    expect(of(failing([failedRate]), warnOnly)).toContain('failed (warning only): 60%')
    expect(of(judgedTest({ verdict: 'undecided', rules: [openRate] }), warnOnly)).toContain(
      'undecided (warning only): 60%',
    )
    for (const result of [judgedTest(), faulty(), unanswered])
      expect(of(result, warnOnly)).not.toContain('(warning')
    expect(of(failing([failedRate]))).not.toContain('(warning')
  })
})

describe('the headline of several tests', () => {
  const named = (label: string, result: JudgedTest) =>
    withTexts<JudgedTest>({ ...result, job: { id: label, label } })
  const passed = named('Short', judgedTest())
  const failed = named('Long', failing([failedRate, failedSpam]))

  test('counts those with the worst verdict and names the first of them', () => {
    const of = (...tests: [TestResult, ...TestResult[]]) => headline(observedRun({}, tests))
    expect(of(passed, failed, named('Other', failing([failedSpam])))).toBe(
      '❌ 2 of 3 tests failed: Long, 60% in the inbox (80% required); 1 more rule failed',
    )
    expect(of(failed, faulty('B'))).toBe(
      '⛔ 1 of 2 tests could not be judged: B, the API does not know this job id',
    )
    expect(of(passed, named('Open', judgedTest({ verdict: 'undecided', rules: [openRate] })))).toBe(
      '⏳ 1 of 2 tests undecided: Open, 60%–100% in the inbox so far (80% required)',
    )
    expect(of(passed, passed)).toBe('✅ 2 of 2 tests passed: Short, 100% in the inbox')
    expect(of(passed, unanswered)).toBe('⏳ Cancelled, 1 of 2 tests undecided so far: job-3, no results yet')
  })
})

const names = fc.constantFrom('Gmail', 'Outlook', 'T-Online')

/** What a fact says was measured and what it asks for, as numbers. */
function numbersOf(fact: string) {
  const number = (match: RegExpExecArray | null) =>
    match === null ? null : Number(match[1]?.replace(',', ''))
  return {
    measured: number(/(?<![\d.,])([\d.,]+)(?:%| points?| seeds?)/u.exec(fact)),
    most:
      number(/at most ([\d.,]+)(?:%| points?)? allowed/u.exec(fact)) ??
      (/none allowed/u.test(fact) ? 0 : null),
    least: number(/([\d.]+)% required/u.exec(fact)),
    isMore: /more than [\d.]+% required/u.test(fact),
  }
}

test('no passing number ever stands after the word "failed"', () => {
  fc.assert(
    fc.property(anyRun(names, { min: 1, max: 1 }), (run) => {
      const line = headline(run)
      fc.pre(/ failed(?: \(warning only\)| so far)?:/u.test(line) && !/\((?:too|nothing|not)/u.test(line))
      const fact = line
        .slice(line.indexOf(' failed'))
        .replace(/(?:; \d+ more rules? (?:failed|is open|are open))+$/u, '')
      const { measured, most, least, isMore } = numbersOf(fact)
      if (least !== null) expect(isMore ? measured === 0 : Number(measured) < least).toBe(true)
      else if (most !== null) expect(measured).toBeGreaterThan(most)
      else expect(fact).toMatch(/SPF did not pass|from sending IPs|not Completed in time/u)
    }),
    { numRuns: 500 },
  )
})

describe('the headline for a chat message', () => {
  test('is one line of at most 200 characters, whatever the API says', () => {
    fc.assert(
      fc.property(anyRun(hostileText, { min: 1, max: 3 }), (run) => {
        const line = run.chatHeadline
        expect(line.length).toBeLessThanOrEqual(200)
        expect(line.isWellFormed()).toBe(true)
        expect(line).not.toMatch(/[\r\n]/u)
        // The action's own words are made of these and no others.
        expect(line).toMatch(/^[✅❌⏳⛔] [\p{L}\p{Nd} .,:;()%–…-]+$/u)
      }),
      { numRuns: 200 },
    )
  })

  test('names the campaign, where it has a name that may stand there', () => {
    const of = (testName: string | null) =>
      observedRun({}, [failing([failedRate], { test: inboxTest({ testName }) })]).chatHeadline
    expect(of('Spring newsletter')).toBe('❌ Spring newsletter failed: 60% in the inbox (80% required)')
    expect(of('<!channel>')).toMatch(/^❌ channel failed/u)
    for (const none of [null, '@@@']) expect(of(none)).toMatch(/^❌ Inbox placement failed/u)
  })

  test('keeps its numbers beside names of any length', () => {
    const result = failing([provider('A long name of a provider '.repeat(20), 20)])
    const label = 'A subject line that is as long as a label may be, '.padEnd(60, 'x')
    const other = judgedTest({ job: { id: 'job-2', label: null } })
    const run = observedRun({}, [{ ...result, job: { id: 'job-1', label } }, other])
    expect(run.chatHeadline).toContain('at 20% (80% required)')
  })

  test('keeps the marks of a reason, which is the action’s own, and those of no text that could be quoted', () => {
    const of = (problem: { message: string; reason?: string }) =>
      observedRun({}, [{ ...faulty('B'), problem: { ...problem, hint: '' } } as TestResult, faulty()])
        .chatHeadline
    const message = 'the API refused the key (HTTP 401): <!channel>'
    expect(of({ message, reason: 'the API refused the key (401)' })).toMatch(
      /judged: B, .* the key \(401\)$/u,
    )
    expect(of({ message })).toMatch(/the API refused the key HTTP 401 channel$/u)
  })

  test('keeps letters and digits of every script, and says so where nothing is left', () => {
    const at = (name: string) => observedRun({}, [failing([provider(name, 20)])]).chatHeadline
    expect(at('Größe 受信箱 2.0')).toContain('failed: Größe 受信箱 2.0 at 20%')
    expect(at('<!channel> $(id) `x`')).toContain('failed: channel id x at 20%')
    expect(at('@@@')).toContain('failed: - at 20%')
  })
})
