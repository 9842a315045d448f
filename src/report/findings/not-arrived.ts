import { isReceived } from '../../core/inbox-test.ts'
import { percent, tallyProviders } from '../../judge/placement.ts'
import type { Bound } from '../../judge/rule.ts'
import { formatBound, formatCount, formatDuration, formatSeeds } from '../../wording/numbers.ts'
import { code } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { providerName, whereabouts } from './words.ts'

/** Before this, some seeds without the mail are no reason to ask. Milliseconds. */
const WORTH_ASKING_MS = 5 * 60_000

const WAS_IT_SENT = `Was the campaign sent to every address in ${code('send_to')}?`

/** Seeds without the mail: how many, where, and what they can still do. */
export function notArrivedFindings(context: FindingContext): Finding[] {
  const { missing } = context
  if (missing === 0) return []
  const nothing = isNothingArrived(context)
  const places = missingByProvider(context)
  return [
    {
      kind: 'not_arrived',
      lostSeeds: missing,
      fact: `${nothing ? 'Nothing' : formatSeeds(missing)} had ${nothing ? '' : 'not '}arrived${untilWhen(context)}`,
      evidence: `${[nothing ? stillWithout(missing) : whose(places), outlook(context)].filter((part) => part !== '').join('; ')}.`,
      action: nothing ? WAS_IT_SENT : action(context, places),
    },
  ]
}

/** Whether no seed has the mail, by every figure of the response. */
function isNothingArrived({ missing, test: { summary, seeds } }: FindingContext): boolean {
  const { totalSeeds, received, inbox, spam, unknown } = summary
  return missing === totalSeeds && received + inbox + spam + unknown === 0 && !seeds.some(isReceived)
}

type Places = readonly (readonly [provider: string | null, seeds: number])[]

/** Missing seeds by provider, most first; null for those that the API lists under no provider. */
function missingByProvider({ test, missing }: FindingContext): Places {
  const places: [string | null, number][] = tallyProviders(test.seeds)
    .filter(({ pending }) => pending > 0)
    .map(({ provider, pending }) => [provider, pending])
  const elsewhere = missing - places.reduce((sum, [, count]) => sum + count, 0)
  if (elsewhere > 0) places.push([null, elsewhere])
  return places.sort(([, a], [, b]) => b - a)
}

function whose(places: Places): string {
  return places.every(([provider]) => provider === null)
    ? 'the API does not say at which providers'
    : whereabouts(places)
}

function stillWithout(missing: number): string {
  return missing === 1
    ? 'the only seed is without the mail'
    : `all ${formatSeeds(missing)} are without the mail`
}

function untilWhen({ test, policy, result: { waited } }: FindingContext): string {
  if (test.completed) return ', though the API calls the test Completed'
  const { ending, waitedMs } = waited
  if (ending === 'deadline' && policy.looksOnce) return ' at the first and only look'
  return ` when the check ${ending === 'cancelled' ? 'was cancelled' : 'ended'}, after ${formatDuration(waitedMs)}`
}

/** What the open seeds can still change, or could have; empty once the test is settled. */
function outlook(context: FindingContext): string {
  const { settled, missing, result } = context
  if (settled) return ''
  if (result.waited.ending === 'certain') {
    return `${missing === 1 ? 'it' : 'they'} could not have changed the verdict`
  }
  const rule = result.rules.find((each) => each.rule === 'min_inbox_rate')
  if (rule?.outcome === 'undecided') return neededInInbox(context, rule.bound)
  if (rule?.outcome !== 'failed') return ''
  const all = missing === 1 ? 'it' : 'all of them'
  return `even with ${all} in the inbox, ${formatBound(rule.bound, 'percent')} is out of reach`
}

/** `10 of the 20 must reach the inbox for 80%`. */
function neededInInbox({ missing, test }: FindingContext, bound: Bound): string {
  const { totalSeeds, inbox, spam, unknown, pending } = test.summary
  // Contradictory figures cannot be added up.
  if (inbox + spam + unknown + pending !== totalSeeds || pending !== missing) return ''
  const needed = fewestInInbox(bound, totalSeeds) - inbox
  const open = unknown + pending
  if (needed <= 0 || needed > open) return ''
  const goal = `must reach the inbox for ${bound.kind === 'more_than' ? 'more than ' : ''}${formatBound(bound, 'percent')}`
  if (open === 1) return `it ${goal}`
  const which = `${formatCount(open)}${unknown > 0 ? ` open seeds (${formatCount(unknown)} of them unknown)` : ''}`
  return `${needed === open ? 'all' : `${formatCount(needed)} of the`} ${which} ${goal}`
}

/** The fewest seeds in the inbox that meet the bound. */
function fewestInInbox({ kind, value }: Bound, totalSeeds: number): number {
  if (kind === 'more_than') return Math.floor((value * totalSeeds) / 100) + 1
  const guess = Math.ceil((value * totalSeeds) / 100)
  // 7% of 100 seeds comes out as 7.000000000000001, which must not be rounded up to 8.
  return percent(guess - 1, totalSeeds) >= value ? guess - 1 : guess
}

function action({ settled, test, costs, result: { waited } }: FindingContext, places: Places): string | null {
  if (waited.waitedMs >= WORTH_ASKING_MS) {
    const [only] = places
    const provider = places.length === 1 && costs.length > 1 ? (only?.[0] ?? null) : null
    return provider === null
      ? WAS_IT_SENT
      : `${WAS_IT_SENT} If so, look for bounces from ${providerName(provider)} in your mail server's log.`
  }
  if (settled || test.completed) return null
  if (waited.ending === 'deadline') return `Give the mail more time: raise ${code('timeout_minutes')}.`
  if (waited.ending === 'quiet') return `Give the mail more time: raise ${code('quiet_minutes')}.`
  return null
}
