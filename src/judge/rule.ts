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
