import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withExactEnds } from '../../src/core/inbox-test.ts'
import { testOf, withSummary } from '../judge/examples.ts'

const { summary } = testOf({ inbox: 249, spam: 1 })

describe('a rate given as 0 or 100', () => {
  test('is taken from the counts that deny it by what rounding explains', () => {
    expect(withExactEnds({ ...summary, inboxRate: 100, spamRate: 0 })).toEqual({
      ...summary,
      inboxRate: 99.6,
      spamRate: 0.4,
    })
    expect(
      withExactEnds(withSummary(testOf({ inbox: 1, spam: 199 }), { inboxRate: 0, spamRate: 100 }).summary),
    ).toMatchObject({
      inboxRate: 0.5,
      spamRate: 99.5,
    })
  })

  test('stands where the counts deny it by more: that is a contradiction, and the rate is the authority', () => {
    const { summary: far } = testOf({ inbox: 248, spam: 2 })
    expect(withExactEnds({ ...far, inboxRate: 100, spamRate: 0 })).toMatchObject({
      inboxRate: 100,
      spamRate: 0,
    })
  })
})

test('any other rate stays as the API gives it, and an end that the counts bear out stays an end', () => {
  const anyCounts = fc.record({
    inbox: fc.nat({ max: 300 }),
    spam: fc.nat({ max: 300 }),
    pending: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(anyCounts, fc.double({ min: 0.01, max: 99.99, noNaN: true }), (counts, rate) => {
      const { summary: exact } = testOf(counts)
      expect(withExactEnds(exact)).toEqual(exact)
      expect(withExactEnds({ ...exact, inboxRate: rate, spamRate: rate })).toMatchObject({
        inboxRate: rate,
        spamRate: rate,
      })
    }),
    { numRuns: 200 },
  )
})
