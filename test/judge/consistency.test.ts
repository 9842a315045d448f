import { expect, test } from 'vitest'
import { disagreements } from '../../src/judge/consistency.ts'
import { inboxTest, seed } from '../builders.ts'

const half = inboxTest({ seeds: [seed(), seed({ placement: 'spam' })] })
const withRates = (inboxRate: number, spamRate: number) => ({
  ...half,
  summary: { ...half.summary, inboxRate, spamRate },
})

test('rates that follow from the counts are no contradiction, rounded or not', () => {
  expect(disagreements(half)).toEqual([])
  expect(disagreements(withRates(50.5, 49.5))).toEqual([])
})

test('a rate more than half a point from its counts is one', () => {
  expect(disagreements(withRates(50.6, 50))).toEqual([
    { field: 'inbox_rate', rate: 50.6, counted: 50, countedFrom: 'summary' },
  ])
  expect(disagreements(withRates(50, 40))).toMatchObject([{ field: 'spam_rate', counted: 50 }])
})

test('counts that agree with the rates but not with the seeds are one too, once the test is Completed', () => {
  const shifted = { ...half, seeds: [seed(), seed()] }
  expect(disagreements(shifted)).toMatchObject([
    { field: 'inbox_rate', rate: 50, counted: 100, countedFrom: 'results' },
    { field: 'spam_rate', rate: 50, counted: 0, countedFrom: 'results' },
  ])
  expect(disagreements({ ...shifted, completed: false })).toEqual([])
})

test('both rates may be contradicted at once; then the list is not asked as well', () => {
  const both = { ...withRates(90, 10), seeds: [seed(), seed()] }
  expect(disagreements(both).map(({ field, countedFrom }) => [field, countedFrom])).toEqual([
    ['inbox_rate', 'summary'],
    ['spam_rate', 'summary'],
  ])
})

test('an API that lists fewer seeds than it counts contradicts itself, once the test is Completed', () => {
  const short = { ...half, seeds: [seed({ placement: 'spam' })] }
  expect(disagreements(short)).toEqual([
    { field: 'inbox_rate', rate: 50, counted: 0, countedFrom: 'results' },
  ])
})
