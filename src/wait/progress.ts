import type { ApiError } from '../core/api-error.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Outcome } from '../core/measure.ts'
import { oneLine } from '../privacy/one-line.ts'
import { formatCount, formatDuration } from '../wording/numbers.ts'

/** A log silent for five minutes looks like a hung step; wake-ups and polls come up to thirty seconds apart. Milliseconds. */
const MAX_SILENCE_MS = 5 * 60_000 - 30_000

/** Characters. A status is a word; a very long one would push the rest out of the line. */
const MAX_STATUS_LENGTH = 100

/** Characters of the bar. */
const BAR_WIDTH = 20

/** What the wait tells the log. Elapsed times are milliseconds since the wait began. */
export interface Progress {
  onResults(test: InboxTest, elapsedMs: number): void
  onRetry(error: ApiError, pauseMs: number, elapsedMs: number): void
  onWake(elapsedMs: number): void
}

/** Tells the log about the wait: one line for each change, none when nothing changed, a sign of life in long silences. */
export function progressLog(
  write: (line: string) => void,
  verdictSoFar: (test: InboxTest) => Outcome,
): Progress {
  let lastState = 'no answer yet'
  let lastAt = 0
  const report = (state: string, elapsedMs: number, note = '') => {
    lastState = state
    lastAt = elapsedMs
    write(`${formatDuration(elapsedMs)} · ${state}${note}`)
  }
  const signOfLife = (elapsedMs: number) => {
    if (elapsedMs - lastAt >= MAX_SILENCE_MS) report(lastState, elapsedMs, ' (unchanged)')
  }
  return {
    onResults(test, elapsedMs) {
      const state = stateOf(test, verdictSoFar(test))
      if (state === lastState) signOfLife(elapsedMs)
      else report(state, elapsedMs)
    },
    onRetry(error, pauseMs, elapsedMs) {
      if (error.message === lastState) signOfLife(elapsedMs)
      else
        report(
          error.message,
          elapsedMs,
          `; trying again in ${formatDuration(pauseMs)}, then with longer pauses`,
        )
    },
    onWake: signOfLife,
  }
}

/** `█████░░░░░ 25 of 50 arrived · 20 inbox, 4 spam, 1 unknown, 25 pending · Processing · undecided so far` */
function stateOf({ status, summary, completed }: InboxTest, verdict: Outcome): string {
  const { received, totalSeeds } = summary
  const counts = (['inbox', 'spam', 'unknown', 'pending'] as const)
    .map((placement) => `${formatCount(summary[placement])} ${placement}`)
    .join(', ')
  // Rounded down, so that only a test that has all of its mail shows a full bar.
  const filled = Math.floor((BAR_WIDTH * received) / totalSeeds)
  const bar = '█'.repeat(filled).padEnd(BAR_WIDTH, '░')
  return `${bar} ${formatCount(received)} of ${formatCount(totalSeeds)} arrived · ${counts} · ${oneLine(status.shown, MAX_STATUS_LENGTH)} · ${verdict}${completed ? '' : ' so far'}`
}
