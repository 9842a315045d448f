import type { Clock } from './clock.ts'
import type { HttpPost, HttpReply } from './http.ts'
import type { Runner } from './runner.ts'

/** Everything the run does to the world outside. */
export interface Effects {
  readonly runner: Runner
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
  readonly post: (exchange: HttpPost, signal: AbortSignal) => Promise<HttpReply>
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}
