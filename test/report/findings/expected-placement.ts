import type { Seed } from '../../../src/core/inbox-test.ts'
import { type Case, received } from './any-judged-test.ts'
import { count, type Expected, is, isMisplaced, names, notInInbox, sameSet, sum, worded } from './counting.ts'
import type { ReadFinding } from './read-findings.ts'

const FAMILIES: Record<string, string> = {
  Outlook: 'Microsoft',
  Hotmail: 'Microsoft',
  'Microsoft 365': 'Microsoft',
  Yahoo: 'Yahoo Inc.',
  AOL: 'Yahoo Inc.',
}
const DESKS: Record<string, string> = {
  Gmail: 'https://postmaster.google.com/',
  Outlook: 'https://sendersupport.olc.protection.outlook.com/snds/',
  Hotmail: 'https://sendersupport.olc.protection.outlook.com/snds/',
  Yahoo: 'https://senders.yahooinc.com/',
  AOL: 'https://senders.yahooinc.com/',
}

const family = (provider: string) => FAMILIES[provider] ?? provider
const desksOf = (providers: readonly string[]) => names(providers.map((name) => DESKS[name] ?? null))

function isInSpam({ result: { test } }: Case): boolean {
  const { spam, received: arrived, inbox, unknown } = test.summary
  const seeds = received(test)
  return (
    spam > 0 &&
    spam === arrived &&
    inbox + unknown === 0 &&
    seeds.every(is('spam')) &&
    seeds.length <= spam &&
    new Set(names(seeds.map(({ provider }) => provider)).map(family)).size !== 1
  )
}

export function everythingInSpam(each: Case): Expected[] {
  if (!isInSpam(each)) return []
  const { test } = each.result
  const { spam } = test.summary
  const passed = count(received(test), ({ spf: word }) => word === 'pass')
  const at = names(received(test).map(({ provider }) => provider))
  return [
    {
      kind: 'provider',
      lost: spam,
      fits: ({ fact, evidence, links }) =>
        fact === 'Everything is in spam' &&
        Number(/all (\d+) seeds?/u.exec(evidence)?.[1]) === spam &&
        Number(/at (\d+) providers/u.exec(evidence)?.[1] ?? 0) === at.length &&
        evidence.includes('reputation') === (passed === spam) &&
        sameSet(links, desksOf(at)),
    },
  ]
}

/** The providers that must be told of, with their seeds. */
function toldOf(each: Case): Map<string, Seed[]> {
  const { result, policy } = each
  const { test, settled, rules } = result
  const attributed = test.seeds.filter(({ provider }) => provider !== null)
  const nobodys = Math.max(0, test.summary.totalSeeds - attributed.length)
  const all = names(test.seeds.map(({ provider }) => provider))
  const of = (name: string) => test.seeds.filter(({ provider }) => provider === name)
  const isBad = (name: string) => {
    const seeds = of(name)
    const couldBe = count(seeds, (one) => is('inbox')(one) || worded(one) || (!settled && !is('spam')(one)))
    const best = (100 * (couldBe + nobodys)) / (seeds.length + nobodys)
    const isFailed = rules.some(
      ({ subject, outcome }) =>
        outcome === 'failed' && subject.kind === 'provider' && subject.name === name.toUpperCase(),
    )
    return count(seeds, isMisplaced) > 0 && (best < policy.minInboxRate || isFailed)
  }
  const asked = rules.some(({ rule, outcome }) => /rate/u.test(rule) && outcome !== 'passed')
  const badFamilies = new Set(all.filter(isBad).map(family))
  const told = isInSpam(each)
    ? []
    : badFamilies.size > 0
      ? all.filter((name) => badFamilies.has(family(name)) && lostOf(each, of(name)) > 0)
      : all.filter((name) => asked && of(name).some(is('spam')))
  return new Map(told.map((name) => [name, of(name)]))
}

function lostOf({ result }: Case, seeds: readonly Seed[]): number {
  return count(seeds, isMisplaced) + (result.settled ? count(seeds, is('pending')) : 0)
}

export function providers(each: Case): Expected[] {
  const told = toldOf(each)
  if (told.size === 0) return []
  const seeds = [...told.values()].flat()
  return [
    {
      kind: 'provider',
      lost: notInInbox(seeds),
      fits: (finding) =>
        isShareRight(finding, each, seeds) &&
        isSubjectRight(finding, each, told) &&
        isAdviceRight(finding, told, seeds),
    },
  ]
}

