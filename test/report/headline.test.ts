import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seed } from '../../src/core/inbox-test.ts'
import type { GateResult } from '../../src/gate-result.ts'
import { compare } from '../../src/judge/comparison.ts'
import { showTest } from '../../src/privacy/seed-addresses.ts'
import { headline } from '../../src/report/headline.ts'
import { gateResult, inboxTest, ruleResult, seed } from '../builders.ts'
import { hostileText } from './hostile-markdown.ts'
import { parsed, skeleton } from './parsed.ts'

const of = (over: Partial<GateResult>) => headline(gateResult(over))
const title = (over: Partial<GateResult>) => parsed(of(over)).headings[0]
const shown = (seeds: Seed[]) => showTest(inboxTest({ seeds }), 'masked')

const half = shown([seed(), seed({ placement: 'spam' })])
const open = shown([seed(), seed({ placement: 'pending' })])

describe('the title', () => {
  test('has verdict, rate and threshold', () => {
    expect(title({})).toBe('✅ Inbox placement passed: 100.0 % inbox, 80 % required')
    expect(title({ verdict: 'failed', test: half, rules: [ruleResult({ outcome: 'failed' })] })).toBe(
      '❌ Inbox placement failed: 50.0 % inbox, 80 % required',
    )
    expect(title({ verdict: 'undecided', test: half, rules: [ruleResult({ outcome: 'undecided' })] })).toBe(
      '⏳ Inbox placement undecided: 50.0 % inbox, 80 % required',
    )
  })

  test('never shows a rate as the threshold that it misses', () => {
    const { summary } = inboxTest()
    const almost = showTest(inboxTest({ summary: { ...summary, inboxRate: 84.96 } }), 'masked')
    expect(title({ verdict: 'failed', test: almost, minInboxRate: 85 })).toContain(
      '84.96 % inbox, 85 % required',
    )
  })

  test('says that a threshold of 0 asks for some', () => {
    expect(title({ minInboxRate: 0 })).toContain('more than 0 % required')
    expect(title({ minInboxRate: 0.5 })).toContain(', 0.5 % required')
  })

  test('says when other rules than the inbox rate failed, and not when the inbox rate failed too', () => {
    const others = [
      ruleResult({ rule: 'max_spam_rate', outcome: 'failed' }),
      ruleResult({ rule: 'require_spf', outcome: 'failed' }),
    ]
    expect(title({ verdict: 'failed', rules: [ruleResult(), ...others] })).toMatch(/; 2 other rules failed$/u)
    expect(title({ verdict: 'failed', rules: [ruleResult(), ...others.slice(1)] })).toMatch(
      /; 1 other rule failed$/u,
    )
    expect(title({ verdict: 'failed', rules: [ruleResult({ outcome: 'failed' }), ...others] })).toMatch(
      /required$/u,
    )
  })

  test('says that a rate is only so far while the test runs', () => {
    expect(title({ verdict: 'undecided', test: open })).toContain('50.0 % inbox so far')
    expect(title({ test: half })).not.toContain('so far')
  })

  test('has the change against a baseline, in words when there is none', () => {
    const against = (baseline: Seed[]) =>
      title({
        verdict: 'failed',
        test: half,
        comparison: compare(
          inboxTest({ seeds: [seed(), seed({ placement: 'spam' })] }),
          inboxTest({ seeds: baseline }),
          false,
        ),
      })
    expect(against([seed()])).toContain('50.0 % inbox (▼ 50.0 points), 80 %')
    expect(against([seed({ placement: 'spam' })])).toContain('50.0 % inbox (▲ 50.0 points), 80 %')
    expect(against([seed(), seed({ placement: 'spam' })])).toContain('50.0 % inbox (unchanged), 80 %')
  })

  test('of a cancelled run says so, and that its verdict is one of so far', () => {
    expect(title({ ending: 'cancelled', verdict: 'passed', test: open, minInboxRate: 40 })).toBe(
      '✅ Inbox placement cancelled, passed so far: 50.0 % inbox, 40 % required',
    )
    expect(title({ ending: 'cancelled', verdict: 'undecided', test: null })).toBe(
      '⏳ Inbox placement cancelled: no results yet',
    )
  })
})

