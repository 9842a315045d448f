import { ApiError } from '../core/api-error.ts'
import type { Clock } from '../core/clock.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Pacing } from './pacing.ts'
import type { Progress } from './progress.ts'
import { quietWatch } from './quiet.ts'
import { retryPause } from './retry-pause.ts'
import { pollLimit, TIMER_SLACK_MS, untilNearDeadline } from './timing.ts'

/** Long sleeps are taken in slices, so that a log can show a sign of life in between. Milliseconds. */
const SLEEP_SLICE_MS = 30_000

/** How long a new test may be unknown: it may be known only a moment after it was created. Milliseconds. */
export const UNKNOWN_JOB_MS = 15_000

/** When to poll, and for how long. Milliseconds. */
export interface Schedule {
  /** 0 polls once. */
  readonly timeoutMs: number
  readonly pollIntervalMs: number
  /** Delays the second poll, so that the polls of several tests are spread over the interval. */
  readonly offsetMs: number
  /** The wait ends when no further seed has arrived for this long; null when only the deadline ends it. */
  readonly quietMs: number | null
  /** How long after the first poll a job id that is not known is asked for again; 0 for a test that is not new. */
  readonly unknownJobMs: number
}

/** One wait for one test. */
export interface Wait {
  readonly schedule: Schedule
  /** Asks once; `limitMs` bounds the whole request. */
  readonly poll: (limitMs: number, signal: AbortSignal) => Promise<InboxTest>
  /** What the API has answered about the test before this wait; null for nothing. */
  readonly known: InboxTest | null
  /** Whether no pending seed can change the verdict any more, for waits that may stop then. */
  readonly isCertain: (test: InboxTest) => boolean
  readonly progress: Progress
  /** Called before every sleep until the next poll. */
  readonly onWaiting: () => void
  readonly clock: Clock
  readonly pacing: Pacing
  /** Ends the wait at once. Why is for the caller to know. */
  readonly signal: AbortSignal
}

/** What all waits have in common at their end. */
interface Course {
  /** Answered and failed ones. */
  readonly polls: number
  /** Milliseconds. */
  readonly waitedMs: number
}

/** There is an answer to judge. */
interface Answered {
  readonly kind: 'answered'
  readonly ending: 'completed' | 'certain' | 'quiet' | 'deadline'
  /** The last good answer. */
  readonly test: InboxTest
  /** What the last poll failed with: the answer is that of a poll before it. null when it did not fail. */
  readonly missed: ApiError | null
}

interface Failed {
  readonly kind: 'failed'
  /** `deadline`: the API never answered, and what it failed with might have passed. */
  readonly ending: 'refused' | 'deadline'
  readonly error: ApiError
  /** The last good answer; null when there was none. */
  readonly lastSeen: InboxTest | null
}

/** The signal came first. */
interface Stopped {
  readonly kind: 'stopped'
  readonly lastSeen: InboxTest | null
  readonly missed: ApiError | null
}

/** How one wait ended, and with what. */
export type WaitResult = Course & (Answered | Failed | Stopped)

/**
 * Polls until the test is Completed, its verdict certain, no further seed arrives, the deadline, a fault that no retry would
 * mend, or the signal; of several that one poll brings, the first in this order, but the deadline is named before quiet. The
 * first poll is at once; the last sleep is cut so that one poll happens at the deadline. Once the API has answered about the test,
 * most faults are tried again that would end the wait before.
 * @throws what `poll` throws other than ApiError, unless the wait was stopped
 */
export async function waitForTest(wait: Wait): Promise<WaitResult> {
  const { schedule, progress, pacing, clock, signal } = wait
  const start = clock.now()
  const elapsed = () => clock.now() - start
  const isQuiet = quietWatch(schedule.quietMs)
  let lastSeen = wait.known
  let missed: ApiError | null = null
  let polls = 0
  let failures = 0
  let unknownUntilMs: number | null = null
  const ended = <T extends Answered | Failed | Stopped>(end: T): T & Course => ({
    ...end,
    polls,
    waitedMs: elapsed(),
  })

  for (;;) {
    let deadlineMs = schedule.timeoutMs
    const answer = await pacing.turn(async () => {
      await waitWhileHeld(wait, elapsed)
      unknownUntilMs ??= elapsed() + schedule.unknownJobMs
      const remainingMs = deadlineMs - elapsed()
      // Whatever comes of the poll at the deadline, it was the last one.
      if (remainingMs <= TIMER_SLACK_MS) deadlineMs = Number.NEGATIVE_INFINITY
      return pollOnce(wait, pollLimit(remainingMs, schedule.timeoutMs))
    })
    if (answer === 'stopped') return ended({ kind: 'stopped', lastSeen, missed })
    polls += 1
    let next: Answered | Failed | number
    if (answer instanceof ApiError) {
      missed = answer
      failures += 1
      const unknownMs = Math.min(unknownUntilMs ?? 0, deadlineMs) - elapsed()
      next = afterFault(answer, { lastSeen, failures, unknownMs, remainingMs: deadlineMs - elapsed() })
    } else {
      missed = null
      failures = 0
      lastSeen = answer
      progress.onResults(answer, elapsed())
      next = afterAnswer(answer, wait, polls, {
        isQuiet: isQuiet(answer, elapsed()),
        remainingMs: deadlineMs - elapsed(),
      })
    }
    if (signal.aborted) return ended({ kind: 'stopped', lastSeen, missed })
    if (typeof next !== 'number') return ended(next)
    const pauseMs = untilNearDeadline(next, deadlineMs - elapsed())
    if (missed !== null) {
      if (missed.asksForPatience) pacing.holdBack(next)
      progress.onRetry(missed, pauseMs, elapsed())
    }
    wait.onWaiting()
    await sleepInSlices(pauseMs, wait, elapsed)
  }
}

