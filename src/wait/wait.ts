import { ApiError } from '../core/api-error.ts'
import type { Clock } from '../core/clock.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Ending, Waited } from '../core/waiting.ts'
import type { Pacing } from './pacing.ts'
import { quietWatch } from './quiet.ts'
import { retryPause } from './retry-pause.ts'

/** One request takes at most this long, in milliseconds. */
export const REQUEST_LIMIT_MS = 30_000

/**
 * The poll that begins at the deadline gets this long, in milliseconds: enough for a healthy API, and short beside any
 * wait that came before it.
 */
export const LAST_LOOK_MS = 10_000

/** The look at the deadline gets at least this long, however late its turn comes. Milliseconds. */
const SHORTEST_LOOK_MS = 1000

/** Timers may fire a little early, so a wake-up this close to the deadline counts as being there. Milliseconds. */
export const TIMER_SLACK_MS = 10

/**
 * The deadline would cut short a request that begins just before it. So a sleep that would end this close to the deadline
 * lasts until the deadline. Milliseconds.
 */
const NEAR_DEADLINE_MS = 500

/** Long sleeps are taken in slices, so that a log can show a sign of life in between. Milliseconds. */
const SLEEP_SLICE_MS = 30_000

/** A test may be known only a moment after it was created. Milliseconds. */
export const UNKNOWN_JOB_MS = 15_000

/** How one wait ended, and with what. */
export interface WaitResult extends Waited {
  /** The last good results; null when no poll brought any. */
  readonly test: InboxTest | null
  /** What the last poll failed with, if it did. `refused` always has one. */
  readonly error: ApiError | null
}

export interface WaitOptions {
  /** 0 looks once. */
  readonly timeoutMs: number
  readonly pollIntervalMs: number
  /** Delays the second poll, so that the polls of several tests are spread over the interval. Milliseconds. */
  readonly offsetMs: number
  /** The wait ends when no further seed has arrived for this long; null when only the deadline ends it. */
  readonly quietMs: number | null
  /**
   * How long after the first poll a job id that the API does not know is asked for again. Milliseconds; 0 for a test that is
   * not new.
   */
  readonly unknownJobMs: number
  /** What the API has answered about the test before this wait; null for nothing. */
  readonly known: InboxTest | null
  /** Whether no pending seed can change the verdict any more, for waits that may stop then. */
  readonly isCertain: (test: InboxTest) => boolean
  /** Asks once; `limitMs` bounds the whole request. */
  readonly poll: (limitMs: number, signal: AbortSignal) => Promise<InboxTest>
  /** Called with every good poll's results. */
  readonly onResults: (test: InboxTest, elapsedMs: number) => void
  /** Called with every failed poll that is tried again. */
  readonly onRetry: (error: ApiError, pauseMs: number, elapsedMs: number) => void
  /** Called before every sleep until the next poll. */
  readonly onWaiting: () => void
  /** Called at least every thirty seconds while sleeping. */
  readonly onWake: (elapsedMs: number) => void
  readonly clock: Clock
  readonly pacing: Pacing
  /** Aborted when the run is cancelled, or with an ApiError that ends every wait. */
  readonly signal: AbortSignal
}

/**
 * Polls until the test is Completed, its verdict certain, no further seed arrives, the deadline, a refusal that no retry would
 * change, or cancellation; of several that one poll brings, the first in this order, but the deadline is named before quiet.
 * The first poll is at once; the last sleep is cut so that one poll happens at the deadline. Once the API has answered about the
 * test, most faults are tried again that would end the wait before.
 * @throws what `poll` throws other than ApiError, unless the run was cancelled
 */
