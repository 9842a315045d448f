import type { GitHubContext } from './context.ts'
import { at, numberAt, textAt } from './event.ts'
import type { GitHubApi, PullRequest } from './github-api.ts'

/** Why there is no pull request to comment on. */
export class NoPullRequest extends Error {}

/**
 * The open pull request that the run belongs to: the one given, else the event's, else the commit's. The event's description
 * of it is trusted, which saves a request: a pull request that was closed since can still be commented on.
 * @param given the `pr_number` input; null when not given
 * @throws NoPullRequest when there is none, when it is closed, or when there are several; GitHubError from the API
 */
export async function findPullRequest(
  given: number | null,
  context: GitHubContext,
  api: GitHubApi,
): Promise<PullRequest> {
  const number = given ?? eventNumber(context)
  const found =
    number === null
      ? await searchByCommit(context, api)
      : (describedByEvent(number, context) ?? (await api.pullRequest(number)))
  if (!found.isOpen) throw new NoPullRequest(`pull request #${found.number} is closed`)
  return found
}

/** The number in the event's payload, for events that are about one pull request. */
function eventNumber({ eventName, event }: Pick<GitHubContext, 'eventName' | 'event'>): number | null {
  switch (eventName) {
    case 'pull_request':
    case 'pull_request_target':
    case 'pull_request_review':
    case 'pull_request_review_comment':
      return numberAt(event, 'pull_request', 'number')
    case 'issue_comment':
      // Comments on issues are the same event; only a pull request's has this field.
      return at(event, 'issue', 'pull_request') === undefined ? null : numberAt(event, 'issue', 'number')
    case 'merge_group':
      return queuedNumber(textAt(event, 'merge_group', 'head_ref'))
    case 'workflow_run':
      return workflowRunNumber(event)
    default:
      return null
  }
}

/** The pull request when the event tells all of it; null when GitHub must be asked. */
function describedByEvent(number: number, { eventName, event }: GitHubContext): PullRequest | null {
  const isComment = eventName === 'issue_comment'
  const described = isComment ? at(event, 'issue') : at(event, 'pull_request')
  if (numberAt(described, 'number') !== number || eventNumber({ eventName, event }) !== number) return null
  const state = at(described, 'state')
  // The event of a comment describes its pull request without the commits.
  const headSha = textAt(described, 'head', 'sha')
  if ((state !== 'open' && state !== 'closed') || (headSha === null && !isComment)) return null
  return { number, isOpen: state === 'open', headSha }
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

async function searchByCommit(context: GitHubContext, api: GitHubApi): Promise<PullRequest> {
  const { eventName, event, sha } = context
  const triggeredBy = eventName === 'workflow_run' ? textAt(event, 'workflow_run', 'head_sha') : sha
  if (triggeredBy === null)
    throw new NoPullRequest(`the event ${eventName || 'of this run'} names no pull request`)
  const head = eventName === 'workflow_run' ? forkBranch(event) : null
  const candidates =
    head === null ? await api.pullRequestsOfCommit(triggeredBy) : await api.pullRequestsOfBranch(head)
  const open = candidates.filter((each) => each.isOpen)
  // A commit may be part of several pull requests. It belongs to the one that has it as its head.
  const [only, ...others] = open.some((each) => each.headSha === triggeredBy)
    ? open.filter((each) => each.headSha === triggeredBy)
    : open
  if (only === undefined)
    throw new NoPullRequest(`commit ${triggeredBy.slice(0, 7)} belongs to no open pull request`)
  if (others.length > 0) {
    const numbers = [only, ...others].map((each) => `#${each.number}`).join(', ')
    throw new NoPullRequest(
      `commit ${triggeredBy.slice(0, 7)} belongs to several open pull requests (${numbers})`,
    )
  }
  return only
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

/** `owner:branch`, by which a pull request from a fork is found; the fork's commits are not in this repository. */
function forkBranch(event: unknown): string | null {
  const owner = textAt(event, 'workflow_run', 'head_repository', 'owner', 'login')
  const branch = textAt(event, 'workflow_run', 'head_branch')
  return owner === null || branch === null ? null : `${owner}:${branch}`
}
