import type { Text } from './text.ts'

/** How to wait, as the inputs say it. */
export interface Waiting {
  readonly waitFor: 'completed' | 'verdict'
  /** 0 looks once. */
  readonly timeoutMs: number
  readonly pollIntervalMs: number
  /** null when only the deadline ends the wait. */
  readonly quietMs: number | null
}

/**
 * Why a wait ended. `certain`: no pending seed can change the verdict. `quiet`: no further seed arrived for the time that
 * `quiet_minutes` gives. `refused`: a fault that no retry would change.
 */
export type Ending = 'completed' | 'certain' | 'quiet' | 'deadline' | 'cancelled' | 'refused'

/** Whether the time ran out: seeds still pending then count as missing. */
export function isTimeUp(ending: Ending): boolean {
  return ending === 'deadline' || ending === 'quiet'
}

/** How the wait for one test went. */
export interface Waited {
  readonly ending: Ending
  /** Answered and failed ones. */
  readonly polls: number
  /** Milliseconds. */
  readonly waitedMs: number
}

/** When the seeds of one provider got their mail, as far as the polls saw it. Times are milliseconds since the first look. */
export interface ProviderArrivals {
  readonly provider: Text
  /** Seeds that had the mail at the first look. */
  readonly atFirstLook: number
  readonly arrived: number
  readonly total: number
  /** When half of those that arrived had the mail; null when that was so at the first look, or when none arrived. */
  readonly halfAfterMs: number | null
  /** When the last of those that arrived had the mail; null as above. */
  readonly lastAfterMs: number | null
}
