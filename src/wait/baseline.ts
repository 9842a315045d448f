import type { Clock } from '../core/clock.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Text } from '../core/text.ts'
import { type Baseline, baselineRead } from '../judge/baseline.ts'
import type { Pacing } from './pacing.ts'
import { progressLog } from './progress.ts'
import { LAST_POLL_MS, REQUEST_LIMIT_MS, TIMER_SLACK_MS } from './timing.ts'
import { type WaitResult, waitForTest } from './wait.ts'

export interface BaselineOptions {
  /** Asks once for a test by its id; `limitMs` bounds the whole request. */
  readonly fetch: (jobId: Text, limitMs: number, signal: AbortSignal) => Promise<InboxTest>
  /** How long faults are tried again. Milliseconds; 0 looks once. */
  readonly timeoutMs: number
  readonly pollIntervalMs: number
  /** One line of the log. */
  readonly log: (line: string) => void
  readonly clock: Clock
  readonly pacing: Pacing
  readonly signal: AbortSignal
}

/** An earlier test that is being read. */
export interface PendingBaseline {
  /** As far as it is known now. */
  now(): Baseline<'read'>
  /** Resolves when it has been read, or cannot be. Rejects with a fault of the action only. */
  readonly read: Promise<Baseline<'read'>>
  /** Reads it once more unless it is Completed; what it is then is final. Faults are tried again like those of the first reading. */
  readAgain(): Promise<Baseline<'read'>>
}

/**
 * Starts to read the earlier test. It is read once, and once more when the wait ends, but never polled. Faults are tried again
 * until the time limit, which is one for all that are tried.
 */
export function readBaseline(plan: Baseline<'planned'>, options: BaselineOptions): PendingBaseline {
  const readOnce = baselineReader(options)
  let reading: Baseline<'read'> =
    plan.kind === 'named' || plan.kind === 'remembered' ? { kind: 'not_read' } : plan
  const read = readPlanned(plan, readOnce).then((first) => {
    reading = first.reading
    return reading
  })
  // Whoever awaits `read` gets its error. Until then it must not end the process as an unhandled rejection.
  read.catch(() => {})
  return {
    now: () => reading,
    read,
    async readAgain() {
      const first = await read
      if (first.kind !== 'read' || first.isLastReading) return first
      const again = await readOnce(first.test.jobId, first.test)
      if (again === null) return asLastReading(first)
      if (again.kind === 'answered' && again.missed === null) {
        return baselineRead(again.test, true)
      }
      const error = again.kind === 'failed' ? again.error : again.missed
      return { ...first, isLastReading: true, ...(error && { error }) }
    },
  }
}

interface FirstReading {
  /** Which test was read; null for none. */
  readonly jobId: Text | null
  readonly reading: Baseline<'read'>
}

async function readPlanned(plan: Baseline<'planned'>, readOnce: ReadOnce): Promise<FirstReading> {
  if (plan.kind === 'named') return readCandidates([plan.jobId], readOnce)
  if (plan.kind !== 'remembered') return { jobId: null, reading: plan }
  const first = await readCandidates(plan.jobIds, readOnce)
  // With the time up, the API has not been asked for all of them.
  return isGone(first.reading) && first.jobId === plan.jobIds.at(-1)
    ? { jobId: null, reading: { kind: 'not_compared', cause: plan.cause } }
    : first
}

/** The first of some tests that the API still knows; the last that was asked for when it knows none. */
async function readCandidates(jobIds: readonly Text[], readOnce: ReadOnce): Promise<FirstReading> {
  let last: FirstReading = { jobId: null, reading: { kind: 'not_read' } }
  for (const jobId of jobIds) {
    const result = await readOnce(jobId, null)
    if (result === null) return last
    last = { jobId, reading: readingOf(result) }
    if (!isGone(last.reading)) return last
  }
  return last
}

function isGone(reading: Baseline<'read'>): boolean {
  return reading.kind === 'unreadable' && reading.error.kind === 'job'
}

function readingOf(result: WaitResult): Baseline<'read'> {
  switch (result.kind) {
    case 'answered':
      return baselineRead(result.test, result.test.completed)
    case 'failed':
      return { kind: 'unreadable', error: result.error }
    // It has failed so far at most, and the next try might have succeeded.
    case 'stopped':
      return { kind: 'not_read' }
  }
}

/**
 * Reads one test, once, but for faults.
 * @param known what an earlier reading brought; null for nothing
 * @returns null when there is no time left
 */
type ReadOnce = (jobId: Text, known: InboxTest | null) => Promise<WaitResult | null>

/**
 * Reads one test after the other. Those that are due before the deadline end with it; those that are due at the deadline or
 * later have ten seconds together, and thirty without a wait.
 */
function baselineReader(options: BaselineOptions): ReadOnce {
  const { fetch, log, timeoutMs, pollIntervalMs, clock, pacing, signal } = options
  const deadlineMs = clock.now() + timeoutMs
  let endMs = Number.POSITIVE_INFINITY
  const remainingMs = () => {
    const now = clock.now()
    const lastMs = timeoutMs === 0 ? REQUEST_LIMIT_MS : LAST_POLL_MS
    if (now >= deadlineMs - TIMER_SLACK_MS) endMs = Math.min(endMs, now + lastMs)
    return Math.max(0, endMs - now)
  }
  return (jobId, known) => {
    if (remainingMs() === 0) return Promise.resolve(null)
    // The baseline may be all that the step still waits for, and the log must not fall silent then.
    const progress = progressLog(
      (line) => log(`baseline ${jobId.shown}: ${line}`),
      () => 'undecided',
    )
    return waitForTest({
      clock,
      pacing,
      signal,
      schedule: {
        timeoutMs: Math.max(0, deadlineMs - clock.now()),
        pollIntervalMs,
        offsetMs: 0,
        quietMs: null,
        unknownJobMs: 0,
      },
      poll: (limitMs, cancelled) => fetch(jobId, Math.min(limitMs, remainingMs()), cancelled),
      known,
      // One answer is enough; the loop is only there to retry faults.
      isCertain: () => true,
      progress: { ...progress, onResults: () => {} },
      onWaiting: () => {},
    })
  }
}

/** Marks a reading as the last one. */
export function asLastReading(reading: Baseline<'read'>): Baseline<'read'> {
  return reading.kind === 'read' ? { ...reading, isLastReading: true } : reading
}
