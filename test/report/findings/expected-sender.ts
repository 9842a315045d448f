import type { Seed } from '../../../src/core/inbox-test.ts'
import { type Case, received } from './any-judged-test.ts'
import { count, type Expected, isInboxSaid, names, notInInbox, sum } from './counting.ts'

const SPF_FACTS: Record<string, RegExp> = {
  fail: /^SPF never passes from /u,
  softfail: /^SPF never passes from /u,
  none: /^There is no SPF record .*from /u,
  permerror: /^The SPF record is broken .*from /u,
  temperror: /^SPF could not be checked .*from /u,
  neutral: /^SPF is neutral about mail from /u,
  odd: /^There is an unusual SPF result .*from /u,
}

export function spf({ result }: Case): Expected[] {
  const seeds = received(result.test)
  const passes = (address: string | null) =>
    address !== null && seeds.some((one) => one.senderIp === address && one.spf === 'pass')
  const scope = ({ senderIp }: Seed) =>
    senderIp === null ? 'not reported' : passes(senderIp) ? 'elsewhere' : 'nowhere'
  const found: Expected[] = []
  for (const words of [['fail', 'softfail'], ['none'], ['permerror'], ['temperror'], ['neutral'], ['odd']]) {
    for (const where of ['nowhere', 'elsewhere', 'not reported']) {
      const own = seeds.filter((one) => words.includes(one.spf ?? '') && scope(one) === where)
      if (own.length > 0) found.push(spfExpected(own, where, seeds))
    }
  }
  const silent = seeds.filter((one) => one.spf === null)
  const asked = result.rules.some(({ rule, outcome }) => rule === 'require_spf' && outcome !== 'passed')
  if (silent.length > 0 && (silent.length < seeds.length || asked)) {
    found.push({
      kind: 'spf',
      lost: notInInbox(silent),
      fits: ({ fact, evidence }) =>
        Number(/^No SPF result for (\d+)/u.exec(fact)?.[1]) === silent.length &&
        isInboxSaid(evidence, silent),
    })
  }
  return found
}

function spfExpected(own: Seed[], where: string, seeds: Seed[]): Expected {
  const [word = ''] = own.map((one) => one.spf ?? '')
  const addresses = names(own.map(({ senderIp }) => senderIp))
  const passing = count(seeds, (one) => one.spf === 'pass' && addresses.includes(one.senderIp ?? ''))
  return {
    kind: 'spf',
    lost: notInInbox(own),
    fits: ({ fact, evidence, action, codes }) => {
      const counts = [...evidence.matchAll(/(\w+) for (\d+)/gu)].filter(([, said]) => said !== 'passed')
      return (
        (where === 'nowhere'
          ? SPF_FACTS[word]?.test(fact) === true && !/forwarding/u.test(action ?? '')
          : where === 'elsewhere'
            ? /^SPF passes from /u.test(fact) && evidence.endsWith(`it passed for ${passing} more.`)
            : fact === 'SPF did not pass, and the API does not say from which address') &&
        addresses.every((address) => codes.includes(address)) &&
        sum(counts.map(([, , said]) => Number(said))) === own.length &&
        counts.every(([, said, many]) => count(own, (one) => one.spf === said) === Number(many)) &&
        isInboxSaid(evidence, own)
      )
    },
  }
}

export function senders({ result }: Case): Expected[] {
  const rule = result.rules.find((each) => each.rule === 'allowed_sender_ips' && each.outcome === 'failed')
  if (rule === undefined) return []
  const own = received(result.test).filter(({ senderIp }) => rule.senderIps?.includes(senderIp))
  return [
    {
      kind: 'sender',
      lost: notInInbox(own),
      fits: ({ fact, evidence, codes }) =>
        fact.startsWith('Mail came from ') &&
        names(own.map(({ senderIp }) => senderIp)).every((address) => codes.includes(address)) &&
        Number.parseInt(evidence, 10) === own.length &&
        isInboxSaid(evidence, own),
    },
  ]
}
