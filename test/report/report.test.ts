import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { GateResult } from '../../src/gate-result.ts'
import { compare } from '../../src/judge/comparison.ts'
import { disagreements } from '../../src/judge/consistency.ts'
import { showTest } from '../../src/privacy/seed-addresses.ts'
import { type Budget, UNLIMITED } from '../../src/report/fit.ts'
import { renderReport } from '../../src/report/report.ts'
import { gateResult, inboxTest, ruleResult, seed } from '../builders.ts'
import { hostileText } from './hostile-markdown.ts'
import { parsed, prose, skeleton } from './parsed.ts'

const RUN = 'https://github.com/acme/mail/actions/runs/4242'

const report = (over: Partial<GateResult> = {}, budget: Budget = UNLIMITED) =>
  renderReport(gateResult(over), budget)
const ofTest = (test: InboxTest, over: Partial<GateResult> = {}) =>
  report({ test: showTest(test, 'masked'), ...over })
const ofSeeds = (seeds: Seed[], over: Partial<GateResult> = {}) => ofTest(inboxTest({ seeds }), over)
const tableOf = (markdown: string, firstHeading: string, columns?: number) =>
  parsed(markdown).tables.find(
    ([head]) => head?.[0] === firstHeading && (columns === undefined || head.length === columns),
  ) ?? []

/** A result with something in every part of the report, and the same text in every place that the API can fill. */
function everything(text: string): GateResult {
  const seeds = [
    seed({ provider: text, address: `1${text}`, submissionResult: text, senderIp: text, spf: text }),
    seed({ provider: text, address: `2${text}`, placement: 'unknown', placementText: text, senderIp: text }),
    seed({ provider: `${text}, another`, address: `3${text}`, placement: 'spam', senderIp: `${text}2` }),
    seed({ provider: 'Yahoo', address: `4${text}`, placement: 'pending', spf: null, senderIp: null }),
  ]
  const told = { jobId: text, testName: text, submittedDate: text, status: text, completed: false }
  const test = inboxTest({ seeds, ...told })
  const before = inboxTest({ ...told, seeds: seeds.map((each) => ({ ...each, placement: 'inbox' })) })
  return gateResult({
    verdict: 'undecided',
    ending: 'deadline',
    timedOut: true,
    jobId: text,
    test: showTest(test, 'full'),
    baseline: showTest(before, 'full'),
    comparison: compare(test, before, false),
    disagreements: disagreements({ ...test, summary: { ...test.summary, inboxRate: 90 } }),
    rules: [
      ruleResult({ outcome: 'undecided' }),
      ruleResult({ rule: 'provider_min_inbox_rate', provider: text, note: 'no seeds in this test' }),
      ruleResult({ rule: 'allowed_sender_ips', unit: 'seeds', outcome: 'failed' }),
    ],
    error: { message: text, hint: 'Check `api_key`.', details: [text, text] },
    warnings: [{ message: text, hint: 'Try again.' }],
  })
}

describe('what a reader finds, from the top', () => {
  const markdown = renderReport(everything('plain'), UNLIMITED)

  test('the verdict, the rules, what stands out, then the tables, and where it came from', () => {
    expect(parsed(markdown).headings).toEqual([
      expect.stringContaining('Inbox placement undecided'),
      'Placement',
      'By provider',
    ])
    const order = [
      'Inbox placement undecided',
      '| Rule |',
      'What stands out',
      '| Placement |',
      '| Provider | Inbox rate |',
      'By sender IP',
      'Seeds that moved since the baseline',
      'All 4 seeds',
      'workflow run',
    ]
    const places = order.map((text) => markdown.indexOf(text))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('no tag but those that fold tables and make the footer small, each closed', () => {
    expect(parsed(markdown).html).toEqual([
      '<details><summary>By sender IP (2)</summary>',
      '</details>',
      '<details><summary>Seeds that moved since the baseline (3)</summary>',
      '</details>',
      '<details><summary>All 4 seeds</summary>',
      '</details>',
      '<sub>',
      '</sub>',
    ])
  })

  test('one link: to the workflow run', () => {
    expect(parsed(markdown).links).toEqual([RUN])
    expect(parsed(report({ runUrl: null })).links).toEqual([])
  })
})

describe('hostile text', () => {
  const page = (text: string) => renderReport(everything(text), UNLIMITED)

  test('changes no table, list or heading, opens no HTML, links nowhere, mentions nobody', () => {
    const harmless = skeleton(page('plain'))
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(skeleton(page(text))).toBe(harmless)
      }),
      { numRuns: 200 },
    )
  })

  test('leaves code spans only as plain words', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(prose(page(text))).not.toMatch(/[@#$\\`<&]|\w:\w|www\.|https?:/u)
      }),
      { numRuns: 100 },
    )
  })

  test('brings nothing that a reader cannot see', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(page(text).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      }),
      { numRuns: 100 },
    )
  })

  test('of any length takes its row or line, not the page', () => {
    expect(page('|@x'.repeat(100_000)).length).toBeLessThan(12_000)
  })
})

