import type { Text } from './text.ts'

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
