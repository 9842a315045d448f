import { describe, expect, test } from 'vitest'
import type { Seed } from '../../src/core/inbox-test.ts'
import { SeedAddress } from '../../src/privacy/addresses.ts'
import type { RuleResult } from '../../src/rules/rules.ts'
import { inboxTest, judgedTest, observedRun, ruleResult, seed } from '../builders.ts'
import { against, pageOf, rendered, rowsWith } from './rendered.ts'

describe('the rules', () => {
  const rule = (outcome: RuleResult['outcome']) => ruleResult({ outcome, measured: { low: 42, high: 42 } })
  const icons = (table: string[][] | undefined) => table?.slice(1).map(([icon]) => icon)

  test('of three at most are all in one table, worst first', () => {
    const page = pageOf({ rules: [rule('passed'), rule('failed'), rule('undecided')] })
    expect(icons(page.openTables[0])).toEqual(['❌', '⏳', '✅'])
    expect(page.openTables[0]?.[0]).toEqual(['', 'Rule', 'Measured', 'Required'])
    expect(page.openTables[0]?.[1]).toEqual(['❌', 'Inbox rate', '42%', '≥ 80%'])
  })

  test('of more are folded away, with their count, when they passed', () => {
    const page = pageOf({ rules: [rule('passed'), rule('failed'), rule('not_compared'), rule('passed')] })
    expect(icons(page.openTables[0])).toEqual(['❌', '➖'])
    expect(page.openTables[0]?.[2]?.[2]).toBe('not compared yet')
    expect(page.folded[0]?.summary).toBe('✅ 2 rules passed')
    expect(icons(page.folded[0]?.tables[0])).toEqual(['✅', '✅'])
  })

  const ofProvider = (name: string, over: Partial<RuleResult> = {}) =>
    ruleResult({
      rule: 'provider_min_inbox_rate',
      subject: { kind: 'provider', name },
      measured: { low: 50, high: 50 },
      outcome: 'failed',
      ...over,
    })

  test('say below the table what their numbers do not, once for all that it is said of', () => {
    const page = pageOf({
      rules: [
        ofProvider('GMX', { measured: null, note: 'no seeds in this test' }),
        ofProvider('AOL', { note: '3 seeds are listed under no provider' }),
        ofProvider('Yahoo', { note: '3 seeds are listed under no provider' }),
        ruleResult({ rule: 'max_inbox_rate_drop', outcome: 'not_compared', note: 'not compared yet' }),
      ],
    })
    expect(rowsWith(page, 'Rule')[0]).toEqual(['❌', 'Inbox rate, GMX', '–', '≥ 80%'])
    expect(page.paragraphs).toContain('GMX: no seeds in this test.')
    expect(page.paragraphs).toContain('AOL and Yahoo: 3 seeds are listed under no provider.')
    expect(page.paragraphs.join()).not.toContain('not compared yet')
  })

  test('on providers stand in the order of the table of providers', () => {
    const seeds = [
      ...['AOL', 'Yahoo', 'Yahoo', 'GMX'].map((provider) => seed({ provider })),
      ...['Yahoo', 'GMX', 'GMX', 'Outlook'].map((provider) => seed({ provider, placement: 'spam' })),
    ]
    const rules = ['AOL', 'gmx', 'Yahoo', 'Outlook'].map((name) => ofProvider(name))
    const page = pageOf({ rules: [...rules, ruleResult({ outcome: 'failed' })], test: inboxTest({ seeds }) })
    const inRules = rowsWith(page, 'Rule').map(([, rule = '']) =>
      rule.replace('Inbox rate, ', '').toLowerCase(),
    )
    const inTable = rowsWith(page, 'Provider').map(([, provider = '']) => provider.toLowerCase())
    expect(inRules).toEqual(['inbox rate', ...inTable])
  })

  test('of short names and ranges break over no line', () => {
    const range = ruleResult({ outcome: 'undecided', measured: { low: 60, high: 100 } })
    const markdown = rendered(
      observedRun({}, [judgedTest({ rules: [ofProvider('Mail Ru'), range], verdict: 'undecided' })]),
    )
    expect(markdown).toContain('| Inbox\u00a0rate, Mail\u00a0Ru |')
    expect(markdown.match(/60%–.?100%/gu)).toEqual(['60%–\u2060100%', '60%–\u2060100%'])
  })
})

