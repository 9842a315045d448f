import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Block, type Budget, fit, type TableBlock, tableOf, UNLIMITED } from '../../src/report/fit.ts'

const joined = (blocks: readonly Block[], budget: Budget) => [...fit(blocks, budget)].join('')

const characters = (limit: number): Budget => ({
  limit,
  measure: (text) => text.length,
  elsewhere: '; see the file.',
})
const bytes = (limit: number): Budget => ({
  ...characters(limit),
  measure: (text) => Buffer.byteLength(text),
})

/** A table whose rows all look alike. */
const table = (noun: string, rows: number, width: number, rank = 0): TableBlock =>
  tableOf({
    before: `\n<${noun}>\n`,
    items: Array.from({ length: rows }, (_, index) => index),
    row: (index) => `${noun} ${index} ${'é'.repeat(width)}\n`,
    after: `\n</${noun}>\n`,
    noun,
    rank,
  })
const rowsOf = ({ row, count }: TableBlock) => Array.from({ length: count }, (_, index) => row(index))

/** Rows of a table that are shown, and how many the report says are not. */
function shown(report: string, noun: string) {
  const rows = report.split('\n').filter((line) => line.startsWith(`${noun} `))
  const said = new RegExp(`\\*(?:All|The other) ([\\d,]+) ${noun} are left out here`, 'u').exec(report)
  return { rows, leftOut: Number(said?.[1]?.replaceAll(',', '') ?? 0) }
}

describe('a report within its limit', () => {
  test('is what it was, without a word about it', () => {
    const blocks = ['## Failed\n', table('rules', 3, 1), 'text\n', table('seeds', 2, 1)]
    const whole = blocks.map((block) =>
      typeof block === 'string' ? block : block.before + rowsOf(block).join('') + block.after,
    )
    expect(joined(blocks, UNLIMITED)).toBe(whole.join(''))
    expect(joined(blocks, characters(10_000))).toBe(whole.join(''))
  })
})

describe('a report beyond its limit', () => {
  const nouns = ['rules', 'providers', 'seeds']
  const tables = fc.tuple(
    ...nouns.map((noun) =>
      fc
        .record({ rows: fc.integer({ min: 1, max: 30 }), width: fc.integer({ min: 0, max: 40 }) })
        .map(({ rows, width }) => table(noun, rows, width)),
    ),
  )
  const arranged = (blocks: readonly TableBlock[]): Block[] => ['## Failed\n', ...blocks, '\nfooter\n']

  test.each([
    ['characters', characters],
    ['bytes', bytes],
  ])(
    'keeps a limit of %s, shows whole rows from the first on, and says how many are left out',
    (_, budgetOf) => {
      fc.assert(
        fc.property(tables, fc.integer({ min: 600, max: 4000 }), (blocks, limit) => {
          const budget = budgetOf(limit)
          const report = joined(arranged(blocks), budget)
          expect(budget.measure(report)).toBeLessThanOrEqual(limit)
          expect(report.startsWith('## Failed\n')).toBe(true)
          expect(report.endsWith('\nfooter\n')).toBe(true)
          for (const block of blocks) {
            const { rows, leftOut } = shown(report, block.noun)
            expect(rows.map((row) => `${row}\n`)).toEqual(rowsOf(block).slice(0, rows.length))
            expect(rows.length + leftOut).toBe(block.count)
            expect(report).toContain(block.before)
            expect(report).toContain(block.after)
          }
        }),
      )
    },
  )

  test('gives up later tables first', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 600, max: 4000 }), (blocks, limit) => {
        const report = joined(arranged(blocks), characters(limit))
        const cut = blocks.findIndex((block) => shown(report, block.noun).leftOut > 0)
        if (cut < 0) return
        for (const block of blocks.slice(cut + 1)) expect(shown(report, block.noun).rows).toEqual([])
      }),
    )
  })

  test('leaves out no row that there was room for', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 600, max: 4000 }), (blocks, limit) => {
        const report = joined(arranged(blocks), characters(limit))
        const cut = blocks.find((block) => shown(report, block.noun).leftOut > 0)
        if (cut === undefined) return
        const next = cut.row(shown(report, cut.noun).rows.length)
        // Every table keeps room for its line.
        const lines = nouns.length * 120
        expect(report.length + next.length + lines).toBeGreaterThan(limit)
      }),
    )
  })

  test('says where the rest is, and that it is all of them when it is', () => {
    const blocks = [table('rules', 20, 10), table('seeds', 1234, 10)]
    const report = joined(blocks, characters(500))
    expect(report).toMatch(
      /\n\n\*The other \d+ rules are left out here to stay within GitHub's size limit; see the file\.\*\n/u,
    )
    expect(report).toContain(
      "\n\n*All 1,234 seeds are left out here to stay within GitHub's size limit; see the file.*\n",
    )
  })

  test('gives room by rank, not by place', () => {
    const blocks = [table('seeds', 50, 10, 9), table('rules', 20, 10, 1)]
    const report = joined(blocks, characters(1000))
    expect(shown(report, 'rules').leftOut).toBe(0)
    expect(shown(report, 'seeds').leftOut).toBeGreaterThan(0)
    expect(report.indexOf('<seeds>')).toBeLessThan(report.indexOf('<rules>'))
  })

  test('leaves out whole what has no room for its heading, and counts it', () => {
    const report = joined(['## Failed\n', table('rules', 3, 200), table('seeds', 3, 10, 1)], characters(260))
    expect(report).toContain('## Failed\n')
    expect(shown(report, 'rules').leftOut).toBe(3)
    expect(report).not.toContain('<seeds>')
    expect(report).toMatch(/\n\*1 more table or list is left out here/u)
    expect(report.length).toBeLessThanOrEqual(260)
  })
})

test('rows are made only as far as the room goes', () => {
  let made = 0
  const row = () => {
    made += 1
    return 'a row\n'
  }
  const report = joined([{ ...table('seeds', 0, 0), count: 1_000_000, row }], characters(2000))
  expect(report.length).toBeLessThanOrEqual(2000)
  expect(made).toBeLessThan(1000)
})
