import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { Outcome } from '../../src/core/measure.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import type { Circumstances } from '../../src/judge/context.ts'
import { isSettled } from '../../src/judge/settled.ts'
import { countsOf } from '../../src/judge/tally.ts'
import { type Judgment, judge } from '../../src/rules/judge.ts'
import type { RuleName, RuleResult } from '../../src/rules/rules.ts'
import { flat, inboxTest, RULE_NAMES } from '../builders.ts'
import { read } from '../judge/examples.ts'
import { asText } from '../texts.ts'
import { ALLOWED_SENDER, answer, anyFullRun, anyRun, type TestStory } from './any-story.ts'

/** Enough to find wrong ranges that show only where a bound, a rate and its rounding meet. */
const MANY = { numRuns: 10_000 }

describe('what is decided early', () => {
  test('while seeds or the baseline are open, rules and verdict, stands however the wait ends', () => {
    fc.assert(
      fc.property(anyRun, fc.boolean(), fc.boolean(), ({ rules, test, baseline }, isDone, willBeDone) => {
        const now = isDone ? answer(test, 'later', true) : answer(test, 'early', false)
        const then = answer(test, 'later', isDone || willBeDone)
        const early = judge(rules, now, { timeIsUp: false, baseline: baseline.first })
        const later = judge(rules, then, { timeIsUp: true, baseline: baseline.last })
        // Being late is not a matter of seeds, and known only when time is up.
        expectToStand(early, later, ['on_timeout'])
      }),
      MANY,
    )
  })

  test('when time is up is what the Completed test would have shown, but for the lateness itself', () => {
    fc.assert(
      fc.property(anyRun, ({ rules, test, baseline }) => {
        const now = lastLook(baseline.first)
        const early = judge(rules, answer(test, 'early', false), { timeIsUp: true, baseline: now })
        if (early.settled) return
        // A baseline that is complete enough stays as it is.
        const isDone =
          now.kind === 'read' && isSettled(now.test, countsOf(now.test), true, rules.max_missing_seeds)
        const then = isDone ? now : baseline.last
        const later = judge(rules, answer(test, 'later', true), { timeIsUp: false, baseline: then })
        expectToStand(early, later, ['on_timeout', 'max_missing_seeds'])
      }),
      MANY,
    )
  })

  test('comes both ways for every rule there is, or the properties above would hold nothing', () => {
    const results = fc
      .sample(fc.tuple(anyRun, fc.boolean()), { numRuns: 2000, seed: 1 })
      .map(([{ rules, test, baseline }, timeIsUp]) =>
        judge(rules, answer(test, 'early', false), { timeIsUp, baseline: baseline.first }),
      )
      .flatMap(({ settled, rules }) => (settled ? [] : rules))
    for (const name of RULE_NAMES) {
      const outcomes = new Set(results.filter(({ rule }) => rule === name).map(({ outcome }) => outcome))
      expect([name, ...outcomes]).toEqual(expect.arrayContaining([name, ...possibleEarly(name)]))
    }
  })
})

test('a test that is complete enough is judged as if it were Completed, rule by rule', () => {
  fc.assert(
    fc.property(anyRun, fc.nat({ max: 12 }), ({ rules: others, test, baseline: { last } }, most) => {
      const rules = { ...others, max_missing_seeds: most }
      const late = answer(test, 'early', false)
      const enough = judge(rules, late, { timeIsUp: true, baseline: last })
      if (!enough.settled) return
      expect(enough).toEqual(judge(rules, { ...late, completed: true }, { timeIsUp: false, baseline: last }))
    }),
  )
})

