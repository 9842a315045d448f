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
  readonly url: string
}

/** The few things asked of GitHub. Each is one request, or one a page, and fails with a `GitHubError`. */
export interface GitHubApi {
  /** Login that this token's comments carry, with `[bot]` for an app. */
  viewer(): Promise<string>
  pullRequest(number: number): Promise<PullRequest>
  pullRequestsOfCommit(sha: string): Promise<PullRequest[]>
  /** Open ones only. @param head `owner:branch` */
  pullRequestsOfBranch(head: string): Promise<PullRequest[]>
  /** All comments, oldest first, page by page. */
  comments(pullRequest: number): AsyncIterable<Comment>
  /** @returns the new comment's address */
  createComment(pullRequest: number, body: string): Promise<string>
  /** @returns the comment's address */
  updateComment(id: number, body: string): Promise<string>
}

/** A request to GitHub that failed. `message` is untrusted text without the token. */
export class GitHubError extends Error {
  /** HTTP status; null when no answer came. */
  readonly status: number | null

  constructor(message: string, status: number | null) {
    super(message)
    this.status = status
  }

  /** GitHub answers some with 403, and GraphQL with 200. Whoever goes on asking is locked out for longer. */
  get isRateLimit(): boolean {
    return this.status === 429 || /rate limit/iu.test(this.message)
  }

  /** Whether the same request may well succeed in a moment. */
  get mayPass(): boolean {
    return !this.isRateLimit && (this.status === null || this.status >= 500)
  }
}
