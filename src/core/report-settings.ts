import type { ProviderWeight } from './provider-lines.ts'

/** What the inputs say about when the step fails, and what the report needs to explain it. */
export interface ReportSettings {
  /** A gate that does not pass only warns. */
  readonly warnOnly: boolean
  /** A verdict still open when time is up only warns. */
  readonly warnOnTimeout: boolean
  /** Milliseconds between two polls. */
  readonly pollIntervalMs: number
  /** `quiet_minutes`, in milliseconds; null without it. */
  readonly quietMs: number | null
  /** `provider_weights`; empty without it. */
  readonly weights: readonly ProviderWeight[]
  /** `timeout_minutes` is 0: each test is looked at once, and nothing is waited for. */
  readonly looksOnce: boolean
}
