import type { InboxTest } from '../core/inbox-test.ts'
import { percent, tallyAll } from './placement.ts'
import { ROUNDING } from './range.ts'

/** Two figures of the same response that cannot both be right. */
export interface Disagreement {
  readonly field: 'inbox_rate' | 'spam_rate'
  /** What the API gives as the rate, percent. */
  readonly rate: number
  /** The rate worked out from its counts, or from its list of seeds, percent. */
  readonly counted: number
  readonly countedFrom: 'summary' | 'results'
}

/**
 * Finds where the API's rates contradict its own counts by more than half a point. The rates remain the authority, because
 * the vendor's dashboard shows them, but a reader has to know of the doubt.
 */
export function disagreements(test: InboxTest): Disagreement[] {
  const { summary, seeds } = test
  const found: Disagreement[] = []
  const check = (
    field: Disagreement['field'],
    rate: number,
    count: number,
    countedFrom: Disagreement['countedFrom'],
    unlisted: number,
  ) => {
    const [least, most] = [percent(count, summary.totalSeeds), percent(count + unlisted, summary.totalSeeds)]
    const counted = rate < least ? least : most
    if (rate < least - ROUNDING || rate > most + ROUNDING) found.push({ field, rate, counted, countedFrom })
  }
  check('inbox_rate', summary.inboxRate, summary.inbox, 'summary', 0)
  check('spam_rate', summary.spamRate, summary.spam, 'summary', 0)
  // A list that is still filling up is no contradiction, and the seeds it lacks could be anywhere.
  if (test.completed && found.length === 0) {
    const listed = tallyAll(seeds)
    const unlisted = Math.max(0, summary.totalSeeds - seeds.length)
    check('inbox_rate', summary.inboxRate, listed.inbox, 'results', unlisted)
    check('spam_rate', summary.spamRate, listed.spam, 'results', unlisted)
  }
  return found
}
