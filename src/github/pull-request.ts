import type { GitHubContext } from '../core/github-context.ts'
import { at, numberAt, textAt } from './event.ts'
import type { GitHubApi } from './github-api.ts'

/** Why there is no pull request to comment on. */
export class NoPullRequest extends Error {}

/**
 * The number of the pull request that the run belongs to: the one given, else the event's, else the commit's. A number that is
 * given or stands in the event is used as it is, whatever became of the pull request: it can be commented on when it was merged.
 * @param given the `pr_number` input; null when not given
 * @throws NoPullRequest when there is none, or when there are several; GitHubError from the API
 */
export async function findPullRequest(
  given: number | null,
  context: GitHubContext,
  api: Pick<GitHubApi, 'pullRequestsOfCommit' | 'pullRequestsOfBranch'>,
): Promise<number> {
  return given ?? numberInEvent(context) ?? (await searchByCommit(context, api))
}

/** The number in the event's payload, for events that are about one pull request; null for others. */
function numberInEvent({ eventName, event }: Pick<GitHubContext, 'eventName' | 'event'>): number | null {
  switch (eventName) {
    case 'pull_request':
    case 'pull_request_target':
    case 'pull_request_review':
    case 'pull_request_review_comment':
      return numberAt(event, 'pull_request', 'number')
    case 'issue_comment':
      return commentedNumber({ eventName, event })
    case 'merge_group':
      return queuedNumber(textAt(event, 'merge_group', 'head_ref'))
    case 'workflow_run':
      return workflowRunNumber(event)
    default:
      return null
  }
}

/** The pull request that a comment was written on; null for other events. */
export function commentedNumber({
  eventName,
  event,
}: Pick<GitHubContext, 'eventName' | 'event'>): number | null {
  // Comments on issues are the same event; only a pull request's has this field.
  const isOnPullRequest = eventName === 'issue_comment' && at(event, 'issue', 'pull_request') !== undefined
  return isOnPullRequest ? numberAt(event, 'issue', 'number') : null
}

/** A merge queue names its branches `gh-readonly-queue/<base>/pr-<number>-<sha>`. The base may have slashes of its own. */
function queuedNumber(headRef: string | null): number | null {
  const digits = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,9})-[0-9a-f]+$/u.exec(headRef ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The list is empty for forks, and may name pull requests of other repositories that share the commit. */
function workflowRunNumber(event: unknown): number | null {
  const listed = at(event, 'workflow_run', 'pull_requests')
  const repository = at(event, 'repository', 'id')
  if (!Array.isArray(listed) || repository === undefined) return null
  const own = listed.filter((each) => at(each, 'base', 'repo', 'id') === repository)
  return own.length === 1 ? numberAt(own[0], 'number') : null
}

/** The one open pull request of the commit; without one, the pull request that was merged by it, or has been since. */
async function searchByCommit(
  { eventName, event, sha: ownSha }: GitHubContext,
  api: Pick<GitHubApi, 'pullRequestsOfCommit' | 'pullRequestsOfBranch'>,
): Promise<number> {
  const isTriggered = eventName === 'workflow_run'
  const sha = isTriggered ? textAt(event, 'workflow_run', 'head_sha') : ownSha
  if (sha === null) throw new NoPullRequest(`the event ${eventName || 'of this run'} names no pull request`)
  const fork = isTriggered ? forkBranch(event) : null
  const candidates =
    fork === null ? await api.pullRequestsOfCommit(sha) : await api.pullRequestsOfBranch(fork)
  // A schedule runs on the newest commit of a branch, often the merge of a pull request that it has nothing to do with.
  const cause = isTriggered ? textAt(event, 'workflow_run', 'event') : eventName
  const mayBeMerged = cause === 'push' || cause === 'pull_request'
  const merged = candidates.filter(({ state }) => mayBeMerged && state === 'merged')
  const open = candidates.filter(({ state }) => state === 'open')
  // A commit may be part of several pull requests. It belongs to the one that has it as its head.
  const found = [
    open.filter(({ headSha }) => headSha === sha),
    open,
    merged.filter(({ headSha, mergeSha }) => [headSha, mergeSha].includes(sha)),
  ].find((each) => each.length > 0)
  const [only, ...others] = found ?? []
  const commit = `commit ${sha.slice(0, 7)}`
  if (only === undefined)
    throw new NoPullRequest(`${commit} belongs to no ${mayBeMerged ? 'open or merged' : 'open'} pull request`)
  if (others.length > 0) {
    const numbers = [only, ...others].map(({ number }) => `#${number}`).join(', ')
    throw new NoPullRequest(`${commit} belongs to several pull requests (${numbers})`)
  }
  return only.number
}

/**
 * Whether GitHub gives the run a read-only token whatever `permissions` says: for a pull request from a fork, other than
 * with `pull_request_target`.
 */
export function isReadOnlyRun({ eventName, event }: GitHubContext): boolean {
  if (!READ_ONLY_FOR_FORKS.has(eventName)) return false
  const base = at(event, 'pull_request', 'base', 'repo', 'id')
  // When the fork has been deleted, the head has no repository.
  return base !== undefined && at(event, 'pull_request', 'head', 'repo', 'id') !== base
}

const READ_ONLY_FOR_FORKS = new Set(['pull_request', 'pull_request_review', 'pull_request_review_comment'])

/**
 * `owner:branch`, by which a pull request from a fork is found: the fork's commits are not in this repository. null for a run of
 * this repository's own branch.
 */
function forkBranch(event: unknown): string | null {
  const head = at(event, 'workflow_run', 'head_repository')
  if (numberAt(head, 'id') !== null && numberAt(head, 'id') === numberAt(event, 'repository', 'id'))
    return null
  const owner = textAt(head, 'owner', 'login')
  const branch = textAt(event, 'workflow_run', 'head_branch')
  return owner === null || branch === null ? null : `${owner}:${branch}`
}
