/** What the pull-request comment needs. */
export interface CommentInputs {
  readonly mode: 'never' | 'always' | 'on_failure'
  /** Keeps the comments of several jobs on one pull request apart. */
  readonly key: string
  readonly prNumber: number | null
  readonly token: string | null
}

/** What the commit status needs. */
export interface StatusInputs {
  /** The name that tells it from other statuses of the commit. */
  readonly name: string
  readonly prNumber: number | null
  readonly token: string | null
}
