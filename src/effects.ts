import type { Clock } from './core/clock.ts'
import type { GitHubApi } from './github/github-api.ts'
import type { Send } from './net/http.ts'
import type { Runner } from './runner/runner.ts'

/** Everything the run does to the world outside. */
export interface Effects {
  readonly runner: Runner
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
  readonly send: Send
  /** Opens GitHub's API for one repository; every request is aborted with the signal. */
  readonly openGitHub: (
    token: string,
    baseUrl: string,
    repository: string,
    signal: AbortSignal,
  ) => Promise<GitHubApi>
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}
