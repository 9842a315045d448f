import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Placement } from '../../src/core/inbox-test.ts'
import { UNLIMITED } from '../../src/report/fit.ts'
import { renderReport } from '../../src/report/report.ts'
import { comparePairs, withHolmCorrection } from '../../src/result/pairs.ts'
import type { JudgedTest, TestResult } from '../../src/result/result.ts'
import { inboxTest, type JudgedOver, judgedTest, observedRun, ruleResult, seed } from '../builders.ts'
import { withTexts } from '../texts.ts'
import { type Parsed, parsed } from './parsed.ts'
import { pageOfTests } from './rendered.ts'

const named = (label: string, over: JudgedOver = {}): JudgedTest =>
  judgedTest({ job: { id: `id-${label}`, label }, ...over })
const short = named('Short subject')
const long = named('Long subject', {
  verdict: 'failed',
  test: inboxTest({ seeds: [seed(), seed({ placement: 'spam' })] }),
  rules: [ruleResult({ measured: { low: 50, high: 50 }, outcome: 'failed' })],
})
const broken = withTexts<TestResult>({
  kind: 'error',
  job: { id: 'id-C', label: null },
  waited: { ending: 'refused', polls: 1, waitedMs: 800 },
  problem: { message: 'the API does not know this job id', hint: 'Check `job_id`.' },
  lastSeen: null,
})

describe('the report of several tests', () => {
  // Not made as the file loads: a mutant met there has every test of the room run against it.
  const page = () => pageOfTests(long, short, broken)

  test('opens with a row for each, by its label or else its id', () => {
    expect(page().tables[0]).toEqual([
      ['', 'Test', 'Inbox', 'Spam', 'What failed'],
      ['❌', 'Long subject🟩🟩🟩🟩🟩🟥🟥🟥🟥🟥', '50%', '50%', '50% in the inbox (80% required)'],
      ['✅', 'Short subject🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩', '100%', '0%', ''],
      ['⛔', 'id-C', '–', '–', 'could not be judged'],
    ])
  })

  test("has each test's own report below, collapsed when it passed", () => {
    const { headings, folded, paragraphs } = page()
    expect(headings.slice(1).filter((heading) => /^[❌⛔]/u.test(heading))).toEqual([
      '❌ Long subject failed: 50% in the inbox (80% required)',
      '⛔ id-C could not be judged: the API does not know this job id',
    ])
    const own = folded.find(({ summary }) => summary === '✅ Short subject passed: 100% in the inbox')
    expect(own?.tables.map(([head]) => head?.[1])).toContain('Rule')
    expect(paragraphs).toContain('What to do: Check job_id.')
  })
})

/** A test of fifty seeds, so many of them in the inbox; open with the last two not arrived. */
function of50(label: string, inbox: number, isOpen = false): JudgedTest {
  const placements = Array.from({ length: 50 }, (_, nth): Placement => {
    if (isOpen && nth >= 48) return 'pending'
    return nth < inbox ? 'inbox' : 'spam'
  })
  const seeds = placements.map((placement, nth) => seed({ placement, address: `${label}${nth}@a.example` }))
  return named(label, { test: inboxTest({ seeds }) })
}

/** The report of these tests, compared as a run compares them. */
function compareTests(...tests: [TestResult, ...TestResult[]]) {
  const { pairs } = withHolmCorrection([], comparePairs(tests))
  const run = observedRun({ pairs }, tests)
  return parsed([...renderReport(run, 'comment', UNLIMITED)].join(''))
}

const about = (page: Parsed, words: RegExp) => page.paragraphs.filter((each) => words.test(each))

