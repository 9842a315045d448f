import type { Clock } from '../core/clock.ts'
import { withTimeLimit } from '../net/time-limit.ts'
import { type GitHubApi, GitHubError } from './github-api.ts'

/** Milliseconds for all that is asked of GitHub for one thing. A step that has its verdict does not wait without end. */
const TOTAL_MS = 120_000

/** Pauses before a second and a third try, in milliseconds. */
const PAUSES_MS = [1000, 3000]

/** A rate limit is waited for when GitHub says that it lasts no longer than this. Milliseconds. */
const MAX_RETRY_AFTER_MS = 30_000

export interface GitHubEffects {
  /** Opens GitHub's API; every request is aborted with the signal. */
  readonly openApi: (repository: string, signal: AbortSignal) => Promise<GitHubApi>
  readonly clock: Clock
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}

/**
 * Does something at GitHub, and all of it again after a fault that may pass. Work that writes has to look first what an earlier
 * try has written: its answer may have been lost.
 * @throws GitHubError, or what `work` throws, or the signal's reason
 */
export function atGitHub<T>(
  repository: string,
  { openApi, clock, signal }: GitHubEffects,
  work: (api: GitHubApi) => Promise<T>,
): Promise<T> {
  const expired = () =>
    new GitHubError(`gave up after ${TOTAL_MS / 60_000} minutes`, null, { fault: 'too_slow' })
  return withTimeLimit(TOTAL_MS, signal, expired, async (limited) => {
    const api = await openApi(repository, limited)
    return withRetries(() => work(api), clock, limited)
  })
}

async function withRetries<T>(work: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  const pauseAfter = pauses()
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted || !(error instanceof GitHubError)) throw error
      const pauseMs = pauseAfter(error)
      if (pauseMs === null) throw error
      await clock.sleep(pauseMs, signal)
    }
  }
}

/** How long to wait before the next try, in milliseconds; null for no more tries. */
function pauses(): (error: GitHubError) => number | null {
  const afterOutages = [...PAUSES_MS]
  let isLimitNew = true
  return ({ fault, retryAfterMs }) => {
    if (fault === 'outage') return afterOutages.shift() ?? null
    const isShort = retryAfterMs !== null && retryAfterMs <= MAX_RETRY_AFTER_MS
    if (fault !== 'rate_limit' || !isShort || !isLimitNew) return null
    isLimitNew = false
    return retryAfterMs
  }
}
