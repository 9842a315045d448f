import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fisherExact, mcnemarExact, wilsonInterval } from '../../src/judge/statistics.ts'

/** Counts as a test of today has them, and as the largest test imaginable would. */
const count = fc.nat({ max: 300 })
const large = fc.nat({ max: 50_000 })

describe("Wilson's 95% interval", () => {
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

  test('of 42 in 50 runs from 71.49% to 91.66%', () => {
    const { low, high } = wilsonInterval(42, 50)
    expect(low).toBeCloseTo(71.49, 2)
    expect(high).toBeCloseTo(91.66, 2)
  })

  test('solves the equation that defines it: the bounds are 1.96 standard errors from the share', () => {
    fc.assert(
      fc.property(proportion(), ([successes, trials]) => {
        const { low, high } = wilsonInterval(successes, trials)
        for (const bound of [low, high].map((percent) => percent / 100)) {
          const distance = (successes / trials - bound) ** 2
          expect(distance).toBeCloseTo((1.959963984540054 ** 2 * bound * (1 - bound)) / trials, 9)
        }
      }),
    )
  })

  test('contains the share, lies within 0 and 100, and mirrors successes and failures', () => {
    fc.assert(
      fc.property(proportion(), ([successes, trials]) => {
        const { low, high } = wilsonInterval(successes, trials)
        const mirrored = wilsonInterval(trials - successes, trials)
        const share = (100 * successes) / trials
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(100)
        expect(low).toBeLessThanOrEqual(share)
        expect(high).toBeGreaterThanOrEqual(share)
        expect(mirrored.low).toBeCloseTo(100 - high, 9)
      }),
    )
  })

  test('begins at exactly 0 without a success and ends at exactly 100 without a failure, and only then', () => {
    fc.assert(
      fc.property(proportion(), ([successes, trials]) => {
        expect(wilsonInterval(0, trials).low).toBe(0)
        expect(wilsonInterval(trials, trials).high).toBe(100)
        const { low, high } = wilsonInterval(successes, trials)
        expect(low === 0).toBe(successes === 0)
        expect(high === 100).toBe(successes === trials)
      }),
    )
  })

  test('rises at both ends with each success', () => {
    fc.assert(
      fc.property(proportion(), ([successes, trials]) => {
        fc.pre(successes < trials)
        const fewer = wilsonInterval(successes, trials)
        const more = wilsonInterval(successes + 1, trials)
        expect(more.low).toBeGreaterThan(fewer.low)
        expect(more.high).toBeGreaterThan(fewer.high)
      }),
    )
  })

  test('is narrower when more seeds show the same share', () => {
    fc.assert(
      fc.property(proportion(), fc.integer({ min: 2, max: 10 }), ([successes, trials], times) => {
        expect(width(wilsonInterval(successes * times, trials * times))).toBeLessThan(
          width(wilsonInterval(successes, trials)),
        )
      }),
    )
  })

  test.each([
    [0, 0],
    [1, 0],
    [-1, 5],
    [6, 5],
    [1.5, 5],
    [1, 5.5],
    [0.5, 1.5],
    [Number.NaN, 5],
    [1, Number.POSITIVE_INFINITY],
  ])('refuses %d of %d', (successes, trials) => {
    expect(() => wilsonInterval(successes, trials)).toThrow(RangeError)
  })

  test('says what it refused', () => {
    expect(() => wilsonInterval(6, 5)).toThrow('no more successes than trials, not 6 of 5')
  })
})

