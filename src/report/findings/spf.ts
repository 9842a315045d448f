import { isReceived, type Seed } from '../../core/inbox-test.ts'
import type { Text } from '../../core/text.ts'
import { spfPassed } from '../../judge/tally.ts'
import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import { code } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import { isEverythingInSpam } from './everything-in-spam.ts'
import type { Finding } from './finding.ts'
import { isMisplaced } from './provider-costs.ts'
import { reportedProviders } from './providers.ts'
import { refusedSenders } from './sender-ips.ts'
import { isOfTheSender, type SpfProblem, usualSender } from './spf-problems.ts'
import {
  addressName,
  countByProvider,
  countNotInInbox,
  countTexts,
  listed,
  listedCounts,
  placedWords,
  providerName,
  whereabouts,
} from './words.ts'

/**
 * SPF results other than pass, and what to do about them. That depends on the result and on where the mail came from: a sending
 * IP that passes elsewhere is in the record, so the record need not change.
 */
export function spfFindings(context: FindingContext): Finding[] {
  const arrived = context.test.seeds.filter(isReceived)
  return [
    ...context.spfProblems.map((problem) => problemFinding(problem, arrived, context)),
    ...withoutResult(arrived, context),
  ]
}

function problemFinding(problem: SpfProblem, arrived: readonly Seed[], context: FindingContext): Finding {
  const { seeds: affected } = problem
  const isEverywhere = context.isListWhole && context.settled && affected.length === arrived.length
  const where = isEverywhere && affected.length > 1 ? 'everywhere' : whereabouts(countByProvider(affected))
  const evidence = `${howMany(affected, context)}, ${where}, ${placedWords(affected)}`
  const finding = {
    kind: 'spf',
    notInInbox: countNotInInbox(affected),
    isCause: isOfTheSender(problem) && explainsProvider(affected, context),
  } as const
  const ips = ipsOf(affected)
  const from = listed(ips.map(addressName))
  switch (problem.scope) {
    case 'passes elsewhere':
      return { ...finding, ...passesElsewhere(problem, from, evidence, arrived) }
    case 'forwarded':
      return { ...finding, ...forwarded(problem, from, evidence, arrived) }
    case 'private':
      return {
        ...finding,
        fact: `SPF does not pass from ${from}, ${ips.length === 1 ? 'a private IP address' : 'private IP addresses'}`,
        evidence: `${evidence}.`,
        action: PRIVATE_ACTION(ips.length),
      }
    case 'not reported':
      return {
        ...finding,
        fact: 'SPF did not pass, and the API does not say from which sending IP',
        evidence: `${evidence}.`,
        action: problem.advice.action(0),
      }
    case 'passes nowhere':
      return {
        ...finding,
        fact: problem.advice.fact(scopeWords(affected, ips, from, arrived, context)),
        evidence: `${evidence}.`,
        action: actionFor(ips, problem, context),
      }
  }
}

const PRIVATE_ACTION = (ips: number) =>
  `${ips === 1 ? 'It is a hop' : 'They are hops'} inside a network, not ${ips === 1 ? 'a sending IP' : 'sending IPs'}, so this says nothing about your SPF record. Look for the public IP in the headers of one of these messages.`

/** Whether these seeds are most of what a provider that the report names keeps out of the inbox, or most of everything in spam. */
function explainsProvider(affected: readonly Seed[], context: FindingContext): boolean {
  const misplaced = affected.filter(isMisplaced)
  if (isEverythingInSpam(context)) return 2 * misplaced.length > context.test.summary.spam
  return reportedProviders(context).some(({ provider, misplaced: all }) => {
    const key = provider.key
    const here = misplaced.filter((seed) => seed.provider !== null && seed.provider.key === key)
    return 2 * here.length > all
  })
}

/** `everything from A`, `all 2 listed seeds from A and B`, `3 of 9 seeds from A`. */
function scopeWords(
  affected: readonly Seed[],
  ips: readonly Text[],
  from: string,
  arrived: readonly Seed[],
  { isListWhole, settled }: FindingContext,
): string {
  const keys = new Set(ips.map(({ exactKey }) => exactKey))
  const sent = arrived.filter(({ senderIp }) => senderIp !== null && keys.has(senderIp.exactKey)).length
  if (affected.length < sent) return `${formatCount(affected.length)} of ${formatSeeds(sent)} from ${from}`
  return isListWhole && settled ? `everything from ${from}` : `mail from ${from}`
}

