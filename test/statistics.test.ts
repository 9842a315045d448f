import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fisherExact, mcnemarExact, wilsonInterval } from '../src/statistics.ts'

const count = fc.nat({ max: 40 })
const large = fc.nat({ max: 20_000 })

describe("Wilson's 95 % interval", () => {
  test.each([
    // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
    [81, 263, 25.53, 36.62],
    [15, 148, 6.24, 16.05],
    [0, 20, 0, 16.11],
    [1, 29, 0.61, 17.18],
  ])('of %i in %i is what Newcombe published', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials)
    expect(interval.low).toBeCloseTo(low, 2)
    expect(interval.high).toBeCloseTo(high, 2)
  })

  test('solves the equation that defines it: the bounds are 1.96 standard errors from the share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (trials, share) => {
          const successes = Math.round(share * trials)
          const { low, high } = wilsonInterval(successes, trials)
          for (const bound of [low, high].map((percent) => percent / 100)) {
            const distance = (successes / trials - bound) ** 2
            expect(distance).toBeCloseTo((1.959963984540054 ** 2 * bound * (1 - bound)) / trials, 9)
          }
        },
      ),
    )
  })

  test('contains the share, lies within 0 and 100, and mirrors successes and failures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), fc.nat(), (trials, some) => {
        const successes = some % (trials + 1)
        const { low, high } = wilsonInterval(successes, trials)
        const mirrored = wilsonInterval(trials - successes, trials)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(100)
        expect(low).toBeLessThanOrEqual((100 * successes) / trials)
        expect(high).toBeGreaterThanOrEqual((100 * successes) / trials)
        expect(mirrored.low).toBeCloseTo(100 - high, 9)
      }),
    )
  })

  test('ends exactly at 0 and 100', () => {
    expect(wilsonInterval(0, 50).low).toBe(0)
    expect(wilsonInterval(50, 50).high).toBe(100)
  })

  test('narrows with more seeds', () => {
    const width = (trials: number) => {
      const { low, high } = wilsonInterval(trials * 0.8, trials)
      return high - low
    }
    expect(
      [50, 500, 5000, 50_000]
        .map(width)
        .every((each, index, all) => index === 0 || each < (all[index - 1] ?? 0)),
    ).toBe(true)
  })

  test.each([
    [1, 0],
    [-1, 5],
    [6, 5],
    [1.5, 5],
    [Number.NaN, 5],
    [1, Number.POSITIVE_INFINITY],
  ])('refuses %d of %d', (successes, trials) => {
    expect(() => wilsonInterval(successes, trials)).toThrow(RangeError)
  })
})

describe("McNemar's exact test", () => {
  test.each([
    // Two-sided binomial tail, as R's binom.test(lost, lost + gained) and mcnemar.exact give it.
    [0, 0, 1],
    [1, 0, 1],
    [5, 0, 0.0625],
    [8, 0, 0.0078125],
    [8, 1, 0.0390625],
    [10, 10, 1],
    [2, 12, 0.012939453125],
  ])('of %i lost and %i gained', (lost, gained, p) => {
    expect(mcnemarExact(lost, gained)).toBeCloseTo(p, 12)
  })

  test('does not ask which way is which', () => {
    fc.assert(
      fc.property(large, large, (lost, gained) => {
        expect(mcnemarExact(lost, gained)).toBeCloseTo(mcnemarExact(gained, lost), 12)
      }),
    )
  })

  test('agrees with counting every outcome', () => {
    fc.assert(
      fc.property(count, count, (lost, gained) => {
        const changed = lost + gained
        let extreme = 0n
        for (let k = 0; k <= changed; k += 1) {
          if (choose(changed, k) <= choose(changed, lost)) extreme += choose(changed, k)
        }
        expect(mcnemarExact(lost, gained)).toBeCloseTo(ratio(extreme, 2n ** BigInt(changed)), 10)
      }),
    )
  })

  test('refuses what is no count', () => {
    expect(() => mcnemarExact(-1, 2)).toThrow(RangeError)
    expect(() => mcnemarExact(0.5, 2)).toThrow(RangeError)
  })
})

describe("Fisher's exact test", () => {
  test.each([
    // The two examples of R's help page for fisher.test, two-sided: the tea taster, and convictions of like-sex twins.
    [3, 1, 1, 3, 0.4857142857],
    [2, 10, 15, 3, 0.0005367241],
  ])('of %i %i %i %i is what R gives', (a, b, c, d, p) => {
    expect(fisherExact(a, b, c, d)).toBeCloseTo(p, 9)
  })

  test('does not ask for the order of tests or of outcomes', () => {
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const p = fisherExact(a, b, c, d)
        for (const same of [fisherExact(c, d, a, b), fisherExact(b, a, d, c), fisherExact(a, c, b, d)]) {
          expect(same).toBeCloseTo(p, 10)
        }
      }),
    )
  })

  test('agrees with counting every table with the same margins', () => {
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const weight = (k: number) => choose(a + b, k) * choose(c + d, a + c - k)
        let all = 0n
        let extreme = 0n
        for (let k = Math.max(0, a - d); k <= Math.min(a + b, a + c); k += 1) {
          all += weight(k)
          if (weight(k) <= weight(a)) extreme += weight(k)
        }
        expect(fisherExact(a, b, c, d)).toBeCloseTo(ratio(extreme, all), 9)
      }),
    )
  })

  test('stays a probability for tens of thousands of seeds', () => {
    fc.assert(
      fc.property(large, large, large, large, (a, b, c, d) => {
        const p = fisherExact(a, b, c, d)
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
      }),
    )
    expect(fisherExact(50_000, 0, 0, 50_000)).toBeLessThan(1e-300)
    expect(fisherExact(40_000, 10_000, 40_000, 10_000)).toBe(1)
  })

  test('of an empty table says nothing', () => {
    expect(fisherExact(0, 0, 0, 0)).toBe(1)
  })

  test('refuses what is no count', () => {
    expect(() => fisherExact(1, 2, 3, -1)).toThrow(RangeError)
  })
})

function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n
  let result = 1n
  for (let i = 1n; i <= BigInt(k); i += 1n) result = (result * (BigInt(n) - i + 1n)) / i
  return result
}

/** Keeps fifteen digits of a quotient of numbers too large for a double. */
function ratio(part: bigint, whole: bigint): number {
  return Number((part * 10n ** 15n) / whole) / 1e15
}
