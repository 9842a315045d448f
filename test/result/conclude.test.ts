import { describe, expect, test } from 'vitest'
import { ApiError, type ApiErrorKind } from '../../src/core/api-error.ts'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import type { Ending } from '../../src/core/waiting.ts'
import { serialize } from '../../src/history/entry.ts'
import { readEntries } from '../../src/history/history.ts'
import { type Baseline, baselineRead } from '../../src/judge/baseline.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { cancelled, conclude } from '../../src/result/conclude.ts'
import type { RunResult, TestResult } from '../../src/result/result.ts'
import { judge } from '../../src/rules/judge.ts'
import type { Rules } from '../../src/rules/rules.ts'
import type { Observed } from '../../src/wait/observe.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { FACTS, inboxTest, seed } from '../builders.ts'
import { entry } from '../history/entries.ts'
import { seeds, testOf } from '../judge/examples.ts'
import { asText, OPENLY } from '../texts.ts'

const OFF = { kind: 'off' } as const
const NONE = { kind: 'none' } as const
const GOOD = testOf({ inbox: 9, spam: 1 })
const WAITING = { waitFor: 'completed', timeoutMs: 60_000, pollIntervalMs: 15_000, quietMs: 120_000 } as const

type Inputs = Parameters<typeof conclude>[0]

function inputs(rules: Partial<Rules> = {}, over: Partial<Inputs> = {}): Inputs {
  return {
    rules: { ...DEFAULT_RULES, ...rules },
    providerWeights: null,
    warnOnly: false,
    waiting: WAITING,
    ...over,
  }
}

const error = (kind: ApiErrorKind, hint = 'Check `job_id`.') => new ApiError(kind, 'HTTP 404', hint)

interface Seen {
  readonly id?: string
  readonly ending?: Ending
  readonly baseline?: Baseline<'read'>
  readonly rules?: Rules
  readonly missed?: ApiError | null
}

const about = ({ id = 'job-1', ending = 'completed', baseline = NONE }: Seen) => ({
  ...{ job: { id: asText(id), label: null }, waited: { ending, polls: 2, waitedMs: 15_000 }, baseline },
  ...{ arrivals: null, halfAfterMs: null, mostInInbox: 0 },
})

function answered(test: InboxTest, seen: Seen = {}): Observed {
  const { rules = DEFAULT_RULES, baseline = NONE, missed = null } = seen
  const judgment = judge(rules, test, { timeIsUp: false, baseline })
  return { ...about(seen), kind: 'answered', test, judgment, missed }
}

const failed = (fault: ApiError, lastSeen: InboxTest | null = null, seen: Seen = {}): Observed => ({
  ...about({ ending: 'refused', ...seen }),
  ...{ kind: 'failed', error: fault, lastSeen },
})

const unanswered = (): Observed => ({ ...about({ ending: 'cancelled' }), kind: 'unanswered' })

function testsOf(run: RunResult): readonly TestResult[] {
  if (run.kind === 'refused') throw new Error('the run was refused')
  return run.tests
}

function only(observed: Observed, rules: Partial<Rules> = {}, over: Partial<Inputs> = {}) {
  const [first] = testsOf(conclude(inputs(rules, over), [observed], OFF, FACTS))
  if (first === undefined) throw new Error('no test')
  return first
}

function judged(...given: Parameters<typeof only>) {
  const result = only(...given)
  if (result.kind !== 'judged') throw new Error(`the test is ${result.kind}`)
  return result
}

