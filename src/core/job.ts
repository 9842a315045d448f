import type { Text } from './text.ts'

/** Characters. A longer id could not be read back from the history. */
export const MAX_JOB_ID_LENGTH = 1_000

/** What was asked for: one line of `job_id`. */
export interface Job {
  readonly id: Text
  /** null without one. */
  readonly label: Text | null
}

/** The name by which a test is shown: its label, or its id without one. */
export function jobName({ label, id }: Job): Text {
  return label ?? id
}
