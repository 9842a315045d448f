import { type InboxTest, isReceived, type Seed } from '../../core/inbox-test.ts'
import type { Bound } from '../../core/measure.ts'
import type { Text } from '../../core/text.ts'
import { isTimeUp } from '../../core/waiting.ts'
import { percent } from '../../judge/tally.ts'
import type { JudgedTest } from '../../result/result.ts'
import type { RuleResult } from '../../rules/rules.ts'
import { formatBound, formatCount, formatDuration, formatSeeds } from '../../wording/numbers.ts'
import { code } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { countByProvider, providerName, whereabouts } from './words.ts'

/** Before this, some seeds without the mail are no reason to ask. Milliseconds. */
const WORTH_ASKING_MS = 5 * 60_000

const WAS_IT_SENT = `Was the campaign sent to every address in ${code('send_to')}?`

/** Seeds that have not arrived: how many, where, and what they can still do. */
export function notArrivedFindings(context: FindingContext): Finding[] {
  const { missing } = context
  if (missing === 0) return []
  const nothing = isNothingArrived(context)
  const places = missingByProvider(context)
  const before = missingBefore(context)
  const evidence = nothing
    ? [stillWithout(missing), outlook(context)]
    : [whose(places, context), beforeWords(before, missing), outlook(context)]
  return [
    {
      kind: 'not_arrived',
      notInInbox: missing,
      fact: `${nothing ? 'Nothing' : formatSeeds(missing)} had ${nothing ? '' : 'not '}arrived${untilWhen(context)}`,
      evidence: `${evidence.filter((part) => part !== '').join('; ')}.`,
      action: nothing ? WAS_IT_SENT : action(context, places, before.length),
    },
  ]
}

/** Whether no seed has the mail, by every figure of the response. */
function isNothingArrived({ missing, test: { summary, seeds } }: FindingContext): boolean {
  const { totalSeeds, received, inbox, spam, unknown } = summary
  return missing === totalSeeds && received + inbox + spam + unknown === 0 && !seeds.some(isReceived)
}

type Places = readonly (readonly [provider: Text | null, seeds: number])[]

/**
 * Missing seeds by provider, most first; null for those that the API lists under no provider. Empty where the list shows more
 * seeds as not arrived than the report counts: it has not caught up with its counts.
 */
function missingByProvider({ test, missing, result }: FindingContext): Places {
  const places: [Text | null, number][] = result.figures.providers
    .filter(({ pending }) => pending > 0)
    .map(({ provider, pending }) => [provider, pending])
  if (listedPending(test).length > missing) return []
  const elsewhere = missing - places.reduce((sum, [, count]) => sum + count, 0)
  if (elsewhere > 0) places.push([null, elsewhere])
  return places.sort(([, a], [, b]) => b - a)
}

function listedPending({ seeds }: InboxTest): Seed[] {
  return seeds.filter((seed) => !isReceived(seed))
}

function whose(places: Places, { test }: FindingContext): string {
  if (places.length === 0) {
    return `the API's list has not caught up with its counts, and shows ${formatCount(listedPending(test).length)}`
  }
  return places.every(([provider]) => provider === null)
    ? 'the API does not say at which providers'
    : whereabouts(places)
}

function stillWithout(missing: number): string {
  if (missing === 1) return 'the only seed has not received the mail'
  return missing === 2
    ? 'neither of the 2 seeds has received the mail'
    : `none of the ${formatSeeds(missing)} has received the mail`
}

/** The listed seeds that had not arrived in the baseline either. Such a seed is probably dead. */
function missingBefore({ test, missing, result: { baseline } }: FindingContext): Seed[] {
  if (baseline.kind !== 'read' || listedPending(test).length > missing) return []
  const keyOf = ({ address }: Seed) => address?.key() ?? null
  const before = new Set(listedPending(baseline.test).map(keyOf))
  return listedPending(test).filter((seed) => keyOf(seed) !== null && before.has(keyOf(seed)))
}

function beforeWords(before: readonly Seed[], missing: number): string {
  if (before.length === 0) return ''
  if (before.length === missing) {
    return `the same ${missing === 1 ? 'seed' : 'seeds'} had not arrived in the baseline either`
  }
  return `${formatCount(before.length)} of them had not arrived in the baseline either, ${whereabouts(countByProvider(before))}`
}

