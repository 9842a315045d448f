/** One input that cannot be used. */
export interface InvalidInput {
  readonly input: string
  /** The value as it may be shown, untrusted; null for a missing one, and for a secret. */
  readonly value: string | null
  /** What would be valid, in the action's own words. */
  readonly message: string
}

/** What could not be done, and what to do about it. No secrets and no full addresses in either. */
export interface Problem {
  /** May quote untrusted text. */
  readonly message: string
  /** The message cut down to what a headline has room for, in the action's own words. Nothing in it is quoted. */
  readonly reason?: string
  /** The action's own words, as Markdown. */
  readonly hint: string
  /** Each input that is wrong. */
  readonly invalid?: readonly InvalidInput[]
}

/** What to do about a fault of the action itself. */
export const FAULT_HINT =
  'This is a fault of the action. Run the job again with debug logging, and report what it prints.'