describe('within a limit', () => {
  const wide = '😀|`@x'.repeat(40)
  const placements: Placement[] = ['inbox', 'spam', 'unknown', 'pending']
  const manySeeds = (count: number, groups: number): Seed[] =>
    Array.from({ length: count }, (_, index) =>
      seed({
        provider: `${index % groups}${wide}`,
        address: `${index}${wide}`,
        senderIp: `${index % groups}${wide}`,
        submissionResult: wide,
        placement: placements[index % 4] as Placement,
      }),
    )
  const shown = (count: number, groups: number) =>
    showTest(inboxTest({ seeds: manySeeds(count, groups) }), 'full')
  const rules = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      ruleResult({ rule: 'provider_min_inbox_rate', provider: `${index}${wide}` }),
    )
  const bytes: Budget = {
    limit: 1024 * 1024,
    measure: (text) => Buffer.byteLength(text),
    elsewhere: '; elsewhere.',
  }
  const characters: Budget = { limit: 65_536, measure: (text) => text.length, elsewhere: '; elsewhere.' }
  const leftOut = (markdown: string) =>
    Array.from(
      markdown.matchAll(/\*(?:All|The other) ([\d,]+) ([a-zA-Z ]+) are left out here/gu),
      ([, count = '', noun]) => [noun, Number(count.replaceAll(',', ''))] as const,
    )

  test.each([
    [0, 1],
    [1, 1],
    [50, 4],
    [600, 600],
    [5000, 4000],
  ])('%i seeds in %i groups fit into a summary and into a comment', (count, groups) => {
    const over = { test: shown(count, groups), rules: rules(Math.min(groups, 3000)) }
    expect(Buffer.byteLength(report(over, bytes))).toBeLessThanOrEqual(bytes.limit)
    expect(report(over, characters).length).toBeLessThanOrEqual(characters.limit)
  })

  test('so do a thousand mistakes in the inputs', () => {
    const details = Array.from({ length: 1000 }, (_, index) => `${index}${wide.repeat(10)}`)
    const over = {
      verdict: 'error',
      test: null,
      error: { message: wide, hint: 'Mend it.', details },
    } as const
    expect(report(over, characters).length).toBeLessThanOrEqual(characters.limit)
  })

  test('whole rows are left out, the last table first, and a line for each table says how many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 7500, max: 30_000 }), (count, limit) => {
        const over = { test: shown(count, 8), rules: rules(8) }
        const full = parsed(report(over)).tables
        const markdown = report(over, { ...characters, limit })
        expect(markdown.length).toBeLessThanOrEqual(limit)
        const { tables } = parsed(markdown)
        expect(tables).toHaveLength(full.length)
        const missing = tables.map((table, index) => {
          // What is shown is the beginning of the whole, cell by cell.
          expect(table).toEqual(full[index]?.slice(0, table.length))
          return (full[index]?.length ?? 0) - table.length
        })
        // The table of placements always stands.
        const [ruleRows, , ...others] = missing
        const expected = ['rules', 'providers', 'sender IPs', 'seeds'].map(
          (noun, index) => [noun, [ruleRows, ...others][index]] as const,
        )
        expect(leftOut(markdown)).toEqual(expected.filter(([, rows]) => rows !== 0))
        const cut = expected.findIndex(([, rows]) => rows !== 0)
        for (const [index, table] of tables.toSpliced(1, 1).entries())
          if (cut >= 0 && index > cut) expect(table).toHaveLength(1)
      }),
      { numRuns: 50 },
    )
  })

  test('nothing is left out where there is no limit', () => {
    const markdown = report({ test: shown(300, 3) })
    expect(tableOf(markdown, 'Provider', 7)).toHaveLength(301)
    expect(leftOut(markdown)).toEqual([])
  })
})

