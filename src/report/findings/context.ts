import type { InboxTest } from '../../core/inbox-test.ts'
import { missingSeeds, tallyAll } from '../../judge/placement.ts'
import type { JudgedTest, Policy } from '../../judge/result.ts'
import { type ProviderCost, providerCosts } from './provider-costs.ts'

/** Everything the findings are made from. */
export interface FindingContext {
  readonly result: JudgedTest
  readonly policy: Policy
  readonly test: InboxTest
  readonly settled: boolean
  /** What each provider of the list costs. */
  readonly costs: readonly ProviderCost[]
  /** Listed seeds that are in spam, of unknown placement or, once the test is settled, not arrived. */
  readonly lost: number
  /** Seeds that have not arrived, by whichever figure of the response is highest. */
  readonly missing: number
  /** Whether the list holds every seed, and adds up to the counts of the summary. */
  readonly isListWhole: boolean
}

/** Works out what several findings need. */
export function contextOf(result: JudgedTest, policy: Policy): FindingContext {
  const { test, settled } = result
  const { summary } = test
  const all = tallyAll(test.seeds)
  return {
    result,
    policy,
    test,
    settled,
    costs: providerCosts(result, policy),
    lost: all.spam + all.unknown + (settled ? all.pending : 0),
    missing: missingSeeds(test),
    isListWhole:
      all.seeds === summary.totalSeeds &&
      all.inbox === summary.inbox &&
      all.spam === summary.spam &&
      all.unknown === summary.unknown &&
      all.pending === summary.pending,
  }
}
