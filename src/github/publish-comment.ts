import type { GitHubContext } from '../core/github-context.ts'
import { atGitHub, type GitHubEffects } from './attempts.ts'
import { marker, type Stamp, stampLine, stampOf } from './comment-marker.ts'
import { type EarlyLook, fresh } from './early-look.ts'
import type { GitHubApi } from './github-api.ts'
import { explainFault, type Unavailable, unavailable } from './github-fault.ts'
import { findPullRequest } from './pull-request.ts'
import { COMMENT_LIMIT, type Superseded, type Upserted, upsertComment } from './sticky-comment.ts'

/** The comment that the run asks for. */
export interface CommentRequest {
  /** Whether a comment is written where none is yet; one that is there is updated in any case. */
  readonly mayCreate: boolean
  readonly key: string
  /** The `pr_number` input; null to find the pull request from the event. */
  readonly prNumber: number | null
  /** A look at the comments that has begun before. */
  readonly early: Promise<EarlyLook | null>
  /** Renders the report in at most this many characters. */
  readonly render: (maxCharacters: number) => string
}

/** What became of the comment. */
export type CommentOutcome = CommentPublished | CommentSuperseded | Unavailable

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
  effects: GitHubEffects,
): Promise<CommentOutcome> {
  const { repository } = context
  if (repository === null) {
    return unavailable('GITHUB_REPOSITORY is not set', 'Comments need a workflow run on GitHub.')
  }
  const written: Upserted[] = []
  let early = fresh(await request.early, effects.clock)
  try {
    const outcome = await atGitHub(repository, effects, (api) => {
      const seen = early
      // A second try is for a fault that may have been in what was seen.
      early = null
      return write(api, request, context, seen, (each) => written.push(each))
    })
    return outcome.kind === 'superseded' ? superseded(outcome, stampOf(context)) : published(outcome, request)
  } catch (error) {
    // The comment is there. Only the check that it is the only one has failed.
    const last = written.at(-1)
    if (last !== undefined) return published(last, request)
    return explainFault(error, { permission: 'pull-requests: write', prNumber: request.prNumber }, context)
  }
}

async function write(
  api: GitHubApi,
  request: CommentRequest,
  context: GitHubContext,
  early: EarlyLook | null,
  noteWritten: (written: Upserted) => void,
): Promise<Upserted | Superseded> {
  const stamp = stampOf(context)
  const begin = marker(context, request.key)
  const head = begin + stampLine(stamp)
  const pullRequest = early?.pullRequest ?? (await findPullRequest(request.prNumber, context, api))
  const body = head + request.render(COMMENT_LIMIT - head.length)
  const sticky = {
    pullRequest,
    marker: begin,
    stamp,
    body,
    mayCreate: request.mayCreate,
    seen: early?.comments ?? null,
  }
  return upsertComment(api, sticky, noteWritten)
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
