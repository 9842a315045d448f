import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Placement, Seed } from '../../src/core/inbox-test.ts'
import type { Budget } from '../../src/report/fit.ts'
import type { JudgedTest, RunResult } from '../../src/result/result.ts'
import { inboxTest, judgedTest, observedRun, refusedRun, ruleResult, seed } from '../builders.ts'
import { parsed } from './parsed.ts'
import { rendered, rowsWith } from './rendered.ts'

describe('within a limit', () => {
  const wide = '😀|`@x'.repeat(40)
  const placements: Placement[] = ['inbox', 'spam', 'unknown', 'pending']
  const wideTest = (count: number, groups: number, label: string | null = null): JudgedTest => {
    const seeds = Array.from({ length: count }, (_, index): Seed => {
      const name = `${index % groups}${wide}`
      const placement = placements[index % 4] as Placement
      return seed({
        provider: name,
        senderIp: name,
        submissionResult: wide,
        placement,
        address: `${index}${wide}`,
      })
    })
    const named = (index: number) => ({ kind: 'provider', name: `${index}${wide}` }) as const
    const rules = Array.from({ length: Math.min(groups, 3000) }, (_, index) =>
      ruleResult({
        rule: 'provider_min_inbox_rate',
        subject: named(index),
        outcome: index % 2 ? 'failed' : 'passed',
      }),
    )
    const message = wide.repeat(10)
    return judgedTest({
      job: { id: `${label}${wide}`, label },
      test: inboxTest({ testName: wide, status: wide, seeds }),
      verdict: 'failed',
      waited: { ending: 'deadline', polls: 3, waitedMs: 1000 },
      rules,
      warnings: [{ message, hint: 'Look.' }],
    })
  }
  const bytes: Budget = {
    limit: 1_048_575,
    measure: (text) => Buffer.byteLength(text),
    elsewhere: '; see the file.',
  }
  const characters: Budget = { limit: 65_000, measure: (text) => text.length, elsewhere: '; see the file.' }
  const expectToFit = (run: RunResult) => {
    expect(Buffer.byteLength(rendered(run, 'summary', bytes))).toBeLessThanOrEqual(bytes.limit)
    expect(rendered(run, 'comment', characters).length).toBeLessThanOrEqual(characters.limit)
  }

  test.each([
    [0, 1],
    [50, 4],
    [5000, 4000],
    [10_000, 3],
  ])('%i seeds in %i groups fit into a summary and into a comment', (count, groups) => {
    expectToFit(observedRun({}, [wideTest(count, groups)]))
  })

  test('so do 20 tests of 500 seeds each, with the table of tests and every heading', () => {
    const tests = Array.from({ length: 20 }, (_, index) => wideTest(500, 100, `${'x'.repeat(58)}${index}`))
    const [first = judgedTest(), ...others] = tests
    const pairs = tests.flatMap((_, better) =>
      tests
        .slice(better + 1)
        .map((__, index) => ({ better, worse: better + 1 + index, points: 3, correctedP: 0.01 })),
    )
    const run = observedRun({ pairs }, [first, ...others])
    expectToFit(run)
    const comment = parsed(rendered(run, 'comment', characters))
    expect(rowsWith(comment, 'Test')).toHaveLength(20)
    expect(comment.headings.filter((heading) => heading.startsWith('❌ x'))).toHaveLength(20)
  })

  test('so do a thousand mistakes in the inputs', () => {
    const invalid = Array.from({ length: 1000 }, (_, index) => ({
      input: 'wait_for',
      value: `${index}${wide.repeat(10)}`,
      message: 'it must be one of completed, verdict',
    }))
    expectToFit(refusedRun({ message: wide, hint: 'Correct it.', invalid }))
  })

  test('tables are cut from the last one on, and a line for each says how many rows it lacks', () => {
    const run = observedRun({}, [wideTest(40, 8)])
    const full = parsed(rendered(run)).tables
    fc.assert(
      fc.property(fc.integer({ min: 12_000, max: 40_000 }), (limit) => {
        const markdown = rendered(run, 'summary', { ...characters, limit })
        const { tables } = parsed(markdown)
        expect(markdown.length).toBeLessThanOrEqual(limit)
        expect(tables).toHaveLength(full.length)
        const lacking = tables.map((table, index) => (full[index]?.length ?? 0) - table.length)
        const said = [...markdown.matchAll(/\*(?:All|The other) ([\d,]+) /gu)].map(([, count]) =>
          Number(count),
        )
        expect(said).toEqual(lacking.filter((rows) => rows > 0))
        const cut = lacking.findIndex((rows) => rows > 0)
        if (cut >= 0) for (const table of tables.slice(cut + 1)) expect(table).toHaveLength(1)
      }),
      { numRuns: 15 },
    )
  })
})
