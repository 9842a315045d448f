import type { GitHubContext } from '../core/github-context.ts'
import { atGitHub, type GitHubEffects } from './attempts.ts'
import { headInEvent } from './context.ts'
import type { Status } from './github-api.ts'
import { explainFault, type Unavailable, unavailable } from './github-fault.ts'
import { commentedNumber } from './pull-request.ts'

/** The commit status that the run asks for. */
export interface StatusRequest {
  /** The name that tells it from other statuses of the commit. */
  readonly name: string
  /** The `pr_number` input; null when not given. */
  readonly prNumber: number | null
}

/** The status of one commit, which is fixed when this is made: what is pushed meanwhile changes nothing. */
export interface CommitStatus {
  /** Says that the run waits. Does not hold it up; only the first call counts. */
  pending(): void
  /**
   * Says how the run ended, after whatever was said before.
   * @param signal aborts it
   * @returns why that could not be said; null when it was
   */
  conclude(state: Conclusion, description: string, signal: AbortSignal): Promise<Unavailable | null>
}

export type Conclusion = 'success' | 'failure' | 'error'

/** Never throws for anything that GitHub, the token or the event can cause: a status changes nothing about the verdict. */
export function commitStatus(
  { name, prNumber }: StatusRequest,
  context: GitHubContext,
  effects: GitHubEffects,
): CommitStatus {
  const commit = findCommit(prNumber, context, effects)
  // Its fault is reported with the first status. Until then it must not end the process as an unhandled rejection.
  commit.catch(() => {})
  let before: Promise<unknown> | null = null

  const set = async (state: Status['state'], description: string, signal: AbortSignal) => {
    const { repository } = context
    try {
      const sha = await commit
      if (repository === null || sha === null) {
        return unavailable(
          'GITHUB_REPOSITORY or GITHUB_SHA is not set',
          'A status needs a workflow run on GitHub.',
        )
      }
      const status = { state, context: name, description, targetUrl: context.runUrl }
      await atGitHub(repository, { ...effects, signal }, (api) => api.setStatus(sha, status))
      return null
    } catch (error) {
      return explainFault(error, { permission: 'statuses: write', prNumber }, context)
    }
  }

  return {
    pending() {
      // What goes wrong here goes wrong again at the end, and is reported there.
      before ??= set('pending', 'waiting for the inbox test', effects.signal).catch(() => {})
    },
    async conclude(state, description, signal) {
      // What was said before must not arrive after this.
      await before
      return set(state, description, signal)
    },
  }
}

/**
 * The head that the event names, else the head that the pull request of `pr_number` or of the comment has now, else `GITHUB_SHA`.
 * @returns null outside a workflow run
 */
async function findCommit(
  prNumber: number | null,
  context: GitHubContext,
  effects: GitHubEffects,
): Promise<string | null> {
  const { repository, event, sha } = context
  const head = headInEvent(event)
  if (head !== null) return head
  const number = prNumber ?? commentedNumber(context)
  if (number === null || repository === null) return sha
  return (await atGitHub(repository, effects, (api) => api.pullRequest(number))).headSha
}
