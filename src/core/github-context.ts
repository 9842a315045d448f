/** What the runner says about the workflow run. The event payload is untrusted JSON. */
export interface GitHubContext {
  /** Root of the REST API without a trailing slash, such as `https://api.github.com`. */
  readonly apiUrl: string
  /** `owner/name`; null outside a workflow run. */
  readonly repository: string | null
  readonly eventName: string
  readonly event: unknown
  /** `GITHUB_SHA`: for a pull request, the commit that would merge it. */
  readonly sha: string | null
  readonly workflow: string
  /** `owner/name/path@ref` of the workflow that was triggered; null when not set. */
  readonly workflowRef: string | null
  /** The job's id. Inside a reusable workflow it is the id used there, the same for every call. */
  readonly job: string
  /** Page of this workflow run; null outside a workflow run. */
  readonly runUrl: string | null
  /** Counts the runs of one workflow file, from 1; null when not set. */
  readonly runNumber: number | null
  /** Counts the attempts of one run, from 1; null when not set. */
  readonly runAttempt: number | null
  /**
   * A token of this process. The runner gives no variable that differs between two calls of one reusable workflow, so
   * this is all that tells two writers of one run apart.
   */
  readonly writer: string
}
