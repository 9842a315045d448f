import { describe, expect, test } from 'vitest'
import { measurement, requirement, ruleFact, ruleName, ruleSentence } from '../../src/result/rule-words.ts'
import type { RuleResult } from '../../src/rules/rules.ts'
import { ruleResult } from '../builders.ts'
import type { Loose } from '../texts.ts'

const plain = (name: string) => name
const exactly = (value: number) => ({ low: value, high: value })
const atMost = (value: number) => ({ kind: 'at_most', value }) as const
const outlook = { subject: { kind: 'provider', name: 'Outlook' } } as const
const failed = (over: Partial<Loose<RuleResult>>) =>
  ruleFact(ruleResult({ outcome: 'failed', ...over }), plain)
const open = (over: Partial<Loose<RuleResult>>) =>
  ruleFact(ruleResult({ outcome: 'undecided', openSeeds: true, ...over }), plain)

describe('the fact that made a verdict', () => {
  test.each<[Partial<Loose<RuleResult>>, string]>([
    [
      { bound: { kind: 'more_than', value: 0 }, measured: exactly(0) },
      '0% in the inbox (more than 0% required)',
    ],
    [{ rule: 'max_spam_rate', bound: atMost(0), measured: exactly(1) }, '1% in spam (at most 0% allowed)'],
    [
      { rule: 'max_missing_seeds', unit: 'seeds', bound: atMost(0), measured: exactly(3) },
      '3 seeds not arrived (none allowed)',
    ],
  ])('of %j says what a bound of 0 asks for: %s', (over, fact) => {
    expect(failed(over)).toBe(fact)
  })

  test('of a rule that failed early is the end of its range that comes nearest to passing', () => {
    expect(failed({ measured: { low: 40, high: 60 } })).toBe('at most 60% in the inbox (80% required)')
    expect(failed({ rule: 'provider_min_inbox_rate', ...outlook, measured: { low: 0, high: 20 } })).toBe(
      'Outlook at 20% at most (80% required)',
    )
    expect(failed({ rule: 'max_spam_rate', bound: atMost(15), measured: { low: 16, high: 40 } })).toBe(
      'at least 16% in spam (at most 15% allowed)',
    )
  })

  test('of an open rule is its whole range, so far while seeds are open', () => {
    const measured = { low: 60, high: 100 }
    expect(open({ measured })).toBe('60%–100% in the inbox so far (80% required)')
    expect(open({ measured, openSeeds: false })).toBe('60%–100% in the inbox (80% required)')
    expect(open({ rule: 'provider_min_inbox_rate', subject: { kind: 'unlisted' }, measured })).toBe(
      'providers not listed yet at 60%–100% so far (80% required)',
    )
  })

  test('is the reason where a number would say nothing, or the contrary', () => {
    const note = 'no seeds in this test'
    const rule = 'provider_min_inbox_rate'
    expect(failed({ rule, ...outlook, measured: null, note })).toBe(`inbox rate, Outlook (${note})`)
    expect(
      failed({ rule: 'min_weighted_inbox_rate', measured: exactly(99), note: 'it covers 40% of the list' }),
    ).toBe('weighted inbox rate (it covers 40% of the list)')
    for (const [bound, value] of [
      [{ kind: 'at_least', value: 80 }, 80],
      [atMost(15), 15],
    ] as const) {
      expect(failed({ bound, measured: exactly(value), note: 'it covers too little' })).toContain(
        'too little',
      )
    }
  })
})

describe('a rule in a table', () => {
  test('has its name, with the provider made fit for where it will stand', () => {
    expect(ruleName(ruleResult(), plain)).toBe('Inbox rate')
    const ofOutlook = ruleResult({ rule: 'provider_min_inbox_rate', ...outlook })
    expect(ruleName(ofOutlook, (name) => `«${name}»`)).toBe('Inbox rate, «Outlook»')
  })

  test.each<[Partial<Loose<RuleResult>>, string]>([
    [{ bound: { kind: 'at_least', value: 92.5 } }, '≥ 92.5%'],
    [{ bound: { kind: 'more_than', value: 0 } }, '> 0%'],
    [{ bound: atMost(0.5), unit: 'points' }, '≤ 0.5 points'],
    [{ bound: atMost(3), unit: 'seeds' }, '≤ 3'],
    [{ bound: atMost(0), unit: 'seeds' }, 'none'],
  ])('%j is required as %s', (over, words) => {
    expect(requirement(ruleResult(over))).toBe(words)
  })

  test.each<[Partial<Loose<RuleResult>>, string]>([
    [{ measured: exactly(79.96) }, '79.96%'],
    [{ measured: { low: 40, high: 48 } }, '40%–48%'],
    [{ unit: 'seeds', measured: { low: 0, high: 3 } }, '0–3 seeds'],
    [{ measured: null }, '–'],
  ])('%j is measured as %s', (over, words) => {
    expect(measurement(ruleResult(over))).toBe(words)
  })
})

test('a rule in an annotation has name, measure, requirement, and what the numbers do not say', () => {
  const outcome = 'failed'
  expect(ruleSentence(ruleResult({ outcome, measured: exactly(60) }), plain)).toBe(
    'Inbox rate: 60%, required ≥ 80%',
  )
  expect(ruleSentence(ruleResult({ outcome, measured: null, note: 'no seeds in this test' }), plain)).toBe(
    'Inbox rate: required ≥ 80% (no seeds in this test)',
  )
})
