import type { Text } from '../core/text.ts'
import { type Context, openness } from './context.ts'
import {
  groupSeeds,
  inboxRateRange,
  isOpenBeyondWaiting,
  NO_SEEDS,
  type SeedGroup,
  type SeedGroups,
  seedsIn,
} from './provider-seeds.ts'
import { outcomeOf } from './range.ts'
import type { Bound, Outcome, ProviderRate, RuleResult, Subject, WeightedMinimum } from './rule.ts'
import { seedsAre } from './seeds-are.ts'
import { weightedCoverage, weightedRate } from './weighted-rate.ts'

/** One result for each provider that has a line, and with a line `*` for each other one. */
export function providerRules(rates: readonly ProviderRate[], context: Context): RuleResult[] {
  if (rates.length === 0) return []
  const names = new Map<string, Text>()
  const all = groupSeeds(context.test, context.settled, (provider) => {
    const key = provider.key
    if (!names.has(key)) names.set(key, provider)
    return key
  })
  const groups = new Map(all.groups)
  const results: RuleResult[] = []
  let others: number | null = null
  for (const { provider, minimum } of rates) {
    if (provider === null) {
      others = minimum
      continue
    }
    const key = provider.key
    const subject: Subject = { kind: 'provider', name: names.get(key) ?? provider }
    results.push(providerRule({ subject, minimum, isNamed: true }, groups.get(key) ?? NO_SEEDS, all, context))
    groups.delete(key)
  }
  if (others === null) return results
  const other = { minimum: others, isNamed: false }
  for (const [key, group] of groups) {
    const name = names.get(key)
    if (name === undefined) continue
    const subject: Subject = { kind: 'provider', name }
    results.push(providerRule({ ...other, subject }, group, all, context))
  }
  // A provider that the API has not listed yet is under this rule too.
  if (seedsIn(all.nameless) + all.unlisted.all > 0) {
    results.push(providerRule({ ...other, subject: { kind: 'unlisted' } }, NO_SEEDS, all, context))
  }
  return results
}

interface Line {
  readonly subject: Subject
  readonly minimum: number
  /** Whether the provider has a line of its own: without seeds that fails. A provider under `*` without seeds has no rule. */
  readonly isNamed: boolean
}

function providerRule(line: Line, group: SeedGroup, all: SeedGroups<string>, context: Context): RuleResult {
  const { subject, minimum, isNamed } = line
  const bound: Bound = { kind: 'at_least', value: minimum }
  const rule = { rule: 'provider_min_inbox_rate', subject, unit: 'percent', bound } as const
  const range = inboxRateRange(group, all)
  if (range === null) {
    const note = 'no seeds in this test'
    return { ...rule, measured: null, outcome: 'failed', note, ...openness('failed', context, false) }
  }
  const mayHaveNone = seedsIn(group.own) === 0
  const measured = mayHaveNone && isNamed ? { ...range, low: 0 } : range
  // `Outlook: 0` exempts a provider that has seeds: rounding cannot take a rate below 0.
  const byRate = minimum === 0 ? 'passed' : outcomeOf(range, bound, context.tolerance)
  const outcome = mayHaveNone ? withoutSeeds(byRate, isNamed) : byRate
  const note = noteOf(group, all, context.settled)
  return { ...rule, measured, outcome, note, ...openness(outcome, context, isOpenBeyondWaiting(group, all)) }
}

/** What is certain of a provider that may have no seeds at all: its rate, and that it fails by name, have to agree. */
function withoutSeeds(byRate: Outcome, isNamed: boolean): Outcome {
  return byRate === (isNamed ? 'failed' : 'passed') ? byRate : 'undecided'
}

/** Why more than pending seeds leave the rate open; null when nothing else does. */
function noteOf({ own, shared }: SeedGroup, { nameless, unlisted }: SeedGroups<string>, settled: boolean) {
  const parts = [
    { seeds: seedsIn(nameless), words: (are: string) => `${are} listed under no provider` },
    { seeds: seedsIn(shared), words: (are: string) => `${are} listed under several providers` },
    { seeds: own.unclear, words: (are: string) => `${are} listed with a placement that the API leaves open` },
    {
      seeds: unlisted.all,
      // A list that fills up as the mail arrives lacks nothing.
      words: (are: string) =>
        settled ? `${are} missing from the API's list` : `${are} not on the API's list yet`,
    },
  ].flatMap(({ seeds, words }) => (seeds === 0 ? [] : [words(seedsAre(seeds))]))
  return parts.length === 0 ? null : parts.join(', and ')
}

/** Providers that make up less of the list than this say too little about the rest. Percent. */
const LEAST_COVERED = 50

/** The inbox rate weighted by the list must reach its minimum, over providers that make up at least half of the list. */
export function weightedRateRule(setting: WeightedMinimum | null, context: Context): RuleResult[] {
  if (setting === null) return []
  const { test, settled, tolerance } = context
  const { rate: measured, covered, leftOut } = weightedRate(setting.weights, test, settled)
  const coverage = weightedCoverage(setting.weights, test, settled)
  const bound: Bound = { kind: 'at_least', value: setting.minimum }
  const rule = { rule: 'min_weighted_inbox_rate', subject: { kind: 'test' }, unit: 'percent', bound } as const
  const failed = { ...rule, measured, outcome: 'failed', ...openness('failed', context, false) } as const
  if (leftOut.some(({ near }) => near !== null)) {
    return [
      {
        ...failed,
        note: 'a provider of provider_weights has no seeds in this test, which has a name near it',
      },
    ]
  }
  if (measured === null || covered < LEAST_COVERED) {
    return [{ ...failed, note: "this test's providers make up less than half of your list" }]
  }
  const byRate = outcomeOf(measured, bound, tolerance)
  const doubt = byRate === 'passed' ? doubtOf(coverage) : null
  const outcome = doubt === null ? byRate : 'undecided'
  return [
    { ...rule, measured, outcome, note: doubt, ...openness(outcome, context, coverage.isOpenBeyondWaiting) },
  ]
}

/** Why the rule cannot pass yet, whatever the rate; null when it can. */
function doubtOf({ leastCovered, mayBeMisspelt }: ReturnType<typeof weightedCoverage>): string | null {
  if (leastCovered < LEAST_COVERED) return 'the providers seen so far make up less than half of your list'
  return mayBeMisspelt ? 'a provider of provider_weights may have no seeds in this test' : null
}
