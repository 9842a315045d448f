import { type BlockList, isIP } from 'node:net'
import { type InboxTest, isWaiting, placementsOf, ROUNDING, type Seed } from '../core/inbox-test.ts'
import type { Text } from '../core/text.ts'
import { type Context, openness } from './context.ts'
import { missingRange, missingSeeds, unlistedSeeds } from './placement.ts'
import { exactly, outcomeOf } from './range.ts'
import type { Bound, Range, RuleName, RuleResult, Rules } from './rule.ts'
import { seedsAre } from './seeds-are.ts'

/** SPF must have passed for every received seed. */
export function spfRule(isRequired: boolean, context: Context): RuleResult[] {
  if (!isRequired) return []
  const breaches = breachesOf(
    context,
    ({ spf, open }) => open?.spf ?? [spf],
    (spf) => spf?.exactKey === 'pass',
  )
  return [seedRule('require_spf', context, breaches)]
}

/** Every received seed must have got the mail from an allowed address. */
export function senderRule(allowed: BlockList | null, context: Context): RuleResult[] {
  if (allowed === null) return []
  const senderIps = ({ senderIp, open }: Seed) => open?.senderIp ?? [senderIp]
  const breaches = breachesOf(context, senderIps, (senderIp) => isAllowedSender(allowed, senderIp))
  const others = new Map(breaches.sure.flatMap(senderIps).map((ip) => [ip?.exactKey ?? null, ip]))
  return [{ ...seedRule('allowed_sender_ips', context, breaches), senderIps: [...others.values()] }]
}

function isAllowedSender(allowed: BlockList, senderIp: Text | null): boolean {
  if (senderIp === null) return false
  const address = senderIp.exactKey
  const version = isIP(address)
  return version !== 0 && allowed.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

/** The seeds that break a rule that no received seed may break. */
interface Breaches {
  /** Seeds that break it, whatever else is open. */
  readonly sure: readonly Seed[]
  /** Listed seeds that break it or can. */
  readonly possible: number
  /**
   * Received seeds that the list lacks: at least, where every seed that it shows as perhaps received is, and at most, where
   * only those are that can break the rule.
   */
  readonly lacking: Range
  /** Whether more than pending and unknown seeds can break it. */
  readonly isOpenBeyondWaiting: boolean
  /** Whether a received seed still lacks what the rule needs. */
  readonly isSilent: boolean
}

/** Tells whether a value is good enough; null stands for none. */
type IsGood = (value: Text | null) => boolean

/**
 * Three kinds of seeds can still break the rule: those yet to arrive, those received but missing from the list, and those for
 * which the API does not yet give what the rule needs, or gives more than one value.
 * @param valuesOf every value that a seed may have; null where the API gives none
 */
function breachesOf(
  { test, settled }: Context,
  valuesOf: (seed: Seed) => readonly (Text | null)[],
  isGood: IsGood,
): Breaches {
  const seeds = test.seeds
    .filter((seed) => !settled || placementsOf(seed).some((placement) => placement !== 'pending'))
    .map((seed) => standingOf(seed, valuesOf(seed), settled, isGood))
  const breakable = seeds.filter(({ canBreak }) => canBreak)
  const open = breakable.filter(({ mustBreak }) => !mustBreak)
  const arrived = seeds.filter(({ isArrived }) => isArrived).length
  const broken = breakable.filter(({ isArrived }) => !isArrived).length
  const lacking = (listed: number) => Math.max(0, mostReceived(test) - listed)
  const unlisted = unlistedSeeds(test)
  return {
    sure: breakable.filter(({ mustBreak }) => mustBreak).map(({ seed }) => seed),
    possible: breakable.length,
    // While the test runs, every seed that is not listed may still arrive and break the rule.
    lacking: settled
      ? { low: lacking(seeds.length), high: lacking(arrived + broken) }
      : { low: 0, high: unlisted.all },
    isOpenBeyondWaiting:
      unlisted.all > unlisted.pending ||
      open.some(({ seed }) => valuesOf(seed).length > 1 || !isWaiting(seed)),
    isSilent: !settled && open.some(({ seed, isArrived }) => isArrived && valuesOf(seed).includes(null)),
  }
}

/** How one seed stands that has arrived, or may have. */
function standingOf(seed: Seed, values: readonly (Text | null)[], settled: boolean, isGood: IsGood) {
  const isArrived = !placementsOf(seed).includes('pending')
  // While the test runs, a missing value may still come, and a pending seed has none yet.
  const mayChange = (value: Text | null) => !settled && (value === null || !isArrived)
  return {
    seed,
    isArrived,
    mustBreak: isArrived && values.every((value) => !mayChange(value) && !isGood(value)),
    canBreak: values.some((value) => mayChange(value) || !isGood(value)),
  }
}

function seedRule(rule: RuleName, context: Context, breaches: Breaches): RuleResult {
  const { sure, possible, lacking, isOpenBeyondWaiting, isSilent } = breaches
  const bound: Bound = { kind: 'at_most', value: 0 }
  const measured = { low: sure.length, high: possible + lacking.high }
  const outcome = outcomeOf(measured, bound, 0)
  const note =
    lacking.low > 0 ? `${seedsAre(lacking.low, 'received seed')} missing from the API's list` : null
  const openSeeds = outcome === 'undecided' && (context.hasOpenSeeds || isSilent)
  const { onlyWaiting } = openness(outcome, context, isOpenBeyondWaiting)
  return {
    rule,
    subject: { kind: 'test' },
    unit: 'seeds',
    bound,
    measured,
    outcome,
    note,
    openSeeds,
    onlyWaiting,
  }
}

/** How many seeds have been received, by whichever figure of the response says most, so that none goes unchecked. */
function mostReceived({ summary }: InboxTest): number {
  const { totalSeeds, received, pending, inbox, spam, unknown, inboxRate } = summary
  const byRate = Math.ceil((totalSeeds * (inboxRate - ROUNDING)) / 100)
  return Math.max(received, totalSeeds - pending, inbox + spam + unknown, byRate)
}

/** Missing seeds can only become fewer, so the rule may pass before time is up, and fails only then. */
export function missingSeedsRule(most: number | null, context: Context): RuleResult[] {
  if (most === null) return []
  const { test, timeIsUp } = context
  const missing = missingRange(test)
  const measured = { low: timeIsUp || test.completed ? missing.low : 0, high: missing.high }
  const bound: Bound = { kind: 'at_most', value: most }
  const outcome = outcomeOf(measured, bound, 0)
  return [
    {
      rule: 'max_missing_seeds',
      subject: { kind: 'test' },
      unit: 'seeds',
      bound,
      measured,
      outcome,
      note: null,
      openSeeds: outcome === 'undecided',
      onlyWaiting: openness(outcome, context, missing.low < missing.high).onlyWaiting,
    },
  ]
}

/** With `fail`, a test that is not settled when time is up has failed for that alone. */
export function timeoutRule(onTimeout: Rules['on_timeout'], context: Context): RuleResult[] {
  if (onTimeout !== 'fail' || !context.timeIsUp || context.settled) return []
  return [
    {
      rule: 'on_timeout',
      subject: { kind: 'test' },
      unit: 'seeds',
      bound: { kind: 'at_most', value: 0 },
      measured: exactly(missingSeeds(context.test)),
      outcome: 'failed',
      note: 'the test was not Completed in time',
      ...openness('failed', context, false),
    },
  ]
}
