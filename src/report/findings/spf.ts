import { isReceived, type Seed } from '../../core/inbox-test.ts'
import { providerKey, spfPassed } from '../../judge/placement.ts'
import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import { code } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { refusedAddresses } from './sender-ips.ts'
import { type SpfAdvice, spfAdvice } from './spf-advice.ts'
import {
  addressName,
  countBy,
  countByProvider,
  inTheInbox,
  listed,
  listedCounts,
  providerName,
  whereabouts,
} from './words.ts'

/** Whether SPF passes for other seeds from the same address. */
type Scope = 'passes nowhere' | 'passes elsewhere' | 'not reported'

/** Received seeds with the same trouble: results with the same advice, from addresses of the same scope. */
interface Trouble {
  readonly advice: SpfAdvice
  readonly scope: Scope
  readonly seeds: Seed[]
}

/**
 * SPF results other than pass, grouped by what to do about them. That depends on the result and on whether the address passes
 * elsewhere: an address that does is in the record, so the record need not change.
 */
export function spfFindings(context: FindingContext): Finding[] {
  const arrived = context.test.seeds.filter(isReceived)
  return [
    ...troublesOf(arrived).map((trouble) => troubleFinding(trouble, arrived, context)),
    ...withoutResult(arrived, context),
  ]
}

function troublesOf(arrived: readonly Seed[]): Trouble[] {
  const passing = new Set(arrived.filter(spfPassed).map(({ senderIp }) => senderIp))
  const troubles: Trouble[] = []
  for (const seed of arrived) {
    const { spf, senderIp } = seed
    if (spf === null || spfPassed(seed)) continue
    const advice = spfAdvice(spf)
    const scope: Scope =
      senderIp === null ? 'not reported' : passing.has(senderIp) ? 'passes elsewhere' : 'passes nowhere'
    const same = troubles.find((each) => each.advice === advice && each.scope === scope)
    if (same === undefined) troubles.push({ advice, scope, seeds: [seed] })
    else same.seeds.push(seed)
  }
  return troubles
}

function troubleFinding(
  { advice, scope, seeds: affected }: Trouble,
  arrived: readonly Seed[],
  context: FindingContext,
): Finding {
  const inbox = affected.filter(({ placement }) => placement === 'inbox').length
  const addresses = new Set(
    countBy(affected, ({ senderIp }) => senderIp).flatMap(([ip]) => (ip === null ? [] : [ip])),
  )
  const from = listed([...addresses].map(addressName))
  const isEverywhere = context.isListWhole && affected.length === arrived.length
  const byProvider = countByProvider(affected)
  const where = isEverywhere ? 'everywhere' : whereabouts(byProvider)
  const seen = `${wordsOf(affected)}, ${where}, ${inTheInbox(inbox, affected.length)}`
  const finding = { kind: 'spf', lostSeeds: affected.length - inbox } as const
  if (scope === 'passes elsewhere') {
    const passing = arrived.filter(
      (seed) => spfPassed(seed) && seed.senderIp !== null && addresses.has(seed.senderIp),
    )
    const places = placesOf(byProvider)
    return {
      ...finding,
      fact: `SPF passes from ${from}, but not ${haveNoProviderInCommon(passing, affected) ? places : 'for every seed'}`,
      evidence: `${seen}; it passed for ${formatCount(passing.length)} more.`,
      action: advice.elsewhere(places),
    }
  }
  const fact =
    scope === 'not reported'
      ? 'SPF did not pass, and the API does not say from which address'
      : `${advice.fact} from ${from}`
  return { ...finding, fact, evidence: `${seen}.`, action: actionFor(addresses, advice, context) }
}

/** What to do. Nobody should add an address to the record that the run itself does not allow. */
function actionFor(addresses: ReadonlySet<string>, advice: SpfAdvice, { result }: FindingContext): string {
  const refused = refusedAddresses(result)
  const areRefused = addresses.size > 0 && [...addresses].every((address) => refused.has(address))
  if (!areRefused) return advice.action(addresses.size)
  const which = addresses.size === 1 ? 'It is' : 'They are'
  return `${which} not in ${code('allowed_sender_ips')} either: find out what sends from there before you change a record.`
}

/** `fail` for 4 seeds and `softfail` for 3. */
function wordsOf(affected: readonly Seed[]): string {
  return listedCounts(
    countBy(affected, ({ spf }) => spf ?? ''),
    ([word, count], index) =>
      `${code(word, 40)} for ${index === 0 ? formatSeeds(count) : formatCount(count)}`,
    (sum, others) => `${formatCount(others)} other results for ${formatCount(sum)}`,
  )
}

/** Whether no provider has both passing and failing seeds from these addresses. */
function haveNoProviderInCommon(passing: readonly Seed[], affected: readonly Seed[]): boolean {
  const providers = new Set(passing.map(({ provider }) => provider && providerKey(provider)))
  return affected.every(({ provider }) => provider !== null && !providers.has(providerKey(provider)))
}

function placesOf(byProvider: readonly (readonly [string | null, number])[]): string {
  const names = byProvider.flatMap(([provider]) => (provider === null ? [] : [providerName(provider)]))
  return names.length === 0 ? 'where these seeds are' : `at ${listed(names)}`
}

/** Received seeds without an SPF result. If the API reports none at all, that is only said where `require_spf` needs them. */
function withoutResult(arrived: readonly Seed[], { result, settled }: FindingContext): Finding[] {
  const silent = arrived.filter(({ spf }) => spf === null)
  const isAsked = result.rules.some(({ rule, outcome }) => rule === 'require_spf' && outcome !== 'passed')
  if (silent.length === 0 || (silent.length === arrived.length && !isAsked)) return []
  const lostSeeds = silent.filter(({ placement }) => placement !== 'inbox').length
  const counted =
    isAsked && settled
      ? `; ${code('require_spf')} counts ${silent.length === 1 ? 'it' : 'them'} as not passed`
      : ''
  return [
    {
      kind: 'spf',
      lostSeeds,
      fact: `No SPF result for ${formatSeeds(silent.length)}`,
      evidence: `${whereabouts(countByProvider(silent))}, ${inTheInbox(silent.length - lostSeeds, silent.length)}${counted}.`,
      action: null,
    },
  ]
}
