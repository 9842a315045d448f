/** One request takes at most this long, in milliseconds. */
export const REQUEST_LIMIT_MS = 30_000

/**
 * The poll that begins at the deadline gets this long, in milliseconds: enough for a healthy API, and short beside any
 * wait that came before it.
 */
export const LAST_POLL_MS = 10_000

/** The poll at the deadline gets at least this long, however late its turn comes. Milliseconds. */
const MIN_LAST_POLL_MS = 1000

/** Timers may fire a little early, so a wake-up this close to the deadline counts as being there. Milliseconds. */
export const TIMER_SLACK_MS = 10

/**
 * The deadline would cut short a request that begins just before it. So a sleep that would end this close to the deadline
 * lasts until the deadline. Milliseconds.
 */
const NEAR_DEADLINE_MS = 500

/**
 * How long a request may take, in milliseconds. Only the poll at the deadline may go past it. Where several tests are polled
 * then, those that wait for their turn have less time left.
 */
export function pollLimit(remainingMs: number, timeoutMs: number): number {
  if (timeoutMs === 0) return REQUEST_LIMIT_MS
  if (remainingMs > TIMER_SLACK_MS) return Math.min(REQUEST_LIMIT_MS, remainingMs)
  return Math.max(MIN_LAST_POLL_MS, LAST_POLL_MS + Math.min(0, remainingMs))
}

/** How long to sleep: the pause, or until the deadline where the pause would end just before it. Milliseconds. */
export function untilNearDeadline(pauseMs: number, remainingMs: number): number {
  return remainingMs - pauseMs < NEAR_DEADLINE_MS ? remainingMs : pauseMs
}