test('sender IPs have seeds, inbox rate and SPF, worst first', () => {
  const seeds = [
    seed(),
    seed(),
    seed({ senderIp: '198.51.100.7', placement: 'spam', spf: 'fail' }),
    seed({ senderIp: null }),
    seed({ senderIp: '203.0.113.1', placement: 'pending' }),
  ]
  expect(rowsWith(pageOf({ test: inboxTest({ seeds }) }), 'Seeds')).toEqual([
    ['198.51.100.7', '1', '0%', '0 of 1'],
    ['not reported', '1', '100%', '1 of 1'],
    ['192.0.2.10', '2', '100%', '2 of 2'],
  ])
})

describe('what moved since the baseline', () => {
  const outlook = (index: number, placement: Seed['placement']) =>
    seed({ provider: 'Outlook', address: `${index}@outlook.com`, placement })
  const now = inboxTest({
    seeds: [0, 1, 2, 3, 4].map((index) => outlook(index, index < 4 ? 'spam' : 'inbox')),
  })
  const before = inboxTest({
    seeds: [0, 1, 2, 3, 4].map((index) => outlook(index, index < 4 ? 'inbox' : 'unknown')),
  })

  test('is grouped by provider, from and to, those that left first, with the p value that is about them', () => {
    const page = pageOf({ test: now, baseline: against(now, before) })
    expect(page.folded.map(({ summary }) => summary)).toContain(
      '5 seeds moved since the baseline (p = 0.039)',
    )
    expect(rowsWith(page, 'From')).toEqual([
      ['Outlook', '🟩 Inbox', '🟥 Spam', '4', '0•••@outlook.com, 1•••@outlook.com, 2•••@outlook.com, …'],
      ['Outlook', '🟨 Unknown', '🟩 Inbox', '1', '4•••@outlook.com'],
    ])
  })

  test('gives the p value of a provider whose own change is more than chance, though the whole of the test is not', () => {
    const eightAt = (provider: string, placement: Seed['placement']) =>
      Array.from({ length: 8 }, (_, index) => seed({ provider, address: `${index}@${provider}`, placement }))
    const fell = inboxTest({ seeds: [...eightAt('Gmail', 'spam'), ...eightAt('Yahoo', 'inbox')] })
    const rose = inboxTest({ seeds: [...eightAt('Gmail', 'inbox'), ...eightAt('Yahoo', 'spam')] })
    const page = pageOf({ test: fell, baseline: against(fell, rose) })
    expect(page.folded.map(({ summary }) => summary)).toContainEqual(
      expect.stringMatching(/^16 seeds moved/u),
    )
    // One half to the power of eight, on both sides, and twice that by Holm's correction for two providers.
    expect(page.paragraphs.join(' ')).toContain(
      'tested among its own seeds: Gmail p = 0.016, Yahoo p = 0.016.',
    )
  })

  test('numbers addresses that look the same when masked', () => {
    const seeds = (placement: Seed['placement']) =>
      inboxTest({
        seeds: [1, 2, 3].map((index) => seed({ address: `seed-${index}@outlook.com`, placement })),
      })
    const page = pageOf({ test: seeds('spam'), baseline: against(seeds('spam'), seeds('inbox')) })
    expect(rowsWith(page, 'From').map((row) => row.slice(3))).toEqual([
      ['3', 's•••@outlook.com 1, s•••@outlook.com 2, s•••@outlook.com 3'],
    ])
  })

  test('of tests with other seeds has the p value beside the rates, not beside the seeds', () => {
    const larger = inboxTest({ seeds: [...before.seeds, outlook(9, 'inbox')] })
    const { folded } = pageOf({ test: now, baseline: against(now, larger) })
    const [title] = folded.filter(({ summary }) => summary.includes('p = '))
    expect(title?.summary).toBe('Inbox rate against the baseline: 63.3 points lower (p = 0.039)')
  })
})