describe('a run', () => {
  test('whose key is refused for one of several tests is refused, and one test still shows what had come', () => {
    const fault = error('key')
    const both = conclude(inputs(), [answered(GOOD), failed(fault, GOOD, { id: 'job-2' })], OFF, FACTS)
    expect(both).toMatchObject({ kind: 'refused', problem: fault, facts: FACTS })
    expect(only(failed(fault, GOOD))).toMatchObject({ kind: 'error', problem: fault, lastSeen: GOOD })
  })

  test('carries what the report has to know of the inputs', () => {
    const weights = [{ provider: null, weight: 1 }]
    const settings = (given: Inputs) => {
      const run = conclude(given, [answered(GOOD)], OFF, FACTS)
      return run.kind === 'observed' ? run.settings : null
    }
    expect(settings(inputs())).toEqual({
      ...{ warnOnly: false, warnOnTimeout: false, looksOnce: false, weights: [] },
      ...{ pollIntervalMs: 15_000, quietMs: 120_000 },
    })
    const other = { warnOnly: true, providerWeights: weights, waiting: { ...WAITING, timeoutMs: 0 } }
    expect(settings(inputs({ on_timeout: 'warn' }, other))).toMatchObject({
      ...{ warnOnly: true, warnOnTimeout: true, looksOnce: true, weights },
    })
  })

  test('knows the verdict before, of one test, and warns of a history that it cannot use', () => {
    const lines = serialize([entry({ job_id: 'before', verdict: 'failed' })])
    const history = readEntries(`${lines}no line of ours\n`, false, secretsOf([]), OPENLY)
    const one = conclude(inputs(), [answered(GOOD)], history, FACTS)
    expect(one).toMatchObject({
      previousVerdict: 'failed',
      warnings: [{ message: expect.stringContaining('1 line') }],
    })
    const two = conclude(inputs(), [answered(GOOD), answered(GOOD, { id: 'job-2' })], history, FACTS)
    expect(two).toMatchObject({ previousVerdict: null })
    expect(conclude(inputs(), [answered(GOOD)], OFF, FACTS)).toMatchObject({
      previousVerdict: null,
      warnings: [],
    })
  })

  test('that is cancelled keeps what it found and fails', () => {
    const run = conclude(inputs(), [answered(GOOD), failed(error('job'), null, { id: 'job-2' })], OFF, FACTS)
    const ended = cancelled(run)
    expect(testsOf(ended).map(({ kind, waited: { ending } }) => [kind, ending])).toEqual([
      ['judged', 'cancelled'],
      ['error', 'cancelled'],
    ])
    expect(ended.headline.isCancelled).toBe(true)
    const refused = conclude(
      inputs(),
      [answered(GOOD), failed(error('key'), null, { id: 'job-2' })],
      OFF,
      FACTS,
    )
    expect(cancelled(refused)).toBe(refused)
  })
})

describe('a test', () => {
  test('that failed is an error with what had come, but one that a signal ended is none', () => {
    const fault = error('shape')
    expect(only(failed(fault))).toMatchObject({ kind: 'error', problem: fault, lastSeen: null })
    expect(only(failed(fault, GOOD, { ending: 'cancelled' })).kind).toBe('unanswered')
    expect(only(unanswered())).toMatchObject({ kind: 'unanswered', waited: { ending: 'cancelled' } })
  })

  test('whose baseline cannot be read is an error where a rule needs that, with the input at fault', () => {
    const drop = { ...DEFAULT_RULES, max_inbox_rate_drop: 5 }
    const unreadable = (kind: ApiErrorKind) => ({ kind: 'unreadable', error: error(kind) }) as const
    const seen = { baseline: unreadable('job'), rules: drop }
    expect(only(answered(GOOD, seen), drop)).toMatchObject({
      ...{ kind: 'error', lastSeen: GOOD },
      problem: {
        message: 'the baseline test, which max_inbox_rate_drop needs, could not be read: HTTP 404',
        reason: 'the baseline test could not be read',
        hint: 'Check `baseline_job_id`.',
      },
    })
    expect(only(unanswered(), drop).kind).toBe('unanswered')
    const key = unreadable('key')
    expect(only(answered(GOOD, { baseline: key, rules: drop }), drop)).toMatchObject({ problem: key.error })
    const other = answered(GOOD, { baseline: unreadable('access'), rules: drop })
    expect(only(other, drop)).toMatchObject({ problem: { hint: 'Check `job_id`.' } })
    expect(judged(answered(GOOD, { baseline: unreadable('job') }))).toMatchObject({
      baseline: { kind: 'unreadable' },
      warnings: [
        {
          message: 'The baseline test could not be read, so nothing is compared: HTTP 404',
          hint: 'Check `baseline_job_id`.',
        },
      ],
    })
  })

  test('says when its last poll failed', () => {
    const missed = new ApiError('retry', 'HTTP 503', 'Wait.')
    expect(judged(answered(GOOD, { missed })).warnings).toEqual([
      {
        message: 'The last poll failed, so the results are those of the poll before: HTTP 503',
        hint: 'Wait.',
      },
    ])
    expect(judged(answered(GOOD)).warnings).toEqual([])
  })

  test('says which lines of provider_weights it leaves out, and what may be meant', () => {
    const providerWeights = [
      { provider: asText('Gmail'), weight: 5 },
      { provider: asText('Gmial'), weight: 4 },
      { provider: null, weight: 1 },
    ]
    const seen = testOf({ inbox: 4 })
    const { weighted, warnings } = judged(answered(seen), {}, { providerWeights })
    expect(weighted?.covered).toBe(50)
    expect(warnings).toEqual([
      {
        message:
          'This test has no seeds at Gmial, which provider_weights gives 40% of your list; did you mean Gmail?',
        hint: 'The weighted inbox rate leaves it out.',
      },
      {
        message:
          'This test has no seeds at any other provider, which provider_weights gives 10% of your list',
        hint: 'The weighted inbox rate leaves it out.',
      },
    ])
    expect(judged(answered(GOOD)).weighted).toBeNull()
    const rules = { min_weighted_inbox_rate: { minimum: 70, weights: providerWeights } }
    const ruled = judged(answered(seen, { rules: { ...DEFAULT_RULES, ...rules } }), rules, {
      providerWeights,
    })
    expect(ruled.warnings.map(({ hint }) => hint)).toEqual([
      'The weighted inbox rate leaves it out, and `min_weighted_inbox_rate` fails until the name is corrected.',
      'The weighted inbox rate leaves it out.',
    ])
  })

  test('has a trend where a history is kept, and a deciding seed unless it contradicts itself', () => {
    const of50 = testOf({ inbox: 42, spam: 8 })
    const rules = { min_inbox_rate: 85 }
    const seen = { rules: { ...DEFAULT_RULES, ...rules } }
    expect(judged(answered(of50, seen), rules)).toMatchObject({ trend: null, decidingSeed: { step: 1 } })
    const odd = { ...of50, summary: { ...of50.summary, inboxRate: 83 } }
    expect(judged(answered(odd, seen), rules)).toMatchObject({ decidingSeed: null, disagreements: [{}] })
    const [kept] = testsOf(conclude(inputs(), [answered(GOOD)], { kind: 'none' }, FACTS))
    expect(kept).toMatchObject({ trend: { points: [{ inboxRate: 90, verdict: 'passed' }] } })
  })
})