function untilWhen({ test, settings, result: { waited } }: FindingContext): string {
  if (test.completed) return ', though the API calls the test Completed'
  const { ending, waitedMs } = waited
  if (ending === 'deadline' && settings.looksOnce) return ' at the first and only look'
  return ` when the check ${ending === 'cancelled' ? 'was cancelled' : 'ended'}, after ${formatDuration(waitedMs)}`
}

/** What the open seeds can still change, or could have; empty once the test is settled. */
function outlook(context: FindingContext): string {
  const { settled, missing, result } = context
  if (settled) return ''
  if (result.waited.ending === 'certain') {
    return `${missing === 1 ? 'it' : 'they'} could not have changed the verdict`
  }
  const { inboxRate: rule } = result
  if (rule.outcome === 'undecided') return neededInInbox(context, rule.bound)
  if (rule.outcome !== 'failed') return ''
  const all = missing === 1 ? 'it' : missing === 2 ? 'both of them' : 'all of them'
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
  if (needed === open && open === 2 && unknown === 0) return `both ${goal}`
  return `${needed === open ? 'all' : `${formatCount(needed)} of the`} ${which} ${goal}`
}

/** The fewest seeds in the inbox that meet the bound. */
function fewestInInbox({ kind, value }: Bound, totalSeeds: number): number {
  if (kind === 'more_than') return Math.floor((value * totalSeeds) / 100) + 1
  const guess = Math.ceil((value * totalSeeds) / 100)
  // 7% of 100 seeds comes out as 7.000000000000001, which must not be rounded up to 8.
  return percent(guess - 1, totalSeeds) >= value ? guess - 1 : guess
}

function action(context: FindingContext, places: Places, before: number): string | null {
  if (2 * before > context.missing) return probablyDead(before, context)
  return context.result.waited.waitedMs >= WORTH_ASKING_MS ? wasItSent(context, places) : moreTime(context)
}

function probablyDead(seeds: number, context: FindingContext): string {
  const allow = allowFor(seeds, context)
  return `${seeds === 1 ? 'It is' : 'They are'} probably dead${allow === null ? '' : `: ${allow}`}.`
}

function wasItSent(context: FindingContext, places: Places): string {
  const allow = context.result.verdict === 'passed' ? allowFor(context.missing, context) : null
  const further = allow === null ? lookForBounces(context, places) : `If so, ${allow}.`
  return [WAS_IT_SENT, ...(further === null ? [] : [further])].join(' ')
}

/** null where more time would not change the verdict. */
function moreTime(context: FindingContext): string | null {
  const { missing, settled, result } = context
  const { waited, verdict } = result
  if (settled || !isTimeUp(waited.ending)) return null
  if (verdict === 'passed') {
    const allow = allowFor(missing, context)
    return allow && `If ${missing === 1 ? 'it never arrives' : 'they never arrive'}, ${allow}.`
  }
  if (!couldPassWithTime(result)) return null
  return `Give the mail more time: raise ${code(waited.ending === 'quiet' ? 'quiet_minutes' : 'timeout_minutes')}.`
}

/** Whether open seeds keep the test from passing, and no rule has failed that they cannot mend. */
function couldPassWithTime({ rules }: JudgedTest): boolean {
  const isLate = ({ rule }: RuleResult) => rule === 'max_missing_seeds' || rule === 'on_timeout'
  const failed = rules.filter(({ outcome }) => outcome === 'failed')
  const isOpen = rules.some((rule) => rule.outcome === 'undecided' && rule.openSeeds)
  return failed.every(isLate) && (failed.length > 0 || isOpen)
}

/** null where the verdict allows for missing seeds already. */
function allowFor(seeds: number, { settled, result }: FindingContext): string | null {
  const rule = result.rules.find((each) => each.rule === 'max_missing_seeds')
  const isAllowed = rule === undefined ? settled : rule.outcome === 'passed'
  return isAllowed ? null : `allow for ${seeds === 1 ? 'it' : 'them'} with ${code('max_missing_seeds')}`
}

function lookForBounces({ costs }: FindingContext, places: Places): string | null {
  const [only] = places
  const provider = places.length === 1 && costs.length > 1 ? (only?.[0] ?? null) : null
  return provider === null
    ? null
    : `If so, look for bounces from ${providerName(provider)} in your mail server's log.`
}
