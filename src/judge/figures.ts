import type { InboxTest } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import { providerRanges } from './provider-seeds.ts'
import {
  missingRange,
  type ProviderTally,
  type SenderTally,
  type Tally,
  tallyAll,
  tallyProviders,
  tallySenders,
  type UnlistedSeeds,
  unattributedSeeds,
  unlistedSeeds,
  waitingSeeds,
} from './tally.ts'

/** What is counted of one test: once for each judgment, and handed to its rules and to all that show it. */
export interface Figures {
  /** All seeds of the list. */
  readonly all: Tally
  /** In the order of the list. */
  readonly providers: readonly ProviderTally[]
  /** In which the inbox rate of each provider can end, percent of its seeds, by its key. */
  readonly ranges: ReadonlyMap<string, Range>
  readonly senders: readonly SenderTally[]
  /** Seeds that are known to be at no single provider. */
  readonly unattributed: number
  /** Seeds that the API counts, but does not list. */
  readonly unlisted: UnlistedSeeds
  /** Seeds that have not received the campaign. */
  readonly missing: Range
  /** Seeds that the API itself calls pending or unknown. */
  readonly waiting: number
}

/** @param settled whether pending and unknown seeds are judged as they stand */
export function figuresOf(test: InboxTest, settled: boolean): Figures {
  return {
    all: tallyAll(test.seeds),
    providers: tallyProviders(test.seeds),
    ranges: providerRanges(test, settled),
    senders: tallySenders(test.seeds),
    unattributed: unattributedSeeds(test),
    unlisted: unlistedSeeds(test),
    missing: missingRange(test),
    waiting: waitingSeeds(test),
  }
}
