import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/core/api-error.ts'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import { judge } from '../../src/rules/judge.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { read, resultsOf, testOf, withSummary } from '../judge/examples.ts'

const done = testOf({ inbox: 10 })

function drop(most: number, now: InboxTest, baseline: Baseline<'read'>, rules: Partial<Rules> = {}) {
  const circumstances = { timeIsUp: true, baseline }
  return resultsOf('max_inbox_rate_drop', { ...rules, max_inbox_rate_drop: most }, now, circumstances)[0]
}

describe('max_inbox_rate_drop between two Completed tests', () => {
  const exact = (before: number, now: number, most: number) =>
    drop(most, withSummary(done, { inboxRate: now }), read(withSummary(done, { inboxRate: before })))?.outcome

  test('compares decimals exactly', () => {
    expect(exact(85.3, 80.1, 5.2)).toBe('passed')
    expect(exact(85.3, 80.1, 5.1)).toBe('failed')
    expect(exact(90.3, 90.2, 0.1)).toBe('passed')
  })

  test('never fails on a rise, and allows nothing at 0', () => {
    expect(exact(80, 95, 0)).toBe('passed')
    expect(exact(80, 80, 0)).toBe('passed')
    expect(exact(80, 79.9, 0)).toBe('failed')
  })
})

describe('max_inbox_rate_drop while seeds of the test are open', () => {
  const open = testOf({ inbox: 40, spam: 4, pending: 6 })
  const before = read(withSummary(done, { inboxRate: 98 }))

  test('follows the range of the inbox rate, and clears its bound by more than half a point', () => {
    // From 6 to 18 points.
    expect([5.4, 5.5, 12, 18.5, 18.6].map((most) => drop(most, open, before)?.outcome)).toEqual([
      'failed',
      'undecided',
      'undecided',
      'undecided',
      'passed',
    ])
  })

  test('says that they leave it open', () => {
    expect(drop(12, open, before)).toMatchObject({ openSeeds: true, note: null })
    expect(drop(5, open, before)).toMatchObject({ openSeeds: false })
  })
})

describe('max_inbox_rate_drop against a baseline that is not Completed', () => {
  const baseline = testOf({ inbox: 80, spam: 10, pending: 10 })
  const now = withSummary(done, { inboxRate: 70 })

  test('runs from the least to the most that the baseline can have been, with a note', () => {
    expect(drop(15, now, read(baseline, true))).toMatchObject({
      outcome: 'undecided',
      measured: { low: 10, high: 20 },
      note: expect.stringMatching(/baseline/),
    })
  })

  test('never passes because the baseline has all of its seeds pending', () => {
    expect(drop(10, now, read(testOf({ pending: 10 })))?.outcome).toBe('undecided')
  })

  test('clears its bound by more than half a point, and by more than a whole one when neither test is settled', () => {
    expect([9.4, 9.5, 20.5, 20.6].map((most) => drop(most, now, read(baseline))?.outcome)).toEqual([
      'failed',
      'undecided',
      'undecided',
      'passed',
    ])
    // From 0 to 30 points.
    const open = testOf({ inbox: 60, spam: 20, pending: 20 })
    expect([31, 31.1].map((most) => drop(most, open, read(baseline))?.outcome)).toEqual([
      'undecided',
      'passed',
    ])
  })

  test('says that seeds of the test leave it open only where they do, never for the baseline alone', () => {
    expect(drop(15, now, read(baseline))).toMatchObject({ outcome: 'undecided', openSeeds: false })
    // From 8 to 22 points: whatever the baseline was, 2 points are left to the test's own seeds.
    const nearly = testOf({ inbox: 68, spam: 28, pending: 4 })
    expect(drop(15, nearly, read(baseline))).toMatchObject({ outcome: 'undecided', openSeeds: false })
    expect(drop(21, nearly, read(baseline))).toMatchObject({ outcome: 'undecided', openSeeds: true })
    expect(drop(9, nearly, read(baseline))).toMatchObject({ outcome: 'undecided', openSeeds: true })
  })

  test('takes it as it stands when it is complete enough at its last look, however the wait ended', () => {
    const enough = { max_missing_seeds: 10 }
    for (const timeIsUp of [true, false]) {
      const rules = { ...DEFAULT_RULES, ...enough, max_inbox_rate_drop: 10 }
      const { rules: results } = judge(rules, now, { timeIsUp, baseline: read(baseline, true) })
      expect(results.find(({ rule }) => rule === 'max_inbox_rate_drop')).toMatchObject({
        outcome: 'passed',
        measured: { low: 10, high: 10 },
        note: null,
      })
    }
    expect(drop(10, now, read(baseline, false), enough)?.outcome).toBe('undecided')
    expect(drop(10, now, read(baseline, true), { max_missing_seeds: 9 })?.outcome).toBe('undecided')
  })

  test('fails nothing because the baseline misses more seeds than allowed', () => {
    const { rules } = judge({ ...DEFAULT_RULES, max_missing_seeds: 2 }, done, {
      timeIsUp: true,
      baseline: read(baseline, true),
    })
    expect(rules.map(({ outcome }) => outcome)).toEqual(['passed', 'passed'])
  })
})

describe('max_inbox_rate_drop without a baseline', () => {
  const problem = { message: 'The history cannot be read.', hint: 'Look at the file.' }

  test.each<Baseline<'read'>>([
    { kind: 'not_read' },
    { kind: 'unreadable', error: new ApiError('job', problem.message, problem.hint) },
    { kind: 'no_history', problem },
    { kind: 'none' },
  ])('is undecided, shown, and no matter of open seeds: $kind', (baseline) => {
    const open = testOf({ inbox: 9, pending: 1 })
    for (const now of [done, open]) {
      expect(drop(5, now, baseline)).toMatchObject({
        outcome: 'undecided',
        measured: null,
        unit: 'points',
        bound: { kind: 'at_most', value: 5 },
        note: expect.stringMatching(/baseline/),
        openSeeds: false,
      })
    }
  })

  test('is not compared yet while the history has none, and the verdict ignores it', () => {
    const baseline: Baseline<'read'> = { kind: 'not_compared', cause: 'the history is empty' }
    expect(drop(5, done, baseline)).toMatchObject({
      outcome: 'not_compared',
      measured: null,
      note: 'not compared yet',
      openSeeds: false,
    })
    const verdict = (now: InboxTest) =>
      judge({ ...DEFAULT_RULES, max_inbox_rate_drop: 5 }, now, { timeIsUp: true, baseline }).verdict
    expect([verdict(done), verdict(testOf({ spam: 10 }))]).toEqual(['passed', 'failed'])
  })
})
