import type { Seed } from '../../core/inbox-test.ts'
import type { Text } from '../../core/text.ts'
import { formatCount } from '../../wording/numbers.ts'
import { code, text } from '../markdown.ts'

/** Longer names are cut: a finding is a sentence. */
const MAX_NAME_LENGTH = 60

/** Names in one list; those beyond are only counted. */
const MAX_NAMES = 3

/** A provider's name as Markdown, cut to 60 characters. */
export function providerName(provider: Text): string {
  return text(provider, MAX_NAME_LENGTH)
}

/** An IP address as a code span, cut to 60 characters. */
export function addressName(address: Text): string {
  return code(address, MAX_NAME_LENGTH)
}

/**
 * `A`, `A and B`, `A, B and C`, `A, B, C and 4 others`; empty without names. One name beyond `most` is still named: counting it
 * would take as much room.
 * @param others words for the names from this place on
 */
export function listed(
  names: readonly string[],
  most = MAX_NAMES,
  others = (from: number) => `${formatCount(names.length - from)} others`,
): string {
  const parts = names.length > most + 1 ? [...names.slice(0, most), others(most)] : names
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

/**
 * A list of counts that adds up those it does not name, so that all counts come to the whole.
 * @param others words for the rest, from the sum of their counts and how many they are
 */
export function listedCounts<Counted extends readonly [unknown, number]>(
  counts: readonly Counted[],
  one: (counted: Counted, index: number) => string,
  others: (sum: number, entries: number) => string,
): string {
  return listed(counts.map(one), MAX_NAMES, (from) => {
    const rest = counts.slice(from)
    return others(
      rest.reduce((sum, [, count]) => sum + count, 0),
      rest.length,
    )
  })
}

/** `all`, or of two `both`. */
function allOf(count: number): string {
  return count === 2 ? 'both' : 'all'
}

/**
 * Where these seeds are, in a few words: `all in spam`, `both in the inbox`, `none in the inbox`, `3 of them in the inbox`; of one
 * seed `in spam`, `not in the inbox`.
 */
export function placedWords(seeds: readonly Seed[]): string {
  const inbox = seeds.filter(({ placement }) => placement === 'inbox').length
  const whole = seeds.length === 1 ? '' : `${allOf(seeds.length)} `
  if (inbox === seeds.length) return `${whole}in the inbox`
  if (seeds.every(({ placement }) => placement === 'spam')) return `${whole}in spam`
  if (inbox > 0) return `${formatCount(inbox)} of them in the inbox`
  return `${seeds.length === 1 ? 'not' : seeds.length === 2 ? 'neither' : 'none'} in the inbox`
}

/** How many seeds of these are not in the inbox. */
export function countNotInInbox(seeds: readonly Seed[]): number {
  return seeds.filter(({ placement }) => placement !== 'inbox').length
}

/** `this seed`, `these seeds`. */
export function theseSeeds(count: number): string {
  return count === 1 ? 'this seed' : 'these seeds'
}

/** How often each key occurs, the most frequent first; equally frequent ones in the order they came. */
function countBy<Item, Key>(items: Iterable<Item>, key: (item: Item) => Key): [Key, number][] {
  const counts = new Map<Key, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}

/** How many of the seeds each provider has, most first, as the first of them spells it; null for no provider. */
export function countByProvider(seeds: readonly Seed[]): [provider: Text | null, count: number][] {
  return countTexts(
    seeds,
    ({ provider }) => provider,
    ({ key }) => key,
  )
}

/** How often each text occurs, most first, as the first of its kind is spelled. @param keyOf tells the texts apart */
export function countTexts<Item>(
  items: readonly Item[],
  textOf: (item: Item) => Text | null,
  keyOf = ({ exactKey }: Text) => exactKey,
): [Text | null, number][] {
  const first = new Map<string | null, Text | null>()
  const counts = countBy(items, (item) => {
    const text = textOf(item)
    const key = text === null ? null : keyOf(text)
    if (!first.has(key)) first.set(key, text)
    return key
  })
  return counts.map(([key, count]) => [first.get(key) ?? null, count])
}

/**
 * `all at GMX`, `3 at GMX and 2 at Yahoo`, `1 at GMX and 2 at unnamed providers`, `6 at Gmail, 4 at Yahoo, 3 at GMX and 4 at 2
 * others`; `at GMX` of one seed.
 */
export function whereabouts(byProvider: readonly (readonly [Text | null, number])[]): string {
  const place = ([provider, count]: readonly [Text | null, number]) => {
    if (provider !== null) return `at ${providerName(provider)}`
    return count === 1 ? 'at an unnamed provider' : 'at unnamed providers'
  }
  const [only] = byProvider
  if (only !== undefined && byProvider.length === 1)
    return `${only[1] === 1 ? '' : `${allOf(only[1])} `}${place(only)}`
  return listedCounts(
    byProvider,
    (each) => `${formatCount(each[1])} ${place(each)}`,
    (sum, others) => `${formatCount(sum)} at ${formatCount(others)} others`,
  )
}
