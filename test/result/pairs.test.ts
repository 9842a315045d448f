import { describe, expect, test } from 'vitest'
import { type Comparison, chanceOf } from '../../src/judge/comparison.ts'
import { holmCorrected, withCorrectedP } from '../../src/judge/statistics.ts'
import { comparePairs, withHolmCorrection } from '../../src/result/pairs.ts'
import type { JudgedTest, TestResult } from '../../src/result/result.ts'
import { compareTests, counted, judgedTest } from '../builders.ts'
import { testOf } from '../judge/examples.ts'

const settled = (inbox: number, spam: number) => judgedTest({ test: testOf({ inbox, spam }) })
const open = judgedTest({ test: testOf({ inbox: 5, pending: 5 }) })
const { job, waited } = open
const unanswered: TestResult = { kind: 'unanswered', job, waited }
const broken: TestResult = {
  kind: 'error',
  job,
  waited,
  problem: { message: 'The API does not know this job id.', hint: 'Check it.' },
  lastSeen: testOf({ inbox: 9 }),
}

describe('the tests of one run', () => {
  test('are compared each with each other, the better one first, by the choice that baselines have', () => {
    const tests = [settled(5, 5), settled(9, 1), settled(7, 3)] as const
    const p = (one: number, other: number) => chanceOf(tests[one as 0].test, tests[other as 0].test).p
    expect(comparePairs(tests)).toEqual([
      { better: 1, worse: 0, points: 40, p: p(0, 1) },
      { better: 2, worse: 0, points: 20, p: p(0, 2) },
      { better: 1, worse: 2, points: 20, p: p(1, 2) },
    ])
  })

  test('are compared only where both are settled, and keep their places in the list of tests', () => {
    const pairs = comparePairs([open, settled(9, 1), unanswered, broken, settled(5, 5)])
    expect(pairs.map(({ better, worse }) => [better, worse])).toEqual([[1, 4]])
    expect(comparePairs([open, settled(9, 1)])).toEqual([])
  })

  test('are not compared where one contradicts itself: its p value would be of other figures than its rate', () => {
    const odd = judgedTest({
      test: testOf({ inbox: 5, spam: 5 }),
      disagreements: [{ field: 'inbox_rate', rate: 90, counted: 50, countedFrom: 'summary' }],
    })
    const pairs = comparePairs([odd, settled(9, 1), settled(5, 5)])
    expect(pairs.map(({ better, worse }) => [better, worse])).toEqual([[1, 2]])
  })

  test('may be equally good, and then keep their order', () => {
    expect(comparePairs([settled(8, 2), settled(8, 2)])).toEqual([{ better: 0, worse: 1, points: 0, p: 1 }])
  })
})

describe('the p values of a report', () => {
  const earlier = testOf({ inbox: 20 })
  const compared = (inbox: number, spam: number): JudgedTest<Comparison> => {
    const test = testOf({ inbox, spam })
    const comparison = compareTests(test, earlier)
    const baseline = { kind: 'read', ...counted(earlier, true), comparison, disagreements: [] } as const
    return { ...judgedTest({ test }), baseline }
  }
  const plainOf = (inbox: number, spam: number) => compareTests(testOf({ inbox, spam }), earlier).p
  const comparisonOf = (result?: TestResult) =>
    result?.kind === 'judged' && result.baseline.kind === 'read' ? result.baseline.comparison : null
  const withoutBaseline = (test: JudgedTest): JudgedTest<Comparison> => ({
    ...test,
    baseline: { kind: 'none' },
  })

  test('are corrected together: changes against baselines and pairs of tests, each in its own place', () => {
    const tests = [compared(12, 8), withoutBaseline(settled(3, 17)), compared(19, 1)] as const
    const pairs = comparePairs(tests)
    const plain = [plainOf(12, 8), plainOf(19, 1), ...pairs.map(({ p }) => p)]
    const run = withHolmCorrection(tests, pairs)
    const shown = [
      comparisonOf(run.tests[0])?.correctedP,
      comparisonOf(run.tests[2])?.correctedP,
      ...run.pairs.map(({ correctedP }) => correctedP),
    ]
    expect(new Set(plain).size).toBe(5)
    expect(shown).toEqual(holmCorrected(plain))
    // The corrected p stands in the place of the plain one, and nothing else changes.
    expect(comparisonOf(run.tests[0])).not.toHaveProperty('p')
    expect(run.pairs.map(({ better, worse }) => [better, worse])).toEqual(
      pairs.map(({ better, worse }) => [better, worse]),
    )
    expect(run.tests[1]).toEqual(tests[1])
  })

  test('of a single test with its baseline is the only one, and stays as it is', () => {
    const [result] = withHolmCorrection([compared(12, 8)], []).tests
    expect(comparisonOf(result)).toEqual(
      withCorrectedP(compareTests(testOf({ inbox: 12, spam: 8 }), earlier)),
    )
  })

  test('leave tests alone that have none', () => {
    const waiting: JudgedTest<Comparison> = {
      ...judgedTest(),
      baseline: { kind: 'read', ...counted(open.test, false), comparison: null, disagreements: [] },
    }
    const tests = [waiting, unanswered, broken, withoutBaseline(settled(5, 5))] as const
    expect(withHolmCorrection(tests, []).tests).toEqual(tests)
  })
})
