import { isReceived, type Seed } from '../../core/inbox-test.ts'
import type { JudgedTest } from '../../result/result.ts'
import { formatSeeds } from '../../wording/numbers.ts'
import { VENDOR } from '../../wording/vendor.ts'
import { code } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { isPrivateIp } from './spf-problems.ts'
import {
  addressName,
  countByProvider,
  countNotInInbox,
  countTexts,
  listed,
  placedWords,
  whereabouts,
} from './words.ts'

const ALLOWED = code('allowed_sender_ips')

/** Where mail came from although the run does not allow it, by `exactKey`; null among them for mail without a sending IP. */
export function refusedSenders({ rules }: JudgedTest): ReadonlySet<string | null> {
  const broken = rules.find(({ rule, outcome }) => rule === 'allowed_sender_ips' && outcome === 'failed')
  return new Set(broken?.senderIps?.map((ip) => ip?.exactKey ?? null))
}

/** Mail that did not come from an allowed sending IP: from others, from hops inside a network, or from where the API does not say. */
export function senderIpFindings({ result, test }: FindingContext): Finding[] {
  const refused = refusedSenders(result)
  const affected = test.seeds.filter(
    (seed) =>
      isReceived(seed) &&
      (seed.open?.senderIp ?? [seed.senderIp]).every((ip) => refused.has(ip?.exactKey ?? null)),
  )
  const [hops, others] = [true, false].map((isPrivate) =>
    affected.filter(({ senderIp }) => senderIp !== null && isPrivateIp(senderIp) === isPrivate),
  ) as [Seed[], Seed[]]
  return [
    ...notAllowed(others),
    ...insideNetwork(hops),
    ...notReported(affected.filter(({ senderIp }) => senderIp === null)),
  ]
}

function notAllowed(seeds: readonly Seed[]): Finding[] {
  if (seeds.length === 0) return []
  const names = namesOf(seeds)
  const isOne = names.length === 1
  return [
    {
      ...about(seeds),
      fact: `Mail came from ${listed(names)}, which ${isOne ? 'is' : 'are'} not allowed`,
      evidence: `${evidenceOf(seeds)}.`,
      action: `Find out what sends from there. ${isOne ? 'If it is yours, add it' : 'If they are yours, add them'} to ${ALLOWED}; if not, stop ${isOne ? 'it' : 'them'}.`,
    },
  ]
}

function insideNetwork(seeds: readonly Seed[]): Finding[] {
  if (seeds.length === 0) return []
  const names = namesOf(seeds)
  const isOne = names.length === 1
  return [
    {
      ...about(seeds),
      fact: `Mail came from ${listed(names)}, ${isOne ? 'a private IP address that is' : 'private IP addresses that are'} not allowed`,
      evidence: `${evidenceOf(seeds)}.`,
      action: `${isOne ? 'It is a hop' : 'They are hops'} inside a network, not ${isOne ? 'a sending IP' : 'sending IPs'}. To accept ${isOne ? 'it, add it' : 'them, add them'} to ${ALLOWED}.`,
    },
  ]
}

function notReported(seeds: readonly Seed[]): Finding[] {
  if (seeds.length === 0) return []
  const isOne = seeds.length === 1
  return [
    {
      ...about(seeds),
      fact: `The API reports no sending IP for ${formatSeeds(seeds.length)}`,
      evidence: `${whereabouts(countByProvider(seeds))}, ${placedWords(seeds)}; ${ALLOWED} counts ${isOne ? 'it' : 'them'} as not allowed.`,
      action: `Check ${isOne ? 'this seed' : 'these seeds'} in ${VENDOR}.`,
    },
  ]
}

function about(seeds: readonly Seed[]) {
  return { kind: 'sender_ip', notInInbox: countNotInInbox(seeds) } as const
}

function evidenceOf(seeds: readonly Seed[]): string {
  return `${formatSeeds(seeds.length)}, ${whereabouts(countByProvider(seeds))}, ${placedWords(seeds)}`
}

function namesOf(seeds: readonly Seed[]): string[] {
  return countTexts(seeds, ({ senderIp }) => senderIp).flatMap(([ip]) =>
    ip === null ? [] : [addressName(ip)],
  )
}