function passesElsewhere(
  { advice, seeds: affected }: SpfProblem,
  from: string,
  evidence: string,
  arrived: readonly Seed[],
) {
  const ips = new Set(ipsOf(affected).map(({ exactKey }) => exactKey))
  const passing = arrived.filter(
    (seed) => spfPassed(seed) && seed.senderIp !== null && ips.has(seed.senderIp.exactKey),
  )
  const places = placesOf(countByProvider(affected))
  return {
    fact: `SPF passes from ${from}, but not ${haveNoProviderInCommon(passing, affected) ? places : 'for every seed'}`,
    evidence: `${evidence}; it passed for ${formatCount(passing.length)} more.`,
    action: advice.elsewhere(places),
  }
}

function forwarded(
  { seeds: affected }: SpfProblem,
  from: string,
  evidence: string,
  arrived: readonly Seed[],
) {
  const usual = usualSender(arrived)
  const places = placesOf(countByProvider(affected))
  return {
    fact: `SPF does not pass from ${from}, seen ${places} only`,
    evidence: `${evidence}; there SPF passes from ${usual === null ? 'elsewhere' : addressName(usual)}, which most of the mail came from.`,
    action:
      'This looks like forwarding: leave the SPF record alone, and check that DKIM passes, which forwarding does not break.',
  }
}

/** What to do. Nobody should add a sending IP to the record that the run itself does not allow. */
function actionFor(ips: readonly Text[], { advice }: SpfProblem, { result }: FindingContext): string {
  const refused = refusedSenders(result)
  if (ips.length === 0 || !ips.every((ip) => refused.has(ip.exactKey))) return advice.action(ips.length)
  const which = ips.length === 1 ? 'It is' : 'They are'
  return `${which} not in ${code('allowed_sender_ips')} either: find out what sends from there before you change a record.`
}

function ipsOf(seeds: readonly Seed[]): Text[] {
  return countTexts(seeds, ({ senderIp }) => senderIp).flatMap(([ip]) => (ip === null ? [] : [ip]))
}

/** `7 seeds`; with other words than `fail`, `softfail for 4 seeds and none for 3`. */
function howMany(affected: readonly Seed[], { isListWhole }: FindingContext): string {
  const listedWord = isListWhole ? '' : 'listed '
  const noun = (count: number) => `${formatCount(count)} ${listedWord}${count === 1 ? 'seed' : 'seeds'}`
  const words = countTexts(affected, ({ spf }) => spf)
  if (words.length === 1 && words[0]?.[0]?.exactKey === 'fail') return noun(affected.length)
  return listedCounts(
    words,
    ([word, count], index) => `${code(word ?? '', 40)} for ${index === 0 ? noun(count) : formatCount(count)}`,
    (sum, others) => `${formatCount(others)} other results for ${formatCount(sum)}`,
  )
}

/** Whether no provider has both passing and failing seeds from these sending IPs. */
function haveNoProviderInCommon(passing: readonly Seed[], affected: readonly Seed[]): boolean {
  const providers = new Set(passing.map(({ provider }) => provider?.key))
  return affected.every(({ provider }) => provider !== null && !providers.has(provider.key))
}

function placesOf(byProvider: readonly (readonly [Text | null, number])[]): string {
  const names = byProvider.flatMap(([provider]) => (provider === null ? [] : [providerName(provider)]))
  return names.length === 0 ? 'where these seeds are' : `at ${listed(names)}`
}

/** Received seeds without an SPF result. If the API reports none at all, that is only said where `require_spf` needs them. */
function withoutResult(arrived: readonly Seed[], context: FindingContext): Finding[] {
  const { result, settled } = context
  const silent = arrived.filter(({ spf }) => spf === null)
  const isAsked = result.rules.some(({ rule, outcome }) => rule === 'require_spf' && outcome !== 'passed')
  if (silent.length === 0 || (silent.length === arrived.length && !isAsked)) return []
  const counted =
    isAsked && settled
      ? `; ${code('require_spf')} counts ${silent.length === 1 ? 'it' : 'them'} as not passed`
      : ''
  return [
    {
      kind: 'spf',
      notInInbox: countNotInInbox(silent),
      fact: `No SPF result for ${formatSeeds(silent.length)}`,
      evidence: `${whereabouts(countByProvider(silent))}, ${placedWords(silent)}${counted}.`,
      action: null,
    },
  ]
}
