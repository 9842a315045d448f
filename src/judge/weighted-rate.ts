import type { InboxTest } from '../core/inbox-test.ts'
import { type ProviderTally, percent, providerKey, tallyProviders, unattributedSeeds } from './placement.ts'
import { providerRange } from './provider-range.ts'
import { withoutNoise } from './range.ts'
import type { ProviderWeight, Range } from './rule.ts'

/** One line of `provider_weights` whose providers have no seed in the test. */
interface LeftOut {
  /** null for the line `*`. */
  readonly provider: string | null
  /** Percent of the list. */
  readonly share: number
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

/**
 * The sum of weight × inbox rate over the weighted providers with seeds, divided by their weights. `*` weighs all providers
 * not named together, by their seeds. While seeds are listed under no provider, a weighted one without seeds may still have
 * some: it stays in, open from 0% to 100%.
 * @param weights at least one above 0
 */
export function weightedRate(
  weights: readonly ProviderWeight[],
  test: InboxTest,
  settled: boolean,
): WeightedRate {
  const groups = groupByWeight(weights, tallyProviders(test.seeds))
  const unattributed = unattributedSeeds(test)
  const all = weights.reduce((sum, { weight }) => sum + weight, 0)
  const leftOut: LeftOut[] = []
  let low = 0
  let high = 0
  let present = 0
  for (const { provider, weight } of weights) {
    const range = providerRange(groups.tallies.get(keyOf(provider)), unattributed, settled)
    if (weight === 0) continue
    if (range === null) {
      leftOut.push({ provider, share: withoutNoise((100 * weight) / all) })
      continue
    }
    low += weight * range.low
    high += weight * range.high
    present += weight
  }
  return {
    rate: present === 0 ? null : { low: withoutNoise(low / present), high: withoutNoise(high / present) },
    covered: withoutNoise((100 * present) / all),
    leftOut,
    uncountedSeeds: groups.uncounted,
  }
}

/**
 * Percent of the list at providers that certainly have seeds. While seeds are listed under no provider, `covered` may be
 * more.
 */
export function leastCovered(weights: readonly ProviderWeight[], test: InboxTest): number {
  const { tallies } = groupByWeight(weights, tallyProviders(test.seeds))
  const total = (lines: readonly ProviderWeight[]) => lines.reduce((sum, { weight }) => sum + weight, 0)
  const seen = total(weights.filter(({ provider }) => tallies.has(keyOf(provider))))
  return withoutNoise(percent(seen, total(weights)))
}

type Counted = Pick<ProviderTally, 'seeds' | 'inbox' | 'unknown' | 'pending'>

/** The seeds of each weighted line, and how many belong to none. */
function groupByWeight(weights: readonly ProviderWeight[], tallies: readonly ProviderTally[]) {
  const named = new Set(weights.map(({ provider }) => keyOf(provider)))
  const groups = new Map<string | null, Counted>()
  let uncounted = 0
  for (const tally of tallies) {
    const own = providerKey(tally.provider)
    const key = named.has(own) ? own : named.has(null) ? null : undefined
    if (key === undefined) uncounted += tally.seeds
    else groups.set(key, sum(groups.get(key), tally))
  }
  return { tallies: groups, uncounted }
}

/** The key of a line, null for `*`. A provider that the API itself calls `*` keeps a key of its own. */
function keyOf(provider: string | null): string | null {
  return provider === null ? null : providerKey(provider)
}

function sum(a: Counted | undefined, b: Counted): Counted {
  if (a === undefined) return b
  return {
    seeds: a.seeds + b.seeds,
    inbox: a.inbox + b.inbox,
    unknown: a.unknown + b.unknown,
    pending: a.pending + b.pending,
  }
}
