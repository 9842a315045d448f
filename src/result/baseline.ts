import type { ApiError } from '../core/api-error.ts'
import type { Problem } from '../core/problem.ts'
import type { Baseline } from '../judge/baseline.ts'
import { type Comparison, compare } from '../judge/comparison.ts'
import { type Disagreement, disagreements } from '../judge/consistency.ts'
import type { CountedTest } from '../judge/range.ts'
import { isSettled } from '../judge/settled.ts'
import type { RuleResult } from '../rules/rules.ts'

/** The test that is compared. */
interface Compared extends CountedTest {
  readonly disagreements: readonly Disagreement[]
}

/** Compares one test with its baseline, as far as both are known. @param maxMissingSeeds the rule of that name */
export function comparedWith(
  baseline: Baseline<'read'>,
  now: Compared,
  maxMissingSeeds: number | null,
): Baseline<'compared', Comparison> {
  switch (baseline.kind) {
    case 'none':
    case 'not_compared':
      return baseline
    case 'not_read':
      return { kind: 'unreadable', problem: BASELINE_LATE }
    case 'no_history':
      return { kind: 'unreadable', problem: baseline.problem }
    case 'unreadable':
      return { kind: 'unreadable', problem: unreadBaseline(baseline.error) }
    case 'read': {
      const { test, figures, isLastReading } = baseline
      const settled = isSettled(test, figures, isLastReading, maxMissingSeeds)
      const before = { test, figures, settled, disagreements: disagreements(test, figures) }
      // A p value rests on the counts, and would stand beside a change of the rates.
      const areComparable = [now, before].every((each) => each.settled && each.disagreements.length === 0)
      return { kind: 'read', ...before, comparison: areComparable ? compare(now, before) : null }
    }
  }
}

/** Why a test has no verdict whose rule needs the baseline; null when it has one. */
export function baselineFault(baseline: Baseline<'read'>): Problem | null {
  if (baseline.kind !== 'unreadable') return null
  const { error } = baseline
  // A key that is refused is so for every test; that the baseline was asked for first says nothing.
  if (error.kind === 'key') return error
  return {
    message: `the baseline test, which max_inbox_rate_drop needs, could not be read: ${error.message}`,
    reason: 'the baseline test could not be read',
    hint: baselineHint(error),
  }
}

/** What the reader has to know about the baseline beside the verdict. */
export function baselineWarnings(baseline: Baseline<'read'>, rules: readonly RuleResult[]): Problem[] {
  if (baseline.kind === 'unreadable') return [unreadBaseline(baseline.error)]
  if (baseline.kind === 'not_read') return [BASELINE_LATE]
  if (baseline.kind === 'read' && baseline.error !== undefined) {
    return [
      {
        message: `The baseline test could not be read again, so it counts as it was at the start: ${baseline.error.message}`,
        hint: baselineHint(baseline.error),
      },
    ]
  }
  if (baseline.kind === 'not_compared' && rules.some(({ outcome }) => outcome === 'not_compared')) {
    return [
      {
        message: `The inbox rate was not compared with an earlier test: ${baseline.cause}`,
        hint: 'Until there is one, `max_inbox_rate_drop` decides nothing.',
      },
    ]
  }
  return []
}

const BASELINE_LATE: Problem = {
  message: 'The baseline test could not be read in time, so nothing is compared',
  hint: 'Run the job again to compare with it.',
}

function unreadBaseline(error: ApiError): Problem {
  return {
    message: `The baseline test could not be read, so nothing is compared: ${error.message}`,
    hint: baselineHint(error),
  }
}

/** The client's hint for an unknown test names the input of this run's tests. */
function baselineHint({ kind, hint }: ApiError): string {
  return kind === 'job' ? hint.replaceAll('`job_id`', '`baseline_job_id`') : hint
}
