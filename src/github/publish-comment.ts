import type { Clock } from '../clock.ts'
import { oneLine } from '../untrusted-text.ts'
import type { GitHubContext } from './context.ts'
import { type GitHubApi, GitHubError } from './github-api.ts'
import { findPullRequest, NoPullRequest } from './pull-request.ts'
import { COMMENT_LIMIT, marker, type Upserted, upsertComment } from './sticky-comment.ts'

/** A step that has its verdict does not wait minutes for a comment. Milliseconds for all requests and pauses. */
const COMMENT_TIME_LIMIT_MS = 20_000

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
  if (context.repository === null) {
    return unavailable('GITHUB_REPOSITORY is not set', 'Comments need a workflow run on GitHub.')
  }
  const limit = new AbortController()
  const cancel = () => limit.abort(effects.signal.reason)
  if (effects.signal.aborted) cancel()
  effects.signal.addEventListener('abort', cancel)
  const timer = setTimeout(
    () => limit.abort(new GitHubError(`no answer within ${COMMENT_TIME_LIMIT_MS / 1000} s`, null)),
    COMMENT_TIME_LIMIT_MS,
  )
  try {
    const api = await effects.openApi(context.repository, limit.signal)
    return await withRetries(() => write(api, request, context), effects.clock, limit.signal)
  } catch (error) {
    return explain(error)
  } finally {
    clearTimeout(timer)
    effects.signal.removeEventListener('abort', cancel)
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

function explain(error: unknown): CommentUnavailable {
  if (error instanceof NoPullRequest) {
    return unavailable(error.message, 'Give `pr_number`, or run on an event of an open pull request.')
  }
  if (!(error instanceof GitHubError)) {
    return unavailable(
      error instanceof Error ? error.message : String(error),
      'The verdict and the job summary stand without it.',
    )
  }
  const said = error.status === null ? error.message : `${error.message} (HTTP ${error.status})`
  return unavailable(said, hintFor(error))
}

function hintFor({ status, message }: GitHubError): string {
  if (status === 401) return 'Check `github_token`: it is not valid, or no longer.'
  if (/rate limit/iu.test(message)) return 'GitHub asks for fewer requests; the next run updates the comment.'
  if (status === 403 || status === 404) {
    return 'Give the job `permissions: pull-requests: write`. A pull request from a fork gets a read-only token: comment from a `workflow_run` workflow instead, as the README shows. Check `pr_number` if you gave one, and that the conversation is not locked.'
  }
  if (status === 422) return 'GitHub refused the content. Report this message to the makers of the action.'
  return 'GitHub may be unavailable; the next run updates the comment.'
}

function unavailable(message: string, hint: string): CommentUnavailable {
  return { kind: 'unavailable', message: oneLine(message), hint }
}
