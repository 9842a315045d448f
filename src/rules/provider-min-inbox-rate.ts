import type { Bound, Outcome } from '../core/measure.ts'
import type { ProviderRate } from '../core/provider-lines.ts'
import type { Text } from '../core/text.ts'
import { type Context, openness } from '../judge/context.ts'
import {
  groupSeeds,
  inboxRateRange,
  isOpenBeyondWaiting,
  NO_SEEDS,
  type SeedGroup,
  type SeedGroups,
  seedsIn,
} from '../judge/provider-seeds.ts'
import { outcomeOf } from '../judge/range.ts'
import { seedsAre } from '../judge/seeds-are.ts'
import { parseProviderRate } from '../parsing/parse.ts'
import { linesByProvider } from '../parsing/provider-lines.ts'
import { defineRule, type Judged, type Subject, standing } from './rule.ts'

/** One result for each provider that has a line, and with a line `*` for each other one. */
export const providerMinInboxRate = defineRule({
  name: 'provider_min_inbox_rate',
  byDefault: '',
  read: (own, { texts }): readonly ProviderRate[] => linesByProvider(own, texts, parseProviderRate),
  needs: ['provider', 'placement'],
  judge: judgeProviders,
  title: 'Inbox rate',
  fact: ({ who, number, end, soFar, asked }) =>
    `${who} at ${number}${end === null ? '' : ` ${end}`}${soFar}${asked}`,
})

function judgeProviders(rates: readonly ProviderRate[], context: Context): Judged[] {
  const names = new Map<string, Text>()
  const all = groupSeeds(context, (provider) => {
    const key = provider.key
    if (!names.has(key)) names.set(key, provider)
    return key
  })
  const groups = new Map(all.groups)
  const results: Judged[] = []
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

function providerRule(line: Line, group: SeedGroup, all: SeedGroups<string>, context: Context): Judged {
  const { subject, minimum, isNamed } = line
  const bound: Bound = { kind: 'at_least', value: minimum }
  const rule = { subject, unit: 'percent', bound } as const
  const range = inboxRateRange(group, all)
  if (range === null) {
    return { ...rule, measured: null, outcome: 'failed', note: 'no seeds in this test' }
  }
  const mayHaveNone = seedsIn(group.own) === 0
  const measured = mayHaveNone && isNamed ? { ...range, low: 0 } : range
  // `Outlook: 0` exempts a provider that has seeds: rounding cannot take a rate below 0.
  const byRate = minimum === 0 ? 'passed' : outcomeOf(range, bound, context.tolerance)
  const outcome = mayHaveNone ? withoutSeeds(byRate, isNamed) : byRate
  const note = noteOf(group, all, context.settled)
  const open = openness(context, isOpenBeyondWaiting(group, all))
  return { ...rule, note, ...standing(outcome, measured, open) }
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
