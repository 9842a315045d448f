import type { Clock } from '../core/clock.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { ProviderArrivals, Waiting } from '../core/waiting.ts'
import type { BaselineReading } from '../judge/context.ts'
import { type Job, jobName } from '../judge/result.ts'
import type { Outcome, Rules } from '../judge/rule.ts'
import { judge } from '../judge/verdict.ts'
import { watchArrivals } from './arrivals.ts'
import { type Baseline, type BaselinePlan, final, readBaseline } from './baseline.ts'
import { type Pacing, pacing } from './pacing.ts'
import { progressLog } from './progress.ts'
import { UNKNOWN_JOB_MS, type WaitResult, waitForTest } from './wait.ts'

/** A baseline that is only shown prolongs the wait by no more than this. Milliseconds. */
const BASELINE_PATIENCE_MS = 10_000

/** One test to wait for, and the earlier one to compare it with. */
export interface Planned {
  readonly job: Job
  readonly baseline: BaselinePlan
}

/** What the wait for one test brought. */
export interface Observed {
  readonly job: Job
  readonly waited: WaitResult
  readonly baseline: BaselineReading
  readonly arrivals: readonly ProviderArrivals[] | null
  readonly halfAfterMs: number | null
  /** The most seeds that the API ever counted in the inbox. */
  readonly mostInInbox: number
}

export interface ObserveEffects {
  /** Asks once for a test by its id; `limitMs` bounds the whole request. */
  readonly fetch: (jobId: string, limitMs: number, signal: AbortSignal) => Promise<InboxTest>
  /** One line of the log. */
  readonly log: (line: string) => void
  /** Called whenever a test is waited for: it has been asked for, and will be again. */
  readonly onWaiting: () => void
  /** Called with every answer, before anything of it is logged. */
  readonly onResults: (test: InboxTest) => void
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
  const run = new AbortController()
  const unlink = follow(effects.signal, run)
  const shared = { ...effects, signal: run.signal, pacing: pacing(effects.clock) }
  const baselines = new Map<BaselinePlan, Baseline>()
  const tests = planned.map(({ job, baseline: plan }) => {
    // Several tests may be compared with one; it is asked for once.
    const baseline = baselines.get(plan) ?? readBaseline(plan, { ...shared, ...waiting })
    baselines.set(plan, baseline)
    return { job, baseline }
  })
  try {
    return await Promise.all(
      tests.map(async ({ job, baseline }, index) => {
        const offsetMs = (waiting.pollIntervalMs * index) / tests.length
        const name = tests.length > 1 ? jobName(job) : null
        const observed = await observeOne({ job, name, baseline, offsetMs, rules, waiting }, shared)
        const { error } = observed.waited
        if (error?.kind === 'key') run.abort(error)
        return observed
      }),
    )
  } finally {
    unlink()
    // A baseline that is only shown may still be in flight.
    run.abort()
  }
}

interface One {
  readonly job: Job
  /** What its log lines begin with; null where there is only one test. */
  readonly name: string | null
  readonly baseline: Baseline
  readonly offsetMs: number
  readonly rules: Rules
  readonly waiting: Waiting
}

async function observeOne(
  one: One,
  effects: ObserveEffects & { readonly pacing: Pacing },
): Promise<Observed> {
  const { job, name, baseline, offsetMs, rules, waiting } = one
  const { clock } = effects
  const stop = new AbortController()
  const unlink = follow(effects.signal, stop)
  const isBaselineNeeded = rules.max_inbox_rate_drop !== null
  if (isBaselineNeeded) void endWhereBaselineFails(baseline, stop)

  const verdictSoFar = (test: InboxTest): Outcome =>
    judge(rules, test, { timeIsUp: false, baseline: baseline.now() }).verdict
  const log = (line: string) => effects.log(name === null ? line : `${name}: ${line}`)
  const progress = progressLog(log, verdictSoFar)
  const watch = watchArrivals()
  const waited = await waitForTest({
    ...progress,
    onResults: (test, elapsedMs) => {
      effects.onResults(test)
      watch.onResults(test, elapsedMs)
      progress.onResults(test, elapsedMs)
    },
    onWaiting: effects.onWaiting,
    poll: (limitMs, signal) => effects.fetch(job.id, limitMs, signal),
    isCertain: (test) => waiting.waitFor === 'verdict' && verdictSoFar(test) !== 'undecided',
    ...waiting,
    offsetMs,
    unknownJobMs: UNKNOWN_JOB_MS,
    known: null,
    clock,
    pacing: effects.pacing,
    signal: stop.signal,
  })
  // The last line of the log says so for a single test. Of several, one that is refused would go unnoticed until all have ended.
  if (name !== null && waited.ending === 'refused') log(waited.error?.message ?? '')
  const reading = await lastReading(baseline, waited, isBaselineNeeded, { clock, signal: stop.signal })
  unlink()
  return {
    job,
    waited,
    baseline: reading,
    arrivals: watch.arrivals(),
    halfAfterMs: watch.halfAfterMs(),
    mostInInbox: watch.mostInInbox(),
  }
}

/** Ends a wait whose baseline is needed and cannot be read: there is nothing left to wait for. */
async function endWhereBaselineFails(baseline: Baseline, stop: AbortController): Promise<void> {
  try {
    const reading = await baseline.read
    if (reading.kind === 'unreadable' && !reading.error.retryable) stop.abort(reading.error)
  } catch {
    // A fault of the action is thrown where the baseline is waited for.
  }
}

/** The baseline when the wait has ended. One that is only shown gets ten more seconds. */
async function lastReading(
  baseline: Baseline,
  { ending, test }: WaitResult,
  isNeeded: boolean,
  { clock, signal }: Pick<ObserveEffects, 'clock' | 'signal'>,
): Promise<BaselineReading> {
  if (ending === 'cancelled' || test === null) return final(baseline.now())
  const finished = baseline.read.then(() => baseline.lookAgain())
  if (isNeeded) return await finished
  const patience = new AbortController()
  const unlink = follow(signal, patience)
  const inTime = await Promise.race([finished, clock.sleep(BASELINE_PATIENCE_MS, patience.signal)])
  unlink()
  patience.abort()
  return inTime ?? final(baseline.now())
}

/** Aborts `controller` with the outer signal's reason. @returns ends the connection */
function follow(outer: AbortSignal, controller: AbortController): () => void {
  const abort = () => controller.abort(outer.reason)
  if (outer.aborted) abort()
  else outer.addEventListener('abort', abort)
  return () => outer.removeEventListener('abort', abort)
}
