import type { InboxTest, Placement, Seed, Summary } from '../../src/core/inbox-test.ts'
import { type Baseline, baselineRead } from '../../src/judge/baseline.ts'
import type { Circumstances } from '../../src/judge/context.ts'
import { judge } from '../../src/rules/judge.ts'
import type { RuleName, RuleResult, Rules } from '../../src/rules/rules.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { type FlatResult, flat, inboxTest, seed } from '../builders.ts'

export const WAITING: Circumstances = { timeIsUp: false, baseline: { kind: 'none' } }
export const TIME_IS_UP: Circumstances = { timeIsUp: true, baseline: { kind: 'none' } }

/** So many seeds of each placement, in order; pending ones know neither SPF nor sender. */
export function seeds(
  counts: Partial<Record<Placement, number>>,
  over: Parameters<typeof seed>[0] = {},
): Seed[] {
  return Object.entries(counts).flatMap(([placement, count]) => {
    const unseen = placement === 'pending' ? { spf: null, senderIp: null } : {}
    return Array.from({ length: count }, () =>
      seed({ placement: placement as Placement, ...unseen, ...over }),
    )
  })
}

/** A test with so many seeds of each placement, Completed when none is pending. */
export function testOf(counts: Parameters<typeof seeds>[0], over: Partial<InboxTest> = {}): InboxTest {
  return inboxTest({ seeds: seeds(counts), ...over })
}

/** The same test with other figures in its summary. */
export function withSummary(test: InboxTest, summary: Partial<Summary>): InboxTest {
  return { ...test, summary: { ...test.summary, ...summary } }
}

/** What one rule says of a test, the other rules being those of every gate unless given. */
export function resultsOf(
  rule: RuleName,
  rules: Partial<Rules>,
  test: InboxTest,
  circumstances: Circumstances = WAITING,
): FlatResult[] {
  return judge({ ...DEFAULT_RULES, ...rules }, test, circumstances)
    .rules.filter((each) => each.rule === rule)
    .map(flat)
}

export function outcomesOf(...args: Parameters<typeof resultsOf>): RuleResult['outcome'][] {
  return resultsOf(...args).map(({ outcome }) => outcome)
}

/** An earlier test that was read at the start, or for the last time. */
export function read(test: InboxTest, isLastReading = false): Baseline<'read'> {
  return baselineRead(test, isLastReading)
}
