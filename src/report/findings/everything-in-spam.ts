import { isReceived } from '../../core/inbox-test.ts'
import { spfPassed } from '../../judge/tally.ts'
import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { placementAdvice, type SpfState } from './postmaster-advice.ts'
import type { ProviderCost } from './provider-costs.ts'
import { isOfTheSender } from './spf-problems.ts'

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
  const providers = costs.filter(({ tally }) => tally.spam > 0)
  return [
    {
      kind: 'provider',
      notInInbox: spam,
      fact: 'Everything is in spam',
      evidence: `${whichSeeds(spam, missing > 0)}${whereWords(providers, spam)}; ${spfWords(context)}.`,
      action: placementAdvice(spfStateOfAll(context), providers),
    },
  ]
}

/** `all 10 seeds`, `both seeds`, `all 4 seeds that arrived`, `the only seed that arrived`. */
function whichSeeds(spam: number, isSome: boolean): string {
  const arrived = isSome ? ' that received the mail' : ''
  if (spam === 1) return `the only seed${arrived}`
  return spam === 2 ? `both seeds${arrived}` : `all ${formatSeeds(spam)}${arrived}`
}

/** Seeds that are listed under no provider, or not at all, may be at others. */
function whereWords(providers: readonly ProviderCost[], spam: number): string {
  if (providers.length === 0) return ''
  const known = providers.reduce((sum, { tally }) => sum + tally.spam, 0)
  return `, at ${formatCount(providers.length)} ${known < spam ? 'or more providers' : 'providers'}`
}

function spfWords({ test }: FindingContext): string {
  const arrived = test.seeds.filter(isReceived)
  const reported = arrived.filter(({ spf }) => spf !== null).length
  const passed = arrived.filter(spfPassed).length
  if (reported === 0) return 'the API reports no SPF results'
  // The list may hold fewer seeds than the count.
  if (passed === test.summary.spam) return 'SPF passed for every one'
  const ofListed = arrived.length < test.summary.spam ? 'listed ones' : 'seeds'
  if (passed === 0) return `SPF passed for none of the ${ofListed}`
  return `SPF passed for ${formatCount(passed)} of the ${formatCount(arrived.length)} ${ofListed}`
}

function spfStateOfAll({ test, spfProblems }: FindingContext): SpfState {
  const arrived = test.seeds.filter(isReceived)
  if (arrived.every(({ spf }) => spf === null)) return 'not reported'
  const failing = spfProblems.filter(isOfTheSender).reduce((sum, { seeds }) => sum + seeds.length, 0)
  return 2 * failing >= arrived.length ? 'fails' : 'passes'
}
