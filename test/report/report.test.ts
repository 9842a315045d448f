import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Seed } from '../../src/core/inbox-test.ts'
import { SeedAddress } from '../../src/privacy/addresses.ts'
import { oneLine } from '../../src/privacy/one-line.ts'
import type { JudgedTest, RunResult, TestResult } from '../../src/result/result.ts'
import { VERSION } from '../../src/version.ts'
import {
  compareTests,
  counted,
  FACTS,
  inboxTest,
  type JudgedOver,
  judgedTest,
  observedRun,
  refusedRun,
  ruleResult,
  seed,
} from '../builders.ts'
import { asText, type Loose } from '../texts.ts'
import { anyRun } from './any-run.ts'
import { hostileText as anyHostileText } from './hostile-markdown.ts'
import { parsed, prose, skeleton } from './parsed.ts'
import { pageOf, rendered, rowsWith } from './rendered.ts'

const RUN_URL = String(FACTS.runUrl)

/** Without what reads differently for what it means: blank text is no name, and `Inbox` a placement that is documented. */
const hostileText = anyHostileText.filter((text) => !/^(?:inbox)?$/iu.test(oneLine(text)))

/** A test with something in every part of the report, and the same text in every place that somebody else can fill. */
function everything(text: string): JudgedTest {
  const seeds = [
    seed({ provider: text, submissionResult: text, senderIp: text, spf: text }),
    seed({ provider: text, placement: 'unknown', placementText: text, senderIp: text }),
    seed({ provider: `${text}, another`, placement: 'spam', senderIp: `${text}2` }),
    seed({ provider: 'Yahoo', placement: 'pending', spf: null, senderIp: null }),
    // An address that the API masks is no known seed: there would be nothing to compare.
  ].map((each, index) => ({
    ...each,
    address: new SeedAddress(`${index}${text.replaceAll(/[*•]/gu, '')}`, 'full'),
  }))
  const told = { jobId: text, testName: text, submittedDate: text, status: text, completed: false }
  const before = inboxTest({ ...told, seeds: seeds.map((each) => ({ ...each, placement: 'inbox' })) })
  const now = inboxTest({ ...told, seeds })
  const comparison = { ...compareTests(now, before), correctedP: 0.04 }
  const point = { time: text, jobId: text, inboxRate: 50, verdict: 'failed' } as const
  const provider = { kind: 'provider', name: text } as const
  return judgedTest({
    job: { id: text, label: text },
    verdict: 'failed',
    test: now,
    settled: true,
    waited: { ending: 'quiet', polls: 18, waitedMs: 255_000 },
    rules: [
      ruleResult({
        rule: 'provider_min_inbox_rate',
        subject: provider,
        measured: { low: 50, high: 50 },
        outcome: 'failed',
      }),
      ruleResult({ rule: 'max_inbox_rate_drop', measured: null, outcome: 'not_compared' }),
      ruleResult(),
      ruleResult({ rule: 'provider_min_inbox_rate', subject: provider }),
    ],
    weighted: { rate: { low: 50, high: 60 }, covered: 90, leftOut: [], uncountedSeeds: 1 },
    baseline: { kind: 'read', ...counted(before, true), comparison, disagreements: [] },
    disagreements: [{ field: 'inbox_rate', rate: 25, counted: 50, countedFrom: 'results' }],
    arrivals: [
      { provider: text, atFirstLook: 0, arrived: 2, total: 2, halfAfterMs: 15_000, lastAfterMs: 60_000 },
      { provider: `${text}2`, atFirstLook: 1, arrived: 1, total: 1, halfAfterMs: null, lastAfterMs: null },
    ],
    trend: { points: [point, point], lowestSince: text },
    warnings: [{ message: text, hint: 'Try again.' }],
  })
}

function invalid(value: string) {
  return { input: 'wait_for', value, message: 'it must be one of completed, verdict' }
}

/** The same among others, with the text in theirs too. */
function everythingTwice(text: string): RunResult {
  const passed = { ...everything(text), verdict: 'passed', rules: [ruleResult()] } as const
  const job = { id: text, label: text }
  const faulty: Loose<TestResult> = {
    kind: 'error',
    job,
    waited: { ending: 'refused', polls: 2, waitedMs: 1000 },
    problem: { message: text, hint: 'Check `job_id`.', invalid: [invalid(text), invalid(text)] },
    lastSeen: everything(text).test,
  }
  const pairs = [
    { better: 0, worse: 1, points: 12, correctedP: 0.01 },
    { better: 1, worse: 2, points: 2, correctedP: 0.6 },
  ]
  return observedRun({ pairs, warnings: [{ message: text, hint: 'Look.' }] }, [
    everything(text),
    passed,
    faulty,
  ])
}

