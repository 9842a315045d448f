import type { ApiError } from '../core/api-error.ts'
import type { Clock } from '../core/clock.ts'
import { getOrInsert } from '../core/get-or-insert.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import { type Job, jobName } from '../core/job.ts'
import type { Text } from '../core/text.ts'
import { isTimeUp, type ProviderArrivals, type Waited, type Waiting } from '../core/waiting.ts'
import type { Baseline } from '../judge/baseline.ts'
import type { Figures } from '../judge/figures.ts'
import { type Judgment, judge } from '../rules/judge.ts'
import type { Rules } from '../rules/rules.ts'
import { watchArrivals } from './arrivals.ts'
import { asLastReading, type PendingBaseline, readBaseline } from './baseline.ts'
import { type Pacing, pacing } from './pacing.ts'
import { progressLog } from './progress.ts'
import { type Stop, stopWith } from './stop.ts'
import { UNKNOWN_JOB_MS, type WaitResult, waitForTest } from './wait.ts'

/** A baseline that is only shown prolongs the wait by no more than this. Milliseconds. */
const MAX_BASELINE_DELAY_MS = 10_000

/** One test to wait for, and the earlier one to compare it with. */
export interface Planned {
  readonly job: Job
  readonly baseline: Baseline<'planned'>
}

/** What the wait for one test brought. */
export type Observed = {
  readonly job: Job
  readonly waited: Waited
  readonly baseline: Baseline<'read'>
  readonly arrivals: readonly ProviderArrivals[] | null
  readonly halfAfterMs: number | null
  /** The most seeds that the API ever counted in the inbox. */
  readonly mostInInbox: number
} & (
  | {
      readonly kind: 'answered'
      readonly test: InboxTest
      /** By all that is known at the end. */
      readonly judgment: Judgment
      /** What the last poll failed with; null when it did not fail. */
      readonly missed: ApiError | null
    }
  | { readonly kind: 'failed'; readonly error: ApiError; readonly lastSeen: InboxTest | null }
  /** The run was cancelled before the first answer. */
  | { readonly kind: 'unanswered' }
)

export interface ObserveEffects {
  /** Asks once for a test by its id; `limitMs` bounds the whole request. */
  readonly fetch: (jobId: Text, limitMs: number, signal: AbortSignal) => Promise<InboxTest>
  /** One line of the log. */
  readonly log: (line: string) => void
  /** Called whenever a test is waited for: it has been asked for, and will be again. */
  readonly onWaiting: () => void
  /** Called with every answer, before anything of it is logged; `log` names the test where there are several. */
  readonly onResults: (test: InboxTest, figures: Figures, log: (line: string) => void) => void
  readonly clock: Clock
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}

/**
 * Waits for all tests side by side under one deadline. Each waits and ends as it would alone; only a key that is refused for
 * every test ends all of them. Earlier tests are read meanwhile.
 * @returns in the order of `planned`
 * @throws faults of the action only
 */
export async function observe(
  planned: readonly Planned[],
  rules: Rules,
  waiting: Waiting,
  effects: ObserveEffects,
): Promise<Observed[]> {
  const run = stopWith({ signal: effects.signal, fault: () => null })
  const shared = { ...effects, signal: run.signal, pacing: pacing(effects.clock) }
  const { timeoutMs, pollIntervalMs } = waiting
  const baselines = new Map<Baseline<'planned'>, PendingBaseline>()
  const tests = planned.map(({ job, baseline: plan }) => {
    // Several tests may be compared with one; it is asked for once.
    const read = () => readBaseline(plan, { ...shared, timeoutMs, pollIntervalMs })
    const baseline = getOrInsert(baselines, plan, read)
    return { job, baseline }
  })
  try {
    return await Promise.all(
      tests.map(async ({ job, baseline }, index) => {
        const offsetMs = (pollIntervalMs * index) / tests.length
        const name = tests.length > 1 ? jobName(job).shown : null
        const observed = await observeOne({ job, name, baseline, offsetMs, rules, waiting }, shared, run)
        if (observed.kind === 'failed' && observed.error.kind === 'key') run.endBy(observed.error)
        return observed
      }),
    )
  } finally {
    // A baseline that is only shown may still be in flight.
    run.end()
  }
}

interface One {
  readonly job: Job
  /** What its log lines begin with; null where there is only one test. */
  readonly name: string | null
  readonly baseline: PendingBaseline
  readonly offsetMs: number
  readonly rules: Rules
  readonly waiting: Waiting
}