describe("McNemar's exact test", () => {
  test.each([
    // M. P. Fay, "Exact McNemar's test and matching confidence intervals", vignette of R's exact2x2: mcnemar.exact.
    [9, 2, 0.06543, 5],
    // Armitage and Berry, "Statistical methods in medical research" (1994), p. 127, exact after Liddell: StatsDirect's manual.
    [12, 2, 0.0129, 4],
    // VassarStats' calculator, which statsmodels holds its own exact test against.
    [121, 59, 0.000004, 6],
    [70, 59, 0.378688, 6],
    [80, 59, 0.089452, 6],
    [30, 60, 0.00206, 6],
    [10, 30, 0.002221, 6],
    [10, 10, 1, 6],
  ])('of %i lost and %i gained is the published %d', (lost, gained, p, digits) => {
    expect(mcnemarExact(lost, gained)).toBeCloseTo(p, digits)
  })

  test.each([
    // By hand: two tails of a binomial distribution with probability one half.
    [1, 0, 1],
    [5, 0, 2 / 2 ** 5],
    [8, 1, (2 * (1 + 9)) / 2 ** 9],
    [7, 7, 1],
  ])('of %i lost and %i gained is both tails of a fair coin', (lost, gained, p) => {
    expect(mcnemarExact(lost, gained)).toBeCloseTo(p, 14)
  })

  test('finds nothing where no seed moved', () => {
    expect(mcnemarExact(0, 0)).toBe(1)
  })

  test('agrees with counting every outcome, to nine digits of even the smallest p', () => {
    fc.assert(
      fc.property(count, count, (lost, gained) => {
        const changed = lost + gained
        const ways = range(0, changed).map((k) => choose(changed, k))
        expectShare(mcnemarExact(lost, gained), ways, choose(changed, lost))
      }),
    )
  })

  test('does not ask which way is which', () => {
    fc.assert(
      fc.property(large, large, (lost, gained) => {
        expectSame(mcnemarExact(lost, gained), mcnemarExact(gained, lost))
      }),
    )
  })

  test('falls as more of the seeds that moved go one way', () => {
    fc.assert(
      fc.property(large, large, (some, others) => {
        const [more, fewer] = [Math.max(some, others), Math.min(some, others)]
        fc.pre(fewer > 0)
        expect(mcnemarExact(more + 1, fewer - 1)).toBeLessThanOrEqual(mcnemarExact(more, fewer))
      }),
    )
  })

  test.each([
    // Summed in 60-digit decimals outside this repository.
    [50_000, 49_500, 0.113663647339],
    [50_000, 49_000, 0.00149808262297],
    [25_600, 24_400, 8.21511452581e-8],
  ])('holds for %i lost and %i gained', (lost, gained, p) => {
    expectSame(mcnemarExact(lost, gained), p)
  })

  test('stays a probability where the true one is too small for a double', () => {
    expect(mcnemarExact(50_000, 50_000)).toBe(1)
    expectProbability(mcnemarExact(50_000, 0))
    expect(mcnemarExact(30_000, 20_000)).toBeLessThan(1e-300)
  })

  test.each([
    [-1, 2],
    [2, -1],
    [0.5, 2],
    [Number.NaN, 2],
  ])('refuses %d lost and %d gained', (lost, gained) => {
    expect(() => mcnemarExact(lost, gained)).toThrow(RangeError)
  })
})

