import { describe, expect, test } from 'vitest'
import type { JudgedTest, TestResult } from '../../src/judge/result.ts'
import { inboxTest, judgedTest, observedRun, ruleResult, seed } from '../builders.ts'
import { parsed } from './parsed.ts'
import { pageOfTests, rendered } from './rendered.ts'

const named = (label: string, over: Partial<JudgedTest> = {}): JudgedTest =>
  judgedTest({ job: { id: `id-${label}`, label }, ...over })
const short = named('Short subject')
const long = named('Long subject', {
  verdict: 'failed',
  test: inboxTest({ seeds: [seed(), seed({ placement: 'spam' })] }),
  rules: [ruleResult({ measured: { low: 50, high: 50 }, outcome: 'failed' })],
})
const broken: TestResult = {
  kind: 'error',
  job: { id: 'id-C', label: null },
  waited: { ending: 'refused', polls: 1, waitedMs: 800 },
  problem: { message: 'the API does not know this job id', hint: 'Check `job_id`.' },
  lastSeen: null,
}

describe('the report of several tests', () => {
  // Not made as the file loads: a mutant met there has every test of the room run against it.
  const page = () => pageOfTests(long, short, broken)

  test('opens with a row for each, by its label or else its id', () => {
    expect(page().tables[0]).toEqual([
      ['', 'Test', 'Inbox', '', 'Spam', 'What failed'],
      ['❌', 'Long subject', '50%', '🟩🟩🟥🟥🟥', '50%', '50% in the inbox, 80% required'],
      ['✅', 'Short subject', '100%', '🟩🟩🟩🟩🟩', '0%', ''],
      ['❌', 'id-C', '–', '', '–', 'could not be judged'],
    ])
  })

  test("has each test's own report below, collapsed when it passed", () => {
    const { headings, folded, paragraphs } = page()
    expect(headings.slice(1).filter((heading) => heading.startsWith('❌'))).toEqual([
      '❌ Long subject failed: 50% in the inbox, 80% required',
      '❌ id-C could not be judged: the API does not know this job id',
    ])
    const own = folded.find(({ summary }) => summary === '✅ Short subject passed: 100% in the inbox')
    expect(own?.tables.map(([head]) => head?.[1])).toContain('Rule')
    expect(paragraphs).toContain('What to do: Check job_id.')
  })
})

describe('the differences between tests', () => {
  const told = (...pairs: { better: number; worse: number; points: number; p: number }[]) =>
    parsed(rendered(observedRun({ pairs }, [long, short, named('Third')])))
  const chance = { better: 2, worse: 0, points: 2, p: 0.05 }

  test('are named where they are more than chance, and one sentence is enough for the rest', () => {
    const page = told({ better: 1, worse: 0, points: 50, p: 0.0499 }, chance)
    expect(page.listItems[0]).toBe(
      'Short subject is 50 points above Long subject, more than chance explains.',
    )
    expect(page.paragraphs).toContain('Chance alone could explain the other difference.')
    expect(told(chance, chance).paragraphs).toContain(
      'Chance alone could explain every difference between these tests.',
    )
  })

  test('are none between tests of the same rate, whatever chance could do', () => {
    const equal = { better: 0, worse: 1, points: 0, p: 1 }
    const page = told(equal)
    expect(page.paragraphs).toContain('The two tests have the same inbox rate.')
    expect(page.paragraphs.join()).not.toMatch(/chance/iu)
    expect(page.folded.map(({ summary }) => summary).join()).not.toContain('difference')
    expect(told(equal, equal, equal).paragraphs).toContain('These tests all have the same inbox rate.')
    expect(told(equal, chance).folded.map(({ summary }) => summary)).toContain(
      '1 difference between the tests',
    )
    expect(told(equal, chance).paragraphs).toContain(
      'Chance alone could explain the difference between these tests.',
    )
  })

  test('have their p values in the collapsed part, the least first', () => {
    const page = told(chance, { better: 1, worse: 0, points: 50, p: 0.0499 })
    const [table] =
      page.folded.find(({ summary }) => summary === '2 differences between the tests')?.tables ?? []
    expect(table?.slice(1)).toEqual([
      ['Short subject', 'Long subject', '50 points', 'p = 0.0499'],
      ['Third', 'Long subject', '2 points', 'p = 0.05'],
    ])
  })

  test('are not told of a test that contradicts itself, and the report says why', () => {
    const disagreements = [{ field: 'inbox_rate', rate: 50, counted: 90, countedFrom: 'summary' }] as const
    const page = pageOfTests({ ...long, disagreements }, short)
    expect(page.paragraphs).toContain(
      'Long subject is not compared with the others: the API contradicts itself there.',
    )
    expect(pageOfTests({ ...long, disagreements }, broken).paragraphs.join()).not.toContain('not compared')
  })

  test('are told before the tests themselves', () => {
    const { folded } = told(chance)
    const place = (words: RegExp) => folded.findIndex(({ summary }) => words.test(summary))
    expect(place(/difference between/u)).toBe(0)
    expect(place(/Short subject passed/u)).toBeGreaterThan(0)
  })

  test('go unsaid where none could be compared', () => {
    expect(rendered(observedRun({}, [long, short]))).not.toMatch(/chance|difference/iu)
  })
})
