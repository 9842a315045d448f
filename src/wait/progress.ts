import type { ApiError } from '../core/api-error.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Outcome } from '../judge/verdict.ts'
import { formatDuration } from '../wording/numbers.ts'

/** A log silent for five minutes looks like a hung step; wake-ups and polls come up to thirty seconds apart. Milliseconds. */
const LONGEST_SILENCE_MS = 5 * 60_000 - 30_000

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
  let lastState = ''
  let lastAt = 0
  const say = (state: string, elapsedMs: number, rest = '') => {
    lastState = state
    lastAt = elapsedMs
    write(`${formatDuration(elapsedMs)} · ${state}${rest}`)
  }
  const signOfLife = (elapsedMs: number) => {
    if (elapsedMs - lastAt >= LONGEST_SILENCE_MS) say(lastState, elapsedMs, ' (unchanged)')
  }
  return {
    onResults(test, elapsedMs) {
      const { received, totalSeeds, inbox, spam, unknown, pending } = test.summary
      const state = `${test.status} · received ${received}/${totalSeeds} · inbox ${inbox}, spam ${spam}, unknown ${unknown}, pending ${pending} · verdict so far: ${verdictSoFar(test)}`
      if (state === lastState) signOfLife(elapsedMs)
      else say(state, elapsedMs)
    },
    onRetry(error, pauseMs, elapsedMs) {
      if (error.message === lastState) signOfLife(elapsedMs)
      else
        say(error.message, elapsedMs, `; trying again in ${formatDuration(pauseMs)}, then with longer pauses`)
    },
    onWake: signOfLife,
  }
}
