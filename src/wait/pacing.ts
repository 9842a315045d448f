import type { Clock } from '../core/clock.ts'

/** The vendor publishes no limit. Five requests at a time burden no server, and 20 tests still get their first look quickly. */
const MAX_AT_A_TIME = 5

/** Paces all requests of a run: how many go out at a time, and how long they hold back when the server asks for it. */
export interface Pacing {
  /** Does the work as soon as fewer than five others are in progress; first come, first served. */
  turn<T>(work: () => Promise<T>): Promise<T>
  /** Every request that has not begun waits for at least so long from now. Milliseconds. */
  holdBack(ms: number): void
  /** How long requests have to wait from now, in milliseconds; 0 when they need not. */
  heldForMs(): number
}

/** The pacing of one run. It must be shared by all of its requests. */
export function pacing(clock: Pick<Clock, 'now'>): Pacing {
  let underWay = 0
  let heldUntil = Number.NEGATIVE_INFINITY
  const queue: (() => void)[] = []
  return {
    async turn(work) {
      if (underWay >= MAX_AT_A_TIME) await new Promise<void>((next) => queue.push(next))
      else underWay += 1
      try {
        return await work()
      } finally {
        // The place goes straight to the next in line, so that no newcomer can slip in between.
        const next = queue.shift()
        if (next === undefined) underWay -= 1
        else next()
      }
    },
    holdBack(ms) {
      heldUntil = Math.max(heldUntil, clock.now() + ms)
    },
    heldForMs: () => Math.max(0, heldUntil - clock.now()),
  }
}
