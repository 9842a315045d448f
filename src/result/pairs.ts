import { type Comparison, chanceBetween, comparable } from '../judge/comparison.ts'
import { type Corrected, holmCorrected, withCorrectedP } from '../judge/statistics.ts'
import type { PairComparison, TestResult } from './result.ts'

/**
 * Compares every two settled tests of the run. A test that contradicts itself is left out: the p value rests on the counts,
 * and would be shown beside a difference of the rates. The p values are uncorrected; `withHolmCorrection` corrects them.
 */
export function comparePairs(tests: readonly TestResult<unknown>[]): PairComparison[] {
  const settled = tests.flatMap((result, index) =>
    result.kind === 'judged' && result.settled && result.disagreements.length === 0
      ? [{ test: comparable(result.test), index }]
      : [],
  )
  return settled.flatMap((one, place) =>
    settled.slice(place + 1).map((other) => {
      const points = one.test.summary.inboxRate - other.test.summary.inboxRate
      const [better, worse] = points < 0 ? [other, one] : [one, other]
      const { p } = chanceBetween(one.test, other.test)
      return { better: better.index, worse: worse.index, points: Math.abs(points), p }
    }),
  )
}

/** Corrects all p values of a run together, the changes against baselines and the pairs of tests alike. */
export function withHolmCorrection(
  tests: readonly TestResult<Comparison>[],
  pairs: readonly PairComparison[],
): { readonly tests: TestResult[]; readonly pairs: Corrected<PairComparison>[] } {
  const changes = tests.flatMap((test) => changeOf(test) ?? [])
  const values = holmCorrected([...changes, ...pairs].map(({ p }) => p))[Symbol.iterator]()
  const withNext = <Tested extends { readonly p: number }>(tested: Tested) =>
    withCorrectedP(tested, values.next().value)
  return {
    tests: tests.map((test) => withCorrected(test, withNext)),
    pairs: pairs.map((pair) => withNext(pair)),
  }
}

function changeOf(test: TestResult<Comparison>): Comparison | null {
  return test.kind === 'judged' && test.baseline.kind === 'read' ? test.baseline.comparison : null
}

function withCorrected(
  test: TestResult<Comparison>,
  correct: (change: Comparison) => Corrected<Comparison>,
): TestResult {
  if (test.kind !== 'judged') return test
  const { baseline } = test
  if (baseline.kind !== 'read') return { ...test, baseline }
  const { comparison } = baseline
  return {
    ...test,
    baseline: { ...baseline, comparison: comparison === null ? null : correct(comparison) },
  }
}
