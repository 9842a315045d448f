import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatBound,
  formatChange,
  formatCount,
  formatDuration,
  formatP,
  formatPercent,
  formatPoints,
  formatRange,
  formatSeeds,
} from '../../src/wording/numbers.ts'

const anyRate = fc.oneof(
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 400 }))
    .map(([a, b]) => (100 * a) / (a + b)),
)

describe('a rate', () => {
  test.each([
    [84, 85, '84%'],
    [84.5, 85, '84.5%'],
    [84.96, 85, '84.96%'],
    [85.04, 85, '85.04%'],
    [85, 85, '85%'],
    [66.666_666_7, 85, '66.7%'],
    [85 - 1e-12, 85, '84.999999999999%'],
    [99.996, undefined, '99.996%'],
    [0.002, undefined, '0.002%'],
  ])('%d beside %d reads %s', (value, bound, shown) => {
    expect(formatPercent(value, bound)).toBe(shown)
  })

  test('never looks like all, nothing, its bound, or the other side of its bound, unless it is', () => {
    const bounds = fc.integer({ min: 0, max: 100_000 }).map((number) => number / 1000)
    const near = fc
      .tuple(bounds, fc.integer({ min: -5, max: 5 }))
      .map(([bound, steps]) => [Math.min(100, Math.max(0, bound + steps * 1e-7)), bound])
    fc.assert(
      fc.property(fc.oneof(fc.tuple(anyRate, bounds), near), ([value = 0, bound = 0]) => {
        const shown = Number(formatPercent(value, bound).slice(0, -1))
        for (const mark of [0, bound, 100]) expect(Math.sign(shown - mark)).toBe(Math.sign(value - mark))
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.05 + 1e-9)
      }),
    )
  })
})

test('a range shows both ends, and one value once nothing is open', () => {
  const atLeast = { kind: 'at_least', value: 45 } as const
  expect(formatRange({ low: 40, high: 48 }, atLeast, 'percent')).toBe('40%–48%')
  expect(formatRange({ low: 40, high: 40 }, atLeast, 'percent')).toBe('40%')
  expect(formatRange({ low: 0, high: 1200 }, atLeast, 'seeds')).toBe('0–1,200')
  expect(formatRange({ low: -3, high: 14 }, atLeast, 'points')).toBe('−3 to 14 points')
  expect(formatRange({ low: 1, high: 14 }, atLeast, 'points')).toBe('1–14 points')
})

test('a p value stays on its side of 0.05', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (p) => {
      expect(Math.sign(Number(formatP(p).slice('p = '.length)) - 0.05)).toBe(Math.sign(p - 0.05))
    }),
    { examples: [[0.0499999], [0.05], [0.0500001]] },
  )
  expect([0.0009, 0.001, 0.0084, 0.0996, 0.1, 0.427].map(formatP)).toEqual([
    'p < 0.001',
    'p = 0.001',
    'p = 0.008',
    'p = 0.1',
    'p = 0.1',
    'p = 0.43',
  ])
})

test.each([
  [formatPoints(2), '2 points'],
  [formatPoints(1), '1 point'],
  [formatPoints(0.02), '0.02 points'],
  [formatPoints(16.666_666), '16.7 points'],
  [formatPoints(0), '0 points'],
  [formatPoints(4.96, 5), '4.96 points'],
  [formatPoints(-0.04), '−0.04 points'],
  [formatBound({ kind: 'at_most', value: 1 }, 'points'), '1 point'],
  [formatBound({ kind: 'at_most', value: 1000 }, 'seeds'), '1,000'],
  [formatChange(-16), '▼ 16'],
  [formatChange(2.54), '▲ 2.5'],
  [formatChange(0.04), '▲ 0.04'],
  [formatChange(85.3 - 80.1 - 5.2), '='],
  [formatSeeds(1), '1 seed'],
  [formatSeeds(12_345), '12,345 seeds'],
  [formatCount(999), '999'],
  [formatCount(1_234_567), '1,234,567'],
  [formatDuration(59_499), '59 s'],
  [formatDuration(59_500), '1 min'],
  [formatDuration(255_000), '4 min 15 s'],
  [formatDuration(3_600_000), '1 h'],
  [formatDuration(3_725_000), '1 h 2 min'],
])('people read %s', (shown, expected) => {
  expect(shown).toBe(expected)
})