describe('what a reader finds, from the top', () => {
  const run = observedRun({}, [everything('plain')])

  test('verdict, what to look at, rules, providers; folded away the rest; then where it came from', () => {
    const page = parsed(rendered(run))
    expect(page.headings).toEqual([expect.stringContaining('failed'), 'Look here first', 'By provider'])
    expect(page.openTables.map(([head]) => head?.[1])).toEqual(['Rule', 'Provider'])
    const titles = page.folded.map(({ summary }) => summary)
    expect(titles).toEqual([
      '✅ 2 rules passed',
      expect.stringMatching(/^How fast the mail arrived: half .*, the last after 1 min; plain slowest$/u),
      'By sender IP (2)',
      expect.stringMatching(/^\d seeds moved since the baseline \(p = 0\.04\)$/u),
      'The last 2 inbox rates: ██ 50% now, 50% before',
      'All 4 seeds',
    ])
    const about = page.paragraphs.at(-1)
    for (const fact of [
      'test plain',
      'checked 2026-11-20 09:41 UTC, 18 polls in 4 min 15 s',
      'commit 9d2e4f1',
      `Inbox Placement Gate ${VERSION}`,
    ]) {
      expect(about).toContain(fact)
    }
  })

  test('the comment is the same without a row for each seed, and links to the run for those', () => {
    const comment = parsed(rendered(run, 'comment'))
    const summary = parsed(rendered(run))
    expect(comment.tables).toEqual(summary.tables.slice(0, -1))
    expect(comment.links.filter((link) => link === RUN_URL)).toHaveLength(2)
  })

  test('a comment does not call seeds all of them that are not', () => {
    const { summary } = inboxTest({ seeds: Array.from({ length: 10 }, () => seed()) })
    const gaps = observedRun({}, [judgedTest({ test: inboxTest({ seeds: [seed(), seed()], summary }) })])
    expect(parsed(rendered(gaps, 'comment')).paragraphs.join()).toMatch(/\b2 of 10 seeds\b.*workflow run/u)
  })

  test('no link but to the run and to the desks of the providers', () => {
    const desks = [
      'https://postmaster.google.com/',
      'https://sendersupport.olc.protection.outlook.com/snds/',
      'https://senders.yahooinc.com/',
    ]
    for (const link of parsed(rendered(run)).links) expect([RUN_URL, ...desks]).toContain(link)
  })

  test('wrong inputs are each said once, with the names of inputs in code, and what to do', () => {
    const problem = {
      message: '2 inputs are invalid',
      invalid: [
        { input: 'min_inbox_rate', value: '0.85', message: 'did you mean 85? It needs job_id' },
        { input: 'job_id', value: null, message: 'it is required' },
      ],
      hint: 'Correct the `with:` block.',
    }
    const markdown = rendered(refusedRun(problem))
    const page = parsed(markdown)
    expect(page.headings).toHaveLength(1)
    expect(page.listItems).toEqual([
      'min_inbox_rate 0.85: did you mean 85? It needs job_id.',
      'job_id: it is required.',
    ])
    expect(page.paragraphs.join('\n')).not.toContain('What happened')
    expect(page.paragraphs).toContain('What to do: Correct the with: block.')
    expect(prose(markdown)).not.toMatch(/min_inbox_rate|job_id/u)
  })

  test('an error has its reason in the headline, and what happened in full below it where that says more', () => {
    const problem = {
      message: 'the API does not know this job id (HTTP 404): No job anywhere',
      reason: 'the API does not know this job id',
      hint: 'Check `job_id`.',
    }
    const page = parsed(rendered(refusedRun(problem)))
    expect(page.headings[0]).toMatch(/could not be judged: the API does not know this job id$/u)
    expect(page.paragraphs).toContain(`What happened: ${problem.message}.`)
    const short = parsed(rendered(refusedRun({ ...problem, message: problem.reason })))
    expect(short.paragraphs.join('\n')).not.toContain('What happened')
  })

  test('a history that cannot be read is reported once, where a baseline was looked for in it', () => {
    const problem = { message: 'history_file is a folder', hint: 'Give another path.' }
    const told = (test: JudgedOver) =>
      rendered(observedRun({ warnings: [problem] }, [judgedTest(test)])).split(problem.hint).length - 1
    expect(told({})).toBe(1)
    expect(told({ baseline: { kind: 'unreadable', problem } })).toBe(1)
  })

  test('squares are explained where there are any', () => {
    const squares = /[🟩🟥🟨⬜]/u
    const faulty = (lastSeen: InboxTest | null): Loose<TestResult> => ({
      kind: 'error',
      job: { id: 'job-1', label: null },
      waited: { ending: 'refused', polls: 1, waitedMs: 0 },
      problem: { message: 'the API does not know this job id', hint: 'Check it.' },
      lastSeen,
    })
    expect(rendered(observedRun({}, [faulty(null)]))).not.toMatch(squares)
    for (const test of [judgedTest(), faulty(inboxTest())]) {
      expect(parsed(rendered(observedRun({}, [test]))).paragraphs.at(-1)).toMatch(squares)
    }
  })

  test('what had come before a fault is shown, and nothing of it is judged', () => {
    const faulty: Loose<TestResult> = {
      kind: 'error',
      job: { id: 'job-1', label: null },
      waited: { ending: 'refused', polls: 2, waitedMs: 1000 },
      problem: { message: 'the key was refused', hint: 'Check it.' },
      lastSeen: inboxTest({ seeds: [seed({ placement: 'spam' })] }),
    }
    const page = parsed(rendered(observedRun({}, [faulty])))
    expect(rowsWith(page, 'Provider')[0]?.slice(0, 2)).toEqual(['Gmail', '0%'])
    expect(page.paragraphs.join()).toContain('when the API last answered')
    expect(page.openTables.flat(2).join()).not.toMatch(/✅|❌|⚠️|⏳/u)
  })
})