async function observeOne(
  one: One,
  effects: ObserveEffects & { readonly pacing: Pacing },
  run: Stop,
): Promise<Observed> {
  const { job, name, baseline, offsetMs, rules, waiting } = one
  const { clock, pacing } = effects
  const stop = stopWith(run)
  const isBaselineNeeded = rules.max_inbox_rate_drop !== null
  if (isBaselineNeeded) void endWhereBaselineFails(baseline, stop)

  const judgeNow = lastJudgment(rules)
  const judged = (test: InboxTest) => judgeNow(test, false, baseline.now())
  const soFar = (test: InboxTest) => judged(test).verdict
  const log = (line: string) => effects.log(name === null ? line : `${name}: ${line}`)
  const progress = progressLog(log, soFar)
  const watch = watchArrivals()
  const result = await waitForTest({
    schedule: {
      timeoutMs: waiting.timeoutMs,
      pollIntervalMs: waiting.pollIntervalMs,
      offsetMs,
      quietMs: waiting.quietMs,
      unknownJobMs: UNKNOWN_JOB_MS,
    },
    onWaiting: effects.onWaiting,
    poll: (limitMs, signal) => effects.fetch(job.id, limitMs, signal),
    known: null,
    isCertain: (test) => waiting.waitFor === 'verdict' && soFar(test) !== 'undecided',
    progress: {
      ...progress,
      onResults(test, elapsedMs) {
        effects.onResults(test, judged(test).figures, log)
        watch.onResults(test, elapsedMs)
        progress.onResults(test, elapsedMs)
      },
    },
    clock,
    pacing,
    signal: stop.signal,
  })
  const reading = await lastReading(baseline, result, isBaselineNeeded, clock, stop)
  const end = endOf(result, stop.fault(), (test, timeIsUp) => judgeNow(test, timeIsUp, reading))
  // The last line of the log says so for a single test. Of several, one that is refused would go unnoticed until all have ended.
  if (name !== null && end.kind === 'failed' && end.ending === 'refused') log(end.error.message)
  stop.end()
  const { ending, ...brought } = end
  const { polls, waitedMs } = result
  return {
    ...brought,
    job,
    waited: { ending, polls, waitedMs },
    baseline: reading,
    arrivals: watch.arrivals(),
    halfAfterMs: watch.halfAfterMs(),
    mostInInbox: watch.mostInInbox(),
  }
}

/** Judges a test; the same test, by the same that is known beside it, only once. */
function lastJudgment(rules: Rules) {
  let last: { readonly asked: readonly unknown[]; readonly judgment: Judgment } | null = null
  return (test: InboxTest, timeIsUp: boolean, baseline: Baseline<'read'>): Judgment => {
    const asked = [test, timeIsUp, baseline]
    if (last === null || last.asked.some((each, index) => each !== asked[index])) {
      last = { asked, judgment: judge(rules, test, { timeIsUp, baseline }) }
    }
    return last.judgment
  }
}

/** @param fault why the wait was stopped; null where the run was cancelled */
function endOf(
  result: WaitResult,
  fault: ApiError | null,
  judged: (test: InboxTest, timeIsUp: boolean) => Judgment,
) {
  if (result.kind === 'answered') {
    const { kind, ending, test, missed } = result
    return { kind, ending, test, missed, judgment: judged(test, isTimeUp(ending)) } as const
  }
  if (result.kind === 'failed') return result
  const { lastSeen, missed } = result
  if (fault !== null) return { kind: 'failed', ending: 'refused', error: fault, lastSeen } as const
  if (lastSeen === null) return { kind: 'unanswered', ending: 'cancelled' } as const
  return {
    kind: 'answered',
    ending: 'cancelled',
    test: lastSeen,
    missed,
    judgment: judged(lastSeen, false),
  } as const
}

/** Ends a wait whose baseline is needed and cannot be read: there is nothing left to wait for. */
async function endWhereBaselineFails(baseline: PendingBaseline, stop: Stop): Promise<void> {
  try {
    const reading = await baseline.read
    if (reading.kind === 'unreadable' && !reading.error.retryable) stop.endBy(reading.error)
  } catch {
    // A fault of the action is thrown where the baseline is waited for.
  }
}

/** The baseline when the wait has ended. One that is only shown gets ten more seconds. */
async function lastReading(
  baseline: PendingBaseline,
  { kind }: WaitResult,
  isNeeded: boolean,
  clock: Clock,
  stop: Stop,
): Promise<Baseline<'read'>> {
  // Nothing is compared with a test that has failed, and a run that was cancelled ends at once.
  if (kind !== 'answered') return asLastReading(baseline.now())
  const finished = baseline.read.then(() => baseline.readAgain())
  if (isNeeded) return await finished
  const patience = stopWith(stop)
  const inTime = await Promise.race([finished, clock.sleep(MAX_BASELINE_DELAY_MS, patience.signal)])
  patience.end()
  return inTime ?? asLastReading(baseline.now())
}
