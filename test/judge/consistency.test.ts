import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import { disagreements as disagreementsOf } from '../../src/judge/consistency.ts'
import { countsOf } from '../../src/judge/tally.ts'
import { answer, anyFullRun } from '../rules/any-story.ts'
import { seeds, testOf, withSummary } from './examples.ts'

const disagreements = (test: InboxTest) => disagreementsOf(test, countsOf(test))

const half = testOf({ inbox: 1, spam: 1 })

describe('the API contradicts itself', () => {
  test('where a rate is more than half a point from its counts', () => {
    expect(disagreements(withSummary(half, { inboxRate: 50.6 }))).toEqual([
      { field: 'inbox_rate', rate: 50.6, counted: 50, countedFrom: 'summary' },
    ])
    expect(disagreements(withSummary(half, { spamRate: 49.4 }))).toMatchObject([
      { field: 'spam_rate', counted: 50 },
    ])
  })

  test('where counts agree with the rates but not with the seeds, once the test is Completed', () => {
    const shifted = { ...half, seeds: seeds({ inbox: 2 }) }
    expect(disagreements(shifted)).toEqual([
      { field: 'inbox_rate', rate: 50, counted: 100, countedFrom: 'results' },
      { field: 'spam_rate', rate: 50, counted: 0, countedFrom: 'results' },
    ])
    expect(disagreements({ ...shifted, completed: false })).toEqual([])
  })

  test('in both rates at once; then the list is not asked as well', () => {
    const both = { ...withSummary(half, { inboxRate: 90, spamRate: 10 }), seeds: seeds({ inbox: 2 }) }
    expect(disagreements(both).map(({ field, countedFrom }) => [field, countedFrom])).toEqual([
      ['inbox_rate', 'summary'],
      ['spam_rate', 'summary'],
    ])
  })

  test('where even the seeds that its list lacks could not make up the difference', () => {
    const ten = testOf({ inbox: 5, spam: 5 })
    const rates = (list: typeof half.seeds) => disagreements({ ...ten, seeds: list })
    expect(rates(seeds({ inbox: 2, spam: 2 }))).toEqual([])
    expect(rates(seeds({ spam: 7 }))).toEqual([
      { field: 'inbox_rate', rate: 50, counted: 30, countedFrom: 'results' },
      { field: 'spam_rate', rate: 50, counted: 70, countedFrom: 'results' },
    ])
    expect(rates(seeds({ inbox: 6 }))).toEqual([
      { field: 'inbox_rate', rate: 50, counted: 60, countedFrom: 'results' },
      { field: 'spam_rate', rate: 50, counted: 40, countedFrom: 'results' },
    ])
  })

  test('where its list is longer than its counts, by what the list shows', () => {
    const more = { ...testOf({ inbox: 1, spam: 1 }), seeds: seeds({ inbox: 2, spam: 1 }) }
    expect(disagreements(more)).toEqual([
      { field: 'inbox_rate', rate: 50, counted: 100, countedFrom: 'results' },
    ])
  })
})

describe('the API contradicts itself in its counts', () => {
  const ten = testOf({ inbox: 9, spam: 1 })
  const counts = (over: Parameters<typeof withSummary>[1], of = ten) => disagreements(withSummary(of, over))

  test('where they come to another number of seeds than there are', () => {
    expect(counts({ spam: 9, spamRate: 90 })).toEqual([
      { field: 'total_seeds', count: 10, counted: 18, countedFrom: 'summary' },
    ])
    expect(counts({ inbox: 8, inboxRate: 80 })).toMatchObject([{ field: 'total_seeds', counted: 9 }])
  })

  test('where what has arrived is not what has been placed', () => {
    expect(counts({ received: 8 })).toEqual([
      { field: 'received', count: 8, counted: 10, countedFrom: 'summary' },
    ])
    expect(counts({ spam: 9, spamRate: 90, received: 9 })).toMatchObject([
      { field: 'total_seeds', counted: 18 },
      { field: 'received', count: 9, counted: 18 },
    ])
    expect(counts({ inbox: 8, inboxRate: 80, pending: 3 })).toMatchObject([
      { field: 'total_seeds', counted: 12 },
      { field: 'received', count: 10, counted: 9 },
      { field: 'pending', count: 3 },
    ])
  })

  test('where the status is Completed and seeds are pending', () => {
    const late = testOf({ inbox: 9, pending: 1 })
    expect(disagreements({ ...late, completed: true })).toEqual([
      { field: 'pending', count: 1, counted: 0, countedFrom: 'status' },
    ])
    expect(disagreements(late)).toEqual([])
  })

  test('where a Completed test lists other placements than it counts, even if rounding hides it from the rates', () => {
    const many = testOf({ inbox: 249, spam: 1 })
    const list = seeds({ inbox: 248, spam: 2 })
    expect(disagreements({ ...many, seeds: list })).toEqual([
      { field: 'inbox', count: 249, counted: 248, countedFrom: 'results' },
      { field: 'spam', count: 1, counted: 2, countedFrom: 'results' },
    ])
    expect(disagreements({ ...many, seeds: list.slice(0, 248) })).toEqual([])
    // The seed that is not listed may be in the inbox, and no more than that.
    expect(disagreements({ ...many, seeds: list.slice(1) })).toEqual([
      { field: 'inbox', count: 249, counted: 248, countedFrom: 'results' },
      { field: 'spam', count: 1, counted: 2, countedFrom: 'results' },
    ])
  })

  test('but not where a count or a list merely lags while the test runs', () => {
    const running = { ...ten, completed: false }
    for (const lagging of [{ received: 3 }, { inbox: 2, inboxRate: 20 }, { pending: 7 }]) {
      expect(counts(lagging, running)).toEqual([])
    }
    expect(disagreements({ ...running, seeds: seeds({ inbox: 2, pending: 3 }) })).toEqual([])
    expect(counts({ spam: 9, spamRate: 90 }, running)).toMatchObject([{ field: 'total_seeds', counted: 18 }])
  })
})

test('rounding to whole or half points is no contradiction, nor is a list that is still filling up', () => {
  expect(disagreements(withSummary(half, { inboxRate: 50.5, spamRate: 49.5 }))).toEqual([])
  fc.assert(
    fc.property(anyFullRun, fc.constantFrom('early', 'later'), ({ test: story }, when) => {
      const shown = answer(story, when, when === 'later')
      const { pending } = shown.summary
      const late = { field: 'pending', count: pending, counted: 0, countedFrom: 'status' }
      expect(disagreements(shown)).toEqual(shown.completed && pending > 0 ? [late] : [])
    }),
  )
})
