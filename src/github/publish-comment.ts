import type { Clock } from '../core/clock.ts'
import { type CommentUnavailable, explainFault, TooManyComments, unavailable } from './comment-fault.ts'
import { marker, type Stamp, stampLine, stampOf } from './comment-marker.ts'
import type { GitHubContext } from './context.ts'
import { type GitHubApi, GitHubError } from './github-api.ts'
import { withProgressLimit } from './progress-limit.ts'
import { findPullRequest } from './pull-request.ts'
import { COMMENT_LIMIT, type Superseded, type Upserted, upsertComment } from './sticky-comment.ts'

/**
 * A step that has its verdict does not wait long for a comment. Thousands of comments on a slow server are read for as
 * long as pages keep coming, but not without end.
 */
const LIMIT = { stallMs: 15_000, totalMs: 120_000 }

/** Pauses before a second and a third try, in milliseconds. */
const PAUSES_MS = [1000, 3000]

/** The comment that the run asks for. */
export interface CommentRequest {
  /** Whether a comment is written where none is yet; one that is there is updated in any case. */
  readonly mayCreate: boolean
  readonly key: string
  /** The `pr_number` input; null to find the pull request from the event. */
  readonly prNumber: number | null
  /** Renders the report in at most this many characters. */
  readonly render: (maxCharacters: number) => string
}

export interface CommentEffects {
  /** Opens GitHub's API; every request is aborted with the signal. */
  readonly openApi: (repository: string, signal: AbortSignal) => Promise<GitHubApi>
  readonly clock: Clock
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}

/** What became of the comment. */
export type CommentOutcome = CommentPublished | CommentSuperseded | CommentUnavailable

interface CommentPublished {
  readonly kind: Upserted['kind']
  /** null when there is no comment, or GitHub did not say where it is. */
  readonly url: string | null
  /** What the user should change although the comment was written; null when all is well. */
  readonly warning: { readonly message: string; readonly hint: string } | null
}

/** The comment shows a later run, and was left as it is. */
interface CommentSuperseded {
  readonly kind: 'superseded'
  readonly url: string | null
  /** A sentence for the log. */
  readonly message: string
}

/**
 * Writes the sticky comment, or says why it could not. Never throws for anything that GitHub, the token or the event can
 * cause: a comment changes nothing about the verdict.
 */
export async function publishComment(
  request: CommentRequest,
  context: GitHubContext,
  effects: CommentEffects,
): Promise<CommentOutcome> {
  const { repository } = context
  if (repository === null) {
    return unavailable('GITHUB_REPOSITORY is not set', 'Comments need a workflow run on GitHub.')
  }
  const written: Upserted[] = []
  try {
    const outcome = await withProgressLimit(LIMIT, effects.signal, expired, async (signal, progress) => {
      const api = reporting(await effects.openApi(repository, signal), progress)
      const attempt = () => write(api, request, context, (each) => written.push(each))
      return withRetries(attempt, effects.clock, signal)
    })
    return outcome.kind === 'superseded' ? superseded(outcome, stampOf(context)) : published(outcome, request)
  } catch (error) {
    // The comment is there. Only the check that it is the only one has failed.
    const last = written.at(-1)
    if (last !== undefined) return published(last, request)
    return explainFault(error, request.prNumber, context)
  }
}

async function write(
  api: GitHubApi,
  request: CommentRequest,
  context: GitHubContext,
  noteWritten: (written: Upserted) => void,
): Promise<Upserted | Superseded> {
  const stamp = stampOf(context)
  const begin = marker(context, request.key)
  const head = begin + stampLine(stamp)
  const { number } = await findPullRequest(request.prNumber, context, api)
  const body = head + request.render(COMMENT_LIMIT - head.length)
  const sticky = { pullRequest: number, marker: begin, stamp, body, mayCreate: request.mayCreate }
  return upsertComment(api, sticky, noteWritten)
}

/**
 * Retries the whole search, not a single request. If a comment was written but the answer was lost, the next try finds it
 * instead of writing it twice.
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

/** The same API, which reports every comment that is read and every write as progress. */
function reporting(api: GitHubApi, progress: () => void): GitHubApi {
  const after = async <T>(request: Promise<T>): Promise<T> => {
    const answer = await request
    progress()
    return answer
  }
  return {
    ...api,
    async *comments(number) {
      for await (const comment of api.comments(number)) {
        progress()
        yield comment
      }
    },
    createComment: (number, body) => after(api.createComment(number, body)),
    updateComment: (id, body) => after(api.updateComment(id, body)),
    deleteComment: (id) => after(api.deleteComment(id)),
  }
}

function expired(reached: 'stall' | 'total'): Error {
  return reached === 'stall'
    ? new GitHubError(`gave up after ${LIMIT.stallMs / 1000} s without an answer`, null)
    : new TooManyComments(`gave up after ${LIMIT.totalMs / 60_000} minutes of reading comments`)
}

function published({ kind, url, isShared }: Upserted, { key }: CommentRequest): CommentPublished {
  if (!isShared) return { kind, url, warning: null }
  const name = key === '' ? 'none has a `comment_key`' : 'all have this `comment_key`'
  const message = `Several jobs or steps of this run write to one pull-request comment (${name}), so only the last report is shown`
  return { kind, url, warning: { message, hint: 'Give each a `comment_key` of its own.' } }
}

function superseded({ url, by }: Superseded, own: Stamp): CommentSuperseded {
  const message = `The pull-request comment shows a later run (${named(by)}) and was not updated by this one (${named(own)}).`
  return { kind: 'superseded', url, message }
}

function named({ run, attempt }: Stamp): string {
  return attempt > 1 ? `#${run}, attempt ${attempt}` : `#${run}`
}
