import { oneLine } from '../privacy/one-line.ts'
import type { GitHubContext } from './context.ts'
import { GitHubError } from './github-api.ts'
import { isReadOnlyRun, NoPullRequest } from './pull-request.ts'

/** Characters of a fault's message, its status included. */
const LONGEST_MESSAGE = 300

/** Why there is no comment, and what to do about it. */
export interface CommentUnavailable {
  readonly kind: 'unavailable'
  /** One line of untrusted text. */
  readonly message: string
  readonly hint: string
}

/** GitHub kept answering, but there were more comments than can be read in time. */
export class TooManyComments extends Error {}

/**
 * What went wrong in one line, and what the user can do.
 * @param prNumber the `pr_number` input; null when not given
 */
export function explainFault(
  error: unknown,
  prNumber: number | null,
  context: GitHubContext,
): CommentUnavailable {
  if (error instanceof NoPullRequest) {
    return unavailable(
      error.message,
      'Set `pr_number`, or run the workflow on an event of an open pull request.',
    )
  }
  if (error instanceof TooManyComments) {
    return unavailable(
      error.message,
      'The next run would meet the same comments. Comment on another pull request, or set `comment: never`.',
    )
  }
  if (!(error instanceof GitHubError)) {
    return unavailable(
      error instanceof Error ? error.message : String(error),
      'This does not affect the verdict or the job summary.',
    )
  }
  // The status comes last, and a long text must not push it out.
  const status = error.status === null ? '' : ` (HTTP ${error.status})`
  const message = `${oneLine(error.message, LONGEST_MESSAGE - status.length)}${status}`
  return unavailable(message, hintFor(error, prNumber, context))
}

/** There is no comment, for the reason in `message`, which may be untrusted. */
export function unavailable(message: string, hint: string): CommentUnavailable {
  return { kind: 'unavailable', message: oneLine(message, LONGEST_MESSAGE), hint }
}

function hintFor(error: GitHubError, prNumber: number | null, context: GitHubContext): string {
  const { status, message } = error
  if (status === 401) return 'Check `github_token`: it is mistyped, expired or revoked.'
  if (error.isRateLimit) {
    return 'GitHub limits how often this token may ask. Wait a few minutes, then run the job again.'
  }
  // Only GitHub's words tell this from a missing permission.
  if (status === 403 && /is locked/iu.test(message)) return 'Unlock the conversation of the pull request.'
  if (status === 403 && isReadOnlyRun(context)) {
    return 'A pull request from a fork gets a read-only token. Comment from a `workflow_run` workflow instead: see docs/forks.md.'
  }
  if (status === 404 && prNumber !== null) {
    return 'Check `pr_number`: it must be a pull request of this repository, and `github_token` needs `pull-requests: write` there.'
  }
  if (status === 403 || status === 404) return 'Give the job `permissions: pull-requests: write`.'
  if (status !== null && status >= 400 && status < 500) {
    return 'GitHub refused the request and would refuse it again. Report this message to the maintainers of this action.'
  }
  return 'GitHub or the proxy (`HTTPS_PROXY`) may be down. The next run tries again.'
}
