import type { Clock } from '../core/clock.ts'
import type { GitHubContext } from '../core/github-context.ts'
import { withTimeLimit } from '../net/time-limit.ts'
import type { GitHubEffects } from './attempts.ts'
import type { Comment } from './github-api.ts'
import { findPullRequest } from './pull-request.ts'

/** A look this old says nothing of what other runs have written since. Milliseconds. */
const MAX_AGE_MS = 5000

/** What the comments were before it was known what to write. */
export interface EarlyLook {
  readonly pullRequest: number
  readonly comments: readonly Comment[]
  /** When it was asked for, by the clock. */
  readonly atMs: number
}

/**
 * Finds the pull request and looks at its comments, once. It ends when it would be too old: nothing waits for it longer than that.
 * @returns null outside a workflow run
 * @throws like the API
 */
export async function lookAtComments(
  prNumber: number | null,
  context: GitHubContext,
  { openApi, clock, signal }: GitHubEffects,
): Promise<EarlyLook | null> {
  const { repository } = context
  if (repository === null) return null
  const atMs = clock.now()
  return await withTimeLimit(
    MAX_AGE_MS,
    signal,
    () => new Error('too old'),
    async (limited) => {
      const api = await openApi(repository, limited)
      const pullRequest = await findPullRequest(prNumber, context, api)
      return { pullRequest, comments: await api.ownComments(pullRequest), atMs }
    },
  )
}

/** The look as long as it is fresh; else null. */
export function fresh(look: EarlyLook | null, clock: Clock): EarlyLook | null {
  return look !== null && clock.now() - look.atMs <= MAX_AGE_MS ? look : null
}
