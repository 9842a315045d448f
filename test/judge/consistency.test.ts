import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disagreements } from '../../src/judge/consistency.ts'
import { answer, anyFullRun } from './any-story.ts'
import { seeds, testOf, withSummary } from './examples.ts'

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

test('rounding to whole or half points is no contradiction, nor is a list that is still filling up', () => {
  expect(disagreements(withSummary(half, { inboxRate: 50.5, spamRate: 49.5 }))).toEqual([])
  fc.assert(
    fc.property(anyFullRun, fc.constantFrom('early', 'later'), ({ test: story }, when) => {
      expect(disagreements(answer(story, when, when === 'later'))).toEqual([])
    }),
  )
})
