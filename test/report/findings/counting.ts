import type { InboxTest, Placement, Seed } from '../../../src/core/inbox-test.ts'
import type { RuleResult } from '../../../src/judge/rule.ts'
import type { Case } from './any-judged-test.ts'
import type { ReadFinding } from './read-findings.ts'

/** One finding that a report must have. */
export interface Expected {
  readonly kind: string
  /** Seeds not in the inbox that it is about. */
  readonly lost: number
  /** Whether a finding says this, with the right figures. */
  readonly fits: (finding: ReadFinding) => boolean
}

export const is = (placement: Placement) => (each: Seed) => each.placement === placement
export const worded = (each: Seed) =>
  each.placement === 'unknown' && (each.placementText === 'Promotions' || each.placementText === 'Junk')
export const isMisplaced = (each: Seed) => is('spam')(each) || (is('unknown')(each) && !worded(each))
export const count = (seeds: readonly Seed[], which: (each: Seed) => boolean) => seeds.filter(which).length
export const notInInbox = (seeds: readonly Seed[]) => seeds.length - count(seeds, is('inbox'))
export const names = (values: readonly (string | null)[]) =>
  [...new Set(values)].filter((value): value is string => value !== null)
export const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
export const sameSet = <Value>(a: Iterable<Value>, b: Iterable<Value>) => {
  const [left, right] = [new Set(a), new Set(b)]
  return left.size === right.size && [...left].every((value) => right.has(value))
}

/** Seeds without the mail, by the figure that says most. */
export function missingOf({ summary, seeds }: InboxTest): number {
  return Math.max(summary.pending, summary.totalSeeds - summary.received, count(seeds, is('pending')))
}

/** The rule of every gate. */
export function inboxRule({ result }: Case): RuleResult {
  const rule = result.rules.find((each) => each.rule === 'min_inbox_rate')
  if (rule === undefined) throw new Error('every gate has this rule')
  return rule
}

/** Whether so many seeds in the inbox are enough for the rule. */
export function isEnough(each: Case, inbox: number): boolean {
  const { kind, value } = inboxRule(each).bound
  const rate = (100 * inbox) / each.result.test.summary.totalSeeds
  return kind === 'more_than' ? rate > value : rate >= value
}

/** What a sentence says of how many of these seeds are in the inbox. */
export function isInboxSaid(evidence: string, seeds: readonly Seed[]): boolean {
  const inbox = count(seeds, is('inbox'))
  if (/(none|not) in the inbox/u.test(evidence)) return inbox === 0
  const some = /(\d+) of them in the inbox/u.exec(evidence)
  if (some !== null) return Number(some[1]) === inbox
  return /in the inbox/u.test(evidence) && inbox === seeds.length
}