describe('the seeds', () => {
  const test3 = inboxTest({
    seeds: [
      seed({ address: 'a@gmail.example' }),
      seed({
        address: null,
        provider: null,
        placement: 'unknown',
        placementText: 'Promotions',
        spf: 'softfail',
      }),
      seed({ address: 'd@gmail.example', placement: 'spam', spf: 'fail', submissionResult: '550 5.7.1 no' }),
      seed({
        address: 'p@gmail.example',
        placement: 'pending',
        spf: null,
        senderIp: null,
        submissionResult: null,
      }),
    ],
  })

  test('have all that is known of each, worst placement first', () => {
    const page = pageOf({ test: test3 })
    expect(page.folded.at(-1)?.summary).toBe('All 4 seeds')
    expect(rowsWith(page, 'Seed')).toEqual([
      ['Gmail', 'd•••@gmail.example', '🟥 Spam', '❌ fail', '192.0.2.10', '550 5.7.1 no'],
      ['–', '–', '🟨 Unknown: Promotions', '❌ softfail', '192.0.2.10', '250 OK'],
      ['Gmail', 'p•••@gmail.example', '⬜ Not arrived', '–', '–', '–'],
      ['Gmail', 'a•••@gmail.example', '🟩 Inbox', '✅ pass', '192.0.2.10', '250 OK'],
    ])
  })

  test('in a tab that counts as inbox have its name beside it', () => {
    const inTab = inboxTest({
      seeds: [seed({ placementText: 'Promotions' }), seed({ placementText: 'INBOX' })],
    })
    const shown = rowsWith(pageOf({ test: inTab }), 'Seed').map((row) => row[2])
    expect(shown).toEqual(['🟩 Inbox: Promotions', '🟩 Inbox'])
  })

  test('have no column of addresses when none may be shown', () => {
    const hidden = test3.seeds.map((each) => ({
      ...each,
      address: new SeedAddress('a@gmail.example', 'hidden'),
    }))
    const page = pageOf({ test: { ...test3, seeds: hidden } })
    expect(page.folded.at(-1)?.tables[0]?.[0]).toEqual([
      'Provider',
      'Placement',
      'SPF',
      'Sender IP',
      'Detail',
    ])
  })

  test('say when the API lists fewer than the test has', () => {
    const test1050 = { ...test3, summary: { ...test3.summary, totalSeeds: 1050 } }
    expect(pageOf({ test: test1050 }).folded.at(-1)?.summary).toBe('The 4 of 1,050 seeds that the API lists')
  })
})

describe('the trend', () => {
  const point = (inboxRate: number, day: number) =>
    ({
      time: `2026-11-0${day}T09:30:00Z`,
      jobId: `job-${day}`,
      inboxRate,
      verdict: inboxRate < 80 ? 'failed' : 'passed',
    }) as const

  test('is a line in its title, higher for a better rate, and a table below it, newest first', () => {
    const page = pageOf({ trend: { points: [point(30, 1), point(75, 2), point(100, 3)], lowestSince: null } })
    expect(page.folded.at(-2)?.summary).toBe('The last 3 inbox rates: ▁▆█ 100% now, 30%–75% before')
    expect(rowsWith(page, 'Checked (UTC)')).toEqual([
      ['✅', '2026-11-03 09:30', '100%', 'job-3'],
      ['❌', '2026-11-02 09:30', '75%', 'job-2'],
      ['❌', '2026-11-01 09:30', '30%', 'job-1'],
    ])
  })

  test('is not there before there are two', () => {
    const markdown = rendered(
      observedRun({}, [judgedTest({ trend: { points: [point(90, 1)], lowestSince: null } })]),
    )
    expect(markdown).not.toContain('inbox rates')
  })
})
