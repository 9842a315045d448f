import { BlockList, isIP } from 'node:net'
import type { Seed } from '../core/inbox-test.ts'
import type { Text } from '../core/text.ts'
import { addAllowedIps } from '../parsing/parse.ts'
import { defineRule } from './rule.ts'
import { breachesOf, judgeBreaches } from './seed-breaches.ts'

/** Every received seed must have got the mail from an allowed address. */
export const allowedSenderIps = defineRule({
  name: 'allowed_sender_ips',
  byDefault: '',
  read: ({ lines, readLines }) => {
    if (lines().length === 0) return null
    const list = new BlockList()
    readLines((line) => addAllowedIps(list, line))
    return list
  },
  needs: ['placement', 'senderIp'],
  judge: (allowed: BlockList, context) => {
    const senderIps = ({ senderIp, open }: Seed) => open?.senderIp ?? [senderIp]
    const breaches = breachesOf(context, senderIps, (senderIp) => isAllowedSender(allowed, senderIp))
    const others = new Map(breaches.sure.flatMap(senderIps).map((ip) => [ip?.exactKey ?? null, ip]))
    return [{ ...judgeBreaches(context, breaches), senderIps: [...others.values()] }]
  },
  title: 'Other sending IPs',
  fact: ({ value, soFar }) => `${value} from sending IPs that are not allowed${soFar}`,
})

function isAllowedSender(allowed: BlockList, senderIp: Text | null): boolean {
  if (senderIp === null) return false
  const address = senderIp.exactKey
  const version = isIP(address)
  return version !== 0 && allowed.check(address, version === 4 ? 'ipv4' : 'ipv6')
}
