/** The middle of the values: one run that was disturbed does not move it. NaN of none. */
export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The arithmetic mean. NaN of no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The value that `percent` of the values do not exceed, linear between neighbours.
 * @param percent 0 to 100
 * @returns NaN of no values
 */
export function percentile(values: readonly number[], percent: number): number {
  const ordered = values.toSorted((a, b) => a - b)
  const position = ((ordered.length - 1) * percent) / 100
  const below = ordered[Math.floor(position)] ?? Number.NaN
  const above = ordered[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/**
 * How many times the other a measurement is: the median over rounds of the ratios within a round. What slows a machine
 * for a while slows both of a pair, so the ratio holds where two medians of their own would not.
 */
export function pairedRatio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, round) => value / (others[round] ?? Number.NaN)))
}

/**
 * The exponent of growth: the least-squares slope of log y over log x. 1 is linear, 2 quadratic; a fixed cost pulls it
 * towards 0.
 * @param points pairs of x and y, all above 0, with at least two different x
 */
export function growthExponent(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const meanX = mean(logs.map(([x]) => x))
  const meanY = mean(logs.map(([, y]) => y))
  const covariance = mean(logs.map(([x, y]) => (x - meanX) * (y - meanY)))
  return covariance / mean(logs.map(([x]) => (x - meanX) ** 2))
}
