import type { Outcome } from './measure.ts'
import type { Text } from './text.ts'

/** One run of the same label in the history. */
export interface TrendPoint {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly jobId: Text
  /** Percent of all seeds. */
  readonly inboxRate: number
  readonly verdict: Outcome
}

/** The last inbox rates with the same label, oldest first; this run is the last of them. */
export interface Trend {
  /** At most ten. */
  readonly points: readonly TrendPoint[]
  /** ISO 8601 time since which no settled test was as low; null where too few were higher to say so. */
  readonly lowestSince: string | null
}
