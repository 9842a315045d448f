import type { InboxTest } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import { providerRanges } from './provider-seeds.ts'
import {
  type Counts,
  countsOf,
  type ProviderTally,
  type SenderTally,
  type Tally,
  tallyAll,
  tallyProviders,
  tallySenders,
} from './tally.ts'

/** What is counted of one test: once for each judgment, and handed to its rules and to all that show it. */
export interface Figures extends Counts {
  /** All seeds of the list. */
  readonly all: Tally
  /** In the order of the list. */
  readonly providers: readonly ProviderTally[]
  /** In which the inbox rate of each provider can end, percent of its seeds, by its key. */
  readonly ranges: ReadonlyMap<string, Range>
  readonly senders: readonly SenderTally[]
}

/** @param settled whether pending and unknown seeds are judged as they stand */
export function figuresOf(test: InboxTest, settled: boolean, counts = countsOf(test)): Figures {
  return {
    ...counts,
    all: tallyAll(test.seeds),
    providers: tallyProviders(test.seeds),
    ranges: providerRanges({ test, settled, figures: counts }),
    senders: tallySenders(test.seeds),
  }
}
