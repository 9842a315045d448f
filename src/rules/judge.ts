import { type InboxTest, ROUNDING } from '../core/inbox-test.ts'
import type { Outcome } from '../core/measure.ts'
import type { Baseline } from '../judge/baseline.ts'
import type { Circumstances, Context, EarlierRate } from '../judge/context.ts'
import { type Figures, figuresOf } from '../judge/figures.ts'
import { inboxRange } from '../judge/range.ts'
import { isSettled } from '../judge/settled.ts'
import { countsOf } from '../judge/tally.ts'
import { judgeInboxRate, minInboxRate } from './min-inbox-rate.ts'
import { type RuleResult, type Rules, rulesOn } from './rules.ts'

/** How one test stands. */
export interface Judgment {
  /** Any rule failed → failed; else any undecided → undecided; else passed. */
  readonly verdict: Outcome
  /** Completed, or complete enough. */
  readonly settled: boolean
  /** In the order of the table below. */
  readonly rules: readonly RuleResult[]
  /** How the inbox rate of the whole test stands: the one rule that is always on. It is among `rules`. */
  readonly inboxRate: RuleResult
  readonly figures: Figures
}

/** Judges every rule on its own; none is skipped because another failed. */
export function judge(rules: Rules, test: InboxTest, circumstances: Circumstances): Judgment {
  const context = contextOf(rules, test, circumstances)
  const { settled, figures } = context
  const inboxRate: RuleResult = { rule: minInboxRate.name, ...judgeInboxRate(rules.min_inbox_rate, context) }
  const results = rulesOn(rules).flatMap(({ rule, setting }) =>
    rule.name === minInboxRate.name
      ? [inboxRate]
      : rule.judge(setting, context).map((judged): RuleResult => ({ rule: rule.name, ...judged })),
  )
  return { verdict: verdictOfRules(results), settled, rules: results, inboxRate, figures }
}

function contextOf(rules: Rules, test: InboxTest, { timeIsUp, baseline }: Circumstances): Context {
  const counts = countsOf(test)
  const settled = isSettled(test, counts, timeIsUp, rules.max_missing_seeds)
  const figures = figuresOf(test, settled, counts)
  return {
    test,
    settled,
    figures,
    hasOpenSeeds: !settled && (figures.missing.high > 0 || test.summary.unknown > 0),
    hasWaitingSeeds: !settled && figures.waiting > 0,
    timeIsUp,
    tolerance: settled ? 0 : ROUNDING,
    earlier: earlierRate(rules, baseline),
  }
}

function earlierRate(rules: Rules, baseline: Baseline<'read'>): EarlierRate {
  if (baseline.kind === 'not_compared') return { kind: 'not_compared' }
  if (baseline.kind !== 'read') return { kind: 'not_read' }
  const { test, figures, isLastReading } = baseline
  const settled = isSettled(test, figures, isLastReading, rules.max_missing_seeds)
  return { kind: 'read', inboxRate: inboxRange({ test, figures, settled }), settled }
}

function verdictOfRules(results: readonly RuleResult[]): Outcome {
  if (results.some((result) => result.outcome === 'failed')) return 'failed'
  return results.some((result) => result.outcome === 'undecided') ? 'undecided' : 'passed'
}
