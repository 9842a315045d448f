/** The only places where a history file may lie. */
export interface Roots {
  /** Relative paths start here. */
  readonly workspace: string
  /** `RUNNER_TEMP`; null without one. */
  readonly temp: string | null
}
