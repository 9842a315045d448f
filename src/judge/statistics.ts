/** 97.5th percentile of the standard normal distribution: 95% lie within this many standard deviations of the mean. */
const Z = 1.959963984540054

/** A difference whose p value is below this is called more than chance, as is usual for 95% confidence. */
export const SIGNIFICANCE_LEVEL = 0.05

/** An interval in percent, 0 to 100. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * The 95% score interval of a proportion (E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927). It holds for few seeds and for proportions near 0 and 1, where the textbook interval fails.
 * @param successes whole number from 0 to `trials`
 * @param trials whole number, at least 1
 * @returns bounds in percent, 0 to 100: exactly 0 without a success, exactly 100 without a failure
 * @throws RangeError for anything else
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  requireCounts(successes, trials)
  if (trials < 1 || successes > trials) {
    throw new RangeError(
      `an interval needs a trial and no more successes than trials, not ${successes} of ${trials}`,
    )
  }
  const share = successes / trials
  const spread = Z ** 2 / trials
  const center = share + spread / 2
  const halfWidth = Math.sqrt(spread * (share * (1 - share) + spread / 4))
  const bound = (value: number) => (100 * value) / (1 + spread)
  return {
    // At the ends the bound is exactly 0 or 100; computing it would leave a rounding error.
    low: successes === 0 ? 0 : bound(center - halfWidth),
    high: successes === trials ? 100 : bound(center + halfWidth),
  }
}

/**
 * McNemar's test (Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
 * Psychometrika 12, 1947) in its exact, binomial form: of the pairs that changed, each is as likely to have changed one way
 * as the other.
 * @param lost pairs that changed one way, a whole number
 * @param gained pairs that changed the other way, a whole number
 * @returns two-sided p from 0 to 1; 1 when no pair changed, and 0 stands for less than a double can hold
 * @throws RangeError for anything but whole numbers from 0
 */
export function mcnemarExact(lost: number, gained: number): number {
  requireCounts(lost, gained)
  const changed = lost + gained
  return noMoreProbable({
    low: 0,
    high: changed,
    mode: Math.floor(changed / 2),
    observed: lost,
    // Binomial distribution with probability one half.
    ratio: (count) => (changed - count) / (count + 1),
  })
}

/**
 * Fisher's exact test of a two-by-two table (R. A. Fisher, "The logic of inductive inference", JRSS 98, 1935), two-sided
 * as in R's `fisher.test`: all tables with the same margins that are no more probable than this one.
 * @param a first row, first column; all four are whole numbers
 * @param b first row, second column
 * @param c second row, first column
 * @param d second row, second column
 * @returns p from 0 to 1; 1 when a row or a column is empty, and 0 stands for less than a double can hold
 * @throws RangeError for anything but whole numbers from 0
 */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  requireCounts(a, b, c, d)
  const row = a + b
  const column = a + c
  const total = row + c + d
  return noMoreProbable({
    low: Math.max(0, row + column - total),
    high: Math.min(row, column),
    mode: Math.floor(((row + 1) * (column + 1)) / (total + 2)),
    observed: a,
    // Hypergeometric distribution of the first cell.
    ratio: (count) => ((row - count) * (column - count)) / ((count + 1) * (total - row - column + count + 1)),
  })
}

interface Distribution {
  /** Smallest and largest possible count. */
  readonly low: number
  readonly high: number
  /** A most probable count. */
  readonly mode: number
  readonly observed: number
  /** How much more probable the next count is than this one. */
  readonly ratio: (count: number) => number
}

/** Rounding makes equal probabilities differ slightly. R's `fisher.test` allows for it by the same factor. */
const AS_PROBABLE = 1 + 1e-7

/**
 * The probability of all counts no more probable than the observed one. Probabilities are kept relative to the mode's and
 * found by stepping away from it: nothing overflows at any number of seeds, what underflows is too small to matter, and as
 * nothing is subtracted, rounding stays below one part in 10^10 at 100,000 seeds. Time and memory grow with `high - low`.
 */
function noMoreProbable({ low, high, mode, observed, ratio }: Distribution): number {
  const relative = new Float64Array(high - low + 1)
  relative[mode - low] = 1
  for (let count = mode; count < high; count += 1) {
    relative[count + 1 - low] = (relative[count - low] ?? 0) * ratio(count)
  }
  for (let count = mode; count > low; count -= 1) {
    relative[count - 1 - low] = (relative[count - low] ?? 0) / ratio(count - 1)
  }
  const most = (relative[observed - low] ?? 0) * AS_PROBABLE
  let all = 0
  let extreme = 0
  for (const probability of relative) {
    all += probability
    if (probability <= most) extreme += probability
  }
  return extreme / all
}

function requireCounts(...counts: number[]): void {
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(`counts must be whole numbers from 0, not ${counts.join(', ')}`)
  }
}

/** What was tested, with its p value corrected for all that were tested together, in place of the plain one. */
export type Corrected<Tested extends { readonly p: number }> = Omit<Tested, 'p'> & {
  readonly correctedP: number
}

/** Puts the corrected p value in the place of the plain one. */
export function withCorrectedP<Tested extends { readonly p: number }>(
  { p, ...tested }: Tested,
  correctedP = p,
): Corrected<Tested> {
  return { ...tested, correctedP }
}

/**
 * Holm's correction (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6,
 * 1979): it keeps the probability that chance alone makes any of several comparisons look significant below the level.
 * @param values p values, 0 to 1
 * @returns the corrected values in the same order, each at least its own and at most 1
 */
export function holmCorrected(values: readonly number[]): number[] {
  const ascending = values.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p)
  const corrected = values.slice()
  let least = 0
  ascending.forEach(({ p, index }, rank) => {
    least = Math.max(least, Math.min(1, p * (values.length - rank)))
    corrected[index] = least
  })
  return corrected
}
