import { isReceived } from '../../core/inbox-test.ts'
import type { JudgedTest } from '../../judge/result.ts'
import type { RuleResult } from '../../judge/rule.ts'
import { formatSeeds } from '../../wording/numbers.ts'
import { code } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { addressName, countBy, inTheInbox, listed } from './words.ts'

/** Addresses that mail came from although the run does not allow them; null among them for mail without an address. */
export function refusedAddresses(result: JudgedTest): ReadonlySet<string | null> {
  return new Set(brokenRule(result)?.senderIps)
}

function brokenRule({ rules }: JudgedTest): RuleResult | undefined {
  return rules.find(({ rule, outcome }) => rule === 'allowed_sender_ips' && outcome === 'failed')
}

/** Mail from addresses that are not allowed, by the result of the rule. */
export function senderIpFindings({ result, test }: FindingContext): Finding[] {
  const rule = brokenRule(result)
  if (rule === undefined) return []
  const refused = refusedAddresses(result)
  const affected = test.seeds.filter((seed) => isReceived(seed) && refused.has(seed.senderIp))
  const inbox = affected.filter(({ placement }) => placement === 'inbox').length
  const names = countBy(affected, ({ senderIp }) => senderIp).map(([address]) =>
    address === null ? 'an address that the API does not report' : addressName(address),
  )
  const count = rule.measured?.low ?? affected.length
  return [
    {
      kind: 'sender_ip',
      lostSeeds: affected.length - inbox,
      fact:
        names.length === 0
          ? 'Mail came from addresses that are not allowed'
          : `Mail came from ${listed(names)}, which ${names.length === 1 ? 'is' : 'are'} not allowed`,
      evidence: `${formatSeeds(count)}${affected.length === 0 ? '' : `, ${inTheInbox(inbox, affected.length)}`}.`,
      action: `Find out what sends from there. ${names.length === 1 ? 'If it is yours, add it' : 'If they are yours, add them'} to ${code('allowed_sender_ips')}; if not, stop ${names.length === 1 ? 'it' : 'them'}.`,
    },
  ]
}