describe('the table of rules', () => {
  const rules = (count: number, failed: number, undecided: number) =>
    Array.from({ length: count }, (_, index) =>
      ruleResult({
        rule: 'provider_min_inbox_rate',
        provider: `p${index}`,
        outcome: index === failed ? 'failed' : index === undecided ? 'undecided' : 'passed',
      }),
    )

  test('shows each with what it asks, what was measured, and how it ended', () => {
    const row = (over: Parameters<typeof ruleResult>[0]) =>
      parsed(report({ rules: [ruleResult(over)] })).tables[0]?.[1]
    expect(row({})).toEqual(['Inbox rate', '≥ 80 %', '100.0 %', '✅ passed'])
    expect(row({ outcome: 'undecided', measured: { low: 40, high: 90 } })).toEqual([
      'Inbox rate',
      '≥ 80 %',
      '40.0 to 90.0 %',
      '⏳ undecided',
    ])
    expect(
      row({
        rule: 'provider_min_inbox_rate',
        provider: 'T-Online',
        measured: null,
        outcome: 'failed',
        note: 'no seeds in this test',
      }),
    ).toEqual(['Inbox rate, T-Online', '≥ 80 %', '–', '❌ failed: no seeds in this test'])
  })

  test('makes what did not pass stand out', () => {
    expect(report({ rules: [ruleResult({ outcome: 'failed' })] })).toContain('| **100.0 %** |')
    expect(report({ rules: [ruleResult()] })).toContain('| 100.0 % |')
  })

  test('keeps the order of the inputs while it is short, and begins with what failed when it is long', () => {
    const names = (count: number) =>
      tableOf(report({ rules: rules(count, 9, 5) }), 'Rule')
        .slice(1)
        .map(([name]) => name)
    expect(names(12)[0]).toBe('Inbox rate, p0')
    expect(names(13).slice(0, 3)).toEqual(['Inbox rate, p9', 'Inbox rate, p5', 'Inbox rate, p0'])
  })

  test('is not there without rules', () => {
    expect(tableOf(report(), 'Rule')).toEqual([])
  })
})

describe('the table of placements', () => {
  const seeds = [
    ...Array.from({ length: 17 }, () => seed()),
    seed({ placement: 'spam' }),
    seed({ placement: 'unknown' }),
  ]

  test('has counts, percent of all seeds and bars, of those not yet listed too', () => {
    const test = inboxTest({ seeds })
    const { summary } = test
    const markdown = ofTest({
      ...test,
      summary: { ...summary, totalSeeds: 20, pending: 1, inboxRate: 85, spamRate: 5 },
    })
    expect(tableOf(markdown, 'Placement')).toEqual([
      ['Placement', 'Seeds', 'Share', ''],
      ['📥 Inbox', '17', '85.0 %', '████████▌'],
      ['🚫 Spam', '1', '5.0 %', '▌'],
      ['❔ Unknown', '1', '5.0 %', '▌'],
      ['⏳ Pending', '1', '5.0 %', '▌'],
    ])
  })

  test("shows the API's own rates, as the dashboard does", () => {
    const test = inboxTest({ seeds })
    const markdown = ofTest({ ...test, summary: { ...test.summary, inboxRate: 12.3 } })
    expect(tableOf(markdown, 'Placement')[1]?.slice(0, 3)).toEqual(['📥 Inbox', '17', '12.3 %'])
  })

  test('has the change of both rates when there is a baseline', () => {
    const [now, before] = [inboxTest({ seeds: [seed(), seed({ placement: 'spam' })] }), inboxTest()]
    const change = tableOf(ofTest(now, { comparison: compare(now, before, false) }), 'Placement').map(
      (row) => row[4],
    )
    expect(change).toEqual(['Change', '▼ 50.0', '▲ 50.0', '', ''])
  })
})

