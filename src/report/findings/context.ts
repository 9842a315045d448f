import type { InboxTest } from '../../core/inbox-test.ts'
import type { ReportSettings } from '../../core/report-settings.ts'
import type { JudgedTest } from '../../result/result.ts'
import { type ProviderCost, providerCosts } from './provider-costs.ts'
import { isOfTheSender, type SpfProblem, spfProblems } from './spf-problems.ts'

/** Everything the findings are made from. */
export interface FindingContext {
  readonly result: JudgedTest
  readonly settings: ReportSettings
  readonly test: InboxTest
  readonly settled: boolean
  /** What each provider of the list keeps out of the inbox. */
  readonly costs: readonly ProviderCost[]
  readonly spfProblems: readonly SpfProblem[]
  /** Listed seeds that are in spam, of unknown placement or, once the test is settled, not arrived. */
  readonly notInInbox: number
  /** Seeds that have not arrived: the same figure as in the counts above the report. */
  readonly missing: number
  /** Whether the list holds every seed, and adds up to the counts of the summary. */
  readonly isListWhole: boolean
}

/** Works out what several findings need. */
export function contextOf(result: JudgedTest, settings: ReportSettings): FindingContext {
  const { test, settled } = result
  const { summary } = test
  const { all } = result.figures
  const problems = spfProblems(test.seeds)
  const causes = new Set(problems.filter(isOfTheSender).flatMap(({ seeds }) => seeds))
  return {
    result,
    settings,
    test,
    settled,
    costs: providerCosts(result, causes),
    spfProblems: problems,
    notInInbox: all.spam + all.unknown + (settled ? all.pending : 0),
    missing: shownMissing(result),
    isListWhole:
      all.seeds === summary.totalSeeds &&
      all.inbox === summary.inbox &&
      all.spam === summary.spam &&
      all.unknown === summary.unknown &&
      all.pending === summary.pending,
  }
}

/**
 * How many seeds the report calls not arrived. The list may lag behind its own counts, and then the counts stand, because bar
 * and context line show them. Counts that contradict each other leave the largest figure.
 */
function shownMissing({ test, figures }: JudgedTest): number {
  const { pending, received, totalSeeds, inbox, spam, unknown } = test.summary
  const isSound = pending === totalSeeds - received && received === inbox + spam + unknown
  return isSound ? pending : figures.missing.high
}
