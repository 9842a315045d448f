import { describe, expect, test } from 'vitest'
import type { Placement, Seed } from '../../src/core/inbox-test.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import { withCorrectedP } from '../../src/judge/statistics.ts'
import type { JudgedTest } from '../../src/result/result.ts'
import type { RuleResult } from '../../src/rules/rules.ts'
import {
  compareTests,
  counted,
  inboxTest,
  type JudgedOver,
  judgedTest,
  observedRun,
  ruleResult,
  SETTINGS,
  seed,
} from '../builders.ts'
import { asText } from '../texts.ts'
import { parsed } from './parsed.ts'
import { pageOf, rendered } from './rendered.ts'

const seeds = (counts: Partial<Record<Placement, number>>): Seed[] =>
  (Object.entries(counts) as [Placement, number][]).flatMap(([placement, count]) =>
    Array.from({ length: count }, (_, index) =>
      seed({ placement, address: `${placement}${index}@a.example` }),
    ),
  )
const testOf = (counts: Partial<Record<Placement, number>>) => inboxTest({ seeds: seeds(counts) })
/** The bar with its counts, the line of context, and how the wait ended where that is worth a line. */
const opening = (over: JudgedOver) => pageOf({ rules: [], ...over }).paragraphs

describe('the bar', () => {
  test('has the counts in words beside it, the inbox always, another only when it has seeds', () => {
    expect(opening({ test: testOf({ inbox: 42, spam: 7, unknown: 1 }) })[0]).toBe(
      '🟩🟩🟩🟩🟩🟩🟩🟩🟥🟨 42 inbox · 7 spam · 1 unknown',
    )
    expect(opening({ test: testOf({ pending: 2 }) })[0]).toBe('⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜ 0 inbox · 2 not arrived')
  })
})

describe('the line of context', () => {
  const settled = { test: testOf({ inbox: 42, spam: 8 }) }
  const context = (over: JudgedOver = {}) => opening({ ...settled, ...over })[1]

  test('has the test, how many seeds received the mail, and the confidence interval', () => {
    expect(context()).toBe('Spring newsletter · all 50 seeds received the mail · 95% confidence: 71.5%–91.7%')
  })

  test('speaks of a test of one seed as people do', () => {
    expect(context({ test: testOf({ pending: 1 }) })).toContain('the one seed has not received the mail')
    expect(context({ test: testOf({ inbox: 1 }) })).toContain('the one seed received the mail')
    expect(context({ test: testOf({ inbox: 1, pending: 2 }) })).toContain('1 of 3 seeds received the mail')
  })

  test('has no interval beside a rate that its counts contradict', () => {
    const disagreements = [{ field: 'inbox_rate', rate: 84, counted: 80, countedFrom: 'summary' }] as const
    expect(context({ disagreements })).not.toContain('confidence')
  })

  test('says between which rates an open test can still end, and gives no interval', () => {
    const open = {
      test: testOf({ inbox: 6, spam: 1, pending: 3 }),
      rules: [ruleResult({ measured: { low: 60, high: 90 } })],
    }
    expect(context(open)).toBe(
      'Spring newsletter · 7 of 10 seeds received the mail · can still end at 60%–90%',
    )
    const undecided = { ...open.rules[0], outcome: 'undecided' } as RuleResult
    // The headline has it.
    expect(context({ ...open, rules: [undecided], verdict: 'undecided' })).not.toContain('60%')
  })

  test('has the change against a baseline that it was compared with, and only then', () => {
    const before = { ...testOf({ inbox: 49, spam: 1 }), submittedDate: asText('2026-11-12 09:30:00') }
    const read = (
      comparison: Extract<Baseline<'compared'>, { kind: 'read' }>['comparison'],
    ): Baseline<'compared'> => ({
      kind: 'read',
      ...counted(before, comparison !== null),
      comparison,
      disagreements: [],
    })
    expect(context({ baseline: read(withCorrectedP(compareTests(settled.test, before))) })).toContain(
      ' · 98% → 84% since 12 November · ',
    )
    expect(context({ test: before, baseline: read(withCorrectedP(compareTests(before, before))) })).toContain(
      ' · 98%, as on 12 November · ',
    )
    const dateless = { ...before, submittedDate: asText('yesterday') }
    expect(
      context({
        baseline: {
          ...read(withCorrectedP(compareTests(settled.test, before))),
          test: dateless,
        } as Baseline<'compared'>,
      }),
    ).toContain(' · 98% → 84% since the baseline · ')
    expect(context({ baseline: read(null) })).toContain(' · baseline at least 98% · ')
    const contradicting = { ...read(null), settled: true } as Baseline<'compared'>
    expect(context({ baseline: contradicting })).toContain(' · baseline 98% · ')
  })

  test('has the rate weighted by the list, how much of it is covered, and which seeds do not count', () => {
    const weighted = { rate: { low: 78, high: 78 }, covered: 92, leftOut: [], uncountedSeeds: 3 }
    expect(context({ weighted })).toMatch(
      / · weighted by your list: 78% \(providers with 92% of it have seeds; 3 seeds at other providers do not count\)$/u,
    )
    expect(context({ weighted: { ...weighted, covered: 100, uncountedSeeds: 0 } })).toMatch(
      /\(every provider on your list has seeds\)$/u,
    )
    expect(context({ weighted: { ...weighted, rate: null } })).toContain('no seeds at any of its providers')
  })

  test('never says that all of the list is covered while seeds are at no known provider', () => {
    const weighted = { rate: { low: 70, high: 90 }, covered: 100, leftOut: [], uncountedSeeds: 0 }
    const nameless = inboxTest({ seeds: [seed(), seed({ provider: null })] })
    expect(context({ test: nameless, weighted })).toMatch(
      /\(at most 100% of it has seeds: 1 seed is at no known provider\)$/u,
    )
  })

  test('says since when no test was as low, with the year when it is another', () => {
    const since = (lowestSince: string) => context({ trend: { points: [], lowestSince } })
    expect(since('2026-10-12T23:00:00Z')).toContain(' · lowest since 12 October · ')
    expect(since('2025-12-31T23:00:00Z')).toContain('lowest since 31 December 2025')
    expect(since('no time')).not.toContain('lowest')
  })
})

