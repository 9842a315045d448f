import { getOrInsert } from '../../core/get-or-insert.ts'
import type { RuleName } from '../../rules/rules.ts'
import { formatCount, formatPercent, plural } from '../../wording/numbers.ts'
import { PLACEMENT, WORST_FIRST } from '../../wording/placement.ts'
import { VENDOR } from '../../wording/vendor.ts'
import type { FindingContext } from './context.ts'
import { isEverythingInSpam } from './everything-in-spam.ts'
import type { Finding } from './finding.ts'
import { placementAdvice, type SpfState } from './postmaster-advice.ts'
import type { ProviderCost } from './provider-costs.ts'
import { listed, providerName } from './words.ts'

/** When one of these rules has not passed, a reader asks where the seeds are, even if no single provider is bad. */
const RATES: ReadonlySet<RuleName> = new Set([
  'min_inbox_rate',
  'provider_min_inbox_rate',
  'min_weighted_inbox_rate',
  'max_spam_rate',
  'max_inbox_rate_drop',
])

/** Providers named with their seeds; those beyond are only counted. */
const MAX_PROVIDERS = 5

/**
 * Which providers hold how many of the seeds that are not in the inbox. These are the bad ones, each with its family. Without a
 * bad one, they are all with seeds in spam, if a rule on a rate has not passed. Seeds that have merely not arrived have a finding
 * of their own.
 */
export function providerFindings(context: FindingContext): Finding[] {
  const reported = reportedProviders(context)
  if (reported.length === 0) return []
  const isOneCause = reported.some(({ isBad }) => isBad) || familiesOf(reported).length === 1
  const words =
    context.result.verdict === 'passed'
      ? passedBut(context, reported)
      : isOneCause
        ? blamed(context, reported)
        : spread(context, reported)
  return [
    {
      kind: 'provider',
      notInInbox: sumOf(reported, ({ tally }) => tally.seeds - tally.inbox),
      ...words,
      action: action(reported),
    },
  ]
}

/** The providers that the finding names, worst first. */
export function reportedProviders(context: FindingContext): ProviderCost[] {
  const { costs, result } = context
  if (isEverythingInSpam(context)) return []
  const worstFirst = costs.toSorted((a, b) => b.notInInbox - a.notInInbox)
  const bad = new Set(
    worstFirst.filter(({ isBad, misplaced }) => isBad && misplaced > 0).map(({ family }) => family.id),
  )
  if (bad.size > 0) return worstFirst.filter(({ family, notInInbox }) => bad.has(family.id) && notInInbox > 0)
  const isAsked = result.rules.some(
    ({ rule, outcome }) => RATES.has(rule) && (outcome === 'failed' || outcome === 'undecided'),
  )
  return isAsked ? worstFirst.filter(({ tally }) => tally.spam > 0) : []
}

type Words = Pick<Finding, 'fact' | 'evidence'>

function passedBut(context: FindingContext, reported: readonly ProviderCost[]): Words {
  const rates = reported
    .filter(({ isBad }) => isBad)
    .map(({ provider, tally }, index) => {
      const rate = formatPercent((100 * tally.inbox) / tally.seeds, context.result.inboxRate.bound.value)
      return `${providerName(provider)} ${index === 0 ? 'is ' : ''}at ${rate}`
    })
  const evidence = `${shareOf(context, reported)} ${are(reported)} there: ${detail(context, reported)}.`
  return { fact: `Passed, but ${listed(rates)}${context.settled ? '' : ' so far'}`, evidence }
}

function blamed(context: FindingContext, reported: readonly ProviderCost[]): Words {
  const subjects = listed(familiesOf(reported).map(subjectOf))
  return {
    fact: `${capitalized(shareOf(context, reported))} ${are(reported)} at ${subjects}`,
    evidence: `${detail(context, reported)}.`,
  }
}

function spread(context: FindingContext, reported: readonly ProviderCost[]): Words {
  return {
    fact: `${capitalized(shareOf(context, reported))} ${are(reported)} spread over ${plural(reported.length, 'provider')}`,
    evidence: `${detail(context, reported)}.`,
  }
}

function are(reported: readonly ProviderCost[]): string {
  return sumOf(reported, ({ notInInbox }) => notInInbox) === 1 ? 'is' : 'are'
}

