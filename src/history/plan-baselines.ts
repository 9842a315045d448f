import type { Job } from '../core/job.ts'
import type { Baseline, RememberedBaseline } from '../judge/baseline.ts'
import {
  baselineCandidates,
  type History,
  type HistoryQuery,
  historyWarning,
  noBaselineCause,
} from './history.ts'

/** One test, and where the earlier one is to be found that it is compared with. */
interface Planned {
  readonly job: Job
  readonly baseline: Baseline<'planned'>
}

/** Finds for each test the earlier one to compare it with: the one that is named, or the newest usable one of its label. */
export function planBaselines(jobs: readonly Job[], choice: Baseline<'chosen'>, history: History): Planned[] {
  // All tests share one object. By that the wait sees that it is one baseline, and asks for it once.
  const shared: Baseline<'planned'> = choice.kind === 'named' ? choice : { kind: 'none' }
  const jobIds = jobs.map((job) => job.id)
  return jobs.map((job) => ({
    job,
    baseline:
      choice.kind === 'remembered'
        ? fromHistory(history, choice.which, { label: job.label, jobIds })
        : shared,
  }))
}

function fromHistory(history: History, which: RememberedBaseline, query: HistoryQuery): Baseline<'planned'> {
  if (history.kind === 'unreadable' || history.kind === 'foreign') {
    // A file that cannot be read may hold the very test that would make this one fail.
    const problem = historyWarning(history)
    if (problem !== null) return { kind: 'no_history', problem }
  }
  const jobIds = baselineCandidates(history, which, query)
  const cause = noBaselineCause(history, which, query)
  return jobIds.length > 0 ? { kind: 'remembered', jobIds, cause } : { kind: 'not_compared', cause }
}