/** `8 of the 14 lost seeds so far`. */
function isShareRight({ fact, evidence }: ReadFinding, each: Case, told: readonly Seed[]): boolean {
  const { test, settled } = each.result
  const words = `${fact} ${evidence}`
  const said = /(all|both|the only|(\d+) of the) (?:(\d+) )?lost seeds?/iu.exec(words)
  if (said === null) return false
  const [, which = '', some, all] = said
  const total = all === undefined ? { both: 2, 'the only': 1 }[which.toLowerCase()] : Number(all)
  return (
    total === count(test.seeds, (one) => !is('inbox')(one) && (settled || !is('pending')(one))) &&
    (some === undefined ? total : Number(some)) === lostOf(each, told) &&
    words.includes('so far') === !settled
  )
}

/** Who is named, and with which seeds. */
function isSubjectRight(
  { fact, evidence }: ReadFinding,
  each: Case,
  told: ReadonlyMap<string, readonly Seed[]>,
): boolean {
  if (fact.startsWith('Passed, but') !== (each.result.verdict === 'passed')) return false
  const [only = ''] = told.keys()
  if (told.size === 1) return fact.includes(only) && isLossRight(evidence, each, told.get(only) ?? [])
  const families = new Set([...told.keys()].map(family))
  if (families.size === 1 && /costs?/u.test(fact) && !fact.startsWith(`${family(only)} costs`)) return false
  const shares = [...evidence.matchAll(/(\d+) of (\d+) at ([\w ]+?)(?=,| and |\.)/gu)].map(
    ([, lost, size, name = '']) => ({ lost: Number(lost), size: Number(size), name }),
  )
  const named = shares.filter(({ name }) => told.has(name))
  const others = shares.filter(({ name }) => name === `${told.size - named.length} others`)
  return (
    named.length + others.length === shares.length &&
    // One more than five takes no more room named than counted.
    (told.size <= 6 ? named.length === told.size : named.length === 5 && others.length === 1) &&
    named.every(({ name, lost, size }) => {
      const own = told.get(name) ?? []
      return lost === lostOf(each, own) && size === own.length
    }) &&
    sum(shares.map(({ lost }) => lost)) === lostOf(each, [...told.values()].flat()) &&
    sum(shares.map(({ size }) => size)) === [...told.values()].flat().length
  )
}

/** The desks of those told of, and SPF first where it did not pass for half of what they misplaced. */
function isAdviceRight(
  { action, links }: ReadFinding,
  told: ReadonlyMap<string, readonly Seed[]>,
  seeds: readonly Seed[],
): boolean {
  if (!seeds.some(is('spam'))) return links.length === 0
  const misplaced = seeds.filter(isMisplaced)
  const without = count(misplaced, ({ spf }) => spf !== null && spf !== 'pass')
  const isSpfFirst = action?.startsWith('Start with SPF') ?? false
  return (
    sameSet(links, desksOf([...told.keys()])) &&
    isSpfFirst === (without > 0 && without * 2 >= misplaced.length)
  )
}

/** Of one provider, where the sentence has its seeds at all. */
function isLossRight(evidence: string, each: Case, seeds: readonly Seed[]): boolean {
  const said = /(all|\d+) of its (\d+)/u.exec(evidence)
  if (said === null) return /^it (is the only seed there|costs)/u.test(evidence)
  const lost = said[1] === 'all' ? seeds.length : Number(said[1])
  return lost === lostOf(each, seeds) && Number(said[2]) === seeds.length
}

export function unknowns(each: Case): Expected[] {
  const { test } = each.result
  const inWords = test.seeds.filter(worded)
  const plain = test.seeds.filter((one) => is('unknown')(one) && !worded(one))
  const told = toldOf(each)
  const unlisted = Math.max(0, test.summary.unknown - count(test.seeds, is('unknown')))
  const isTold = plain.every(({ provider }) => provider !== null && told.has(provider))
  const said = (pattern: RegExp, many: number) => ({
    kind: 'unknown',
    lost: many,
    fits: ({ fact }: ReadFinding) => Number(pattern.exec(fact)?.[1]) === many,
  })
  return [
    ...(inWords.length > 0
      ? [said(/^The API reports (\d+) seeds? as (?:Promotions|Junk)/u, inWords.length)]
      : []),
    ...(plain.length + unlisted > 0 && !(isTold && unlisted === 0)
      ? [said(/^Placement unknown for (\d+)/u, plain.length + unlisted)]
      : []),
  ]
}