describe('how the wait ended', () => {
  const open = testOf({ inbox: 6, pending: 4 })
  const ended = (ending: JudgedTest['waited']['ending'], over: Partial<JudgedTest> = {}) =>
    parsed(
      rendered(
        observedRun({ settings: { ...SETTINGS, quietMs: 300_000 } }, [
          judgedTest({ rules: [], test: open, waited: { ending, polls: 9, waitedMs: 435_000 }, ...over }),
        ]),
      ),
    ).paragraphs.join('\n')

  test('names the input that ended it, and the status', () => {
    expect(ended('quiet')).toMatch(/ended: nothing new for 5 min \(quiet_minutes\)\. Status: Processing/u)
    expect(ended('deadline')).toMatch(/timed out \(timeout_minutes\)\. Status: Processing/u)
    expect(ended('quiet')).not.toContain('timeout_minutes')
    expect(ended('cancelled')).toContain('Status: Processing')
  })

  test('is reported once in the whole report, and so is how long it took', () => {
    for (const [ending, input] of [
      ['quiet', 'quiet_minutes'],
      ['deadline', 'timeout_minutes'],
    ] as const) {
      const waited = { ending, polls: 9, waitedMs: 435_000 }
      const { headings, paragraphs, listItems } = pageOf({ test: open, waited, verdict: 'undecided' })
      const facts = listItems.map((item) => item.split(' → ')[0])
      const told = [...headings, ...paragraphs.slice(0, -1), ...facts].join('\n')
      expect(told.split(input)).toHaveLength(2)
      expect(told.split('7 min 15 s')).toHaveLength(2)
    }
  })

  test('of a check that does not wait is that it looked once', () => {
    const result = judgedTest({ test: open, waited: { ending: 'deadline', polls: 1, waitedMs: 0 } })
    const markdown = rendered(observedRun({ settings: { ...SETTINGS, looksOnce: true } }, [result]))
    expect(parsed(markdown).paragraphs).toContain('Looked once (timeout_minutes: 0). Status: Processing.')
    expect(markdown).not.toMatch(/timed out|\b0 s/u)
  })

  test('says of an early verdict how many seeds were still pending and could not have changed it', () => {
    expect(ended('certain')).toContain('4 seeds were still pending and could not have changed the verdict')
    expect(ended('completed', { test: testOf({ inbox: 1 }) })).not.toMatch(/pending|ended|timed out/u)
  })

  test('says that a test was complete enough', () => {
    expect(ended('deadline', { settled: true })).toContain(
      'max_missing_seeds allows for the 4 seeds that did not arrive',
    )
  })

  test('says why a verdict that is not passed does not fail the step', () => {
    const told = (settings: Partial<typeof SETTINGS>, over: JudgedOver) =>
      parsed(
        rendered(observedRun({ settings: { ...SETTINGS, ...settings } }, [judgedTest(over)])),
      ).paragraphs.join('\n')
    const failed = {
      verdict: 'failed',
      rules: [ruleResult({ outcome: 'failed', measured: { low: 1, high: 1 } })],
    } as const
    expect(told({ warnOnly: true }, failed)).toContain('The test does not fail the step: warn_only is on.')
    expect(told({}, failed)).not.toContain('does not fail')
    const timedOut = {
      verdict: 'undecided',
      test: open,
      rules: [ruleResult({ outcome: 'undecided', openSeeds: true, onlyWaiting: true })],
      waited: { ending: 'deadline', polls: 1, waitedMs: 0 },
    } as const
    expect(told({ warnOnTimeout: true }, timedOut)).toContain(
      'The test does not fail the step: on_timeout is warn.',
    )
  })
})

test('no seed is said to be missing of a test that is complete enough with all of its mail', () => {
  const test = { ...testOf({ inbox: 2 }), status: 'Processing', completed: false }
  const said = opening({ test, settled: true }).join(' ')
  expect(said).toContain('max_missing_seeds')
  expect(said).not.toMatch(/\b0 seeds|did not arrive/u)
})
