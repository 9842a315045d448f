import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holmCorrected } from '../../src/judge/statistics.ts'

describe("Holm's correction", () => {
  const p = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.01, 0.02, 0.05, 1))
  const anyPs = fc.array(p, { maxLength: 30 })

  test('multiplies the smallest by the number of all, the next by one less, and never falls', () => {
    // By hand: 4 × 0.005, 3 × 0.01, 2 × 0.03, and 1 × 0.04, which may not be below the one before.
    const corrected = holmCorrected([0.01, 0.04, 0.03, 0.005])
    for (const [index, value] of [0.03, 0.06, 0.06, 0.02].entries()) {
      expect(corrected[index]).toBeCloseTo(value, 12)
    }
  })

  test('rejects at every level what the textbook rejects: from the smallest p on, as long as p ≤ level / (those left)', () => {
    fc.assert(
      fc.property(anyPs, fc.constantFrom(0.001, 0.01, 0.05, 0.2), (values, level) => {
        const corrected = holmCorrected(values)
        const order = values.map((_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
        const end = order.findIndex((at, rank) => (values[at] ?? 0) * (values.length - rank) > level)
        const rejected = order.slice(0, end < 0 ? order.length : end)
        const shown = values.map((_, index) => index).filter((index) => (corrected[index] ?? 1) <= level)
        expect(shown).toEqual(rejected.toSorted((a, b) => a - b))
      }),
    )
  })

  test('keeps the order of the values, never makes one smaller, and stays a probability', () => {
    fc.assert(
      fc.property(anyPs, (values) => {
        const corrected = holmCorrected(values)
        expect(corrected).toHaveLength(values.length)
        values.forEach((value, index) => {
          const own = corrected[index] ?? Number.NaN
          expect(own).toBeGreaterThanOrEqual(value)
          expect(own).toBeLessThanOrEqual(1)
          values.forEach((other, at) => {
            if (value < other) expect(own).toBeLessThanOrEqual(corrected[at] ?? Number.NaN)
            if (value === other) expect(own).toBe(corrected[at])
          })
        })
      }),
    )
  })

  test('leaves a single p value as it is', () => {
    fc.assert(
      fc.property(p, (value) => {
        expect(holmCorrected([value])).toEqual([value])
      }),
    )
    expect(holmCorrected([])).toEqual([])
  })
})
