import { type InboxTest, ROUNDING, type SeedField } from '../core/inbox-test.ts'
import type { Circumstances, Context } from './context.ts'
import { dropRule } from './drop-rule.ts'
import { missingSeeds, waitingSeeds } from './placement.ts'
import { providerRules, weightedRateRule } from './provider-rules.ts'
import { inboxRange } from './range.ts'
import { inboxRateRule, spamRateRule, unknownRateRule } from './rate-rules.ts'
import type { Outcome, RuleName, RuleResult, Rules } from './rule.ts'
import { missingSeedsRule, senderRule, spfRule, timeoutRule } from './seed-rules.ts'
import { isSettled } from './settled.ts'

/** How one test stands. */
export interface Judgment {
  /** Any rule failed → failed; else any undecided → undecided; else passed. */
  readonly verdict: Outcome
  /** Completed, or complete enough. */
  readonly settled: boolean
  /** In the order of the table below. */
  readonly rules: readonly RuleResult[]
}

/** One row: how a rule is judged, and which fields of the seeds it needs. A rule that is off has no result. */
interface Rule<Name extends RuleName> {
  readonly judge: (setting: Rules[Name], context: Context) => readonly RuleResult[]
  readonly needs: readonly SeedField[]
}

/** Every rule there is, in the order of importance: the headline names the first that failed. */
const RULES: { readonly [Name in RuleName]: Rule<Name> } = {
  min_inbox_rate: { judge: inboxRateRule, needs: [] },
  provider_min_inbox_rate: { judge: providerRules, needs: ['provider', 'placement'] },
  min_weighted_inbox_rate: { judge: weightedRateRule, needs: ['provider', 'placement'] },
  max_spam_rate: { judge: spamRateRule, needs: [] },
  max_inbox_rate_drop: { judge: dropRule, needs: [] },
  require_spf: { judge: spfRule, needs: ['placement', 'spf_status'] },
  allowed_sender_ips: { judge: senderRule, needs: ['placement', 'sender_ip'] },
  max_unknown_rate: { judge: unknownRateRule, needs: [] },
  max_missing_seeds: { judge: missingSeedsRule, needs: [] },
  on_timeout: { judge: timeoutRule, needs: [] },
}

const RULE_NAMES = Object.keys(RULES) as readonly RuleName[]

/** Judges every rule on its own; none is skipped because another failed. */
export function judge(rules: Rules, test: InboxTest, circumstances: Circumstances): Judgment {
  const context = contextOf(rules, test, circumstances)
  const results = RULE_NAMES.flatMap((name) => resultsOf(name, rules, context))
  return { verdict: verdictOfRules(results), settled: context.settled, rules: results }
}

function resultsOf<Name extends RuleName>(name: Name, rules: Rules, context: Context): readonly RuleResult[] {
  return RULES[name].judge(rules[name], context)
}

function contextOf(rules: Rules, test: InboxTest, { timeIsUp, baseline }: Circumstances): Context {
  const settled = isSettled(test, timeIsUp, rules.max_missing_seeds)
  return {
    test,
    settled,
    hasOpenSeeds: !settled && (missingSeeds(test) > 0 || test.summary.unknown > 0),
    hasWaitingSeeds: !settled && waitingSeeds(test) > 0,
    timeIsUp,
    tolerance: settled ? 0 : ROUNDING,
    baseline: baseline.kind === 'read' ? earlierRate(rules, baseline) : null,
    notComparedYet: baseline.kind === 'not_compared' ? baseline.cause : null,
  }
}

function earlierRate(
  rules: Rules,
  { test, isLastReading }: Extract<Circumstances['baseline'], { kind: 'read' }>,
) {
  const settled = isSettled(test, isLastReading, rules.max_missing_seeds)
  return { inboxRate: inboxRange(test, settled), settled }
}

function verdictOfRules(results: readonly RuleResult[]): Outcome {
  if (results.some((result) => result.outcome === 'failed')) return 'failed'
  return results.some((result) => result.outcome === 'undecided') ? 'undecided' : 'passed'
}

/** The fields of the seeds that the rules of this run need. When it is empty, the list of seeds decides nothing. */
export function neededFields(rules: Rules): ReadonlySet<SeedField> {
  return new Set(RULE_NAMES.filter((name) => isOn(rules[name])).flatMap((name) => RULES[name].needs))
}

function isOn(setting: Rules[RuleName]): boolean {
  return Array.isArray(setting) ? setting.length > 0 : setting !== null && setting !== false
}
