import { isIP } from 'node:net'
import { type InboxTest, isReceived, type Seed } from './campaign-cleaner/inbox-test.ts'
import {
  missingSeeds,
  type ProviderTally,
  percent,
  providerKey,
  spfPassed,
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
  results.push(...providerResults(rules.providerMinInboxRate, test, settled))
  if (rules.requireSpf) results.push(spfResult(test, settled))
  if (rules.allowedSenderIps !== null) results.push(senderResult(rules.allowedSenderIps, test, settled))
  if (rules.maxMissingSeeds !== null) {
    results.push(missingResult(rules.maxMissingSeeds, test, circumstances.timeIsUp))
  }
  if (rules.maxInboxRateDrop !== null && circumstances.baselineInboxRate !== null) {
    const bound: Bound = { kind: 'at_most', value: rules.maxInboxRateDrop }
    const drop = dropRange(circumstances.baselineInboxRate, inboxRange)
    results.push({ ...rated('max_inbox_rate_drop', bound, drop, tolerance), unit: 'points' })
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

/**
 * The inbox rate when every open seed turns out badly, and when every one turns out well. The API's rate and its counts
 * both bound it, so that rounding or a contradiction widens the range instead of deciding it.
 */
function openInboxRange({ summary }: InboxTest): Range {
  const counted = percent(summary.inbox, summary.totalSeeds)
  const best = percent(summary.totalSeeds - summary.spam, summary.totalSeeds)
  return spanning(counted, best, summary.inboxRate)
}

function openSpamRange({ summary }: InboxTest): Range {
  const counted = percent(summary.spam, summary.totalSeeds)
  const worst = percent(summary.totalSeeds - summary.inbox, summary.totalSeeds)
  return spanning(counted, worst, summary.spamRate)
}

function spanning(...values: number[]): Range {
  return { low: Math.min(...values), high: Math.max(...values) }
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
  const expected = settled ? test.summary.received : test.summary.totalSeeds
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