interface FaultCircumstances {
  readonly lastSeen: InboxTest | null
  /** In a row, this one included. */
  readonly failures: number
  /** How much longer the job id may be unknown. Milliseconds. */
  readonly unknownMs: number
  /** Until the deadline. Milliseconds. */
  readonly remainingMs: number
}

/** How the wait ends with this fault, or the pause until the next try in milliseconds. */
function afterFault(
  error: ApiError,
  { lastSeen, failures, unknownMs, remainingMs }: FaultCircumstances,
): Answered | Failed | number {
  const mayBecomeKnown = lastSeen === null && error.kind === 'job' && unknownMs > TIMER_SLACK_MS
  const mayPass = error.retryable || mayBecomeKnown || (lastSeen !== null && error.mayPassLater)
  if (!mayPass) return { kind: 'failed', ending: 'refused', error, lastSeen }
  if (remainingMs <= TIMER_SLACK_MS) {
    return lastSeen === null
      ? { kind: 'failed', ending: 'deadline', error, lastSeen }
      : { kind: 'answered', ending: 'deadline', test: lastSeen, missed: error }
  }
  const pause = retryPause(failures, error.retryAfterMs)
  return mayBecomeKnown ? Math.min(pause, unknownMs) : pause
}

/** How the wait ends with this answer, or the pause until the next poll in milliseconds. */
function afterAnswer(
  test: InboxTest,
  { schedule, isCertain }: Wait,
  polls: number,
  { isQuiet, remainingMs }: { readonly isQuiet: boolean; readonly remainingMs: number },
): Answered | number {
  const answered = { kind: 'answered', test, missed: null } as const
  if (test.completed) return { ...answered, ending: 'completed' }
  if (isCertain(test)) return { ...answered, ending: 'certain' }
  if (remainingMs <= TIMER_SLACK_MS) return { ...answered, ending: 'deadline' }
  if (isQuiet) return { ...answered, ending: 'quiet' }
  return polls === 1 ? schedule.pollIntervalMs + schedule.offsetMs : schedule.pollIntervalMs
}

/** Waits while the server wants no requests from this run, but never past the deadline. */
async function waitWhileHeld(wait: Wait, elapsed: () => number): Promise<void> {
  for (;;) {
    const remainingMs = wait.schedule.timeoutMs - elapsed()
    const heldMs = wait.pacing.heldForMs()
    if (wait.signal.aborted || heldMs < 1 || remainingMs <= TIMER_SLACK_MS) return
    await sleepInSlices(untilNearDeadline(heldMs, remainingMs), wait, elapsed)
  }
}

async function pollOnce({ poll, signal }: Wait, limitMs: number): Promise<InboxTest | ApiError | 'stopped'> {
  try {
    return signal.aborted ? 'stopped' : await poll(limitMs, signal)
  } catch (error) {
    if (signal.aborted) return 'stopped'
    if (error instanceof ApiError) return error
    throw error
  }
}

async function sleepInSlices(
  ms: number,
  { clock, signal, progress }: Wait,
  elapsed: () => number,
): Promise<void> {
  const wakeMs = elapsed() + ms
  // Timers count whole milliseconds, and a tiny rest left over by rounding might never run out.
  for (let remainingMs = ms; remainingMs >= 1 && !signal.aborted; remainingMs = wakeMs - elapsed()) {
    await clock.sleep(Math.min(remainingMs, SLEEP_SLICE_MS), signal)
    if (!signal.aborted) progress.onWake(elapsed())
  }
}