describe("Fisher's exact test", () => {
  test.each([
    // The two-by-two examples of R's help page for fisher.test: the tea taster, and convictions of like-sex twins.
    [3, 1, 1, 3, 0.4857, 4],
    [2, 10, 15, 3, 0.0005367, 7],
    // M. P. Fay, "Exact conditional tests and matching confidence intervals for 2 by 2 tables", vignette of R's exact2x2.
    [6, 12, 12, 5, 0.04371, 5],
  ])('of %i %i | %i %i is the published %d', (a, b, c, d, p, digits) => {
    expect(fisherExact(a, b, c, d)).toBeCloseTo(p, digits)
  })

  test('of the tea taster is 34 ways in 70', () => {
    expect(fisherExact(3, 1, 1, 3)).toBeCloseTo(34 / 70, 15)
  })

  test('agrees with counting every table with the same margins, to nine digits of even the smallest p', () => {
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        expectShare(fisherExact(a, b, c, d), waysWithMargins(a, b, c, d), ways(a, b, c, d))
      }),
    )
  })

  test.each([
    // Another table is more probable than this one by 8.4, and by 11.2, parts in a hundred million.
    [20, 40, 38, 106],
    [6, 74, 41, 195],
  ])(
    'takes for equally probable what R does: up to one part in ten million (%i %i | %i %i)',
    (a, b, c, d) => {
      expectShare(fisherExact(a, b, c, d), waysWithMargins(a, b, c, d), ways(a, b, c, d))
    },
  )

  test('counts the mirror image among the equally probable tables when both tests have as many seeds', () => {
    fc.assert(
      fc.property(count, count, count, (seeds, first, second) => {
        const [a, c] = [first % (seeds + 1), second % (seeds + 1)]
        const table = [a, seeds - a, c, seeds - c] as const
        expectShare(fisherExact(...table), waysWithMargins(...table), ways(...table))
      }),
    )
  })

  test('does not ask for the order of tests or of outcomes, nor which is which', () => {
    fc.assert(
      fc.property(large, large, large, large, (a, b, c, d) => {
        const p = fisherExact(a, b, c, d)
        expectProbability(p)
        expectSame(fisherExact(c, d, a, b), p)
        expectSame(fisherExact(b, a, d, c), p)
        expectSame(fisherExact(a, c, b, d), p)
      }),
      { numRuns: 40 },
    )
  })

  test('falls as the two tests move further apart', () => {
    fc.assert(
      fc.property(large, large, large, large, (a, b, c, d) => {
        const [e, f, g, h] = a * d >= b * c ? ([a, b, c, d] as const) : ([b, a, d, c] as const)
        fc.pre(f > 0 && g > 0)
        expect(fisherExact(e + 1, f - 1, g - 1, h + 1)).toBeLessThanOrEqual(fisherExact(e, f, g, h))
      }),
    )
  })

  test.each([
    // Summed in 60-digit decimals outside this repository.
    [40_000, 10_000, 39_800, 10_200, 0.117023085066],
    [25_000, 25_000, 24_000, 26_000, 2.62071238761e-10],
    [40_000, 10_000, 39_000, 11_000, 8.6798344434e-15],
    [45_000, 5000, 44_000, 6000, 5.37296089362e-24],
  ])('holds for %i %i | %i %i', (a, b, c, d, p) => {
    expectSame(fisherExact(a, b, c, d), p)
  })

  test('stays a probability where the true one is too small for a double', () => {
    expect(fisherExact(40_000, 10_000, 40_000, 10_000)).toBe(1)
    expectProbability(fisherExact(50_000, 0, 0, 50_000))
    expect(fisherExact(30_000, 20_000, 20_000, 30_000)).toBeLessThan(1e-300)
  })

  test('finds nothing where only one table is possible', () => {
    expect(fisherExact(0, 0, 0, 0)).toBe(1)
    expect(fisherExact(50, 0, 40, 0)).toBe(1)
    expect(fisherExact(0, 0, 3, 4)).toBe(1)
  })

  test.each([
    [-1, 2, 3, 4],
    [1, 2.5, 3, 4],
    [1, 2, Number.NaN, 4],
    [1, 2, 3, Number.POSITIVE_INFINITY],
  ])('refuses %d %d | %d %d', (a, b, c, d) => {
    expect(() => fisherExact(a, b, c, d)).toThrow(RangeError)
  })
})

/** Successes and trials, each share as likely as any other. */
function proportion(): fc.Arbitrary<[successes: number, trials: number]> {
  return fc
    .integer({ min: 1, max: 50_000 })
    .chain((trials) => fc.tuple(fc.nat({ max: trials }), fc.constant(trials)))
}

function width({ low, high }: { low: number; high: number }): number {
  return high - low
}

function expectProbability(p: number): void {
  expect(p).toBeGreaterThanOrEqual(0)
  expect(p).toBeLessThanOrEqual(1)
}

/** To nine significant digits; below 1e-290 doubles run out of them. */
function expectSame(p: number, other: number): void {
  expect(Math.abs(p - other)).toBeLessThanOrEqual(1e-9 * other + 1e-290)
}

/** By R's rule: outcomes no more probable than the observed, give or take one part in ten million. */
function expectShare(p: number, outcomes: readonly bigint[], observed: bigint): void {
  const sum = (some: readonly bigint[]) => some.reduce((total, each) => total + each, 0n)
  const extreme = outcomes.filter((each) => each * 10n ** 7n <= observed * (10n ** 7n + 1n))
  expectProbability(p)
  expectSame(p, quotient(sum(extreme), sum(outcomes)))
}

/** In how many ways such a table comes about, its margins given. */
function ways(a: number, b: number, c: number, d: number): bigint {
  return choose(a + b, a) * choose(c + d, c)
}

function waysWithMargins(a: number, b: number, c: number, d: number): bigint[] {
  return range(-Math.min(a, d), Math.min(b, c)).map((more) => ways(a + more, b - more, c - more, d + more))
}

function choose(n: number, k: number): bigint {
  return factorial(n) / (factorial(k) * factorial(n - k))
}

const factorials = [1n]
function factorial(n: number): bigint {
  for (let next = factorials.length; next <= n; next += 1) {
    factorials.push((factorials[next - 1] ?? 1n) * BigInt(next))
  }
  return factorials[n] ?? 1n
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** Keeps twenty significant digits of a quotient of numbers too large for a double. */
function quotient(part: bigint, whole: bigint): number {
  const digits = String(whole).length - String(part).length + 20
  return Number(`${(part * 10n ** BigInt(digits)) / whole}e-${digits}`)
}
