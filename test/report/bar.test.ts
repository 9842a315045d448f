import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bar } from '../../src/report/bar.ts'
import { parsed } from './parsed.ts'

const rates = fc.double({ min: 0, max: 100, noNaN: true })
const widths = fc.integer({ min: 1, max: 40 })

/** What stands between the backticks. */
const drawn = (rate: number, width: number) => bar(rate, width).slice(1, -1)
/** How much of it is filled, in eighths of a character. */
const filled = (rate: number, width: number) =>
  Array.from(drawn(rate, width)).reduce((sum, block) => sum + '\u00a0▏▎▍▌▋▊▉█'.indexOf(block), 0)

describe('a bar', () => {
  test.each([
    [84, 20, '████████████████▊   '],
    [14, 20, '██▊                 '],
    [20, 10, '██        '],
    [50, 1, '▌'],
    [0, 4, '    '],
    [100, 4, '████'],
  ])('of %d percent in %d characters', (rate, width, expected) => {
    expect(drawn(rate, width)).toBe(expected.replaceAll(' ', '\u00a0'))
  })

  test('is a code span of exactly its width, which no screen breaks', () => {
    fc.assert(
      fc.property(rates, widths, (rate, width) => {
        expect(bar(rate, width)).toMatch(/^`[^` ]+`$/u)
        expect(Array.from(drawn(rate, width))).toHaveLength(width)
        expect(Array.from(drawn(rate, width)).every((block) => '\u00a0▏▎▍▌▋▊▉█'.includes(block))).toBe(true)
      }),
    )
  })

  test('is never shorter for a higher rate', () => {
    fc.assert(
      fc.property(rates, rates, widths, (one, other, width) => {
        const [lower, higher] = one < other ? [one, other] : [other, one]
        expect(filled(lower, width)).toBeLessThanOrEqual(filled(higher, width))
      }),
    )
  })

  test('shows anything above nothing, and is full of nothing less than all', () => {
    fc.assert(
      fc.property(rates, widths, (rate, width) => {
        expect(filled(rate, width) === 0).toBe(rate === 0)
        expect(filled(rate, width) === width * 8).toBe(rate === 100)
      }),
      {
        examples: [
          [0.001, 20],
          [99.999, 20],
          [0, 1],
          [100, 1],
        ],
      },
    )
  })

  test('is within an eighth of a character of what it shows', () => {
    fc.assert(
      fc.property(rates, widths, (rate, width) => {
        expect(Math.abs(filled(rate, width) - (rate / 100) * width * 8)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('survives a table cell', () => {
    expect(parsed(`| a |\n| :--- |\n| ${bar(40, 5)} |\n`).tables[0]?.[1]?.[0]).toBe('██')
  })
})
