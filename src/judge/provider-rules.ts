import type { Context } from './context.ts'
import { type ProviderTally, providerKey, tallyProviders, unattributedSeeds } from './placement.ts'
import { providerRange } from './provider-range.ts'
import { outcomeOf } from './range.ts'
import type { Bound, ProviderRate, RuleResult, Subject, WeightedMinimum } from './rule.ts'
import { seedsAre } from './seeds-are.ts'
import { leastCovered, weightedRate } from './weighted-rate.ts'

/** One result for each provider that has a line, and with a line `*` for each other one. */
export function providerRules(rates: readonly ProviderRate[], context: Context): RuleResult[] {
  if (rates.length === 0) return []
  const { test } = context
  const tallies = new Map(tallyProviders(test.seeds).map((tally) => [providerKey(tally.provider), tally]))
  const gap = gapOf(context)
  const results: RuleResult[] = []
  const judgeOne = (subject: Subject, minimum: number, tally: ProviderTally | undefined) =>
    results.push(providerRule(subject, minimum, tally, gap, context))

  let others: number | null = null
  for (const { provider, minimum } of rates) {
    if (provider === null) {
      others = minimum
      continue
    }
    const key = providerKey(provider)
    const tally = tallies.get(key)
    tallies.delete(key)
    judgeOne({ kind: 'provider', name: tally?.provider ?? provider }, minimum, tally)
  }
  if (others === null) return results
  for (const tally of tallies.values()) judgeOne({ kind: 'provider', name: tally.provider }, others, tally)
  // A provider that the API has not listed yet is under this rule too.
  if (gap.seeds > 0) judgeOne({ kind: 'unlisted' }, others, undefined)
  return results
}

function providerRule(
  subject: Subject,
  minimum: number,
  tally: ProviderTally | undefined,
  gap: Gap,
  { settled, hasOpenSeeds, tolerance }: Context,
): RuleResult {
  const bound: Bound = { kind: 'at_least', value: minimum }
  const rule = { rule: 'provider_min_inbox_rate', subject, unit: 'percent', bound } as const
  const measured = providerRange(tally, gap.seeds, settled)
  if (measured === null) {
    return { ...rule, measured, outcome: 'failed', note: 'no seeds in this test', openSeeds: false }
  }
  // `Outlook: 0` exempts a provider that has seeds: rounding cannot take a rate below 0.
  const isExempt = minimum === 0 && (tally?.seeds ?? 0) > 0
  const outcome = isExempt ? 'passed' : outcomeOf(measured, bound, tolerance)
  return { ...rule, measured, outcome, note: gap.note, openSeeds: outcome === 'undecided' && hasOpenSeeds }
}

/** Seeds that could be any provider's, and why. */
interface Gap {
  readonly seeds: number
  readonly note: string | null
}

function gapOf({ test, settled }: Context): Gap {
  const seeds = unattributedSeeds(test)
  if (seeds === 0) return { seeds, note: null }
  const nameless = Math.min(seeds, test.seeds.filter(({ provider }) => provider === null).length)
  const lacking = seeds - nameless
  const unnamed = `${seedsAre(nameless)} listed under no provider`
  if (lacking === 0) return { seeds, note: unnamed }
  // A list that fills up as the mail arrives lacks nothing.
  const unlisted = `${seedsAre(lacking)} ${settled ? "missing from the API's list" : "not on the API's list yet"}`
  return { seeds, note: nameless === 0 ? unlisted : `${unnamed}, and ${unlisted}` }
}

/** Providers that make up less of the list than this say too little about the rest. Percent. */
const LEAST_COVERED = 50

/** The inbox rate weighted by the list must reach its minimum, over providers that make up at least half of the list. */
export function weightedRateRule(setting: WeightedMinimum | null, context: Context): RuleResult[] {
  if (setting === null) return []
  const { test, settled, hasOpenSeeds, tolerance } = context
  const { rate: measured, covered } = weightedRate(setting.weights, test, settled)
  const bound: Bound = { kind: 'at_least', value: setting.minimum }
  const rule = { rule: 'min_weighted_inbox_rate', subject: { kind: 'test' }, unit: 'percent', bound } as const
  if (measured === null || covered < LEAST_COVERED) {
    const note = "this test's providers make up less than half of your list"
    return [{ ...rule, measured, outcome: 'failed', note, openSeeds: false }]
  }
  const outcome = outcomeOf(measured, bound, tolerance)
  if (outcome === 'passed' && leastCovered(setting.weights, test) < LEAST_COVERED) {
    // Whatever the rate, the rule fails if the seeds under no provider turn out to be at other providers.
    const note = 'the providers seen so far make up less than half of your list'
    return [{ ...rule, measured, outcome: 'undecided', note, openSeeds: !settled }]
  }
  return [{ ...rule, measured, outcome, note: null, openSeeds: outcome === 'undecided' && hasOpenSeeds }]
}
