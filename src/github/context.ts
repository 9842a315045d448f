/** What the runner says about the workflow run. The event payload is untrusted JSON. */
export interface GitHubContext {
  /** Root of the REST API without a trailing slash, such as `https://api.github.com`. */
  readonly apiUrl: string
  /** `owner/name`; null outside a workflow run. */
  readonly repository: string | null
  readonly eventName: string
  readonly event: unknown
  readonly sha: string | null
  readonly workflow: string
  readonly job: string
  /** Page of this workflow run; null outside a workflow run. */
  readonly runUrl: string | null
}
