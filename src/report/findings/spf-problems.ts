import { BlockList, isIP } from 'node:net'
import { getOrInsert } from '../../core/get-or-insert.ts'
import { isReceived, type Seed } from '../../core/inbox-test.ts'
import { lazy } from '../../core/lazy.ts'
import type { Text } from '../../core/text.ts'
import { spfPassed } from '../../judge/tally.ts'
import { type SpfAdvice, spfAdvice } from './spf-advice.ts'
import { countTexts } from './words.ts'

/**
 * What an SPF result other than pass says of its sending IP. `private`: it is a hop inside a network. `passes elsewhere`: SPF
 * passes from it for other seeds. `forwarded`: only one provider saw it, and more of that provider's mail came from the usual
 * sending IP and passed.
 */
type SpfScope = 'passes nowhere' | 'passes elsewhere' | 'forwarded' | 'private' | 'not reported'

/** Received seeds with the same problem: from sending IPs of the same scope, and with one advice where that depends on the result. */
export interface SpfProblem {
  readonly advice: SpfAdvice
  readonly scope: SpfScope
  readonly seeds: readonly Seed[]
}

/** Whether the sender can mend it, so that it may be the cause of where the mail is. */
export function isOfTheSender({ scope, advice }: SpfProblem): boolean {
  return advice.isOfTheSender && (scope === 'passes nowhere' || scope === 'not reported')
}

/** SPF results other than pass, grouped by what to do about them. */
export function spfProblems(seeds: readonly Seed[]): SpfProblem[] {
  const arrived = seeds.filter((seed) => isReceived(seed) && isCertain(seed))
  const scopeOf = scopes(arrived)
  const problems: { advice: SpfAdvice; scope: SpfScope; place: string; seeds: Seed[] }[] = []
  for (const seed of arrived) {
    if (seed.spf === null || spfPassed(seed)) continue
    const advice = spfAdvice(seed.spf.exactKey)
    const scope = scopeOf(seed)
    // Each forwarding is a matter of one provider.
    const place = scope === 'forwarded' && seed.provider !== null ? seed.provider.key : ''
    // What to do about a hop inside a network does not depend on the result.
    const same = problems.find(
      (each) =>
        each.scope === scope && each.place === place && (scope === 'private' || each.advice === advice),
    )
    if (same === undefined) problems.push({ advice, scope, place, seeds: [seed] })
    else same.seeds.push(seed)
  }
  return problems
}

/** A seed whose lines give several results or sending IPs is in no finding: any of them may be the true one. */
function isCertain({ open }: Seed): boolean {
  return open?.spf === undefined && open?.senderIp === undefined
}

function scopes(arrived: readonly Seed[]): (seed: Seed) => SpfScope {
  const passing = arrived.filter(spfPassed)
  const passes = new Set(passing.map(({ senderIp }) => senderIp?.exactKey))
  const usual = usualSender(arrived)?.exactKey ?? null
  const places = placesBySender(arrived)
  const usualPasses = usual === null ? undefined : placesBySender(passing).get(usual)
  const isForwarded = (ip: string) => {
    const [only, ...others] = places.get(ip) ?? []
    if (only === undefined || only[0] === null || others.length > 0 || ip === usual) return false
    return (usualPasses?.get(only[0]) ?? 0) > only[1]
  }
  return ({ senderIp }) => {
    if (senderIp === null) return 'not reported'
    if (passes.has(senderIp.exactKey)) return 'passes elsewhere'
    if (isPrivateIp(senderIp)) return 'private'
    return isForwarded(senderIp.exactKey) ? 'forwarded' : 'passes nowhere'
  }
}

/** For each sending IP, by `exactKey`, how many seeds it has at each provider. */
function placesBySender(seeds: readonly Seed[]): Map<string, Map<string | null, number>> {
  const senders = new Map<string, Map<string | null, number>>()
  for (const { senderIp, provider } of seeds) {
    if (senderIp === null) continue
    const key = provider?.key ?? null
    const places = getOrInsert(senders, senderIp.exactKey, () => new Map<string | null, number>())
    places.set(key, (places.get(key) ?? 0) + 1)
  }
  return senders
}

/** The sending IP that most of the mail came from; null where two share the first place, or none is reported. */
export function usualSender(arrived: readonly Seed[]): Text | null {
  const counts = countTexts(arrived, ({ senderIp }) => senderIp)
  const [first, second] = counts.filter(([ip]) => ip !== null)
  return first === undefined || first[1] === second?.[1] ? null : first[0]
}

const PRIVATE = lazy(() => {
  const list = new BlockList()
  // RFC 1918, RFC 6598 (shared), RFC 3927 and RFC 4291 (link-local), RFC 4193 (unique local), loopback.
  for (const [network, prefix] of [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
    ['169.254.0.0', 16],
    ['127.0.0.0', 8],
  ] as const)
    list.addSubnet(network, prefix, 'ipv4')
  list.addSubnet('fc00::', 7, 'ipv6')
  list.addSubnet('fe80::', 10, 'ipv6')
  list.addAddress('::1', 'ipv6')
  return list
})

/** Whether an address is one of a private network, which no mail is sent from. */
export function isPrivateIp({ exactKey: address }: Text): boolean {
  const family = isIP(address)
  return family !== 0 && PRIVATE().check(address, family === 6 ? 'ipv6' : 'ipv4')
}
