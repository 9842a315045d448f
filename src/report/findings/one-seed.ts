import { formatBound, formatPercent } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { providerName } from './words.ts'

/** One seed that would change the verdict, other rules included. */
export function oneSeedFindings({ result: { inboxRate: rule, decidingSeed } }: FindingContext): Finding[] {
  if (decidingSeed === null) return []
  const { step, inboxRate, provider } = decidingSeed
  const { bound } = rule
  const required = `${bound.kind === 'more_than' ? 'more than ' : ''}${formatBound(bound, 'percent')} is required`
  const where = provider === null ? '' : ` at ${providerName(provider)}`
  return [
    {
      kind: 'one_seed',
      notInInbox: 0,
      fact: 'One seed decides',
      evidence: `with one ${step > 0 ? 'more' : 'fewer'}${where} in the inbox the rate would be ${formatPercent(inboxRate, bound.value)}, and ${required}.`,
      action: 'Test again, or use more seeds.',
    },
  ]
}
