import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bound } from '../../src/judge/verdict.ts'
import {
  formatChange,
  formatCount,
  formatDuration,
  formatMeasured,
  formatPercent,
  formatPoints,
  formatRange,
  formatSeeds,
  formatThreshold,
  plural,
} from '../../src/wording/numbers.ts'

const atLeast = (value: number): Bound => ({ kind: 'at_least', value })

describe('a measured value beside its bound', () => {
  test.each([
    [84, 85, '84.0'],
    [84.96, 85, '84.96'],
    [84.9999, 85, '84.9999'],
    [85, 85, '85.0'],
    [85.04, 85, '85.04'],
    [92.5, 85, '92.5'],
    [66.666_666_7, 85, '66.7'],
  ])('%d against %d shows as %s', (value, bound, shown) => {
    expect(formatMeasured(value, atLeast(bound))).toBe(shown)
  })

  test('never looks equal to a bound that it misses, nor the other way round', () => {
    const anyRate = fc.double({ min: 0, max: 100, noNaN: true })
    const thousandths = fc.integer({ min: 0, max: 100_000 }).map((number) => number / 1000)
    const near = fc
      .tuple(thousandths, fc.integer({ min: -5, max: 5 }))
      .map(([bound, steps]) => [bound + steps * 1e-7, bound])
    fc.assert(
      fc.property(fc.oneof(fc.tuple(anyRate, thousandths), near), ([value = 0, bound = 0]) => {
        const shown = Number(formatMeasured(value, atLeast(bound)))
        expect(Math.sign(shown - bound)).toBe(Math.sign(value - bound))
      }),
    )
  })

  test('shows as many decimals as it takes, even where that is all of them', () => {
    expect(formatMeasured(85 - 1e-12, atLeast(85))).toBe('84.999999999999')
  })

  test('a range shows both ends, and one value once nothing is open', () => {
    expect(formatRange({ low: 40, high: 48 }, atLeast(45))).toBe('40.0 to 48.0')
    expect(formatRange({ low: 40, high: 40 }, atLeast(45))).toBe('40.0')
  })
})

test.each([
  [formatPercent(14), '14.0 %'],
  [formatPercent(97.674), '97.7 %'],
  [formatPoints(2), '2 points'],
  [formatPoints(1), '1 point'],
  [formatPoints(0.02), '0.02 points'],
  [formatPoints(16.666_666), '16.67 points'],
  [formatPoints(0.004), 'less than 0.01 points'],
  [formatPoints(0), '0 points'],
  [formatChange(-16), '▼ 16.0'],
  [formatChange(2.54), '▲ 2.5'],
  [formatChange(0), '='],
  [formatChange(-0.04), '='],
  [formatChange(0.06), '▲ 0.1'],
  [formatSeeds(1), '1 seed'],
  [formatSeeds(0), '0 seeds'],
  [formatSeeds(12_345), '12,345 seeds'],
  [plural(1, 'poll'), '1 poll'],
  [plural(2, 'poll'), '2 polls'],
  [plural(2, 'of these', 'of those'), '2 of those'],
  [formatThreshold(85), '85'],
  [formatThreshold(92.5), '92.5'],
  [formatCount(0), '0'],
  [formatCount(999), '999'],
  [formatCount(1000), '1,000'],
  [formatCount(1_234_567), '1,234,567'],
  [formatDuration(0), '0 s'],
  [formatDuration(48_400), '48 s'],
  [formatDuration(59_499), '59 s'],
  [formatDuration(59_500), '1 min'],
  [formatDuration(60_000), '1 min'],
  [formatDuration(255_000), '4 min 15 s'],
  [formatDuration(3_599_000), '59 min 59 s'],
  [formatDuration(3_600_000), '1 h'],
  [formatDuration(3_659_000), '1 h'],
  [formatDuration(3_725_000), '1 h 2 min'],
])('people read %s', (shown, expected) => {
  expect(shown).toBe(expected)
})
