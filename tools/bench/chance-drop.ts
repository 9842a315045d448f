import { type Bench, table } from './table.ts'

const SEEDS = [20, 50, 100, 200] as const
const INBOX_RATES = [0.8, 0.9, 0.95] as const

/** How often chance alone may move the inbox rate by more than the limit: 1 send in 20, or 1 in 100. */
const LEVELS = [0.05, 0.01] as const

/** Which `max_inbox_rate_drop` a good send rarely breaks, by the number of seeds. */
export const chanceDrop: Bench = {
  title: 'The drop that chance alone makes',

  run() {
    const cell = (seeds: number, rate: number) =>
      LEVELS.map((level) => figureOf(leastLimit(seeds, rate, level))).join(' / ')
    return Promise.resolve(
      [
        'The least `max_inbox_rate_drop`, in points, that two tests of the same campaign break in at most 1 of 20 / 1 of 100 cases: exact, from the binomial distributions of both, each seed on its own.',
        table(
          ['seeds', ...INBOX_RATES.map((rate) => `usual inbox rate ${rate * 100}%`)],
          SEEDS.map((seeds) => [String(seeds), ...INBOX_RATES.map((rate) => cell(seeds, rate))]),
        ),
      ].join('\n\n'),
    )
  },
}

function figureOf(points: number): string {
  return String(Number(points.toFixed(1)))
}

/** The least limit in points, out of the drops that so many seeds can show, that is broken no more often than `level`. */
function leastLimit(seeds: number, rate: number, level: number): number {
  const probabilities = binomial(seeds, rate)
  let broken = 0
  for (let lost = seeds; lost > 0; lost -= 1) {
    broken += chanceOfLosing(lost, probabilities)
    if (broken > level) return (100 * lost) / seeds
  }
  return 0
}

/** The probability that the second of two tests has exactly so many fewer seeds in the inbox than the first. */
function chanceOfLosing(lost: number, probabilities: readonly number[]): number {
  return probabilities.reduce((sum, before, count) => sum + before * (probabilities[count - lost] ?? 0), 0)
}

/** The probability of each count from 0 to `trials`, built up trial by trial so that nothing overflows. */
function binomial(trials: number, chance: number): number[] {
  let counts = [1]
  for (let trial = 0; trial < trials; trial += 1) {
    counts = Array.from(
      { length: counts.length + 1 },
      (_, count) => (counts[count] ?? 0) * (1 - chance) + (counts[count - 1] ?? 0) * chance,
    )
  }
  return counts
}