test('open seeds leave open only what is undecided in a test that is not settled, so that a decided rule excuses no late one', () => {
  fc.assert(
    fc.property(anyRun, fc.boolean(), ({ rules, test, baseline: { first } }, timeIsUp) => {
      const { settled, rules: results } = judge(rules, answer(test, 'early', false), {
        timeIsUp,
        baseline: first,
      })
      const open = results.map(flat).filter(({ openSeeds }) => openSeeds)
      expect(open.filter(({ outcome }) => settled || outcome !== 'undecided')).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('both ends of each range are what some ending of a fully listed test measures: no range is wider than it must be', () => {
  fc.assert(
    fc.property(anyFullRun, ({ rules, test, baseline }) => {
      const exact = (one: TestStory) => answer({ ...one, round: (rate) => rate }, 'early', false)
      const [now, before] = [exact(test), exact(baseline)]
      const early = judge(rules, now, reading(before, false))
      const endings = endingsOf(before).flatMap((end) =>
        endingsOf(now).flatMap((each) => judge(rules, each, reading(end, false)).rules),
      )
      // The seeds that never come are counted when time is up.
      endings.push(...judge({ ...rules, max_missing_seeds: null }, now, reading(before, true)).rules)
      const late = judge(rules, now, reading(before, true)).rules
      endings.push(...late.filter(({ rule }) => rule === 'max_missing_seeds'))
      for (const each of early.rules) {
        const measured = endings.filter((end) => identity(end) === identity(each)).map((end) => end.measured)
        const [lows, highs] = [
          measured.map((range) => range?.low ?? 0),
          measured.map((range) => range?.high ?? 0),
        ]
        expect(each.measured?.low ?? 0).toBeCloseTo(Math.min(...lows), 6)
        expect(each.measured?.high ?? 0).toBeCloseTo(Math.max(...highs), 6)
      }
    }),
    { numRuns: 1000 },
  )
})

function possibleEarly(name: RuleName): Outcome[] {
  // Not a single placement is unknown for good until the test is settled.
  if (name === 'max_unknown_rate') return ['passed', 'undecided']
  return name === 'on_timeout' ? ['failed'] : ['passed', 'failed', 'undecided']
}

function lastLook(baseline: Baseline<'read'>): Baseline<'read'> {
  return baseline.kind === 'read' ? { ...baseline, isLastReading: true } : baseline
}

/** Holds what an early look decided, each rule and the verdict, against a later one. */
function expectToStand(early: Judgment, later: Judgment, lateness: readonly RuleName[]): void {
  const outcomes = new Map(later.rules.map((each) => [identity(each), each.outcome]))
  const counts = ({ rule }: RuleResult) => !lateness.includes(rule)
  for (const each of early.rules.filter(counts)) {
    const what = identity(each)
    // A provider that may have no seeds at all has no rule once it turns out to have none.
    const then = outcomes.get(what) ?? (each.rule === 'provider_min_inbox_rate' ? 'passed' : undefined)
    if (each.outcome !== 'undecided') expect([what, then]).toEqual([what, each.outcome])
  }
  const known = new Set(early.rules.map(identity))
  // A provider that shows up later was announced as one that the API had not listed yet.
  for (const { rule, outcome } of later.rules.filter((each) => counts(each) && !known.has(identity(each)))) {
    const unlisted = early.rules.find((each) => each.rule === rule && each.subject.kind === 'unlisted')
    expect([unlisted?.outcome, 'undecided']).toContain(unlisted?.outcome === 'passed' ? outcome : 'undecided')
  }
  for (const { verdict, rules } of [early, later]) expect(verdict).toBe(verdictOf(rules))
  const now = verdictOf(early.rules.filter(counts))
  if (now !== 'undecided') expect(verdictOf(later.rules.filter(counts))).toBe(now)
}

/** The contract's sentence: any failed, else any undecided, else passed. */
function verdictOf(results: readonly RuleResult[]): Outcome {
  const outcomes = results.map(({ outcome }) => outcome)
  return outcomes.includes('failed') ? 'failed' : outcomes.includes('undecided') ? 'undecided' : 'passed'
}

/** What makes two results the same rule's about the same provider, whichever spelling the API gave first. */
function identity({ rule, subject }: RuleResult): string {
  return JSON.stringify([rule, subject.kind, subject.kind === 'provider' ? subject.name.key : null])
}

/** The test Completed with every open seed in one placement: the best and the worst that each rule can meet. */
function endingsOf(test: InboxTest): InboxTest[] {
  return (['inbox', 'spam', 'unknown'] as const).map((placement) =>
    inboxTest({ seeds: test.seeds.map((seed) => ended(seed, placement)), completed: true }),
  )
}

function ended(seed: Seed, placement: Placement): Seed {
  const isOpen = seed.placement === 'pending' || seed.placement === 'unknown'
  const isGood = placement === 'inbox'
  return {
    ...seed,
    placement: isOpen ? placement : seed.placement,
    spf: seed.spf ?? asText(isGood ? 'pass' : 'fail'),
    senderIp: seed.senderIp ?? asText(isGood ? ALLOWED_SENDER : 'mail.example'),
  }
}

function reading(test: InboxTest, timeIsUp: boolean): Circumstances {
  return { timeIsUp, baseline: read(test) }
}
