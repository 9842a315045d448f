import { describe, expect, test } from 'vitest'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import { unknownRange } from '../../src/judge/range.ts'
import { counted } from '../builders.ts'
import { outcomesOf, resultsOf, seeds, TIME_IS_UP, testOf, withSummary } from '../judge/examples.ts'

const inbox = (min_inbox_rate: number, of: InboxTest) =>
  outcomesOf('min_inbox_rate', { min_inbox_rate }, of)[0]
const spam = (max_spam_rate: number, of: InboxTest) => outcomesOf('max_spam_rate', { max_spam_rate }, of)[0]
const unknown = (max_unknown_rate: number, of: InboxTest) =>
  outcomesOf('max_unknown_rate', { max_unknown_rate }, of)[0]

describe('a Completed test', () => {
  test('passes at its threshold and fails just below it', () => {
    expect(inbox(80, testOf({ inbox: 8, spam: 2 }))).toBe('passed')
    expect(inbox(80.1, testOf({ inbox: 8, spam: 2 }))).toBe('failed')
  })

  test("is judged by the API's own rates, which the dashboard shows, even where the counts say otherwise", () => {
    expect(inbox(80, withSummary(testOf({ inbox: 10 }), { inboxRate: 70 }))).toBe('failed')
    expect(spam(10, withSummary(testOf({ inbox: 10 }), { spamRate: 20 }))).toBe('failed')
  })

  test('with an inbox rate of 0 fails, whatever the threshold', () => {
    expect(inbox(1, testOf({ spam: 5 }))).toBe('failed')
    expect(inbox(0, testOf({ spam: 5 }))).toBe('failed')
    expect(inbox(0, testOf({ inbox: 1, spam: 99 }))).toBe('passed')
  })

  test('counts an unknown placement as not in the inbox', () => {
    expect(inbox(95, testOf({ inbox: 9, unknown: 1 }))).toBe('failed')
  })

  test('fails above the greatest spam rate, and passes at it', () => {
    expect(spam(15, testOf({ inbox: 85, spam: 15 }))).toBe('passed')
    expect(spam(14.9, testOf({ inbox: 85, spam: 15 }))).toBe('failed')
    expect(spam(0, testOf({ inbox: 5 }))).toBe('passed')
  })

  test('fails above the greatest rate of unknown placements, of all seeds, and passes at it', () => {
    expect(unknown(15, testOf({ inbox: 85, unknown: 15 }))).toBe('passed')
    expect(unknown(14.9, testOf({ inbox: 85, unknown: 15 }))).toBe('failed')
  })

  test('has no more unknown placements than seeds, however long its list is', () => {
    const listed = { ...testOf({ inbox: 10 }), seeds: seeds({ unknown: 30 }) }
    expect(unknownRange(counted(listed, true))).toEqual({ low: 100, high: 100 })
  })

  test('has as many unknown placements as its summary counts or its list shows, whichever is more', () => {
    const listed = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 8, unknown: 2 }) }
    expect(unknown(19, listed)).toBe('failed')
    expect(unknown(19, withSummary(testOf({ inbox: 10 }), { unknown: 2 }))).toBe('failed')
  })
})