/** `all 8 seeds not in the inbox`, `8 of the 14 seeds not in the inbox so far`, `both seeds not in the inbox that the API lists`. */
function shareOf(
  { notInInbox: all, isListWhole, settled }: FindingContext,
  reported: readonly ProviderCost[],
): string {
  const some = sumOf(reported, ({ notInInbox }) => notInInbox)
  const seeds = `${all === 1 ? 'seed' : 'seeds'} not in the inbox${isListWhole ? '' : ' that the API lists'}${settled ? '' : ' so far'}`
  if (some < all) return `${formatCount(some)} of the ${formatCount(all)} ${seeds}`
  if (all === 1) return `the only ${seeds}`
  return all === 2 ? `both ${seeds}` : `all ${formatCount(all)} ${seeds}`
}

function detail(context: FindingContext, reported: readonly ProviderCost[]): string {
  const [only] = reported
  return only !== undefined && reported.length === 1 ? ofOne(only, context) : ofSeveral(reported, context)
}

/** `7 spam, 1 unknown; 2 of its 10 are in the inbox`. The figures stand in the table of providers too. */
function ofOne({ tally }: ProviderCost, { isListWhole, settled }: FindingContext): string {
  const { seeds, inbox, pending } = tally
  const kinds = WORST_FIRST.filter(
    (each) => each !== 'inbox' && (settled || each !== 'pending') && tally[each] > 0,
  )
    .map((each) => `${formatCount(tally[each])} ${PLACEMENT[each].word}`)
    .join(', ')
  const waiting =
    settled || pending === 0
      ? ''
      : `, and ${formatCount(pending)} ${pending === 1 ? 'has' : 'have'} not arrived`
  const listedWord = isListWhole ? '' : ' listed'
  if (seeds === 1) return `${kinds}; it is the only${listedWord} seed there`
  const its = `its ${formatCount(seeds)}${listedWord}`
  const rest =
    inbox === 0
      ? `none of ${its} is in the inbox`
      : `${formatCount(inbox)} of ${its} ${inbox === 1 ? 'is' : 'are'} in the inbox`
  return `${kinds}; ${rest}${waiting}`
}

/** `8 of 10 at Outlook, 4 of 12 at Yahoo and 1 of 5 at GMX`; while seeds are open only how many: `8 at Outlook`. */
function ofSeveral(reported: readonly ProviderCost[], { settled }: FindingContext): string {
  const share = (costs: readonly ProviderCost[], place: string) => {
    const seeds = settled ? ` of ${formatCount(sumOf(costs, ({ tally }) => tally.seeds))}` : ''
    return `${formatCount(sumOf(costs, ({ notInInbox }) => notInInbox))}${seeds} at ${place}`
  }
  return listed(
    reported.map((cost) => share([cost], providerName(cost.provider))),
    MAX_PROVIDERS,
    (from) => share(reported.slice(from), `${formatCount(reported.length - from)} others`),
  )
}

function action(reported: readonly ProviderCost[]): string {
  if (reported.every(({ tally }) => tally.spam === 0)) {
    return sumOf(reported, ({ misplaced }) => misplaced) === 1
      ? `Check this seed in ${VENDOR}: the API could not tell where its mail is.`
      : `Check these seeds in ${VENDOR}: the API could not tell where their mail is.`
  }
  return placementAdvice(spfStateOf(reported), reported)
}

/** How SPF stands for what these providers keep out of the inbox. */
function spfStateOf(costs: readonly ProviderCost[]): SpfState {
  const withoutSpf = sumOf(costs, (cost) => cost.withoutSpf)
  if (withoutSpf > 0 && 2 * withoutSpf >= sumOf(costs, ({ misplaced }) => misplaced)) return 'fails'
  return costs.some(({ spamWithSpf }) => spamWithSpf > 0) ? 'passes' : 'not reported'
}

/** The named providers by family, in the order of the worst provider of each. */
function familiesOf(reported: readonly ProviderCost[]): ProviderCost[][] {
  const families = new Map<string, ProviderCost[]>()
  for (const cost of reported) getOrInsert(families, cost.family.id, () => []).push(cost)
  return [...families.values()]
}

function subjectOf(family: readonly ProviderCost[]): string {
  const [first] = family
  if (first === undefined) return ''
  return family.length > 1 && first.family.name !== null ? first.family.name : providerName(first.provider)
}

function sumOf(costs: readonly ProviderCost[], count: (cost: ProviderCost) => number): number {
  return costs.reduce((sum, cost) => sum + count(cost), 0)
}

function capitalized(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1)
}