describe('the line below', () => {
  test('has the test, its seeds, what one seed weighs, and how sure the rate is', () => {
    const seeds = Array.from({ length: 50 }, (_, index) => seed({ placement: index < 42 ? 'inbox' : 'spam' }))
    expect(of({ test: shown(seeds) })).toContain(
      '\n**Spring newsletter** · 50 of 50 seeds · one seed = 2 points · 95 % sure between 71.5 % and 91.7 %\n',
    )
  })

  test('leaves out a name that the test does not have', () => {
    const unnamed = showTest(inboxTest({ testName: null }), 'masked')
    expect(of({ test: unnamed })).toContain('\n1 of 1 seed · one seed = 100 points · ')
  })

  test('has the status, and that time was up, of a test that is not Completed', () => {
    expect(of({ test: open })).toMatch(/ · status Processing$/mu)
    expect(of({ test: open, timedOut: true })).toMatch(/ · status Processing · time was up$/mu)
    expect(of({ test: half })).not.toMatch(/status|time was up/u)
  })

  test('is there for thousands of seeds too', () => {
    const { summary } = inboxTest()
    const large = { ...summary, totalSeeds: 60_000, received: 12_000, inbox: 12_000 }
    expect(of({ test: showTest(inboxTest({ summary: large }), 'masked') })).toContain(
      '12,000 of 60,000 seeds · one seed = less than 0.01 points',
    )
  })
})

describe('a gate that does not pass and does not fail the step', () => {
  test('says so, and which input is why', () => {
    expect(of({ verdict: 'failed', warnOnly: true })).toContain(
      '*The step does not fail: `warn_only` is on.*',
    )
    expect(of({ verdict: 'undecided', timedOut: true, warnOnTimeout: true })).toContain(
      '*The step does not fail: `on_timeout` is `warn`.*',
    )
  })

  test.each<[string, Partial<GateResult>]>([
    ['failed', { verdict: 'failed' }],
    ['passed', { verdict: 'passed', warnOnly: true }],
    ['failed when time was up', { verdict: 'failed', timedOut: true, warnOnTimeout: true }],
    ['undecided before time was up', { verdict: 'undecided', warnOnTimeout: true }],
    ['cancelled', { verdict: 'undecided', ending: 'cancelled', warnOnly: true }],
    ['an error', { verdict: 'error', warnOnly: true, warnOnTimeout: true }],
  ])('and nothing of it when it is %s', (_, over) => {
    expect(of(over)).not.toContain('does not fail')
  })
})

describe('an error', () => {
  const error = { message: 'the API refused the key', hint: 'Is `api_key` set?' }

  test('says what happened and what to do', () => {
    const markdown = of({ verdict: 'error', test: null, error })
    expect(markdown).toBe(
      '## ❌ Inbox placement could not be judged\n\n**What happened:** the API refused the key\n\n**What to do:** Is `api_key` set?\n',
    )
  })

  test('lists every mistake, the first fifty of very many', () => {
    const items = (count: number) =>
      parsed(
        of({
          verdict: 'error',
          test: null,
          error: { ...error, details: Array.from({ length: count }, (_, index) => `mistake ${index}`) },
        }),
      ).listItems
    expect(items(3)).toEqual(['mistake 0', 'mistake 1', 'mistake 2'])
    expect(items(50)).toHaveLength(50)
    expect(items(1050)).toHaveLength(51)
    expect(items(1050).at(-1)).toBe('and 1,000 more')
  })

  test('of hostile text says it without becoming Markdown', () => {
    const page = (text: string) =>
      skeleton(of({ verdict: 'error', error: { message: text, hint: 'Check it.', details: [text, text] } }))
    const harmless = page('plain')
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(page(text)).toBe(harmless)
      }),
      { numRuns: 200 },
    )
  })
})
