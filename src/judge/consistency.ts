import { type InboxTest, ROUNDING, type Summary } from '../core/inbox-test.ts'
import { type Counts, percent } from './tally.ts'

/** A rate of the API that contradicts its own counts, or its list of seeds. */
export interface RateDisagreement {
  readonly field: 'inbox_rate' | 'spam_rate'
  /** What the API gives as the rate, percent. */
  readonly rate: number
  /** The rate worked out from its counts, or from its list of seeds, percent. */
  readonly counted: number
  readonly countedFrom: 'summary' | 'results'
}

/** A count of the API that contradicts its other counts, its list of seeds or its status. */
export interface CountDisagreement {
  readonly field: 'total_seeds' | 'received' | 'inbox' | 'spam' | 'unknown_placement' | 'pending'
  /** What the API gives as the count of seeds. */
  readonly count: number
  /** The count that the others leave. */
  readonly counted: number
  readonly countedFrom: 'summary' | 'results' | 'status'
}

/** Two figures of the same response that cannot both be right. */
export type Disagreement = RateDisagreement | CountDisagreement

/**
 * Finds where the API contradicts itself: its counts each other and its status, its rates its counts by more than half a point,
 * and a Completed test its list. The rates remain the authority, because the vendor's dashboard shows them, but a reader has to
 * know of the doubt. While a test runs, a count or a list that lags behind is no contradiction.
 */
export function disagreements(test: InboxTest, counts: Counts): Disagreement[] {
  const ofSummary = [...countsAgainstEachOther(test), ...ratesAgainst(test.summary)]
  if (!test.completed || ofSummary.length > 0) return ofSummary
  const ofRates = ratesAgainstList(test, counts)
  return ofRates.length > 0 ? ofRates : countsAgainstList(test, counts)
}

function countsAgainstEachOther({ summary, completed }: InboxTest): CountDisagreement[] {
  const { totalSeeds, received, inbox, spam, unknown, pending } = summary
  const placed = inbox + spam + unknown
  const total = { field: 'total_seeds', count: totalSeeds, countedFrom: 'summary' } as const
  // Any one count may lag while the test runs, but none can be ahead of all seeds.
  if (!completed) return placed > totalSeeds ? [{ ...total, counted: placed }] : []
  const found: CountDisagreement[] = []
  if (placed + pending !== totalSeeds) found.push({ ...total, counted: placed + pending })
  const isSaid = found.length > 0 && pending === 0 && received === totalSeeds
  if (received !== placed && !isSaid) {
    found.push({ field: 'received', count: received, counted: placed, countedFrom: 'summary' })
  }
  if (pending > 0) found.push({ field: 'pending', count: pending, counted: 0, countedFrom: 'status' })
  return found
}

function ratesAgainst({ inboxRate, spamRate, inbox, spam, totalSeeds }: Summary): RateDisagreement[] {
  const counted = (count: number) => ({ least: percent(count, totalSeeds), most: percent(count, totalSeeds) })
  return [
    ...rateAgainst('inbox_rate', inboxRate, counted(inbox), 'summary'),
    ...rateAgainst('spam_rate', spamRate, counted(spam), 'summary'),
  ]
}

/** The seeds that the list lacks could be anywhere. */
function ratesAgainstList({ summary }: InboxTest, { listed, unlisted }: Counts): RateDisagreement[] {
  const { totalSeeds, inboxRate, spamRate } = summary
  const counted = (placement: 'inbox' | 'spam') => {
    const { low, high } = listed[placement]
    return { least: percent(low, totalSeeds), most: percent(high + unlisted.all, totalSeeds) }
  }
  return [
    ...rateAgainst('inbox_rate', inboxRate, counted('inbox'), 'results'),
    ...rateAgainst('spam_rate', spamRate, counted('spam'), 'results'),
  ]
}

function rateAgainst(
  field: RateDisagreement['field'],
  rate: number,
  { least, most }: { readonly least: number; readonly most: number },
  countedFrom: RateDisagreement['countedFrom'],
): RateDisagreement[] {
  if (rate >= least - ROUNDING && rate <= most + ROUNDING) return []
  return [{ field, rate, counted: rate < least ? least : most, countedFrom }]
}

function countsAgainstList({ summary }: InboxTest, { listed, unlisted }: Counts): CountDisagreement[] {
  const fields = { inbox: 'inbox', spam: 'spam', unknown: 'unknown_placement', pending: 'pending' } as const
  return (['inbox', 'spam', 'unknown', 'pending'] as const).flatMap((placement) => {
    const { low, high } = listed[placement]
    const count = summary[placement]
    if (count >= low && count <= high + unlisted.all) return []
    const counted = count < low ? low : high + unlisted.all
    return [{ field: fields[placement], count, counted, countedFrom: 'results' as const }]
  })
}