describe('the differences between tests', () => {
  test('are named where they are more than chance, and one sentence is enough for the rest', () => {
    const page = compareTests(of50('A', 50), of50('B', 49), of50('C', 30))
    expect(page.listItems.slice(0, 2)).toEqual([
      'A is 40 points above C, more than chance would explain.',
      'B is 38 points above C, more than chance would explain.',
    ])
    expect(about(page, /chance alone/iu)).toEqual([
      'Between A and B, chance alone could explain the difference.',
    ])
    expect(about(compareTests(of50('A', 50), of50('B', 49), of50('C', 48)), /chance/iu)).toEqual([
      'Chance alone could explain every difference between these tests.',
    ])
    expect(about(compareTests(of50('A', 50), of50('B', 49)), /chance/iu)).toEqual([
      'Chance alone could explain the difference between these tests.',
    ])
  })

  test('are none between tests of the same rate, whatever chance could do', () => {
    const two = compareTests(of50('A', 40), of50('B', 40))
    expect(about(two, /rate/u)).toContain('The two tests have the same inbox rate.')
    expect(two.folded.map(({ summary }) => summary).join()).not.toContain('difference')
    expect(about(two, /chance/iu)).toEqual([])
    expect(about(compareTests(of50('A', 40), of50('B', 40), of50('C', 40)), /rate/u)).toContain(
      'These tests all have the same inbox rate.',
    )
  })

  test('have their p values in the collapsed part, the least first', () => {
    const { folded } = compareTests(of50('A', 50), of50('B', 49), of50('C', 30))
    const [table] = folded.find(({ summary }) => summary === '3 differences between the tests')?.tables ?? []
    expect(table?.slice(1).map((cells) => cells.slice(0, 3))).toEqual([
      ['A', 'C', '40 points'],
      ['B', 'C', '38 points'],
      ['A', 'B', '2 points'],
    ])
  })

  test('say nothing of a test that is open, that cannot be read or that contradicts itself, and why', () => {
    const disagreements = [{ field: 'inbox_rate', rate: 50, counted: 90, countedFrom: 'summary' }] as const
    const page = compareTests(
      of50('A', 40),
      of50('B', 40),
      of50('Open', 10, true),
      { ...of50('Odd', 20), disagreements },
      broken,
    )
    expect(about(page, /same inbox rate/u)).toEqual(['A and B have the same inbox rate.'])
    expect(about(page, /not compared/u)).toEqual([
      'Odd is not compared with the others: the API contradicts itself there.',
      'Open is not compared with the others: seeds there are still open.',
      'id-C is not compared with the others: no results could be read.',
    ])
    expect(about(compareTests(long, broken), /compared|chance|same/iu)).toEqual([])
  })

  test('are reported before the tests themselves', () => {
    const { folded } = compareTests(of50('A', 50), of50('B', 49))
    const place = (words: RegExp) => folded.findIndex(({ summary }) => words.test(summary))
    expect(place(/difference between/u)).toBe(0)
    expect(place(/A passed/u)).toBeGreaterThan(0)
  })

  test('whatever the tests: a sentence about all of them is about tests that were all compared', () => {
    const anyTest = fc.record({
      kind: fc.constantFrom('settled', 'settled', 'settled', 'open', 'broken'),
      inbox: fc.constantFrom(10, 40, 41, 48),
    })
    fc.assert(
      fc.property(fc.array(anyTest, { minLength: 2, maxLength: 4 }), (some) => {
        const tests = some.map(({ kind, inbox }, nth): TestResult => {
          const label = `T${nth}`
          if (kind === 'broken') return withTexts<TestResult>({ ...broken, job: { id: label, label } })
          return of50(label, inbox, kind === 'open')
        })
        const settled = new Map(
          some.flatMap(({ kind, inbox }, nth) => (kind === 'settled' ? [[`T${nth}`, inbox] as const] : [])),
        )
        const page = compareTests(...(tests as [TestResult, ...TestResult[]]))
        const claims = [...page.paragraphs, ...page.listItems].filter((each) =>
          /chance|same inbox rate/iu.test(each),
        )
        for (const claim of claims) expectOfCompared(claim, settled, tests.length)
        expect(claims.length > 0).toBe(settled.size > 1)
      }),
      { numRuns: 40 },
    )
  })
})

/** @param settled the inbox counts of the tests that were compared, by label */
function expectOfCompared(claim: string, settled: ReadonlyMap<string, number>, tests: number): void {
  if (/these tests|the two tests/iu.test(claim)) expect(settled.size, claim).toBe(tests)
  for (const [label] of claim.matchAll(/T\d/gu)) expect([...settled.keys()], claim).toContain(label)
  const [, count] = /The (\d+) tests/iu.exec(claim) ?? []
  if (count !== undefined) expect(Number(count), claim).toBe(settled.size)
  if (/same inbox rate/u.test(claim)) expect(new Set(settled.values()).size, claim).toBe(1)
}
