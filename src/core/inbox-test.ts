import type { SeedAddress } from '../privacy/addresses.ts'
import type { Text } from './text.ts'

/** Where a seed's copy of the campaign is, in the four words the vendor's summary counts. */
export type Placement = 'inbox' | 'spam' | 'unknown' | 'pending'

/**
 * One seed mailbox of an inbox test, whatever the number of its lines in the API's list, as the API last described it.
 */
export interface Seed {
  /** Mailbox provider, such as Gmail; null when the API named none. */
  readonly provider: Text | null
  /** null when the API named none. */
  readonly address: SeedAddress | null
  readonly placement: Placement
  /** The word the API used, kept because an unknown placement is best explained by quoting it. */
  readonly placementText: Text | null
  /** null when the API reported none. */
  readonly spf: Text | null
  readonly senderIp: Text | null
  readonly submissionResult: Text | null
  /**
   * Every value that a field may have, where the answer leaves more than one: lines of one address that differ, or an inbox's tab
   * that the summary's counts do not settle. The field itself then holds one of them, for display only. Absent where all is known.
   */
  readonly open?: {
    readonly provider?: readonly (Text | null)[]
    readonly placement?: readonly Placement[]
    readonly spf?: readonly (Text | null)[]
    readonly senderIp?: readonly (Text | null)[]
  }
}

/** Percentage points. The API may round its rates, so two of its figures that differ by no more than this agree. */
export const ROUNDING = 0.5

/** The API's own counts and rates. They are what users see in the vendor's dashboard. */
export interface Summary {
  /** At least 1. */
  readonly totalSeeds: number
  readonly received: number
  readonly inbox: number
  readonly spam: number
  readonly unknown: number
  readonly pending: number
  /** Percent of all seeds, 0 to 100. */
  readonly inboxRate: number
  /** Percent of all seeds, 0 to 100. */
  readonly spamRate: number
}

/** The fields of a seed that a rule may need; what no rule of the run needs never decides it. */
export type SeedField = 'provider' | 'placement' | 'spf' | 'senderIp'

/** What the API answers about an inbox test, validated. */
export interface InboxTest {
  /** As it was asked for. */
  readonly jobId: Text
  readonly testName: Text | null
  readonly submittedDate: Text | null
  /** The status as it came, for display; `completed` is what decides. */
  readonly status: Text
  readonly completed: boolean
  readonly summary: Summary
  /** May be shorter than `summary.totalSeeds`: the API fills its list as mail arrives. */
  readonly seeds: readonly Seed[]
  /** Seeds whose lines in the API's list differ in a field that a rule may read. */
  readonly differingSeeds: number
  /** Why the API's list of seeds could not be used, where no rule is counted from it; null when it could. */
  readonly listFault: string | null
}

/** A seed has received the campaign unless it is still pending. */
export function isReceived({ placement }: Pick<Seed, 'placement'>): boolean {
  return placement !== 'pending'
}

/**
 * The summary with a rate of 0 or 100 taken from its counts, where those deny it by no more than the API may have rounded: 249
 * of 250 is not 100%, and 1 of 250 is not 0%. Every other rate stays as the API gave it.
 */
export function withExactEnds(summary: Summary): Summary {
  const { inbox, spam, totalSeeds } = summary
  return {
    ...summary,
    inboxRate: exactEnd(summary.inboxRate, (100 * inbox) / totalSeeds),
    spamRate: exactEnd(summary.spamRate, (100 * spam) / totalSeeds),
  }
}

function exactEnd(rate: number, counted: number): number {
  const isEnd = rate === 0 || rate === 100
  return isEnd && Math.abs(rate - counted) <= ROUNDING ? counted : rate
}

/** Every placement that a seed may have by the API's answer. */
export function placementsOf({ open, placement }: Seed): readonly Placement[] {
  return open?.placement ?? [placement]
}

/** Every provider that a seed may be at by the API's answer; null among them stands for any provider. */
export function providersOf({ open, provider }: Seed): readonly (Text | null)[] {
  return open?.provider ?? [provider]
}

/**
 * Whether a seed is one that the API calls pending or unknown, whatever its lines. While the test runs, either may still turn
 * out to be in any placement.
 */
export function isWaiting(seed: Seed): boolean {
  return placementsOf(seed).every((placement) => placement === 'pending' || placement === 'unknown')
}
