import { expect, test } from 'vitest'
import { wilsonInterval } from '../../src/judge/statistics.ts'
import { confidenceInterval } from '../../src/result/interval.ts'
import { judgedTest } from '../builders.ts'
import { testOf, withSummary } from '../judge/examples.ts'

test("the interval of a settled inbox rate is Wilson's, of all seeds", () => {
  expect(confidenceInterval(judgedTest({ test: testOf({ inbox: 42, spam: 8 }) }))).toEqual(
    wilsonInterval(42, 50),
  )
  const enough = judgedTest({ test: testOf({ inbox: 8, spam: 1, pending: 1 }), settled: true })
  expect(confidenceInterval(enough)).toEqual(wilsonInterval(8, 10))
})

test('there is none while seeds are open, where pending ones would count as misses', () => {
  expect(confidenceInterval(judgedTest({ test: testOf({ pending: 50 }) }))).toBeNull()
})

test('there is none where the API contradicts itself: nobody knows what it would be an interval of', () => {
  const torn = withSummary(testOf({ inbox: 10 }), { inboxRate: 70 })
  const disagreements = [{ field: 'inbox_rate', rate: 70, counted: 100, countedFrom: 'summary' }] as const
  expect(confidenceInterval(judgedTest({ test: torn, disagreements }))).toBeNull()
})
