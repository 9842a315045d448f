/** Gives the next number, from 0 up to but not including 1. */
export type Random = () => number

/** The same numbers for the same seed, on every machine: Mulberry32 by Tommy Ettinger. Good enough to simulate with. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A log-normal number, as the times that mail takes are: most come soon, some very late.
 * @param spread standard deviation of its natural logarithm
 */
export function logNormal(random: Random, middle: number, spread: number): number {
  // Box and Muller; 1 - random() is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return middle * Math.exp(spread * normal)
}