describe('a test that is not Completed', () => {
  const open = testOf({ inbox: 45, spam: 2, pending: 3 })

  test('passes early when even the worst end would pass, and fails when even the best would fail', () => {
    expect([89, 93, 97].map((minimum) => inbox(minimum, open))).toEqual(['passed', 'undecided', 'failed'])
    expect([11, 5, 3].map((most) => spam(most, open))).toEqual(['passed', 'undecided', 'failed'])
  })

  test('is undecided within half a point of a threshold, because the API may round', () => {
    expect([89.4, 89.5, 96.5, 96.6].map((minimum) => inbox(minimum, open))).toEqual([
      'passed',
      'undecided',
      'undecided',
      'failed',
    ])
  })

  test('takes an unknown placement for open: it may yet turn out either way', () => {
    const odd = testOf({ inbox: 45, spam: 2, unknown: 3 }, { completed: false })
    expect(inbox(93, odd)).toBe('undecided')
    expect(spam(5, odd)).toBe('undecided')
    expect(resultsOf('max_unknown_rate', { max_unknown_rate: 3 }, odd)).toMatchObject([
      { measured: { low: 0, high: 6 }, outcome: 'undecided' },
    ])
  })

  test('may have an unknown placement for each seed that is unknown or pending, and for no more than there are', () => {
    const half = testOf({ inbox: 45, unknown: 2, pending: 3 })
    expect([10.6, 10].map((most) => unknown(most, half))).toEqual(['passed', 'undecided'])
    const absurd = withSummary(half, { unknown: 50, pending: 50 })
    expect(resultsOf('max_unknown_rate', { max_unknown_rate: 10 }, absurd)).toMatchObject([
      { measured: { high: 100 } },
    ])
  })

  test('stays clear of a bound that it cleared before the API rounded up', () => {
    const soon = testOf({ inbox: 4, spam: 3, pending: 1 })
    const arrived = withSummary(testOf({ inbox: 4, spam: 4 }, { completed: false }), { spamRate: 50.4 })
    expect(spam(50.6, soon)).toBe('passed')
    expect(spam(50.6, arrived)).toBe('passed')
  })

  test('is judged at the deadline by the same range', () => {
    expect(outcomesOf('min_inbox_rate', { min_inbox_rate: 93 }, open, TIME_IS_UP)).toEqual(['undecided'])
  })

  test('says that its own seeds leave a rule open, and only then', () => {
    const isOpen = (minimum: number, of: InboxTest) =>
      resultsOf('min_inbox_rate', { min_inbox_rate: minimum }, of)[0]?.openSeeds
    expect([89, 93, 97].map((minimum) => isOpen(minimum, open))).toEqual([false, true, false])
    expect(isOpen(90, testOf({ inbox: 9, spam: 1 }))).toBe(false)
  })
})

describe('figures that contradict each other', () => {
  const open = testOf({ inbox: 95, pending: 5 })
  const full = testOf({ inbox: 100 }, { completed: false })

  test.each([
    ['fewer received than are said to be in the inbox', withSummary(full, { received: 50 })],
    ['more pending than are left', withSummary(full, { pending: 50 })],
    ['more unknown than are left', withSummary(full, { unknown: 50 })],
    ['a rate of its own', withSummary(full, { inboxRate: 50 })],
    ['spam, and fewer received', withSummary(full, { received: 90, spam: 40 })],
    ['spam, and pending beside it', withSummary(full, { pending: 10, spam: 40 })],
    ['unknown, and fewer received', withSummary(full, { received: 90, unknown: 40 })],
    ['unknown, and pending beside it', withSummary(full, { pending: 10, unknown: 40 })],
    ['a list that shows other placements', { ...full, seeds: seeds({ inbox: 50, pending: 50 }) }],
  ])('do not pass a test that is not Completed: %s', (_, contradictory) => {
    expect(inbox(80, full)).toBe('passed')
    expect(resultsOf('min_inbox_rate', { min_inbox_rate: 80 }, contradictory)).toMatchObject([
      { outcome: 'undecided', measured: { low: 50, high: 100 } },
    ])
  })

  test.each([
    ['more pending than are left', withSummary(open, { pending: 90 })],
    ['a rate of its own', withSummary(open, { spamRate: 90 })],
    ['a list that shows other placements', { ...open, seeds: seeds({ spam: 90, pending: 10 }) }],
  ])('do not pass its spam rate either: %s', (_, contradictory) => {
    expect(spam(10, open)).toBe('passed')
    expect(spam(10, contradictory)).toBe('undecided')
  })

  test('do not fail a test that is not Completed either', () => {
    const spamOnly = testOf({ inbox: 40, spam: 60 }, { completed: false })
    expect(inbox(45, spamOnly)).toBe('failed')
    expect(
      resultsOf('min_inbox_rate', { min_inbox_rate: 45 }, withSummary(spamOnly, { unknown: 10 })),
    ).toMatchObject([{ outcome: 'undecided', measured: { low: 30, high: 50 } }])
  })

  test('never reach below none or above all', () => {
    const absurd = withSummary(full, { spam: 100, unknown: 100, pending: 100, received: 0 })
    for (const rule of ['min_inbox_rate', 'max_spam_rate'] as const) {
      expect(resultsOf(rule, { max_spam_rate: 10 }, absurd)).toMatchObject([
        { measured: { low: 0, high: 100 } },
      ])
    }
  })

  test('by more than half a point are a contradiction; what rounding explains widens no range', () => {
    const measured = (inboxRate: number) =>
      resultsOf('min_inbox_rate', {}, withSummary(open, { inboxRate }))[0]?.measured
    expect(measured(94.5)).toEqual({ low: 95, high: 100 })
    expect(measured(95.5)).toEqual({ low: 95, high: 100 })
    expect(measured(94.4)).toEqual({ low: 94.4, high: 100 })
  })
})
