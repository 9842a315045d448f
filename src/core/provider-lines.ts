import type { Text } from './text.ts'

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
