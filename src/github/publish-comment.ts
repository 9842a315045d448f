import type { Clock } from '../core/clock.ts'
import { withTimeLimit } from '../net/time-limit.ts'
import { oneLine } from '../privacy/untrusted-text.ts'
import type { GitHubContext } from './context.ts'
import { type GitHubApi, GitHubError } from './github-api.ts'
import { findPullRequest, isReadOnlyRun, NoPullRequest } from './pull-request.ts'
import { COMMENT_LIMIT, marker, type Upserted, upsertComment } from './sticky-comment.ts'

/** A step that has its verdict does not wait minutes for a comment. Milliseconds for all requests and pauses. */
const COMMENT_TIME_LIMIT_MS = 15_000

/** Characters of what is said about a fault, its status included. */
const LONGEST_MESSAGE = 300

/** Pauses before a second and a third try, in milliseconds. */
const PAUSES_MS = [1000, 3000]

export interface CommentRequest {
  /** Whether a comment is written where none is yet; one that is there is updated in any case. */
  readonly mayCreate: boolean
  readonly key: string
  /** The `pr_number` input; null to find the pull request from the event. */
  readonly prNumber: number | null
  /** The report within so many characters. */
  readonly render: (maxCharacters: number) => string
}

/** Why there is no comment, and what to do about it. */
export interface CommentUnavailable {
  readonly kind: 'unavailable'
  /** One line of untrusted text. */
  readonly message: string
  readonly hint: string
}

export interface CommentEffects {
  /** Opens GitHub's API; every request is aborted with the signal. */
  readonly openApi: (repository: string, signal: AbortSignal) => Promise<GitHubApi>
  readonly clock: Clock
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}

/**
 * Writes the sticky comment, or says why it could not. Never throws for anything that GitHub, the token or the event can
 * cause: a comment changes nothing about the verdict.
 */
export async function publishComment(
  request: CommentRequest,
  context: GitHubContext,
  effects: CommentEffects,
): Promise<Upserted | CommentUnavailable> {
  const { repository } = context
  if (repository === null) {
    return unavailable('GITHUB_REPOSITORY is not set', 'Comments need a workflow run on GitHub.')
  }
  const expired = () => new GitHubError(`gave up after ${COMMENT_TIME_LIMIT_MS / 1000} s`, null)
  try {
    return await withTimeLimit(COMMENT_TIME_LIMIT_MS, effects.signal, expired, async (signal) => {
      const api = await effects.openApi(repository, signal)
      return withRetries(() => write(api, request, context), effects.clock, signal)
    })
  } catch (error) {
    return explain(error, request, context)
  }
}

async function write(api: GitHubApi, request: CommentRequest, context: GitHubContext): Promise<Upserted> {
  const begin = marker(context, request.key)
  const { number } = await findPullRequest(request.prNumber, context, api)
  const text = request.render(COMMENT_LIMIT - begin.length)
  return upsertComment(api, number, begin, text, request.mayCreate)
}

/**
 * Repeats the whole search, not one request: a comment whose answer was lost is found by the next try instead of being
 * written twice.
 */
async function withRetries<T>(attempt: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await attempt()
    } catch (error) {
      if (signal.aborted || !(error instanceof GitHubError) || !error.mayPass) throw error
      await clock.sleep(pauseMs, signal)
    }
  }
  return attempt()
}

function explain(error: unknown, request: CommentRequest, context: GitHubContext): CommentUnavailable {
  if (error instanceof NoPullRequest) {
    return unavailable(error.message, 'Give `pr_number`, or run on an event of an open pull request.')
  }
  if (!(error instanceof GitHubError)) {
    return unavailable(
      error instanceof Error ? error.message : String(error),
      'The verdict and the job summary stand without it.',
    )
  }
  // The status comes last, and must not be what a long text pushes out.
  const status = error.status === null ? '' : ` (HTTP ${error.status})`
  return unavailable(
    `${oneLine(error.message, LONGEST_MESSAGE - status.length)}${status}`,
    hintFor(error, request, context),
  )
}

function hintFor(error: GitHubError, { prNumber }: CommentRequest, context: GitHubContext): string {
  const { status, message } = error
  if (status === 401) return 'Check `github_token`: it is not valid, or no longer.'
  if (error.isRateLimit) return 'GitHub asks for fewer requests; the next run updates the comment.'
  // GitHub's words are all that tells this from a missing permission.
  if (status === 403 && /is locked/iu.test(message)) return 'Unlock the conversation of the pull request.'
  if (status === 403 && isReadOnlyRun(context)) {
    return 'A pull request from a fork gets a read-only token: comment from a `workflow_run` workflow instead, as the README shows.'
  }
  if (status === 404 && prNumber !== null) {
    return 'Check `pr_number`: it must be a pull request of this repository, and `github_token` must have `pull-requests: write` there.'
  }
  if (status === 403 || status === 404) return 'Give the job `permissions: pull-requests: write`.'
  if (status !== null && status >= 400 && status < 500) {
    return 'GitHub refused the request, and would again. Report this message to the makers of the action.'
  }
  return 'GitHub, or the way to it (HTTPS_PROXY), may be down; the next run updates the comment.'
}

function unavailable(message: string, hint: string): CommentUnavailable {
  return { kind: 'unavailable', message: oneLine(message, LONGEST_MESSAGE), hint }
}
