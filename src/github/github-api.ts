/** Entries on one page of a list. GitHub allows no more. */
export const PAGE_SIZE = 100

/** A pull request as far as commenting needs it. */
export interface PullRequest {
  readonly number: number
  readonly isOpen: boolean
  readonly headSha: string | null
}

/** A comment of a pull request. Its body is untrusted text. */
export interface Comment {
  readonly id: number
  readonly author: string | null
  readonly body: string
  /** null when GitHub did not say. */
  readonly url: string | null
}

/** The few things asked of GitHub. Each is one request, or one per page, and fails with a `GitHubError`. */
export interface GitHubApi {
  /** Login that this token's comments carry, with `[bot]` for an app. */
  viewer(): Promise<string>
  pullRequest(number: number): Promise<PullRequest>
  pullRequestsOfCommit(sha: string): Promise<PullRequest[]>
  /** Open ones only. @param head `owner:branch` */
  pullRequestsOfBranch(head: string): Promise<PullRequest[]>
  /** All comments, oldest first, page by page. */
  comments(pullRequest: number): AsyncIterable<Comment>
  createComment(pullRequest: number, body: string): Promise<Comment>
  updateComment(id: number, body: string): Promise<void>
  deleteComment(id: number): Promise<void>
}

/** A request to GitHub that failed. `message` is untrusted text without the token. */
export class GitHubError extends Error {
  /** HTTP status; null when no answer came. */
  readonly status: number | null

  constructor(message: string, status: number | null) {
    super(message)
    this.status = status
  }

  /**
   * Whether a rate limit was hit, after which more requests only prolong the lockout. GitHub answers some limits with 403, and
   * GraphQL with 200; older servers call the secondary limit "abuse detection".
   */
  get isRateLimit(): boolean {
    return this.status === 429 || /rate limit|abuse detection|submitted too quickly/iu.test(this.message)
  }

  /** Whether the same request may well succeed in a moment. */
  get mayPass(): boolean {
    return !this.isRateLimit && (this.status === null || this.status >= 500)
  }
}
