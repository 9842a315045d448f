import type { BlockList } from 'node:net'
import type { Text } from '../core/text.ts'

/** The least inbox rate of one provider; `provider` is null for the line `*`, which stands for each provider not named. */
export interface ProviderRate {
  readonly provider: Text | null
  /** Percent of the provider's seeds. */
  readonly minimum: number
}

/** How much of the list one provider is; `provider` is null for the line `*`, which stands for all others together. */
export interface ProviderWeight {
  readonly provider: Text | null
  /** At least 0, in any unit: only the ratios count. */
  readonly weight: number
}

/** How the list is spread over the providers, and the least inbox rate weighted by that. */
export interface WeightedMinimum {
  /** Percent. */
  readonly minimum: number
  readonly weights: readonly ProviderWeight[]
}

/**
 * What the gate asks of a test, under the names of the inputs. null, false and empty lists are rules that are off. The order
 * is that of importance: the headline names the first one that failed.
 */
export interface Rules {
  /** Percent of all seeds. */
  readonly min_inbox_rate: number
  readonly provider_min_inbox_rate: readonly ProviderRate[]
  readonly min_weighted_inbox_rate: WeightedMinimum | null
  /** Percent of all seeds. */
  readonly max_spam_rate: number | null
  /** Percentage points. */
  readonly max_inbox_rate_drop: number | null
  readonly require_spf: boolean
  readonly allowed_sender_ips: BlockList | null
  /** Percent of all seeds. */
  readonly max_unknown_rate: number | null
  /** A count of seeds. */
  readonly max_missing_seeds: number | null
  readonly on_timeout: 'decide' | 'warn' | 'fail'
}

export type RuleName = keyof Rules

/** `undecided`: seeds that are still open could make it either. */
export type Outcome = 'passed' | 'failed' | 'undecided'

/** The lowest and the highest value that a rule's measure can end at; both are equal once nothing is open. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** What a measured value must satisfy, in the unit of its rule. */
export interface Bound {
  readonly kind: 'at_least' | 'more_than' | 'at_most'
  readonly value: number
}

/** What a rule is about: the whole test, one provider, or whatever provider the API has not listed yet. */
export type Subject =
  | { readonly kind: 'test' }
  | { readonly kind: 'provider'; readonly name: Text }
  | { readonly kind: 'unlisted' }

/** How one rule stands. */
export interface RuleResult {
  readonly rule: RuleName
  readonly subject: Subject
  readonly unit: 'percent' | 'points' | 'seeds'
  readonly bound: Bound
  /** null when there is nothing to measure. */
  readonly measured: Range | null
  /** `not_compared`: there is no earlier test yet, and the verdict ignores the rule. */
  readonly outcome: Outcome | 'not_compared'
  /** What the numbers alone do not say, in the action's own words. */
  readonly note: string | null
  /** Whether open seeds of the test itself leave the rule undecided; a baseline or gaps in the list do not count. */
  readonly openSeeds: boolean
  /**
   * Whether nothing else leaves it undecided than seeds that the API calls pending or, while the test runs, unknown: once these
   * were known, it would be decided, whatever they turned out to be.
   */
  readonly onlyWaiting: boolean
  /** The addresses that break `allowed_sender_ips`; null among them for seeds that carry none. No other rule has any. */
  readonly senderIps?: readonly (Text | null)[]
}
