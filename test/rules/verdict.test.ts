import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { Text } from '../../src/core/text.ts'
import { judge } from '../../src/rules/judge.ts'
import type { RuleName, Rules } from '../../src/rules/rules.ts'
import { neededFields } from '../../src/rules/rules.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { flat, inboxTest, RULE_NAMES, seed } from '../builders.ts'
import { read, seeds, TIME_IS_UP, testOf, WAITING } from '../judge/examples.ts'
import { asText } from '../texts.ts'
import { ALLOWED_SENDER, answer, anyFullRun } from './any-story.ts'

const allowed = new BlockList()
allowed.addAddress('192.0.2.10')

/** Every rule switched on. */
const ALL: Rules = {
  min_inbox_rate: 80,
  provider_min_inbox_rate: [{ provider: asText('Gmail'), minimum: 50 }],
  min_weighted_inbox_rate: { minimum: 50, weights: [{ provider: asText('Gmail'), weight: 1 }] },
  max_spam_rate: 20,
  max_inbox_rate_drop: 10,
  require_spf: true,
  allowed_sender_ips: allowed,
  max_unknown_rate: 5,
  max_missing_seeds: 1,
  on_timeout: 'fail',
}

describe('the verdict', () => {
  const verdict = (rules: Partial<Rules>, of: InboxTest, circumstances = WAITING) =>
    judge({ ...DEFAULT_RULES, ...rules }, of, circumstances).verdict

  test('is failed when any rule failed, even beside open ones, and every rule is judged all the same', () => {
    const torn = inboxTest({ seeds: [...seeds({ inbox: 5, pending: 4 }), seed({ spf: 'fail' })] })
    const judged = judge({ ...DEFAULT_RULES, require_spf: true, max_spam_rate: 10 }, torn, WAITING)
    expect(judged.verdict).toBe('failed')
    expect(judged.rules.map(({ outcome }) => outcome)).toEqual(['undecided', 'undecided', 'failed'])
  })

  test('comes with how the inbox rate stands, which is one of the results', () => {
    const { rules, inboxRate } = judge(
      { ...DEFAULT_RULES, min_inbox_rate: 95 },
      testOf({ inbox: 9, spam: 1 }),
      WAITING,
    )
    expect(inboxRate).toMatchObject({ rule: 'min_inbox_rate', outcome: 'failed', measured: { low: 90 } })
    expect(rules).toContain(inboxRate)
  })

  test('is undecided when no rule failed and any is open, and passed when all passed', () => {
    expect(verdict({ require_spf: true }, testOf({ inbox: 9, pending: 1 }))).toBe('undecided')
    expect(verdict({ require_spf: true }, testOf({ inbox: 9 }))).toBe('passed')
  })

  test('is of a settled test or of an open one, and says which', () => {
    const open = testOf({ inbox: 9, pending: 1 })
    const settled = (of: InboxTest, circumstances = WAITING) =>
      judge({ ...DEFAULT_RULES, max_missing_seeds: 1 }, of, circumstances).settled
    expect([settled(open), settled(open, TIME_IS_UP), settled(testOf({ inbox: 9 }))]).toEqual([
      false,
      true,
      true,
    ])
    expect(judge(DEFAULT_RULES, open, TIME_IS_UP).settled).toBe(false)
  })

  test('is of an open test while max_missing_seeds is off and it is not Completed, even when no seed is missing', () => {
    const arrived = testOf({ inbox: 9, unknown: 1 }, { completed: false })
    expect(judge(DEFAULT_RULES, arrived, TIME_IS_UP).settled).toBe(false)
  })
})

describe('the rules', () => {
  test('are shown in the order of importance, each under the name of its input', () => {
    const late = testOf({ inbox: 5, pending: 5 })
    const { rules } = judge(ALL, late, { timeIsUp: true, baseline: { kind: 'none' } })
    expect(rules.map(({ rule }) => rule)).toEqual(Object.keys(ALL))
    expect(RULE_NAMES).toEqual(Object.keys(ALL))
  })

  test('that are off are not judged; min_inbox_rate never is off', () => {
    const off = { ...DEFAULT_RULES, min_inbox_rate: 0 }
    expect(judge(off, testOf({ inbox: 5, pending: 5 }), TIME_IS_UP).rules.map(({ rule }) => rule)).toEqual([
      'min_inbox_rate',
    ])
  })

  test('say of themselves what they ask, what was measured, and in which unit', () => {
    const now = testOf({ inbox: 9, spam: 1 })
    const { rules } = judge({ ...ALL, min_inbox_rate: 0 }, now, {
      timeIsUp: false,
      baseline: read(testOf({ inbox: 1 })),
    })
    const rate = (kind: string, value: number, measured: number) => ({
      unit: 'percent',
      bound: { kind, value },
      measured: { low: measured, high: measured },
    })
    const count = (most: number) => ({
      unit: 'seeds',
      bound: { kind: 'at_most', value: most },
      measured: { low: 0, high: 0 },
    })
    const said = rules.map(({ rule, subject, unit, bound, measured }) => [
      rule,
      { subject, unit, bound, measured },
    ])
    const test = { kind: 'test' }
    expect(Object.fromEntries(said)).toEqual({
      min_inbox_rate: { subject: test, ...rate('more_than', 0, 90) },
      provider_min_inbox_rate: {
        subject: { kind: 'provider', name: asText('Gmail') },
        ...rate('at_least', 50, 90),
      },
      min_weighted_inbox_rate: { subject: test, ...rate('at_least', 50, 90) },
      max_spam_rate: { subject: test, ...rate('at_most', 20, 10) },
      max_inbox_rate_drop: { subject: test, ...rate('at_most', 10, 10), unit: 'points' },
      require_spf: { subject: test, ...count(0) },
      allowed_sender_ips: { subject: test, ...count(0) },
      max_unknown_rate: { subject: test, ...rate('at_most', 5, 0) },
      max_missing_seeds: { subject: test, ...count(1) },
    })
    expect(rules.map(flat).map(({ outcome, note, openSeeds }) => [outcome, note, openSeeds])).toEqual(
      rules.map(() => ['passed', null, false]),
    )
  })
})

