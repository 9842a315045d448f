import type { RuleName } from '../../judge/rule.ts'
import { formatBound, formatCount, formatPercent, plural } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import { isEverythingInSpam } from './everything-in-spam.ts'
import type { Finding } from './finding.ts'
import type { ProviderCost } from './provider-costs.ts'
import { desksAdvice, familyAdvice } from './sender-desks.ts'
import { listed, providerName } from './words.ts'

/** When one of these rules has not passed, a reader asks where the seeds were lost, even if no single provider is bad. */
const RATES: ReadonlySet<RuleName> = new Set([
  'min_inbox_rate',
  'provider_min_inbox_rate',
  'min_weighted_inbox_rate',
  'max_spam_rate',
  'max_inbox_rate_drop',
])

/** Providers named with their seeds; those beyond are only counted. */
const MOST_PROVIDERS = 5

/**
 * Which providers cost how many of the lost seeds. These are the bad ones, each with its family. Without a bad one, they are all
 * with seeds in spam, if a rule on a rate has not passed. Seeds that have merely not arrived have a finding of their own.
 */
export function providerFindings(context: FindingContext): Finding[] {
  const told = toldProviders(context)
  if (told.length === 0) return []
  const lost = sumOf(told, ({ lost }) => lost)
  return [
    {
      kind: 'provider',
      lostSeeds: sumOf(told, ({ tally }) => tally.seeds - tally.inbox),
      ...(context.result.verdict === 'passed'
        ? passedBut(context, told, lost)
        : told.some(({ isBad }) => isBad) || familiesOf(told).length === 1
          ? blamed(context, told, lost)
          : spread(context, told, lost)),
      action: action(told),
    },
  ]
}

/** The providers that the finding names, worst first. */
export function toldProviders(context: FindingContext): ProviderCost[] {
  const { costs, result } = context
  if (isEverythingInSpam(context)) return []
  const byLost = costs.toSorted((a, b) => b.lost - a.lost)
  const bad = new Set(
    byLost.filter(({ isBad, misplaced }) => isBad && misplaced > 0).map(({ family }) => family.id),
  )
  if (bad.size > 0) return byLost.filter(({ family, lost }) => bad.has(family.id) && lost > 0)
  const isAsked = result.rules.some(
    ({ rule, outcome }) => RATES.has(rule) && (outcome === 'failed' || outcome === 'undecided'),
  )
  return isAsked ? byLost.filter(({ tally }) => tally.spam > 0) : []
}

type Told = Pick<Finding, 'fact' | 'evidence'>

function passedBut(context: FindingContext, told: readonly ProviderCost[], lost: number): Told {
  const bad = told.filter(({ isBad }) => isBad)
  const [only] = bad
  const fact =
    only !== undefined && bad.length === 1
      ? `${providerName(only.provider)} is at ${only.rate.low < only.rate.high ? 'most ' : ''}${formatPercent(only.rate.high, context.policy.minInboxRate)}`
      : `${namesOf(bad)} are below ${formatBound({ kind: 'at_least', value: context.policy.minInboxRate }, 'percent')}`
  const cost = `${told.length === 1 ? 'it costs' : 'together they cost'} ${shareOfLost(context, lost)}`
  return {
    fact: `Passed, but ${fact}`,
    evidence: told.length === 1 ? `${cost}.` : `${cost}, ${perProvider(told)}.`,
  }
}

function blamed(context: FindingContext, told: readonly ProviderCost[], lost: number): Told {
  const families = familiesOf(told)
  const [only] = told
  const subjects = listed(families.map(subjectOf))
  const fact = `${subjects} ${families.length === 1 ? 'costs' : 'cost'} ${shareOfLost(context, lost)}`
  if (only === undefined || told.length > 1) return { fact, evidence: `${perProvider(told)}.` }
  return { fact, evidence: `${lostOf(only, context)}.` }
}

function spread(context: FindingContext, told: readonly ProviderCost[], lost: number): Told {
  const share = capitalized(shareOfLost(context, lost))
  return {
    fact: `${share} are spread over ${plural(told.length, 'provider')}`,
    evidence: `${perProvider(told)}.`,
  }
}

