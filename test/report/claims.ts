import type { Seed as CoreSeed, InboxTest, Placement } from '../../src/core/inbox-test.ts'
import type { AsShown } from '../texts.ts'
import type { Watched } from './any-watched-run.ts'
import { IPS, PROVIDERS } from './any-watched-run.ts'

// An oracle that knows nothing of how findings are made. It reads what a report claims (counts, "all", "only", "none", "every")
// and holds each claim against the data. Whatever number or quantifier no claim covers is an error too.

/** A seed as a reader sees its texts. */
export type Seed = AsShown<CoreSeed>

/** One item of the report and the data it is about. */
export interface Said {
  readonly item: string
  /** The seeds that the item is about, as its own words name them. */
  readonly group: readonly Seed[]
  readonly test: AsShown<InboxTest>
  readonly watched: Watched
}

export interface Claim {
  readonly pattern: RegExp
  readonly holds: (match: RegExpExecArray, said: Said) => boolean
}

export const is = (placement: Placement) => (each: Seed) => each.placement === placement
export const received = (seeds: readonly Seed[]) => seeds.filter((each) => !is('pending')(each))
export const count = (seeds: readonly Seed[], which: (each: Seed) => boolean) => seeds.filter(which).length
export const at = (seeds: readonly Seed[], ...names: string[]) =>
  seeds.filter(({ provider }) => provider !== null && names.includes(provider))

/** In spam, of unknown placement or, once the test is settled, not arrived. */
export function notInInbox({ watched }: Said, seeds: readonly Seed[]): number {
  return count(seeds, (each) => !is('inbox')(each) && (watched.result.settled || !is('pending')(each)))
}

export function isWhole({ test: { seeds, summary } }: Said): boolean {
  const counts = (['inbox', 'spam', 'unknown', 'pending'] as const).every(
    (each) => count(seeds, is(each)) === summary[each],
  )
  return seeds.length === summary.totalSeeds && counts
}

export const NAME = `(?:${PROVIDERS.join('|')})`
export const NAMES = `${NAME}(?:(?:, | and )${NAME})*`
export const IP_LIST = `(?:${IPS.join('|').replaceAll('.', '\\.')})(?:(?:, | and )(?:${IPS.join('|').replaceAll('.', '\\.')}))*`

/** The providers that words name; a family stands for its members. */
export function namedIn(words: string): string[] {
  const names = PROVIDERS.filter((name) => words.includes(name))
  return words.includes('Microsoft') ? [...new Set([...names, 'Outlook', 'Hotmail'])] : names
}

/** `12` from digits, and from the words that stand for one and two. */
export function numberOf(words: string): number {
  if (/\bboth\b|\bneither\b/iu.test(words)) return 2
  if (/\bonly\b|\bone\b/iu.test(words)) return 1
  return Number(/\d+/u.exec(words)?.[0])
}

/** The seeds of the current test that left the inbox since the baseline, or moved into it. */
export function movedSeeds({ test, baseline }: Watched, isLeaving: boolean): Seed[] {
  const before = new Map((baseline?.seeds ?? []).map((each) => [each.address?.key(), each.placement]))
  return test.seeds.filter((each) => {
    const was = before.get(each.address?.key()) === 'inbox'
    return isLeaving ? was && !is('inbox')(each) : !was && is('inbox')(each)
  })
}

/** Seeds that had not arrived in the baseline either. */
export function deadSeeds({ test, baseline }: Watched): Seed[] {
  const before = new Set((baseline?.seeds ?? []).filter(is('pending')).map(({ address }) => address?.key()))
  return test.seeds.filter((each) => is('pending')(each) && before.has(each.address?.key()))
}

/** What an item claims that no claim covers: numbers and quantifiers. */
export function uncovered(
  said: Said,
  claims: readonly Claim[],
): { readonly broken: string[]; readonly rest: string[]; readonly held: number } {
  let left = said.item
  let held = 0
  const broken: string[] = []
  for (const { pattern, holds } of claims) {
    for (const match of said.item.matchAll(
      new RegExp(pattern.source, `${pattern.flags.replace('u', '')}gu`),
    )) {
      if (holds(match as RegExpExecArray, said)) held += 1
      else broken.push(match[0])
      left = left.replace(match[0], ' … ')
    }
  }
  const rest = left.match(/\d+|\b(?:all|both|only|none|neither|never|every\w*|nothing|each)\b/giu) ?? []
  return { broken, rest, held }
}
