import { isIP } from 'node:net'
import { type InboxTest, isReceived, type Seed } from '../core/inbox-test.ts'
import {
  missingSeeds,
  type ProviderTally,
  percent,
  providerKey,
  spfPassed,
  tallyAll,
  tallyProviders,
  unattributedSeeds,
} from './placement.ts'
import type { ProviderRate, Rules } from './rules.ts'

/** `undecided`: seeds that are still open could make it either. */
export type Outcome = 'passed' | 'failed' | 'undecided'

/** From the least to the most the measured value can turn out; both are equal once nothing is open. */
export interface Range {
  readonly low: number
  readonly high: number
}

export interface Bound {
  readonly kind: 'at_least' | 'more_than' | 'at_most'
  readonly value: number
}

/** How one rule stands. `measured` is null when there is nothing to measure. */
export interface RuleResult {
  /** The input that asks for it. */
  readonly rule:
    | 'min_inbox_rate'
    | 'max_spam_rate'
    | 'provider_min_inbox_rate'
    | 'require_spf'
    | 'allowed_sender_ips'
    | 'max_missing_seeds'
    | 'max_inbox_rate_drop'
    | 'on_timeout'
  /** For provider rules: the provider, or `*` for those the API has not listed yet. */
  readonly provider: string | null
  readonly unit: 'percent' | 'points' | 'seeds'
  readonly bound: Bound
  readonly measured: Range | null
  readonly outcome: Outcome
  /** What the numbers alone do not say. */
  readonly note: string | null
}

export interface Judgement {
  /** Any rule failed → failed; else any undecided → undecided; else passed. */
  readonly verdict: Outcome
  readonly rules: readonly RuleResult[]
}

export interface Circumstances {
  /** The wait is over: what is still pending counts as missing. */
  readonly timeIsUp: boolean
  /** Inbox rate of the earlier test, percent of all its seeds; null without one. */
  readonly baselineInboxRate: number | null
}

/**
 * While a test is not Completed, a range must clear the bound by more than this many points: the API may round its rates.
 */
const ROUNDING = 0.5

/** Judges every rule on its own; none is skipped because another failed. */
export function judge(rules: Rules, test: InboxTest, circumstances: Circumstances): Judgement {
  const settled = isSettled(rules, test, circumstances)
  const tolerance = settled ? 0 : ROUNDING
  const inboxRange = settled ? exactly(test.summary.inboxRate) : openInboxRange(test)
  const results: RuleResult[] = [
    // A threshold of 0 does not make a test without a single inbox placement a good one.
    rated('min_inbox_rate', atLeastButSome(rules.minInboxRate), inboxRange, tolerance),
  ]
  if (rules.maxSpamRate !== null) {
    const range = settled ? exactly(test.summary.spamRate) : openSpamRange(test)
    results.push(rated('max_spam_rate', { kind: 'at_most', value: rules.maxSpamRate }, range, tolerance))
  }
  // Not spread into one call: a hostile test may name more providers than a call takes arguments.
  for (const result of providerResults(rules.providerMinInboxRate, test, settled)) results.push(result)
  if (rules.requireSpf) results.push(spfResult(test, settled))
  if (rules.allowedSenderIps !== null) results.push(senderResult(rules.allowedSenderIps, test, settled))
  if (rules.maxMissingSeeds !== null) {
    results.push(missingResult(rules.maxMissingSeeds, test, circumstances.timeIsUp))
  }
  if (rules.maxInboxRateDrop !== null) {
    results.push(dropResult(rules.maxInboxRateDrop, circumstances.baselineInboxRate, inboxRange, tolerance))
  }
  if (rules.onTimeout === 'fail' && circumstances.timeIsUp && !settled) results.push(notInTime(test))
  return { verdict: verdictOf(results), rules: results }
}

/** Whether the rates are judged as they stand: Completed, or complete enough when time is up. */
function isSettled(rules: Rules, test: InboxTest, { timeIsUp }: Circumstances): boolean {
  return (
    test.completed ||
    (timeIsUp && rules.maxMissingSeeds !== null && missingSeeds(test) <= rules.maxMissingSeeds)
  )
}

function verdictOf(results: readonly RuleResult[]): Outcome {
  if (results.some((result) => result.outcome === 'failed')) return 'failed'
  return results.some((result) => result.outcome === 'undecided') ? 'undecided' : 'passed'
}

