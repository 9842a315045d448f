import { isReceived } from '../../core/inbox-test.ts'
import { spfPassed } from '../../judge/placement.ts'
import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { desksAdvice } from './sender-desks.ts'

/**
 * Whether every seed that has the mail has it in spam, by the summary and by the list, at more than one family of providers. Then
 * no single provider is the cause.
 */
export function isEverythingInSpam({ test: { summary, seeds }, costs }: FindingContext): boolean {
  const { spam, inbox, unknown, received } = summary
  if (spam === 0 || inbox > 0 || unknown > 0 || received !== spam) return false
  const arrived = seeds.filter(isReceived)
  if (arrived.length > spam || arrived.some(({ placement }) => placement !== 'spam')) return false
  return familiesInSpam(costs) !== 1
}

/** How many families of providers have mail in spam; 0 when the API lists no received seed under a provider. */
function familiesInSpam(costs: FindingContext['costs']): number {
  return new Set(costs.filter(({ tally }) => tally.spam > 0).map(({ family }) => family.id)).size
}

/** The one finding that stands for all others about placement when everything is in spam. */
export function everythingInSpamFindings(context: FindingContext): Finding[] {
  if (!isEverythingInSpam(context)) return []
  const { test, costs, missing } = context
  const { spam } = test.summary
  const arrived = test.seeds.filter(isReceived)
  const passed = arrived.filter(spfPassed).length
  const providers = costs.filter(({ tally }) => tally.spam > 0)
  const which = `all ${formatSeeds(spam)}${missing > 0 ? ' that have the mail' : ''}`
  const where = providers.length > 0 ? `, at ${formatCount(providers.length)} providers` : ''
  const cause = providers.length > 0 ? 'the content, not to one provider' : 'the content'
  const spf =
    passed === spam
      ? `SPF passed for every one, so this points to the sender's reputation or ${cause}`
      : arrived.every(({ spf }) => spf === null)
        ? 'the API reports no SPF results'
        : `SPF passed for ${passed === 0 ? 'none' : formatCount(passed)} of them`
  const first =
    passed === spam
      ? 'Check the sending domain and address against blocklists, then send a plain version to see whether it is the content.'
      : 'Fix SPF, DKIM and DMARC first and test again; then look at the reputation and the content.'
  return [
    {
      kind: 'provider',
      lostSeeds: spam,
      fact: 'Everything is in spam',
      evidence: `${which}${where}; ${spf}.`,
      action: `${first}${desksAdvice(providers)}`,
    },
  ]
}
