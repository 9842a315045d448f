import type { GitHubContext } from '../core/github-context.ts'
import { isOfJavaScript } from '../net/http.ts'
import { oneLine } from '../privacy/one-line.ts'
import { GitHubError } from './github-api.ts'
import { isReadOnlyRun, NoPullRequest } from './pull-request.ts'

/** Characters of a fault's message, its status included. */
const MAX_MESSAGE_LENGTH = 300

/** Why GitHub does not show what it was to show, and what to do about it. */
export interface Unavailable {
  readonly kind: 'unavailable'
  /** One line of untrusted text. */
  readonly message: string
  readonly hint: string
}

/** What was to be done with the token. */
interface Task {
  /** The permission that it needs. */
  readonly permission: 'pull-requests: write' | 'statuses: write'
  /** The `pr_number` input; null when not given. */
  readonly prNumber: number | null
}

/** What went wrong in one line, and what the user can do. @throws a fault of this action as it is */
export function explainFault(error: unknown, task: Task, context: GitHubContext): Unavailable {
  if (error instanceof NoPullRequest) {
    return unavailable(error.message, 'Set `pr_number`, or run the workflow on an event of a pull request.')
  }
  if (isOfJavaScript(error)) throw error
  if (!(error instanceof GitHubError)) {
    return unavailable(error instanceof Error ? error.message : String(error), UNAFFECTED)
  }
  // The status comes last, and a long text must not push it out.
  const status = error.status === null ? '' : ` (HTTP ${error.status})`
  const message = `${oneLine(error.message, MAX_MESSAGE_LENGTH - status.length)}${status}`
  return unavailable(message, hintFor(error, task, context))
}

/** Nothing is shown, for the reason in `message`, which may be untrusted. */
export function unavailable(message: string, hint: string): Unavailable {
  return { kind: 'unavailable', message: oneLine(message, MAX_MESSAGE_LENGTH), hint }
}

const UNAFFECTED = 'This does not affect the verdict or the job summary.'

function hintFor(
  { fault, message, status }: GitHubError,
  { permission, prNumber }: Task,
  context: GitHubContext,
): string {
  // Only GitHub's words tell this from a missing permission.
  if (fault === 'forbidden' && /is locked/iu.test(message))
    return 'Unlock the conversation of the pull request.'
  if (fault === 'forbidden' && isReadOnlyRun(context)) {
    return 'A pull request from a fork gets a read-only token. Report from a `workflow_run` workflow instead: see docs/forks.md.'
  }
  if (fault === 'not_found' && prNumber !== null) {
    return `Check \`pr_number\`: it must be a pull request of this repository, and \`github_token\` needs \`${permission}\` there.`
  }
  if (fault === 'refused' && status === 422 && permission === 'statuses: write') {
    return 'GitHub takes a status for a commit of this repository only, and at most 1,000 of one name for each commit.'
  }
  return hints(permission)[fault]
}

function hints(permission: string): Readonly<Record<GitHubError['fault'], string>> {
  const missing = `Give the job \`permissions: ${permission}\`.`
  return {
    token: 'Check `github_token`: it is mistyped, expired or revoked.',
    rate_limit:
      'GitHub limits how many requests this token may make. Wait a few minutes, then run the job again.',
    forbidden: missing,
    not_found: missing,
    unsupported:
      'This version of GitHub Enterprise Server does not support this request. Update the server, or do without.',
    redirect: 'The repository or the server may have moved. Run the job again from its new location.',
    refused:
      'GitHub refused the request and would refuse it again. Report this message to the maintainers of this action.',
    too_slow:
      'GitHub is slow to answer, or the pull request has more comments than can be read in this time. Comment on another pull request, or set `comment: never`.',
    outage: 'GitHub or the proxy (`HTTPS_PROXY`) may be down. The next run tries again.',
  }
}
