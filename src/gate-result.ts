import type { Comparison } from './judge/comparison.ts'
import type { Disagreement } from './judge/consistency.ts'
import type { RuleResult } from './judge/verdict.ts'
import type { ShownTest } from './privacy/seed-addresses.ts'
import type { Ending } from './wait/wait.ts'

/** What could not be done, and what to do about it. No secrets in either. */
export interface Problem {
  /** May quote untrusted text. */
  readonly message: string
  /** The action's own words, as Markdown. */
  readonly hint: string
  /** Each thing wrong on its own, where there are several. May quote untrusted text. */
  readonly details?: readonly string[]
}

/**
 * All that one run found out. Report, files, outputs, annotations and log line are made of this and nothing else, so what
 * may not be shown is not in it.
 */
export interface GateResult {
  readonly verdict: 'passed' | 'failed' | 'undecided' | 'error'
  readonly jobId: string
  /** null when the wait never began. */
  readonly ending: Ending | null
  /** The test was not Completed, nor its verdict settled, when time was up. */
  readonly timedOut: boolean
  readonly test: ShownTest | null
  readonly rules: readonly RuleResult[]
  readonly disagreements: readonly Disagreement[]
  /** The earlier test, when there is one to compare with. */
  readonly baseline: ShownTest | null
  readonly comparison: Comparison | null
  /** Why the verdict is `error`; null for every other verdict. */
  readonly error: Problem | null
  /** What the reader has to know beside the verdict. */
  readonly warnings: readonly Problem[]
  readonly polls: number
  readonly waitedMs: number
  /** A gate that does not pass only warns. */
  readonly warnOnly: boolean
  /** A verdict still open when time is up only warns. */
  readonly warnOnTimeout: boolean
  readonly minInboxRate: number
  /** Page of the workflow run; null outside one. */
  readonly runUrl: string | null
}

/** Whether the step fails. The one reading of verdict and policy; the exit, the report and the annotations follow it. */
export function failsTheStep(result: GateResult): boolean {
  if (result.ending === 'cancelled' || result.verdict === 'error') return true
  if (result.verdict === 'passed' || result.warnOnly) return false
  return !(result.verdict === 'undecided' && result.timedOut && result.warnOnTimeout)
}