describe('hostile text', () => {
  const pages: [string, (text: string) => RunResult][] = [
    ['one test', (text) => observedRun({}, [everything(text)])],
    ['several tests', everythingTwice],
    ['an error', (text) => refusedRun({ message: text, hint: 'Check.' })],
  ]

  test.each(pages)('of %s changes no part of the page, links nowhere, and is seen whole', (_, of) => {
    const harmless = skeleton(rendered(of('plain')))
    fc.assert(
      fc.property(hostileText, (text) => {
        const markdown = rendered(of(text))
        expect(skeleton(markdown)).toBe(harmless)
        expect(prose(markdown)).not.toMatch(/[@#$\\`<&]|[^\W\d]:\w|\bwww\.|https?:/u)
        const unseen = markdown.replaceAll(/[\n\u2060]/gu, '')
        expect(unseen).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      }),
      { numRuns: 30 },
    )
  })

  test('of any length takes its row or line, not the page', () => {
    expect(rendered(observedRun({}, [everything('|@x'.repeat(100_000))])).length).toBeLessThan(25_000)
  })
})

test('with one test, nothing mentions several, nor its label', () => {
  fc.assert(
    fc.property(
      anyRun(fc.constantFrom('Gmail', 'Outlook'), { min: 1, max: 1 }),
      fc.constantFrom('summary', 'comment'),
      (run, length) => {
        const labelled = {
          ...run,
          tests: [{ ...run.tests[0], job: { ...run.tests[0].job, label: asText('Long subject') } }],
        } as const
        const markdown = rendered(labelled, length)
        expect(markdown).not.toMatch(/Long subject|\d of \d+ tests|[Dd]ifferences? between/u)
      },
    ),
    { numRuns: 100 },
  )
})

test('only all of a provider is 100%', () => {
  fc.assert(
    fc.property(anyRun(fc.constantFrom('Gmail', 'Outlook', 'AOL'), { min: 1, max: 1 }), (run) => {
      const page = parsed(rendered(run))
      const providers = page.tables.find(([head]) => head?.includes('Provider') && head.includes('Inbox'))
      const lost = providers?.[0]?.indexOf('Not in the inbox') ?? -1
      for (const row of providers?.slice(1) ?? []) {
        expect(row.includes('100%')).toBe(lost < 0 || row[lost]?.startsWith('0 of') === true)
      }
    }),
    { numRuns: 50 },
  )
})

test('the same result is the same report, however the API orders its seeds', () => {
  const seeds = ['Gmail', 'Yahoo', 'AOL', 'Outlook'].map((provider) =>
    seed({ provider, senderIp: `ip of ${provider}` }),
  )
  const tables = (list: Seed[]) => pageOf({ test: inboxTest({ seeds: list }) }).tables.slice(0, -1)
  expect(tables(seeds.toReversed())).toEqual(tables(seeds))
})