describe('the table of providers', () => {
  const seeds = [
    seed({ provider: 'Gmail' }),
    seed({ provider: 'Yahoo' }),
    seed({ provider: 'yahoo ' }),
    seed({ provider: 'AOL' }),
    seed({ provider: 'Outlook', placement: 'spam', spf: 'fail' }),
    seed({ provider: 'Outlook', placement: 'unknown' }),
    seed({ provider: 'Outlook', placement: 'pending', spf: null }),
  ]

  test('stands worst first; of equal ones the larger, then by name', () => {
    expect(tableOf(ofSeeds(seeds), 'Provider', 9).map(([name]) => name)).toEqual([
      'Provider',
      'Outlook',
      'Yahoo',
      'AOL',
      'Gmail',
    ])
  })

  test('counts each, with how many passed SPF of those received, and how sure its rate is', () => {
    const [head, outlook, yahoo] = tableOf(ofSeeds(seeds), 'Provider', 9)
    expect(head).toEqual([
      'Provider',
      'Inbox rate',
      '',
      'Inbox',
      'Spam',
      'Unknown',
      'Pending',
      'SPF passed',
      '95 % sure',
    ])
    expect(outlook).toEqual(['Outlook', '0.0 %', '', '0 of 3', '1', '1', '1', '1 of 2', '0 to 56 %'])
    expect(yahoo?.slice(1)).toEqual(['100.0 %', '████████', '2 of 2', '0', '0', '0', '2 of 2', '34 to 100 %'])
  })

  test('has the change against a baseline, and says which provider is new', () => {
    const now = inboxTest({ seeds })
    const before = inboxTest({ seeds: [seed({ provider: 'Outlook' }), seed({ provider: 'YAHOO' })] })
    const rows = tableOf(ofTest(now, { comparison: compare(now, before, false) }), 'Provider', 10)
    expect(rows.map((row) => [row[0], row[9]])).toEqual([
      ['Provider', 'Change'],
      ['Outlook', '▼ 100.0'],
      ['Yahoo', '='],
      ['AOL', 'new'],
      ['Gmail', 'new'],
    ])
  })

  test('is not there when the API names no provider', () => {
    expect(tableOf(ofSeeds([seed({ provider: null })]), 'Provider', 9)).toEqual([])
  })
})

describe('the table of sender IPs', () => {
  test('has seeds, inbox rate and SPF of each, worst first, and those without one', () => {
    const markdown = ofSeeds([
      seed(),
      seed(),
      seed({ senderIp: '198.51.100.7', placement: 'spam', spf: 'fail' }),
      seed({ senderIp: null }),
      seed({ senderIp: '203.0.113.1', placement: 'pending' }),
    ])
    expect(tableOf(markdown, 'Sender IP')).toEqual([
      ['Sender IP', 'Seeds', 'Inbox rate', 'SPF passed'],
      ['198.51.100.7', '1', '0.0 %', '0 of 1'],
      ['192.0.2.10', '2', '100.0 %', '2 of 2'],
      ['not reported', '1', '100.0 %', '1 of 1'],
    ])
  })

  test('is not there before anything is received', () => {
    expect(tableOf(ofSeeds([seed({ placement: 'pending' })]), 'Sender IP')).toEqual([])
  })
})

describe('the table of seeds that moved', () => {
  const [now, before] = (['spam', 'inbox'] as const).map((placement) =>
    inboxTest({
      seeds: [
        seed({ address: 'a@gmail.example', placement: placement === 'spam' ? 'inbox' : 'unknown' }),
        seed({ address: 'b@gmail.example', placement }),
        seed({ address: 'c@gmail.example' }),
      ],
    }),
  ) as [InboxTest, InboxTest]

  test('has each with where it was and is, those that left the inbox first', () => {
    expect(tableOf(ofTest(now, { comparison: compare(now, before, false) }), 'Provider', 4)).toEqual([
      ['Provider', 'Seed', 'Before', 'Now'],
      ['Gmail', 'b•••@gmail.example', '📥 Inbox', '🚫 Spam'],
      ['Gmail', 'a•••@gmail.example', '❔ Unknown', '📥 Inbox'],
    ])
  })

  test('is not there when none moved, or without a baseline', () => {
    expect(tableOf(ofTest(now, { comparison: compare(now, now, false) }), 'Provider', 4)).toEqual([])
    expect(tableOf(ofTest(now), 'Provider', 4)).toEqual([])
  })
})