describe('the fields of the seeds that a run needs', () => {
  const OFF = { ...DEFAULT_RULES }
  const NEEDS = {
    min_inbox_rate: [],
    provider_min_inbox_rate: ['placement', 'provider'],
    min_weighted_inbox_rate: ['placement', 'provider'],
    max_spam_rate: [],
    max_inbox_rate_drop: [],
    require_spf: ['placement', 'spf'],
    allowed_sender_ips: ['placement', 'senderIp'],
    max_unknown_rate: [],
    max_missing_seeds: [],
    on_timeout: [],
  } satisfies Record<RuleName, string[]>

  test.each(RULE_NAMES)('are those that its rules are counted from: %s', (name) => {
    expect([...neededFields({ ...OFF, [name]: ALL[name] })].toSorted()).toEqual(NEEDS[name])
  })

  test('are those of all of its rules together, and none for rules that are off', () => {
    expect(neededFields(ALL)).toEqual(new Set(Object.values(NEEDS).flat()))
    expect(neededFields(OFF).size).toBe(0)
  })
})

/** The contract's rules over a Completed test that lists all of its seeds, written down as plainly as possible. */
const HOLDS: { [Name in RuleName]: (setting: Rules[Name], list: Seed[], before: Seed[]) => boolean } = {
  min_inbox_rate: (minimum, list) => rate(list, 'inbox') >= minimum && rate(list, 'inbox') > 0,
  provider_min_inbox_rate: (lines, list) =>
    groups(lines, list).every(({ line, own }) => own.length > 0 && rate(own, 'inbox') >= line.minimum),
  min_weighted_inbox_rate: (setting, list) => {
    if (setting === null) return true
    const others = list.filter((each) => !isNamed(setting.weights, each))
    const rows = setting.weights.map(({ provider, weight }) => ({
      weight,
      own: provider === null ? others : list.filter((each) => isCalled(provider.given, each)),
    }))
    const present = rows.filter(({ own }) => own.length > 0)
    const [part, whole] = [sum(present.map(({ weight }) => weight)), sum(rows.map(({ weight }) => weight))]
    const weighted = sum(present.map(({ weight, own }) => (weight > 0 ? weight * rate(own, 'inbox') : 0)))
    return 2 * part >= whole && weighted / part >= setting.minimum
  },
  max_spam_rate: (most, list) => most === null || rate(list, 'spam') <= most,
  max_inbox_rate_drop: (most, list, before) =>
    most === null || Math.round(1e6 * (rate(before, 'inbox') - rate(list, 'inbox') - most)) <= 0,
  require_spf: (isRequired, list) => !isRequired || received(list).every(({ spf }) => spf?.given === 'pass'),
  allowed_sender_ips: (setting, list) =>
    setting === null ||
    received(list).every(
      ({ senderIp }) =>
        senderIp?.given === ALLOWED_SENDER ||
        (senderIp?.given === '192.0.2.2' && setting.check(senderIp.given)),
    ),
  max_unknown_rate: (most, list) => most === null || rate(list, 'unknown') <= most,
  max_missing_seeds: (most, list) => most === null || list.length - received(list).length <= most,
  on_timeout: () => true,
}

test('a Completed test is judged by a plain reading of the contract, rule by rule', () => {
  fc.assert(
    fc.property(anyFullRun, ({ rules, test, baseline }) => {
      const [now, before] = [test, baseline].map((story) =>
        answer({ ...story, round: (value) => value }, 'later', true),
      )
      if (now === undefined || before === undefined) return
      const { verdict, rules: results } = judge(rules, now, { timeIsUp: true, baseline: read(before) })
      const holds = <Name extends RuleName>(name: Name) =>
        HOLDS[name](rules[name], [...now.seeds], [...before.seeds])
      for (const name of RULE_NAMES) {
        const outcomes = results.filter(({ rule }) => rule === name).map(({ outcome }) => outcome)
        expect([name, outcomes.every((outcome) => outcome === 'passed')]).toEqual([name, holds(name)])
      }
      expect(verdict).toBe(RULE_NAMES.every(holds) ? 'passed' : 'failed')
    }),
    { numRuns: 2000 },
  )
})

function rate(list: readonly Seed[], placement: Placement): number {
  return (100 * list.filter((each) => each.placement === placement).length) / list.length
}

function received(list: readonly Seed[]): Seed[] {
  return list.filter(({ placement }) => placement !== 'pending')
}

function isCalled(name: string | undefined, each: Seed): boolean {
  return name?.trim().toLowerCase() === each.provider?.given.trim().toLowerCase()
}

function isNamed(lines: readonly { readonly provider: Text | null }[], each: Seed): boolean {
  return lines.some(({ provider }) => isCalled(provider?.given, each))
}

/** Each line with the seeds it is about; the line * once for each provider that no line names. */
function groups<Line extends { readonly provider: Text | null }>(
  lines: readonly Line[],
  list: readonly Seed[],
) {
  const others = list.filter((each) => !isNamed(lines, each))
  const names = [...new Set(others.map(({ provider }) => provider?.given.trim().toLowerCase() ?? ''))]
  return lines.flatMap((line) =>
    (line.provider === null ? names : [line.provider.given]).map((name) => ({
      line,
      own: list.filter((each) => isCalled(name, each)),
    })),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
