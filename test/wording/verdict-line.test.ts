import { describe, expect, test } from 'vitest'
import { showTest } from '../../src/privacy/seed-addresses.ts'
import { verdictLine } from '../../src/wording/verdict-line.ts'
import { gateResult, inboxTest, ruleResult, seed } from '../builders.ts'

const shown = (...placements: ('inbox' | 'spam' | 'pending')[]) =>
  showTest(inboxTest({ seeds: placements.map((placement) => seed({ placement })) }), 'masked')
const half = shown('inbox', 'spam')
const failedRule = ruleResult({ measured: { low: 50, high: 50 }, outcome: 'failed' })

describe('the result in one line', () => {
  test('of a passed test has the numbers', () => {
    expect(verdictLine(gateResult())).toBe(
      'Inbox placement passed: 100.0 % inbox (80 % required), 0.0 % spam, 1 of 1 seed received.',
    )
  })

  test('of a failed test names the rules that failed, and no others', () => {
    const rules = [failedRule, ruleResult({ rule: 'max_spam_rate' })]
    expect(verdictLine(gateResult({ verdict: 'failed', test: half, rules }))).toBe(
      'Inbox placement failed: 50.0 % inbox (80 % required), 50.0 % spam, 2 of 2 seeds received. Failed: Inbox rate: 50.0 %, required ≥ 80 %.',
    )
  })

  test('of an undecided test names the rules that are open, and says that time was up', () => {
    const rules = [ruleResult({ measured: { low: 50, high: 100 }, outcome: 'undecided' })]
    const open = gateResult({ verdict: 'undecided', test: shown('inbox', 'pending'), rules, timedOut: true })
    expect(verdictLine(open)).toBe(
      'Inbox placement undecided: 50.0 % inbox (80 % required), 0.0 % spam, 1 of 2 seeds received. Undecided: Inbox rate: 50.0 to 100.0 %, required ≥ 80 %. Time was up with status Processing.',
    )
  })

  test('names three rules and counts the rest', () => {
    const rules = Array.from({ length: 5 }, (_, index) =>
      ruleResult({ rule: 'provider_min_inbox_rate', provider: `p${index}`, outcome: 'failed' }),
    )
    const line = verdictLine(gateResult({ verdict: 'failed', rules }))
    expect(line).toContain('Inbox rate, p2: 100.0 %, required ≥ 80 %; 2 more rules failed.')
    expect(line).not.toContain('p3')
    expect(verdictLine(gateResult({ verdict: 'failed', rules: rules.slice(0, 3) }))).not.toContain(
      'more rule',
    )
  })

  test('says that a threshold of 0 asks for some', () => {
    expect(verdictLine(gateResult({ minInboxRate: 0 }))).toContain('(more than 0 % required)')
  })

  test('never shows a rate as the threshold that it misses', () => {
    const { summary } = inboxTest()
    const almost = showTest(inboxTest({ summary: { ...summary, inboxRate: 84.96 } }), 'masked')
    expect(verdictLine(gateResult({ test: almost, minInboxRate: 85 }))).toContain(
      '84.96 % inbox (85 % required)',
    )
  })

  test('of a cancelled run says so, with the verdict so far', () => {
    expect(verdictLine(gateResult({ ending: 'cancelled', verdict: 'undecided', test: null }))).toBe(
      'Inbox placement cancelled: no results yet.',
    )
    expect(verdictLine(gateResult({ ending: 'cancelled', verdict: 'passed' }))).toMatch(
      /^Inbox placement cancelled, passed so far: 100\.0 % inbox/u,
    )
  })

  test('of an error has what happened, each thing wrong, and what to do, as sentences', () => {
    const error = {
      message: '2 inputs are invalid',
      details: ['job_id is required: give it.', 'warn_only "yes": it must be true or false'],
      hint: 'Mend the `with:` block.',
    }
    expect(verdictLine(gateResult({ verdict: 'error', test: null, error }))).toBe(
      'Inbox placement could not be judged: 2 inputs are invalid. job_id is required: give it. warn_only "yes": it must be true or false. Mend the `with:` block.',
    )
    expect(
      verdictLine(gateResult({ verdict: 'error', error: { message: 'Is it up?', hint: 'Wait!' } })),
    ).toBe('Inbox placement could not be judged: Is it up? Wait!')
  })
})