describe('the baseline', () => {
  const read = (before: InboxTest, isLastReading = true) => baselineRead(before, isLastReading)
  const compared = (baseline: Baseline<'read'>, test = GOOD, rules: Partial<Rules> = {}) =>
    judged(answered(test, { baseline, rules: { ...DEFAULT_RULES, ...rules } }), rules).baseline

  test('is compared with when both tests are settled and neither contradicts itself', () => {
    const before = testOf({ inbox: 10 })
    expect(compared(read(before))).toMatchObject({
      ...{ kind: 'read', test: before, settled: true, disagreements: [] },
      comparison: { inboxRateChange: -10, spamRateChange: 10 },
    })
    const odd = { ...before, summary: { ...before.summary, inboxRate: 50 } }
    expect(compared(read(odd))).toMatchObject({ comparison: null, disagreements: [{ field: 'inbox_rate' }] })
    expect(compared(read(before), odd)).toMatchObject({ comparison: null, disagreements: [] })
    expect(compared(read(before), testOf({ inbox: 9, pending: 1 }))).toMatchObject({ comparison: null })
  })

  test('with seeds not arrived is settled where so many may be missing, once it is read for the last time', () => {
    const before = inboxTest({ seeds: [...seeds({ inbox: 9 }), seed({ placement: 'pending' })] })
    const allowed = { max_missing_seeds: 1 }
    expect(compared(read(before), GOOD, allowed)).toMatchObject({ settled: true })
    expect(compared(read(before))).toMatchObject({ settled: false, comparison: null })
    expect(compared(read(before, false), GOOD, allowed)).toMatchObject({ settled: false })
    expect(compared(read(before), GOOD, { max_missing_seeds: 0 })).toMatchObject({ settled: false })
  })

  test('that is not there, or not yet, says so', () => {
    const problem = { message: 'permission denied', hint: 'Ask.' }
    expect(compared(NONE)).toEqual(NONE)
    const none = { kind: 'not_compared', cause: 'the history holds no test yet' } as const
    expect(compared(none)).toEqual(none)
    expect(compared({ kind: 'no_history', problem })).toEqual({ kind: 'unreadable', problem })
    const late = judged(answered(GOOD, { baseline: { kind: 'not_read' } }))
    const missing = {
      message: 'The baseline test could not be read in time, so nothing is compared',
      hint: 'Run the job again to compare with it.',
    }
    expect(late).toMatchObject({ baseline: { kind: 'unreadable', problem: missing }, warnings: [missing] })
  })

  test('is warned of where its last reading failed, and where a rule would have needed it', () => {
    const again: Baseline<'read'> = { ...read(GOOD), error: error('job') }
    expect(judged(answered(GOOD, { baseline: again })).warnings).toEqual([
      {
        message: 'The baseline test could not be read again, so it counts as it was at the start: HTTP 404',
        hint: 'Check `baseline_job_id`.',
      },
    ])
    const none = { kind: 'not_compared', cause: 'the history holds no test yet' } as const
    const drop = { max_inbox_rate_drop: 5 }
    const needed = answered(GOOD, { baseline: none, rules: { ...DEFAULT_RULES, ...drop } })
    expect(judged(needed, drop).warnings).toEqual([
      {
        message: 'The inbox rate was not compared with an earlier test: the history holds no test yet',
        hint: 'Until there is one, `max_inbox_rate_drop` decides nothing.',
      },
    ])
    expect(judged(answered(GOOD, { baseline: none })).warnings).toEqual([])
  })
})
