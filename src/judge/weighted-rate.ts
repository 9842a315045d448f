import { getOrInsert } from '../core/get-or-insert.ts'
import { providersOf, type Seed } from '../core/inbox-test.ts'
import type { Range } from '../core/measure.ts'
import type { ProviderWeight } from '../core/provider-lines.ts'
import type { Text } from '../core/text.ts'
import { nearName } from './near-names.ts'
import {
  groupSeeds,
  inboxRateRange,
  isOpenBeyondWaiting,
  NO_SEEDS,
  type SeedGroup,
  type SeedGroups,
  seedsIn,
} from './provider-seeds.ts'
import { type CountedTest, withoutNoise } from './range.ts'

/** One line of `provider_weights` whose providers have no seed in the test. */
interface LeftOut {
  /** null for the line `*`. */
  readonly provider: Text | null
  /** Percent of the list. */
  readonly share: number
  /** A provider of the test that may be meant; null without one. */
  readonly near: Text | null
}

/** The inbox rate as the list will see it: each provider counts by its share of the list. */
export interface WeightedRate {
  /** Percent; null when no weighted provider has a seed. */
  readonly rate: Range | null
  /** Percent of the list that the test's providers stand for, 0 to 100. */
  readonly covered: number
  readonly leftOut: readonly LeftOut[]
  /** Seeds of providers that have no weight: without a line `*` they do not count. */
  readonly uncountedSeeds: number
}

/** What the rule asks beside the rate: what could yet turn out against it. */
export interface WeightedCoverage {
  /** Percent of the list at providers that surely have seeds. `covered` counts those that may have some as well. */
  readonly leastCovered: number
  /** Whether a weighted provider may have no seeds, while the test has, or may yet have, a name near it. */
  readonly mayBeMisspelt: boolean
  /** Whether more than pending and unknown seeds leave the rate open. */
  readonly isOpenBeyondWaiting: boolean
}

/**
 * The sum of weight × inbox rate over the weighted providers with seeds, divided by their weights. `*` weighs all providers
 * not named together, by their seeds. While seeds are listed under no provider, a weighted one without seeds may still have
 * some: it stays in, open from 0% to 100%. Each line has its own range, as if a seed could be at several of them at once, so
 * the range is never too narrow, and wider than it must be only where lines share seeds.
 * @param weights at least one above 0
 */
export function weightedRate(
  weights: readonly ProviderWeight[],
  counted: CountedTest,
): WeightedRate & WeightedCoverage {
  const all = groupByLine(weights, counted)
  const names = namesIn(counted.test.seeds)
  const lines = weights
    .filter(({ weight }) => weight > 0)
    .map((line) => {
      const group = all.groups.get(keyOf(line.provider)) ?? NO_SEEDS
      return { ...line, group, range: rangeOfLine(group, all), hasSeeds: seedsIn(group.own) > 0 }
    })
  const whole = sumOf(lines)
  const percentOfList = (weight: number) => withoutNoise((100 * weight) / whole)
  const present = lines.flatMap(({ weight, range }) => (range === null ? [] : [{ weight, range }]))
  const part = sumOf(present)
  const end = (of: (range: Range) => number) =>
    withoutNoise(present.reduce((sum, { weight, range }) => sum + weight * of(range), 0) / part)
  // A seed of which no provider is known may turn out to be at one with any name.
  const mayBringNames = seedsIn(all.nameless) + all.unlisted.all > 0
  return {
    rate: present.length === 0 ? null : { low: end(({ low }) => low), high: end(({ high }) => high) },
    covered: percentOfList(part),
    leastCovered: percentOfList(sumOf(lines.filter(({ hasSeeds }) => hasSeeds))),
    leftOut: lines
      .filter(({ range }) => range === null)
      .map(({ provider, weight }) => ({
        provider,
        share: percentOfList(weight),
        near: provider === null ? null : nearName(provider, names.sure),
      })),
    uncountedSeeds: all.outside,
    mayBeMisspelt: lines.some(
      ({ provider, hasSeeds }) =>
        provider !== null &&
        !hasSeeds &&
        (mayBringNames || nearName(provider, withoutName(names.possible, provider)) !== null),
    ),
    isOpenBeyondWaiting: lines.some(({ group }) => isOpenBeyondWaiting(group, all)),
  }
}

/** A line that may have no seeds is open from end to end: whatever it would come to, without it the rate is that of the others. */
function rangeOfLine(group: SeedGroup, all: SeedGroups<string | null>): Range | null {
  const range = inboxRateRange(group, all)
  return range === null || seedsIn(group.own) > 0 ? range : { low: 0, high: 100 }
}

function groupByLine(weights: readonly ProviderWeight[], counted: CountedTest): SeedGroups<string | null> {
  const named = new Set(weights.map(({ provider }) => keyOf(provider)))
  return groupSeeds(counted, (provider) => {
    const key = provider.key
    return named.has(key) ? key : named.has(null) ? null : undefined
  })
}

/** The key of a line, null for `*`. A provider that the API itself calls `*` keeps a key of its own. */
function keyOf(provider: Text | null): string | null {
  return provider?.key ?? null
}

/** The providers that surely have seeds, and those that may have some, each in its first spelling. */
function namesIn(seeds: readonly Seed[]): { readonly sure: Text[]; readonly possible: Text[] } {
  const sure = new Map<string, Text>()
  const possible = new Map<string, Text>()
  for (const seed of seeds) {
    const names = providersOf(seed)
    for (const name of names) {
      if (name === null) continue
      getOrInsert(possible, name.key, () => name)
      if (names.length === 1) getOrInsert(sure, name.key, () => name)
    }
  }
  return { sure: [...sure.values()], possible: [...possible.values()] }
}

function withoutName(names: readonly Text[], name: Text): Text[] {
  return names.filter((each) => each.key !== name.key)
}

function sumOf(lines: readonly { readonly weight: number }[]): number {
  return lines.reduce((sum, { weight }) => sum + weight, 0)
}
