import { type BlockList, isIP } from 'node:net'
import { type InboxTest, isReceived, type Seed } from '../core/inbox-test.ts'
import type { Context } from './context.ts'
import { missingSeeds, spfPassed } from './placement.ts'
import { exactly, outcomeOf, ROUNDING } from './range.ts'
import type { Bound, RuleName, RuleResult, Rules } from './rule.ts'
import { seedsAre } from './seeds-are.ts'

/** SPF must have passed for every received seed. */
export function spfRule(isRequired: boolean, context: Context): RuleResult[] {
  if (!isRequired) return []
  // While the test runs, a missing result may still come. A result other than pass fails at once.
  const fails = (seed: Seed) => !spfPassed(seed) && (context.settled || seed.spf !== null)
  return [seedRule('require_spf', context, fails, (seed) => seed.spf === null)]
}

/** Every received seed must have got the mail from an allowed address. */
export function senderRule(allowed: BlockList | null, context: Context): RuleResult[] {
  if (allowed === null) return []
  const fails = ({ senderIp }: Seed) =>
    senderIp === null ? context.settled : !isAllowedSender(allowed, senderIp)
  const result = seedRule('allowed_sender_ips', context, fails, (seed) => seed.senderIp === null)
  const failing = context.test.seeds.filter(isReceived).filter(fails)
  return [{ ...result, senderIps: [...new Set(failing.map(({ senderIp }) => senderIp))] }]
}

function isAllowedSender(allowed: BlockList, senderIp: string): boolean {
  const version = isIP(senderIp)
  return version !== 0 && allowed.check(senderIp, version === 4 ? 'ipv4' : 'ipv6')
}

/**
 * A rule that no received seed may break. Three kinds of seeds could still break it: those yet to arrive, those received but
 * missing from the list, and those for which the API does not yet give what the rule needs.
 */
function seedRule(
  rule: RuleName,
  { test, settled, hasOpenSeeds }: Context,
  fails: (seed: Seed) => boolean,
  isSilent: (seed: Seed) => boolean,
): RuleResult {
  const receivedSeeds = test.seeds.filter(isReceived)
  const failing = receivedSeeds.filter(fails).length
  const silent = settled ? 0 : receivedSeeds.filter(isSilent).length
  const expected = settled ? mostReceived(test) : test.summary.totalSeeds
  const unlisted = Math.max(0, expected - receivedSeeds.length)
  const bound: Bound = { kind: 'at_most', value: 0 }
  const measured = { low: failing, high: failing + silent + unlisted }
  const outcome = outcomeOf(measured, bound, 0)
  const note =
    settled && unlisted > 0 ? `${seedsAre(unlisted, 'received seed')} missing from the API's list` : null
  const openSeeds = outcome === 'undecided' && (hasOpenSeeds || silent > 0)
  return { rule, subject: { kind: 'test' }, unit: 'seeds', bound, measured, outcome, note, openSeeds }
}

/** How many seeds have been received, by whichever figure of the response says most, so that none goes unchecked. */
function mostReceived({ summary }: InboxTest): number {
  const { totalSeeds, received, pending, inbox, spam, unknown, inboxRate } = summary
  const byRate = Math.ceil((totalSeeds * (inboxRate - ROUNDING)) / 100)
  return Math.max(received, totalSeeds - pending, inbox + spam + unknown, byRate)
}

/** Missing seeds can only become fewer, so the rule may pass before time is up, and fails only then. */
export function missingSeedsRule(most: number | null, { test, timeIsUp }: Context): RuleResult[] {
  if (most === null) return []
  const missing = missingSeeds(test)
  const measured = { low: timeIsUp || test.completed ? missing : 0, high: missing }
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
      openSeeds: false,
    },
  ]
}
