import type { InboxTest } from '../core/inbox-test.ts'

/**
 * Watches for the time in which no further seed arrives. The clock starts at the first answered poll that shows an arrived
 * seed, and again whenever more have arrived than ever before; a falling count is no arrival.
 * @param quietMs how long the quiet must last; null never ends a wait
 * @returns asked at every answered poll with the time it was answered, whether the quiet has lasted
 */
export function quietWatch(quietMs: number | null): (test: InboxTest, elapsedMs: number) => boolean {
  let most = 0
  let lastArrivalMs = 0
  return ({ summary: { received } }, elapsedMs) => {
    if (received > most) {
      most = received
      lastArrivalMs = elapsedMs
      return false
    }
    return quietMs !== null && most > 0 && elapsedMs - lastArrivalMs >= quietMs
  }
}