export async function waitForTest(options: WaitOptions): Promise<WaitResult> {
  const { clock, timeoutMs, pacing, signal } = options
  const start = clock.now()
  const elapsed = () => clock.now() - start
  const isQuiet = quietWatch(options.quietMs)
  let test = options.known
  let error: ApiError | null = null
  let polls = 0
  let failures = 0
  let firstPollMs: number | null = null
  const end = (ending: Ending): WaitResult => ({ ending, test, error, polls, waitedMs: elapsed() })
  const endByAbort = (): WaitResult => {
    if (!(signal.reason instanceof ApiError)) return end('cancelled')
    error = signal.reason
    return end('refused')
  }

  for (;;) {
    let isLastLook = false
    const looked = await pacing.turn(async () => {
      await waitWhileHeld(options, elapsed)
      firstPollMs ??= elapsed()
      const left = timeoutMs - elapsed()
      isLastLook = left <= TIMER_SLACK_MS
      return look(options, pollLimit(isLastLook, left, timeoutMs))
    })
    if (looked === 'aborted') return endByAbort()
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
    if (signal.aborted) return endByAbort()
    const rest = isLastLook ? 0 : timeoutMs - elapsed()
    const unknownMs = isLastLook ? 0 : (firstPollMs ?? 0) + options.unknownJobMs - elapsed()
    const ending =
      looked instanceof ApiError
        ? endingByFault(looked, test !== null, unknownMs)
        : endingByAnswer(looked, options, rest, isQuiet(looked, elapsed()))
    if (ending !== null) return end(ending)
    if (rest <= TIMER_SLACK_MS) return end('deadline')
    options.onWaiting()
    if (error === null) {
      await sleepInSlices(untilNearDeadline(regularPause(options, polls), rest), options, elapsed)
      continue
    }
    const growing = retryPause(failures, error.retryAfterMs)
    const pause = error.kind === 'job' && unknownMs > 0 ? Math.min(growing, unknownMs) : growing
    if (error.asksForPatience) pacing.holdBack(pause)
    options.onRetry(error, untilNearDeadline(pause, rest), elapsed())
    await sleepInSlices(untilNearDeadline(pause, rest), options, elapsed)
  }
}

/** How long to sleep: the pause, or until the deadline where the pause would end just before it. Milliseconds. */
function untilNearDeadline(pauseMs: number, restMs: number): number {
  return restMs - pauseMs < NEAR_DEADLINE_MS ? restMs : pauseMs
}

function regularPause({ pollIntervalMs, offsetMs }: WaitOptions, polls: number): number {
  return polls === 1 ? pollIntervalMs + offsetMs : pollIntervalMs
}

/** Waits while the server wants no requests from this run, but never past the deadline. */
async function waitWhileHeld(options: WaitOptions, elapsed: () => number): Promise<void> {
  const { pacing, timeoutMs, signal } = options
  for (;;) {
    const rest = timeoutMs - elapsed()
    const held = pacing.heldForMs()
    if (signal.aborted || held < 1 || rest <= TIMER_SLACK_MS) return
    await sleepInSlices(untilNearDeadline(held, rest), options, elapsed)
  }
}

async function look(options: WaitOptions, limitMs: number): Promise<InboxTest | ApiError | 'aborted'> {
  const { poll, signal } = options
  try {
    return signal.aborted ? 'aborted' : await poll(limitMs, signal)
  } catch (error) {
    if (signal.aborted) return 'aborted'
    if (error instanceof ApiError) return error
    throw error
  }
}

/**
 * Whether a fault ends the wait; null when another try may go right.
 * @param hasAnswered whether the API has answered about this test
 * @param unknownMs how much longer the job id may be unknown
 */
function endingByFault(error: ApiError, hasAnswered: boolean, unknownMs: number): Ending | null {
  if (error.retryable || (hasAnswered && error.mayPassLater)) return null
  return error.kind === 'job' && !hasAnswered && unknownMs > TIMER_SLACK_MS ? null : 'refused'
}

/** Why the wait ends with this answer; null when it goes on. The deadline is named before quiet. */
function endingByAnswer(
  test: InboxTest,
  options: WaitOptions,
  restMs: number,
  isQuiet: boolean,
): Ending | null {
  if (test.completed) return 'completed'
  if (options.isCertain(test)) return 'certain'
  return isQuiet && restMs > TIMER_SLACK_MS ? 'quiet' : null
}

/**
 * How long a request may take, in milliseconds. Only the look at the deadline may go past it. Where several tests take that
 * look, those that wait for their turn have less time left.
 */
function pollLimit(isLastLook: boolean, leftMs: number, timeoutMs: number): number {
  if (timeoutMs === 0) return REQUEST_LIMIT_MS
  if (!isLastLook) return Math.min(REQUEST_LIMIT_MS, leftMs)
  return Math.max(SHORTEST_LOOK_MS, LAST_LOOK_MS + Math.min(0, leftMs))
}

async function sleepInSlices(ms: number, options: WaitOptions, elapsed: () => number): Promise<void> {
  const wake = elapsed() + ms
  // Timers count whole milliseconds, and a tiny rest left over by rounding might never run out.
  for (let left = ms; left >= 1 && !options.signal.aborted; left = wake - elapsed()) {
    await options.clock.sleep(Math.min(left, SLEEP_SLICE_MS), options.signal)
    if (!options.signal.aborted) options.onWake(elapsed())
  }
}
