import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/result/result.ts'
import { ruleFact } from '../../src/result/rule-words.ts'
import { verdictLine } from '../../src/result/verdict-line.ts'
import type { RuleName } from '../../src/rules/rules.ts'
import { judgedTest, observedRun, RULE_NAMES, refusedRun, ruleResult } from '../builders.ts'
import { file } from './github-checks.ts'
import { codeInHeadings } from './markdown.ts'
import { messages, texts } from './written-messages.ts'

const listed = codeInHeadings(file('docs/messages.md')).flat()

// What GitHub says itself, and its runner of an input that is not declared.
const GITHUBS = [
  'Resource not accessible by integration',
  'Bad credentials',
  'Not Found',
  '… is locked',
  'rate limit',
  'abuse detection',
  'submitted too quickly',
  "doesn't exist on type",
  'Unexpected input(s)',
]

describe('the messages in docs/messages.md are those a user can meet', () => {
  const written = [...texts, ...verdictLines(), ...RULE_NAMES.map(factOf)]

  test.each(listed.filter((message) => !GITHUBS.includes(message)))('%s', (message) => {
    expect(written.filter((text) => phrase(message).test(text))).not.toEqual([])
  })

  test.each(RULE_NAMES)('what breaks %s is among them', (rule) => {
    expect(listed.filter((message) => phrase(message).test(factOf(rule)))).not.toEqual([])
  })

  test('each stands there once', () => {
    expect(listed.filter((message, index) => listed.indexOf(message) !== index)).toEqual([])
  })

  test('no error, note or warning of the source is left out', () => {
    const patterns = listed.map(phrase)
    expect(messages.length).toBeGreaterThan(100)
    expect(messages.filter((text) => !patterns.some((pattern) => pattern.test(text)))).toEqual([])
  })
})

/** The step's last line, whose words come from several places. */
function verdictLines(): string[] {
  const waited = { ending: 'cancelled', polls: 1, waitedMs: 0 } as const
  const outcomes = ['failed', 'undecided', 'passed'] satisfies Verdict[]
  const tests = [
    ...outcomes.map((verdict) => judgedTest({ verdict })),
    judgedTest({ verdict: 'undecided', waited }),
  ]
  return [
    ...tests.map((test) => observedRun({}, [test])),
    refusedRun({ message: 'it was refused', hint: 'Correct it.' }),
  ].map(verdictLine)
}

/** What the headline says about a rule. */
function factOf(rule: RuleName): string {
  const provider = { kind: 'provider', name: 'Gmail' } as const
  const subject = rule === 'provider_min_inbox_rate' ? provider : ({ kind: 'test' } as const)
  return ruleFact(ruleResult({ rule, subject, outcome: 'undecided' }), (name) => name)
}

/** A listed message as a pattern: `…` stands for anything in one line, and capitals do not count. */
function phrase(message: string): RegExp {
  const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')
  return new RegExp(message.split('…').map(literal).join('.*'), 'iu')
}
