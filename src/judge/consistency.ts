import type { InboxTest } from '../core/inbox-test.ts'
import { percent, tallyAll } from './placement.ts'

/** Two figures of the same response that cannot both be right. */
export interface Disagreement {
  readonly field: 'inbox_rate' | 'spam_rate'
  /** What the API gives as the rate, percent. */
  readonly rate: number
  /** What follows from its counts, or from its list of seeds, percent. */
  readonly counted: number
  readonly countedFrom: 'summary' | 'results'
}

/** The API may round its rates; more than this many points is no rounding. */
const ROUNDING = 0.5

/**
 * Where the API's rates contradict its own counts. The rates remain the authority, because they are what the vendor's
 * dashboard shows; a reader has to know that there is a doubt.
 */
export function disagreements(test: InboxTest): Disagreement[] {
  const { summary, seeds } = test
  const listed = tallyAll(seeds)
  const found: Disagreement[] = []
  const check = (
    field: Disagreement['field'],
    rate: number,
    count: number,
    countedFrom: Disagreement['countedFrom'],
  ) => {
    const counted = percent(count, summary.totalSeeds)
    if (Math.abs(rate - counted) > ROUNDING) found.push({ field, rate, counted, countedFrom })
  }
  check('inbox_rate', summary.inboxRate, summary.inbox, 'summary')
  check('spam_rate', summary.spamRate, summary.spam, 'summary')
  // A list that is still filling up is no contradiction.
  if (test.completed && found.length === 0) {
    check('inbox_rate', summary.inboxRate, listed.inbox, 'results')
    check('spam_rate', summary.spamRate, listed.spam, 'results')
  }
  return found
}