describe('the table of all seeds', () => {
  const seeds = [
    seed({ address: 'a@gmail.example' }),
    seed({
      address: 'b@gmail.example',
      placement: 'pending',
      spf: null,
      senderIp: null,
      submissionResult: null,
    }),
    seed({
      address: null,
      provider: null,
      placement: 'unknown',
      placementText: 'Promotions',
      spf: 'softfail',
    }),
    seed({
      address: 'd@gmail.example',
      placement: 'spam',
      spf: 'fail',
      submissionResult: '550 5.7.1 rejected',
    }),
  ]
  const rows = (test: InboxTest) => tableOf(ofTest(test), 'Provider', 7)

  test('has all that is known of each, worst placement first', () => {
    expect(rows(inboxTest({ seeds }))).toEqual([
      ['Provider', 'Seed', 'Placement', 'Received', 'SPF', 'Sender IP', 'Submission'],
      ['Gmail', 'd•••@gmail.example', '🚫 Spam', 'yes', '❌ fail', '192.0.2.10', '550 5.7.1 rejected'],
      ['–', '–', '❔ Unknown: Promotions', 'yes', '❌ softfail', '192.0.2.10', '250 OK'],
      ['Gmail', 'b•••@gmail.example', '⏳ Pending', 'no', '–', '–', '–'],
      ['Gmail', 'a•••@gmail.example', '📥 Inbox', 'yes', '✅ pass', '192.0.2.10', '250 OK'],
    ])
  })

  test('is folded away under how many there are', () => {
    expect(ofTest(inboxTest({ seeds }))).toContain('<details><summary>All 4 seeds</summary>')
    expect(ofTest(inboxTest())).toContain('<details><summary>All 1 seed</summary>')
  })

  test('says when the API lists fewer seeds than the test has', () => {
    const test = inboxTest({ seeds })
    expect(ofTest({ ...test, summary: { ...test.summary, totalSeeds: 1050 } })).toContain(
      '<details><summary>The 4 of 1,050 seeds that the API lists</summary>',
    )
  })

  test('is not there while the API lists none', () => {
    expect(rows(inboxTest({ seeds: [] }))).toEqual([])
  })
})

describe('the footer', () => {
  const footer = (over: Partial<GateResult> = {}) => report(over).split('\n').at(-2)

  test('says which test, how long the wait was, and links to the run', () => {
    expect(footer({ polls: 18, waitedMs: 255_000 })).toBe(
      `<sub>Test \`job-1\` submitted \`2026-11-20 09:30:00\` · waited 4 min 15 s, 18 polls · [workflow run](${RUN})</sub>`,
    )
  })

  test('has the baseline when there is one', () => {
    expect(footer({ baseline: showTest(inboxTest({ jobId: 'job-0' }), 'masked') })).toContain(
      ' · baseline `job-0` · ',
    )
  })

  test('leaves out what is not known', () => {
    const undated = showTest(inboxTest({ submittedDate: null }), 'masked')
    expect(footer({ test: undated, runUrl: null })).toBe('<sub>Test `job-1` · waited 0 s, 1 poll</sub>')
    const error = { message: 'no input', hint: 'Give one.' }
    expect(report({ verdict: 'error', test: null, error, jobId: '', polls: 0, runUrl: null })).not.toContain(
      '<sub>',
    )
  })
})

test('the same result is the same report, however the API orders its seeds', () => {
  const seeds = ['Gmail', 'Yahoo', 'AOL', 'Outlook'].map((provider) =>
    seed({ provider, senderIp: `ip of ${provider}` }),
  )
  const tables = (list: Seed[]) => parsed(ofSeeds(list)).tables.slice(0, 3)
  expect(tables(seeds.toReversed())).toEqual(tables(seeds))
})
