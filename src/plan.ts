import type { Job } from './core/job.ts'
import {
  baselineCandidates,
  type History,
  historyWarning,
  noBaselineCause,
  type Own,
  type RememberedBaseline,
} from './history/history.ts'
import type { BaselineChoice } from './inputs/baseline.ts'
import type { BaselinePlan } from './wait/baseline.ts'
import type { Planned } from './wait/observe.ts'

/**
 * Finds for each test the earlier one to compare it with: the one that is named, or the newest usable one of its label.
 * @param history null without a history file
 */
export function planTests(jobs: readonly Job[], choice: BaselineChoice, history: History | null): Planned[] {
  // All tests share one object. By that the wait sees that it is one baseline, and asks for it once.
  const shared: BaselinePlan = choice.kind === 'named' ? choice : { kind: 'none' }
  const jobIds = jobs.map((job) => job.id)
  return jobs.map((job) => ({
    job,
    baseline:
      choice.kind === 'remembered' && history !== null
        ? fromHistory(history, choice.which, { label: job.label, jobIds })
        : shared,
  }))
}

function fromHistory(history: History, which: RememberedBaseline, own: Own): BaselinePlan {
  if (history.kind === 'unreadable' || history.kind === 'foreign') {
    // A file that cannot be read may hold the very test that would make this one fail.
    const problem = historyWarning(history)
    if (problem !== null) return { kind: 'no_history', problem }
  }
  const jobIds = baselineCandidates(history, which, own)
  const cause = noBaselineCause(history, which, own)
  return jobIds.length > 0 ? { kind: 'remembered', jobIds, cause } : { kind: 'not_compared', cause }
}
