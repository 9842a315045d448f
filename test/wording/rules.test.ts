import { describe, expect, test } from 'vitest'
import type { RuleResult } from '../../src/judge/verdict.ts'
import {
  measurement,
  requiredInboxRate,
  requirement,
  ruleName,
  ruleSentence,
} from '../../src/wording/rules.ts'
import { ruleResult } from '../builders.ts'

const plain = (provider: string) => provider
const seeds = (over: Partial<RuleResult>) =>
  ruleResult({ unit: 'seeds', bound: { kind: 'at_most', value: 0 }, ...over })

describe('the name of a rule', () => {
  test.each<[RuleResult['rule'], string]>([
    ['min_inbox_rate', 'Inbox rate'],
    ['max_spam_rate', 'Spam rate'],
    ['require_spf', 'Seeds where SPF did not pass'],
    ['allowed_sender_ips', 'Seeds from other sender IPs'],
    ['max_missing_seeds', 'Missing seeds'],
    ['max_inbox_rate_drop', 'Drop against baseline'],
    ['on_timeout', 'Missing seeds when time was up'],
  ])('%s is about: %s', (rule, name) => {
    expect(ruleName(ruleResult({ rule }), plain)).toBe(name)
  })

  test('has the provider, made fit for where it will stand', () => {
    const rule = ruleResult({ rule: 'provider_min_inbox_rate', provider: 'T-Online' })
    expect(ruleName(rule, plain)).toBe('Inbox rate, T-Online')
    expect(ruleName(rule, (provider) => `«${provider}»`)).toBe('Inbox rate, «T-Online»')
  })

  test('says when it is about providers that the API has not listed yet', () => {
    const rule = ruleResult({ rule: 'provider_min_inbox_rate', provider: '*' })
    expect(ruleName(rule, plain)).toBe('Inbox rate, providers not listed yet')
  })
})

describe('what a rule asks', () => {
  test.each<[Partial<RuleResult>, string]>([
    [{ bound: { kind: 'at_least', value: 92.5 } }, '≥ 92.5 %'],
    [{ bound: { kind: 'more_than', value: 0 } }, '> 0 %'],
    [{ bound: { kind: 'at_most', value: 15 } }, '≤ 15 %'],
    [{ bound: { kind: 'at_most', value: 0.5 }, unit: 'points' }, '≤ 0.5 points'],
    [{ bound: { kind: 'at_most', value: 3 }, unit: 'seeds' }, '≤ 3'],
  ])('%j reads %s', (over, words) => {
    expect(requirement(ruleResult(over))).toBe(words)
  })

  test('of the inbox rate is some of it, even with a threshold of 0', () => {
    expect(requiredInboxRate(85)).toBe('85 % required')
    expect(requiredInboxRate(0)).toBe('more than 0 % required')
  })
})

describe('what was measured', () => {
  test.each<[string, Partial<RuleResult>, string]>([
    ['a rate', { measured: { low: 84, high: 84 } }, '84.0 %'],
    ['a range, while seeds are open', { measured: { low: 40, high: 48 } }, '40.0 to 48.0 %'],
    ['a rate a hair below its bound', { measured: { low: 79.96, high: 79.96 } }, '79.96 %'],
    ['points', { unit: 'points', measured: { low: 16, high: 16 } }, '16.0 points'],
    ['seeds', { unit: 'seeds', measured: { low: 12_345, high: 12_345 } }, '12,345'],
    ['seeds that may become more', { unit: 'seeds', measured: { low: 0, high: 3 } }, '0 to 3'],
    ['nothing', { measured: null }, '–'],
  ])('%s', (_, over, words) => {
    expect(measurement(ruleResult(over))).toBe(words)
  })
})

describe('a rule in a line of the log', () => {
  test('has name, measure and requirement', () => {
    expect(ruleSentence(ruleResult({ measured: { low: 84, high: 84 } }), plain)).toBe(
      'Inbox rate: 84.0 %, required ≥ 80 %',
    )
    expect(ruleSentence(seeds({ rule: 'require_spf', measured: { low: 7, high: 7 } }), plain)).toBe(
      'Seeds where SPF did not pass: 7, required ≤ 0',
    )
  })

  test('says what the numbers alone do not', () => {
    const rule = ruleResult({
      rule: 'provider_min_inbox_rate',
      provider: 'AOL',
      measured: null,
      note: 'no seeds in this test',
    })
    expect(ruleSentence(rule, plain)).toBe('Inbox rate, AOL: required ≥ 80 % (no seeds in this test)')
  })
})
