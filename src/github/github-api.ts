/** A pull request as far as finding it needs it. */
export interface PullRequest {
  readonly number: number
  readonly state: 'open' | 'merged' | 'closed'
  readonly headSha: string
  /** The commit by which it was merged; null before. */
  readonly mergeSha: string | null
}

/** A comment that was written with this token. Its body is untrusted text all the same: people can edit it. */
export interface Comment {
  readonly id: number
  readonly body: string
  /** null when GitHub did not say. */
  readonly url: string | null
}

/** A commit status as GitHub takes it. */
export interface Status {
  readonly state: 'pending' | 'success' | 'failure' | 'error'
  /** The name that tells it from other statuses of the commit. */
  readonly context: string
  /** At most 140 characters. */
  readonly description: string
  /** Where its link leads; null for no link. */
  readonly targetUrl: string | null
}

/** The few things asked of GitHub. Each is one request, or one per page, and fails with a `GitHubError`. */
export interface GitHubApi {
  pullRequest(number: number): Promise<PullRequest>
  pullRequestsOfCommit(sha: string): Promise<PullRequest[]>
  /** Whatever their state. @param head `owner:branch` */
  pullRequestsOfBranch(head: string): Promise<PullRequest[]>
  /** The comments written with this token, oldest first. */
  ownComments(pullRequest: number): Promise<Comment[]>
  createComment(pullRequest: number, body: string): Promise<Comment>
  updateComment(id: number, body: string): Promise<void>
  deleteComment(id: number): Promise<void>
  setStatus(sha: string, status: Status): Promise<void>
}

/**
 * What is wrong, as far as that decides what to do about it. `unsupported`: the server's version does not know what was asked
 * for. `outage`: the same request may well succeed in a moment.
 */
type Fault =
  | 'token'
  | 'forbidden'
  | 'not_found'
  | 'rate_limit'
  | 'unsupported'
  | 'redirect'
  | 'refused'
  | 'too_slow'
  | 'outage'

interface GitHubErrorOptions {
  /** Where the status does not tell it. */
  readonly fault?: Fault | undefined
  /** Milliseconds that GitHub asks to wait; null when it does not say. */
  readonly retryAfterMs?: number | null
}

/** A request to GitHub that failed. `message` is untrusted text without the token. */
export class GitHubError extends Error {
  /** HTTP status; null when no answer came, or one with status 200 that is none. */
  readonly status: number | null
  readonly fault: Fault
  readonly retryAfterMs: number | null

  constructor(
    message: string,
    status: number | null,
    { fault, retryAfterMs = null }: GitHubErrorOptions = {},
  ) {
    super(message)
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.fault = fault ?? faultOf(message, status, retryAfterMs)
  }
}

/**
 * GitHub answers some rate limits with 403, and GraphQL with 200; older servers call the secondary limit "abuse detection".
 * More requests would only prolong the lockout.
 */
function faultOf(message: string, status: number | null, retryAfterMs: number | null): Fault {
  const isLimited = /rate limit|abuse detection|submitted too quickly/iu.test(message)
  if (status === 429 || isLimited || (status === 403 && retryAfterMs !== null)) return 'rate_limit'
  if (status === null || status >= 500) return 'outage'
  if (status < 400) return 'redirect'
  return BY_STATUS[status] ?? 'refused'
}

const BY_STATUS: Readonly<Record<number, Fault>> = { 401: 'token', 403: 'forbidden', 404: 'not_found' }
