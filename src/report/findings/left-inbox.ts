import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'

/** Seeds that left the inbox while the test was watched: the API's own count of seeds in the inbox fell. */
export function leftInboxFindings({ test, result: { mostInInbox } }: FindingContext): Finding[] {
  const { inbox } = test.summary
  if (mostInInbox <= inbox) return []
  const left = mostInInbox - inbox
  return [
    {
      kind: 'left_inbox',
      notInInbox: left,
      fact: `${formatSeeds(left)} left the inbox while the test was watched`,
      evidence: `the API counted ${formatCount(mostInInbox)} in the inbox, and in the end ${formatCount(inbox)}.`,
      action:
        'Some providers move mail after delivery, as their filters learn more about it: look at the last placement, not at the first.',
    },
  ]
}
