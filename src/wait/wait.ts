import { ApiError } from '../core/api-error.ts'
import type { Clock } from '../core/clock.ts'
import type { InboxTest } from '../core/inbox-test.ts'

/** One request takes at most this long, in milliseconds. */
export const REQUEST_LIMIT_MS = 30_000

/**
 * The poll that begins at the deadline gets this long, in milliseconds: enough for a healthy API, and short beside any
 * wait that came before it.
 */
export const LAST_LOOK_MS = 10_000

/** Timers may fire a little early; this close to the deadline it has come. Milliseconds. */
const TIMER_SLACK_MS = 10

/**
 * A request that begins just before the deadline would be cut by it: a sleep that would end this close to the deadline
 * goes on until then. Milliseconds.
 */
const NEAR_DEADLINE_MS = 500

/** Long sleeps are taken in slices, so that a log can show a sign of life in between. Milliseconds. */
const SLEEP_SLICE_MS = 30_000

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000

/** Why the wait ended. */
export type Ending = 'completed' | 'settled' | 'deadline' | 'cancelled' | 'refused'

export interface WaitResult {
  readonly ending: Ending
  /** The last good results; null when no poll brought any. */
  readonly test: InboxTest | null
  /** What the last poll failed with, if it did. `refused` always has one. */
  readonly error: ApiError | null
  readonly polls: number
  readonly waitedMs: number
}

export interface WaitOptions {
  /** 0 looks once. */
  readonly timeoutMs: number
  readonly pollIntervalMs: number
  /** Whether no pending seed can change the verdict any more, for waits that may stop then. */
  readonly isSettled: (test: InboxTest) => boolean
  /** Asks once; `limitMs` bounds the whole request. */
  readonly poll: (limitMs: number, signal: AbortSignal) => Promise<InboxTest>
  /** Called with every good poll's results. */
  readonly onResults: (test: InboxTest, elapsedMs: number) => void
  /** Called with every failed poll that is tried again. */
  readonly onRetry: (error: ApiError, pauseMs: number, elapsedMs: number) => void
  /** Called at least every thirty seconds while sleeping. */
  readonly onWake: (elapsedMs: number) => void
  readonly clock: Clock
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}

/**
 * Polls until the test is Completed, its verdict settled, the deadline, a refusal that no retry would change, or
 * cancellation. The first poll is at once; the last sleep is cut so that one poll happens at the deadline.
 * @throws what `poll` throws other than ApiError, unless the run was cancelled
 */
export async function waitForTest(options: WaitOptions): Promise<WaitResult> {
  const { clock, timeoutMs } = options
  const start = clock.now()
  const elapsed = () => clock.now() - start
  let test: InboxTest | null = null
  let error: ApiError | null = null
  let polls = 0
  let failures = 0
  const end = (ending: Ending): WaitResult => ({ ending, test, error, polls, waitedMs: elapsed() })

  for (;;) {
    const left = timeoutMs - elapsed()
    const isLastLook = left <= TIMER_SLACK_MS
    const looked = await look(options, pollLimit(isLastLook, left, timeoutMs))
    if (looked === 'cancelled') return end('cancelled')
    polls += 1
    if (looked instanceof ApiError) {
      error = looked
      failures += 1
    } else {
      test = looked
      error = null
      failures = 0
      options.onResults(test, elapsed())
    }
    if (options.signal.aborted) return end('cancelled')
    const ending = endingOf(looked, options)
    if (ending !== null) return end(ending)
    // A poll that began before the deadline and was cut by it was the last one.
    const rest = timeoutMs - elapsed()
    if (isLastLook || rest <= TIMER_SLACK_MS) return end('deadline')
    const pause = error === null ? options.pollIntervalMs : retryPause(failures, error.retryAfterMs)
    const sleepMs = rest - pause < NEAR_DEADLINE_MS ? rest : pause
    if (error !== null) options.onRetry(error, sleepMs, elapsed())
    await sleepInSlices(sleepMs, options, elapsed)
  }
}

async function look(options: WaitOptions, limitMs: number): Promise<InboxTest | ApiError | 'cancelled'> {
  const { poll, signal } = options
  try {
    return signal.aborted ? 'cancelled' : await poll(limitMs, signal)
  } catch (error) {
    if (signal.aborted) return 'cancelled'
    if (error instanceof ApiError) return error
    throw error
  }
}

/** Why the wait ends with this poll; null when it goes on. */
function endingOf(looked: InboxTest | ApiError, options: WaitOptions): Ending | null {
  if (looked instanceof ApiError) return looked.retryable ? null : 'refused'
  if (looked.completed) return 'completed'
  return options.isSettled(looked) ? 'settled' : null
}

/** How long a request may take: never past the deadline, except for the one look that happens there. */
function pollLimit(isLastLook: boolean, leftMs: number, timeoutMs: number): number {
  if (timeoutMs === 0) return REQUEST_LIMIT_MS
  return isLastLook ? LAST_LOOK_MS : Math.min(REQUEST_LIMIT_MS, leftMs)
}

/** Growing pauses from one second to one minute, and never shorter than the API asked for. */
function retryPause(failures: number, retryAfterMs: number | null): number {
  const growing = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
  return Math.max(growing, retryAfterMs ?? 0)
}

async function sleepInSlices(ms: number, options: WaitOptions, elapsed: () => number): Promise<void> {
  const wake = elapsed() + ms
  // Timers know no less than a millisecond, and a rest that is lost in rounding would be slept for ever.
  for (let left = ms; left >= 1 && !options.signal.aborted; left = wake - elapsed()) {
    await options.clock.sleep(Math.min(left, SLEEP_SLICE_MS), options.signal)
    if (!options.signal.aborted) options.onWake(elapsed())
  }
}