function outcomeOf({ low, high }: Range, bound: Bound, tolerance: number): Outcome {
  const { kind, value } = bound
  // Seen in a mirror, the most that may be is the least that must be.
  if (kind === 'at_most') {
    return outcomeOf({ low: -high, high: -low }, { kind: 'at_least', value: -value }, tolerance)
  }
  const holds = (end: number) => (kind === 'at_least' ? end >= value : end > value)
  const isClear = (end: number) => tolerance === 0 || Math.abs(end - value) > tolerance
  if (holds(low) && isClear(low)) return 'passed'
  return !holds(high) && isClear(high) ? 'failed' : 'undecided'
}

function rated(rule: RuleResult['rule'], bound: Bound, measured: Range, tolerance: number): RuleResult {
  const outcome = outcomeOf(measured, bound, tolerance)
  return { rule, provider: null, unit: 'percent', bound, measured, outcome, note: null }
}

function atLeastButSome(minimum: number): Bound {
  return minimum > 0 ? { kind: 'at_least', value: minimum } : { kind: 'more_than', value: 0 }
}

function exactly(value: number): Range {
  return { low: value, high: value }
}

function openInboxRange(test: InboxTest): Range {
  const { summary, seeds } = test
  return openRange(test, summary.inbox, summary.spam, tallyAll(seeds).inbox, summary.inboxRate)
}

function openSpamRange(test: InboxTest): Range {
  const { summary, seeds } = test
  return openRange(test, summary.spam, summary.inbox, tallyAll(seeds).spam, summary.spamRate)
}

/**
 * The rate of one placement when no open seed turns out to be there, and when all do. Every figure of the response bounds
 * it (the counts and what they leave for each other, the list of seeds, the API's own rate), so that rounding or a
 * contradiction widens the range instead of deciding it.
 * @param part seeds counted in that placement
 * @param other seeds counted in the opposite one
 * @param listed seeds listed in that placement
 */
function openRange(
  { summary, seeds }: InboxTest,
  part: number,
  other: number,
  listed: number,
  rate: number,
): Range {
  const { totalSeeds, received, unknown, pending } = summary
  const fewest = Math.min(
    part,
    received - other - unknown,
    totalSeeds - pending - other - unknown,
    totalSeeds - (seeds.length - listed),
  )
  const most = Math.max(totalSeeds - other, part + unknown + pending, listed)
  return {
    low: Math.min(rate, percent(Math.max(fewest, 0), totalSeeds)),
    high: Math.max(rate, percent(Math.min(most, totalSeeds), totalSeeds)),
  }
}

/** A baseline that could not be read leaves the rule open: a rule that was asked for never goes without saying. */
function dropResult(most: number, baseline: number | null, inbox: Range, tolerance: number): RuleResult {
  const bound: Bound = { kind: 'at_most', value: most }
  const rule = { rule: 'max_inbox_rate_drop', provider: null, unit: 'points', bound } as const
  if (baseline === null) {
    return { ...rule, measured: null, outcome: 'undecided', note: 'the baseline test has not been read' }
  }
  const measured = dropRange(baseline, inbox)
  return { ...rule, measured, outcome: outcomeOf(measured, bound, tolerance), note: null }
}

/** Points lost against the baseline. Rounded to a billionth: 85.3 - 80.1 is 5.2, not 5.200000000000003. */
function dropRange(baseline: number, inbox: Range): Range {
  const points = (value: number) => Math.round(value * 1e9) / 1e9
  return { low: points(baseline - inbox.high), high: points(baseline - inbox.low) }
}

function providerResults(rates: readonly ProviderRate[], test: InboxTest, settled: boolean): RuleResult[] {
  if (rates.length === 0) return []
  const tallies = new Map(tallyProviders(test.seeds).map((tally) => [providerKey(tally.provider), tally]))
  const unattributed = unattributedSeeds(test)
  const result = (provider: string, minimum: number, tally: ProviderTally | undefined) =>
    providerResult(provider, minimum, tally, unattributed, settled)

  const results: RuleResult[] = []
  let others: number | null = null
  for (const { provider, minimum } of rates) {
    if (provider === null) {
      others = minimum
      continue
    }
    const key = providerKey(provider)
    const tally = tallies.get(key)
    tallies.delete(key)
    results.push(result(tally?.provider ?? provider, minimum, tally))
  }
  if (others === null) return results
  for (const tally of tallies.values()) results.push(result(tally.provider, others, tally))
  // A provider that the API has not listed yet is under this rule too.
  if (unattributed > 0) results.push(result('*', others, undefined))
  return results
}