/** `all 8 lost seeds`, `8 of the 14 lost seeds so far`, `8 of the 14 lost seeds that the API lists`. */
function shareOfLost({ lost: all, isListWhole, settled }: FindingContext, lost: number): string {
  const share =
    lost < all
      ? `${formatCount(lost)} of the ${formatCount(all)} lost seeds`
      : all === 1
        ? 'the only lost seed'
        : all === 2
          ? 'both lost seeds'
          : `all ${formatCount(all)} lost seeds`
  return `${share}${isListWhole ? '' : ' that the API lists'}${settled ? '' : ' so far'}`
}

/** `that is 8 of its 10 seeds`, `that is 3 of its 11 seeds, and 8 have not arrived`. */
function lostOf({ tally, misplaced, lost }: ProviderCost, { isListWhole, settled }: FindingContext): string {
  const { seeds, spam, pending } = tally
  if (seeds === 1) return 'it is the only seed there'
  const share = `that is ${lost === seeds ? 'all' : formatCount(lost)} of its ${formatCount(seeds)}${isListWhole ? '' : ' listed'} seeds`
  const unknown = spam === 0 ? amongThem(misplaced, lost, 'of unknown placement') : ''
  if (settled) return `${share}${unknown}${amongThem(pending, lost, 'not arrived')}`
  const waiting =
    pending > 0 ? `, and ${formatCount(pending)} ${pending === 1 ? 'has' : 'have'} not arrived` : ''
  return `${share}${unknown}${waiting}`
}

/** `, 2 of them not arrived`; nothing of none. */
function amongThem(count: number, lost: number, words: string): string {
  if (count === 0) return ''
  return lost === 1 ? `, ${words}` : `, ${count === lost ? 'all' : formatCount(count)} of them ${words}`
}

/** `8 of 10 at Outlook, 4 of 12 at Yahoo and 1 of 5 at GMX`. */
function perProvider(told: readonly ProviderCost[]): string {
  const share = (costs: readonly ProviderCost[], place: string) =>
    `${formatCount(sumOf(costs, ({ lost }) => lost))} of ${formatCount(sumOf(costs, ({ tally }) => tally.seeds))} at ${place}`
  return listed(
    told.map((cost) => share([cost], providerName(cost.provider))),
    MOST_PROVIDERS,
    (from) => share(told.slice(from), `${formatCount(told.length - from)} others`),
  )
}

function action(told: readonly ProviderCost[]): string {
  const withoutSpf = sumOf(told, (cost) => cost.withoutSpf)
  const misplaced = sumOf(told, (cost) => cost.misplaced)
  if (told.every(({ tally }) => tally.spam === 0)) {
    return misplaced === 1
      ? 'Check this seed in Campaign Cleaner: the API could not tell where its mail is.'
      : 'Check these seeds in Campaign Cleaner: the API could not tell where their mail is.'
  }
  const advice =
    familiesOf(told).length === 1
      ? familyAdvice(told)
      : `look at what they share: the content and the sender's reputation.${desksAdvice(told)}`
  // Providers judge mail by SPF first. Where it fails for most of the seeds, it is the likely cause, and comes first.
  if (withoutSpf > 0 && 2 * withoutSpf >= misplaced) {
    const which =
      withoutSpf === misplaced
        ? 'passed for none of them'
        : `did not pass for ${formatCount(withoutSpf)} of them`
    return `Start with SPF, which ${which}; then ${advice}`
  }
  return capitalized(advice)
}

/** The named providers by family, in the order of the worst provider of each. */
function familiesOf(told: readonly ProviderCost[]): ProviderCost[][] {
  const families = new Map<string, ProviderCost[]>()
  for (const cost of told) families.set(cost.family.id, [...(families.get(cost.family.id) ?? []), cost])
  return [...families.values()]
}

function subjectOf(family: readonly ProviderCost[]): string {
  const [first] = family
  if (first === undefined) return ''
  return family.length > 1 && first.family.name !== null ? first.family.name : providerName(first.provider)
}

function namesOf(costs: readonly ProviderCost[]): string {
  return listed(costs.map(({ provider }) => providerName(provider)))
}

function sumOf(costs: readonly ProviderCost[], count: (cost: ProviderCost) => number): number {
  return costs.reduce((sum, cost) => sum + count(cost), 0)
}

function capitalized(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1)
}
