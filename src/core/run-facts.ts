/** Where and when the run was. */
export interface RunFacts {
  /** Page of the workflow run; null outside one. */
  readonly runUrl: string | null
  /** The commit that the run is about; null outside a workflow run. */
  readonly commit: string | null
  /** Milliseconds since 1970, when the wait ended. */
  readonly checkedAtMs: number
}
