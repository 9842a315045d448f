import { describe, expect, test } from 'vitest'
import { ruleFact } from '../../src/result/rule-words.ts'
import { byImportance, RULES, type RuleName, type RuleResult } from '../../src/rules/rules.ts'
import { ruleResult } from '../builders.ts'
import type { Loose } from '../texts.ts'

const exactly = (value: number) => ({ low: value, high: value })
const atMost = (value: number) => ({ kind: 'at_most', value }) as const
const outlook = { subject: { kind: 'provider', name: 'Outlook' } } as const

/** As tables and annotations call them, the most important first. */
const TITLES: readonly [RuleName, string][] = [
  ['min_inbox_rate', 'Inbox rate'],
  ['provider_min_inbox_rate', 'Inbox rate'],
  ['min_weighted_inbox_rate', 'Weighted inbox rate'],
  ['max_spam_rate', 'Spam rate'],
  ['max_inbox_rate_drop', 'Drop against baseline'],
  ['require_spf', 'SPF not passed'],
  ['allowed_sender_ips', 'Other sending IPs'],
  ['max_unknown_rate', 'Unknown placement'],
  ['max_missing_seeds', 'Not arrived'],
  ['on_timeout', 'Not arrived in time'],
]

describe('every rule', () => {
  test('has a name in tables and annotations, and a place by its importance', () => {
    expect(RULES.map(({ name, title }) => [name, title])).toEqual(TITLES)
    const shuffled = TITLES.map(([rule]) => ({ rule })).toSorted((a, b) => (a.rule < b.rule ? -1 : 1))
    expect(shuffled.toSorted(byImportance).map(({ rule }) => rule)).toEqual(TITLES.map(([rule]) => rule))
  })

  test.each<[Partial<Loose<RuleResult>>, string]>([
    [{ measured: exactly(60) }, '60% in the inbox (80% required)'],
    [{ rule: 'provider_min_inbox_rate', ...outlook, measured: exactly(20) }, 'Outlook at 20% (80% required)'],
    [
      { rule: 'provider_min_inbox_rate', ...outlook, measured: { low: 0, high: 20 } },
      'Outlook at 20% at most (80% required)',
    ],
    [{ rule: 'min_weighted_inbox_rate', measured: exactly(70) }, 'weighted inbox rate 70% (80% required)'],
    [
      { rule: 'max_spam_rate', bound: atMost(15), measured: exactly(16) },
      '16% in spam (at most 15% allowed)',
    ],
    [
      { rule: 'max_inbox_rate_drop', unit: 'points', bound: atMost(5), measured: exactly(14) },
      '14 points below the baseline (at most 5 points allowed)',
    ],
    [
      { rule: 'require_spf', unit: 'seeds', bound: atMost(0), measured: exactly(7) },
      'SPF did not pass for 7 seeds',
    ],
    [
      { rule: 'allowed_sender_ips', unit: 'seeds', bound: atMost(0), measured: exactly(1) },
      '1 seed from sending IPs that are not allowed',
    ],
    [
      { rule: 'max_unknown_rate', bound: atMost(5), measured: exactly(10) },
      'placement unknown for 10% (at most 5% allowed)',
    ],
    [
      { rule: 'max_missing_seeds', unit: 'seeds', bound: atMost(1), measured: exactly(3) },
      '3 seeds not arrived (at most 1 allowed)',
    ],
    [
      { rule: 'on_timeout', unit: 'seeds', bound: atMost(0), measured: exactly(3) },
      'not Completed in time, 3 seeds not arrived',
    ],
    [{ rule: 'on_timeout', unit: 'seeds', bound: atMost(0), measured: exactly(0) }, 'not Completed in time'],
  ])('has a sentence for the headline when it failed: %j reads %s', (over, fact) => {
    expect(ruleFact(ruleResult({ outcome: 'failed', ...over }), (name) => name)).toBe(fact)
  })
})
