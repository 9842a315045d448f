import { ApiError } from '../core/api-error.ts'
import type { Clock } from '../core/clock.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { BaselineReading } from '../judge/context.ts'
import type { Problem } from '../judge/result.ts'
import type { Pacing } from './pacing.ts'
import { progressLog } from './progress.ts'
import { LAST_LOOK_MS, waitForTest } from './wait.ts'

/** Where the earlier test of one test is to be found. */
export type BaselinePlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'no_history'; readonly problem: Problem }
  | { readonly kind: 'not_compared'; readonly cause: string }
  | { readonly kind: 'named'; readonly jobId: string }
  /** From the history, newest first. A test that the API no longer knows gives way to the next. */
  | {
      readonly kind: 'remembered'
      readonly jobIds: readonly string[]
      /** What to say when the API knows none of them. */
      readonly cause: string
    }

export interface BaselineOptions {
  /** Asks once for a test by its id; `limitMs` bounds the whole request. */
  readonly fetch: (jobId: string, limitMs: number, signal: AbortSignal) => Promise<InboxTest>
  /** How long transient faults are tried again. Milliseconds; 0 looks once. */
  readonly timeoutMs: number
  readonly pollIntervalMs: number
  /** One line of the log. */
  readonly log: (line: string) => void
  readonly clock: Clock
  readonly pacing: Pacing
  readonly signal: AbortSignal
}

/** An earlier test that is being read. */
export interface Baseline {
  /** As far as it is known now. */
  now(): BaselineReading
  /** Resolves when it has been read, or cannot be. Rejects with a fault of the action only. */
  readonly read: Promise<BaselineReading>
  /** Gives it one more look unless it is Completed; what it is then is final. */
  lookAgain(): Promise<BaselineReading>
}

/** Starts to read the earlier test. It is read once, and once more when the wait ends, but never polled. */
export function readBaseline(plan: BaselinePlan, options: BaselineOptions): Baseline {
  let reading: BaselineReading =
    plan.kind === 'named' || plan.kind === 'remembered' ? { kind: 'not_read' } : plan
  const read = readPlanned(plan, options).then((result) => {
    reading = result
    return result
  })
  // Whoever awaits `read` gets its error. Until then it must not end the process as an unhandled rejection.
  read.catch(() => {})
  return { now: () => reading, read, lookAgain: () => lookAgain(reading, options) }
}

async function readPlanned(plan: BaselinePlan, options: BaselineOptions): Promise<BaselineReading> {
  if (plan.kind === 'named') return readOne(plan.jobId, options, options.timeoutMs)
  if (plan.kind !== 'remembered') return plan
  const start = options.clock.now()
  for (const jobId of plan.jobIds) {
    const leftMs = Math.max(0, options.timeoutMs - (options.clock.now() - start))
    const reading = await readOne(jobId, options, leftMs)
    if (reading.kind !== 'unreadable' || reading.error.kind !== 'job') return reading
  }
  return { kind: 'not_compared', cause: plan.cause }
}

async function readOne(
  jobId: string,
  { fetch, log, ...options }: BaselineOptions,
  timeoutMs: number,
): Promise<BaselineReading> {
  // The baseline may be all that the step still waits for, and the log must not fall silent then.
  const progress = progressLog(
    (line) => log(`baseline ${jobId}: ${line}`),
    () => 'undecided',
  )
  const { ending, test, error } = await waitForTest({
    ...options,
    poll: (limitMs, cancelled) => fetch(jobId, limitMs, cancelled),
    // One answer is enough; the loop is only there to retry transient faults.
    isCertain: () => true,
    timeoutMs,
    offsetMs: 0,
    quietMs: null,
    ...progress,
    onResults: () => {},
    onWaiting: () => {},
  })
  if (test !== null) return { kind: 'read', test, isLastLook: test.completed }
  // A reading that is cancelled between two tries has failed so far, but the next try might have succeeded.
  return error === null || ending === 'cancelled' ? { kind: 'not_read' } : { kind: 'unreadable', error }
}

async function lookAgain(reading: BaselineReading, options: BaselineOptions): Promise<BaselineReading> {
  if (reading.kind !== 'read' || reading.isLastLook) return reading
  // The server asked to be left alone. What was read at the start still holds: seeds can only have arrived since.
  if (options.pacing.heldForMs() > 0) return final(reading)
  const { jobId } = reading.test
  try {
    const test = await options.pacing.turn(() => options.fetch(jobId, LAST_LOOK_MS, options.signal))
    return { kind: 'read', test, isLastLook: true }
  } catch (error) {
    if (error instanceof ApiError || options.signal.aborted) return final(reading)
    throw error
  }
}

/** Marks a reading as the last one. */
export function final(reading: BaselineReading): BaselineReading {
  return reading.kind === 'read' ? { ...reading, isLastLook: true } : reading
}
