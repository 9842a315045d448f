import { chanceOf } from '../judge/comparison.ts'
import { holmCorrected } from '../judge/statistics.ts'
import type { JudgedTest, ObservedRun, PairComparison, TestResult } from './result.ts'

/**
 * Compares every two settled tests of the run. A test that contradicts itself is left out: the p value rests on the counts,
 * and would be shown beside a difference of the rates. The p values are uncorrected; `withHolmCorrection` corrects them.
 */
export function comparePairs(tests: readonly TestResult[]): PairComparison[] {
  const comparable = tests.flatMap((result, index) =>
    result.kind === 'judged' && result.settled && result.disagreements.length === 0
      ? [{ test: result.test, index }]
      : [],
  )
  return comparable.flatMap((one, place) =>
    comparable.slice(place + 1).map((other) => {
      const points = one.test.summary.inboxRate - other.test.summary.inboxRate
      const [better, worse] = points < 0 ? [other, one] : [one, other]
      const { p } = chanceOf(one.test, other.test)
      return { better: better.index, worse: worse.index, points: Math.abs(points), p }
    }),
  )
}

/** Corrects all p values of a run together, the changes against baselines and the pairs of tests alike. */
export function withHolmCorrection(run: ObservedRun): ObservedRun {
  const changes = run.tests.map((test) => (test.kind === 'judged' ? changeOf(test) : null))
  const corrected = holmCorrected([...changes.filter((p) => p !== null), ...run.pairs.map((pair) => pair.p)])
  const next = corrected[Symbol.iterator]()
  const take = (): number => next.next().value ?? 1
  const [first, ...rest] = run.tests.map((test, index) =>
    test.kind === 'judged' && changes[index] !== null ? withCorrectedP(test, take()) : test,
  )
  const tests: ObservedRun['tests'] = first === undefined ? run.tests : [first, ...rest]
  return { ...run, tests, pairs: run.pairs.map((pair) => ({ ...pair, p: take() })) }
}

function changeOf({ baseline }: JudgedTest): number | null {
  return baseline.kind === 'read' ? (baseline.comparison?.p ?? null) : null
}

function withCorrectedP(test: JudgedTest, correctedP: number): JudgedTest {
  const { baseline } = test
  if (baseline.kind !== 'read' || baseline.comparison === null) return test
  return { ...test, baseline: { ...baseline, comparison: { ...baseline.comparison, correctedP } } }
}
