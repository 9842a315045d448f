import type { Clock } from '../../src/core/clock.ts'

/**
 * A clock for several waits side by side: it stands still while anything can go on, then jumps to whoever sleeps shortest.
 * Milliseconds.
 */
export function eventClock(startMs = 1_000_000): Clock {
  let now = startMs
  const sleepers = new Set<{ readonly wakeMs: number; readonly wake: () => void }>()

  function jump(): void {
    const [next] = [...sleepers].toSorted((a, b) => a.wakeMs - b.wakeMs)
    if (next === undefined) return
    now = Math.max(now, next.wakeMs)
    sleepers.delete(next)
    next.wake()
    // What it woke up for comes first; then the next one may wake.
    setImmediate(jump)
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const sleeper = { wakeMs: now + ms, wake: resolve }
        sleepers.add(sleeper)
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          resolve()
        })
        if (sleepers.size === 1) setImmediate(jump)
      }),
  }
}
