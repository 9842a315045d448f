import type { BlockList } from 'node:net'

/** The least inbox rate of one provider; `provider` is null for the rule of each provider not named. */
export interface ProviderRate {
  readonly provider: string | null
  /** Percent of the provider's seeds. */
  readonly minimum: number
}

/** What the gate asks of a test. null, false and empty lists are rules that are off. */
export interface Rules {
  /** Percent of all seeds. */
  readonly minInboxRate: number
  /** Percent of all seeds. */
  readonly maxSpamRate: number | null
  readonly providerMinInboxRate: readonly ProviderRate[]
  readonly requireSpf: boolean
  readonly allowedSenderIps: BlockList | null
  /** A count of seeds. */
  readonly maxMissingSeeds: number | null
  /** Percentage points. */
  readonly maxInboxRateDrop: number | null
  readonly onTimeout: 'decide' | 'warn' | 'fail'
}
