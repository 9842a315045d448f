import type { Clock } from '../../src/core/clock.ts'

/** A clock whose sleeps end at once and move it; `pass` is time spent elsewhere, in a request say. Milliseconds. */
export interface FakeClock extends Clock {
  pass(ms: number): void
  readonly sleeps: readonly number[]
}

export function fakeClock(startMs = 1_000_000): FakeClock {
  let now = startMs
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    pass: (ms) => {
      now += ms
    },
    sleep: (ms, signal) => {
      if (!signal.aborted) {
        sleeps.push(ms)
        now += ms
      }
      return Promise.resolve()
    },
  }
}