/**
 * A provider's inbox rate is counted from its seeds. Seeds that could be any provider's widen the range on both sides,
 * Completed or not, so that a list with gaps never passes for a full one.
 */
function providerResult(
  provider: string,
  minimum: number,
  tally: ProviderTally | undefined,
  unattributed: number,
  settled: boolean,
): RuleResult {
  const bound: Bound = { kind: 'at_least', value: minimum }
  const rule = { rule: 'provider_min_inbox_rate', provider, unit: 'percent', bound } as const
  const seeds = (tally?.seeds ?? 0) + unattributed
  if (seeds === 0) return { ...rule, measured: null, outcome: 'failed', note: 'no seeds in this test' }
  const inbox = tally?.inbox ?? 0
  const open = unattributed + (settled || tally === undefined ? 0 : tally.unknown + tally.pending)
  const measured = { low: percent(inbox, seeds), high: percent(inbox + open, seeds) }
  const note = unattributed > 0 ? `${unattributed} of the test's seeds are not listed under a provider` : null
  return { ...rule, measured, outcome: outcomeOf(measured, bound, settled ? 0 : ROUNDING), note }
}

function spfResult(test: InboxTest, settled: boolean): RuleResult {
  // An absent result may still come while the test runs; a result other than pass is one.
  const fails = (seed: Seed) => !spfPassed(seed) && (settled || seed.spf !== null)
  return seedResult('require_spf', test, settled, fails)
}

function senderResult(
  allowed: NonNullable<Rules['allowedSenderIps']>,
  test: InboxTest,
  settled: boolean,
): RuleResult {
  const fails = ({ senderIp }: Seed) => {
    if (senderIp === null) return settled
    const version = isIP(senderIp)
    return version === 0 || !allowed.check(senderIp, version === 4 ? 'ipv4' : 'ipv6')
  }
  return seedResult('allowed_sender_ips', test, settled, fails)
}

/**
 * A rule that no received seed may break. Seeds that have yet to arrive, or are received but missing from the list, or
 * have not told what the rule needs, could still break it.
 */
function seedResult(
  rule: 'require_spf' | 'allowed_sender_ips',
  test: InboxTest,
  settled: boolean,
  fails: (seed: Seed) => boolean,
): RuleResult {
  const receivedSeeds = test.seeds.filter(isReceived)
  const failing = receivedSeeds.filter(fails).length
  const silent = settled
    ? 0
    : receivedSeeds.filter((seed) => (rule === 'require_spf' ? seed.spf : seed.senderIp) === null).length
  const expected = settled ? mostReceived(test) : test.summary.totalSeeds
  const unlisted = Math.max(0, expected - receivedSeeds.length)
  const bound: Bound = { kind: 'at_most', value: 0 }
  const measured = { low: failing, high: failing + silent + unlisted }
  const note = settled && unlisted > 0 ? `${unlisted} received seeds are missing from the API's list` : null
  return {
    rule,
    provider: null,
    unit: 'seeds',
    bound,
    measured,
    outcome: outcomeOf(measured, bound, 0),
    note,
  }
}

/** Received seeds by whichever figure of the response says most: none of them may go unseen. */
function mostReceived({ summary }: InboxTest): number {
  const { totalSeeds, received, pending, inbox, spam, unknown, inboxRate } = summary
  const byRate = Math.ceil((totalSeeds * (inboxRate - ROUNDING)) / 100)
  return Math.max(received, totalSeeds - pending, inbox + spam + unknown, byRate)
}

/** Missing seeds can only become fewer, so the rule may pass before time is up, and fails only then. */
function missingResult(most: number, test: InboxTest, timeIsUp: boolean): RuleResult {
  const missing = missingSeeds(test)
  const measured = { low: timeIsUp || test.completed ? missing : 0, high: missing }
  const bound: Bound = { kind: 'at_most', value: most }
  const outcome = outcomeOf(measured, bound, 0)
  return { rule: 'max_missing_seeds', provider: null, unit: 'seeds', bound, measured, outcome, note: null }
}

function notInTime(test: InboxTest): RuleResult {
  const bound: Bound = { kind: 'at_most', value: 0 }
  const measured = exactly(missingSeeds(test))
  const note = 'the test was not Completed in time'
  return { rule: 'on_timeout', provider: null, unit: 'seeds', bound, measured, outcome: 'failed', note }
}
