import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bound } from '../../src/verdict.ts'
import {
  formatChange,
  formatCount,
  formatDuration,
  formatMeasured,
  formatPercent,
  formatPoints,
  formatRange,
  formatSeeds,
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
    const tenths = fc.integer({ min: 0, max: 100_000 }).map((number) => number / 1000)
    fc.assert(
      fc.property(tenths, tenths, (value, bound) => {
        const shown = Number(formatMeasured(value, atLeast(bound)))
        expect(Math.sign(shown - bound)).toBe(Math.sign(value - bound))
      }),
    )
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
  [formatChange(-16), '▼ 16.0'],
  [formatChange(2.54), '▲ 2.5'],
  [formatChange(0), '='],
  [formatChange(-0.04), '='],
  [formatSeeds(1), '1 seed'],
  [formatSeeds(12_345), '12,345 seeds'],
  [formatCount(999), '999'],
  [formatCount(1_234_567), '1,234,567'],
  [formatDuration(0), '0 s'],
  [formatDuration(48_400), '48 s'],
  [formatDuration(60_000), '1 min'],
  [formatDuration(255_000), '4 min 15 s'],
  [formatDuration(3_600_000), '1 h'],
  [formatDuration(3_725_000), '1 h 2 min'],
])('people read %s', (shown, expected) => {
  expect(shown).toBe(expected)
})
