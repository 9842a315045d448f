import { describe, expect, test } from 'vitest'
import { inboxTest, ruleResult } from '../../builders.ts'
import { asText } from '../../texts.ts'
import { at, GOOD, reported, theOne } from './situations.ts'

const BAD_ADDRESS = '198.51.100.7'
const from = (spf: string | null, senderIp: string | null = BAD_ADDRESS) => ({ spf, senderIp })

/** What is said of ten seeds at Outlook with this SPF result, beside forty good ones. */
const saidOf = (spf: string, senderIp?: string | null) =>
  theOne(reported([...GOOD, ...at('Outlook', { inbox: 3, spam: 7 }, from(spf, senderIp))]), /^(?!Passed)/u)

describe('an address that SPF passes nowhere from', () => {
  test('is reported with its seeds, where they are, and how many are in the inbox', () => {
    const found = saidOf('fail')
    expect(found.fact).toBe(`SPF fails for everything from ${BAD_ADDRESS}`)
    expect(found.evidence).toBe('10 seeds, all at Outlook, 3 of them in the inbox.')
  })

  test.each([
    [
      'fail',
      /^Add this sending IP to the SPF record of the Return-Path domain \(often your sending service's\)/u,
    ],
    [
      'softfail',
      /^Add this sending IP to the SPF record of the Return-Path domain \(often your sending service's\)/u,
    ],
    ['none', /^Publish an SPF record/u],
    ['permerror', /^Correct the SPF record .*more than ten DNS lookups/u],
    ['temperror', /^Test again: DNS/u],
    ['neutral', /^Add this sending IP to the SPF record .*neither allows nor forbids/u],
    ['policy', /^Ask Campaign Cleaner/u],
  ])('with %s gets the advice for that word', (word, advice) => {
    const found = saidOf(word)
    expect(found.action).toMatch(advice)
    if (word !== 'fail') expect(found.codes).toContain(word)
    expect(found.codes).toContain(BAD_ADDRESS)
  })

  test('with fail and softfail is one problem, and one sending IP of several is not hidden', () => {
    const seeds = [
      ...GOOD,
      ...at('Outlook', { inbox: 2 }, from('fail')),
      ...at('GMX', { inbox: 3 }, from('softfail', '203.0.113.9')),
    ]
    const found = theOne(reported(seeds), /SPF/u)
    expect(found.fact).toBe(`SPF fails for everything from 203.0.113.9 and ${BAD_ADDRESS}`)
    expect(found.evidence).toBe(
      'softfail for 3 seeds and fail for 2, 3 at GMX and 2 at Outlook, all in the inbox.',
    )
    expect(found.action).toMatch(/^Add these sending IPs/u)
  })

  test('may be the only one there is', () => {
    const seeds = [
      ...at('Gmail', { inbox: 9 }, from('permerror')),
      ...at('GMX', { inbox: 3 }, from('permerror')),
    ]
    expect(theOne(reported(seeds), /SPF/u).evidence).toBe(
      'permerror for 12 seeds, everywhere, all in the inbox.',
    )
  })

  test('and is also what one provider turns away is reported as one cause: SPF first', () => {
    const found = reported(
      [...GOOD, ...at('Outlook', { spam: 7 }, from('fail')), ...at('Outlook', { inbox: 2, unknown: 1 })],
      85,
    )
    expect(found[0]?.evidence).toBe('7 seeds, all at Outlook, all in spam.')
    expect(found[1]?.fact).toBe('All 8 seeds not in the inbox are at Outlook')
    expect(found[1]?.action).toMatch(/^Once SPF passes, check the sending IPs in Microsoft SNDS/u)
  })
})

describe('an address that SPF passes from elsewhere', () => {
  test.each(['fail', 'softfail', 'none', 'permerror', 'neutral', 'policy'])(
    'with %s at one provider points to forwarding or DNS there, not to the record',
    (word) => {
      const found = saidOf(word, '192.0.2.10')
      expect(found.fact).toBe('SPF passes from 192.0.2.10, but not at Outlook')
      expect(found.evidence).toMatch(/passed for 40 more/u)
      expect(found.action).toMatch(/record alone: .*forwarding or DNS at Outlook/u)
    },
  )

  test('with temperror is to be tested again', () => {
    expect(saidOf('temperror', '192.0.2.10').action).toMatch(/^Test again: DNS failed at Outlook/u)
  })

  test('is not said to pass nowhere at a provider where it passes for some', () => {
    const seeds = [...GOOD, ...at('Gmail', { inbox: 2 }, { spf: 'fail' })]
    expect(theOne(reported(seeds), /SPF/u).fact).toBe('SPF passes from 192.0.2.10, but not for every seed')
  })
})

describe('a sending IP that is not the sender’s own', () => {
  test('seen at one provider only, where the usual one passes too, is forwarding', () => {
    const seeds = [...GOOD, ...at('Gmail', { spam: 2 }, from('fail'))]
    const found = theOne(reported(seeds), /SPF/u)
    expect(found.fact).toBe(`SPF does not pass from ${BAD_ADDRESS}, seen at Gmail only`)
    expect(found.evidence).toBe(
      '2 seeds, both at Gmail, both in spam; there SPF passes from 192.0.2.10, which most of the mail came from.',
    )
    expect(found.action).toMatch(/forwarding: leave the SPF record alone, and check that DKIM passes/u)
  })

  test('seen at two providers, or where the usual one does not pass, is none of that', () => {
    const two = [
      ...GOOD,
      ...at('Gmail', { spam: 2 }, from('fail')),
      ...at('Yahoo', { spam: 1 }, from('fail')),
    ]
    expect(theOne(reported(two), /SPF/u).fact).toMatch(/^SPF fails for everything/u)
    const other = [...GOOD, ...at('Outlook', { spam: 2 }, from('fail'))]
    expect(theOne(reported(other), /SPF/u).fact).toMatch(/^SPF fails for everything/u)
    const most = [...other, ...at('Outlook', { inbox: 1 })]
    expect(theOne(reported(most), /SPF/u).fact).toMatch(/^SPF fails for everything/u)
  })

  test.each([
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.9',
    '100.64.0.1',
    '169.254.1.1',
    '127.0.0.1',
    'fd00::1',
    'fe80::1',
    '::1',
  ])('%s is a hop inside a network', (ip) => {
    const found = saidOf('fail', ip)
    expect(found.fact).toBe(`SPF does not pass from ${ip}, a private IP address`)
    expect(found.action).toMatch(/hop inside a network, not a sending IP.* nothing about your SPF record/u)
  })

  test('a hop inside a network is one finding, whatever the results', () => {
    const hop = (spf: string) => ({ spf, senderIp: '10.1.2.3' })
    const seeds = [...at('GMX', { inbox: 2 }, hop('none')), ...at('AOL', { inbox: 3 }, hop('temperror'))]
    const found = theOne(reported([...GOOD, ...seeds]), /private IP address/u)
    expect(found.evidence).toBe(
      'temperror for 3 seeds and none for 2, 3 at AOL and 2 at GMX, all in the inbox.',
    )
  })

  test.each(['172.32.0.1', '11.0.0.1', '2001:db8::1', 'mail.example'])('%s is none', (ip) => {
    expect(saidOf('fail', ip).fact).toMatch(/^SPF fails for everything/u)
  })
})

test('a list that is not whole is spoken of as such', () => {
  const { summary, ...test } = inboxTest({ seeds: [...GOOD, ...at('Outlook', { spam: 2 }, from('fail'))] })
  const filling = { ...test, summary: { ...summary, totalSeeds: 50, received: 50, spam: 10 } }
  const found = theOne(reported([], 80, { test: filling }), /SPF/u)
  expect(found.fact).toBe(`SPF fails for mail from ${BAD_ADDRESS}`)
  expect(found.evidence).toBe('2 listed seeds, both at Outlook, both in spam.')
})

test('SPF that did not pass from a sending IP not reported is said of none', () => {
  const found = saidOf('fail', null)
  expect(found.fact).toMatch(/does not say from which sending IP/u)
  expect(found.action).toMatch(/^Add the sending IPs/u)
})

test('SPF that did not pass for mail in the inbox comes after what is not', () => {
  const seeds = [
    ...at('Gmail', { inbox: 40 }, from('fail')),
    ...at('Yahoo', { inbox: 9, unknown: 1 }, { placementText: null }),
  ]
  const facts = reported(seeds).map(({ fact }) => fact)
  expect(facts).toEqual(['Placement unknown for 1 seed', `SPF fails for everything from ${BAD_ADDRESS}`])
})

test.each([
  ['results', { spf: [asText('fail'), asText('pass')] }],
  ['sending IPs', { senderIp: [asText(BAD_ADDRESS), asText('192.0.2.10')] }],
])('no SPF problem is told of a seed whose lines give several %s: any may be the true one', (_, open) => {
  expect(reported([...GOOD, ...at('Outlook', { inbox: 10 }, { ...from('fail'), open })])).toEqual([])
})

describe('no SPF result', () => {
  const silent = at('GMX', { inbox: 9 }, { spf: null })
  const required = (outcome: 'passed' | 'failed') => ({
    rules: [ruleResult({ rule: 'require_spf', unit: 'seeds', outcome })],
  })

  test('for some seeds is reported', () => {
    expect(theOne(reported([...GOOD, ...silent]), /No SPF result/u).fact).toBe('No SPF result for 9 seeds')
  })

  test('for any seed is no news, unless a rule asked for it', () => {
    expect(reported(silent)).toEqual([])
    expect(reported(silent, 80, required('passed'))).toEqual([])
    const found = theOne(reported(silent, 80, required('failed')), /No SPF result/u)
    expect(found.evidence).toMatch(/require_spf counts them as not passed/u)
  })

  test('for seeds that have not arrived is no news', () => {
    const found = reported([...GOOD, ...at('GMX', { pending: 3 })])
    expect(found.filter(({ fact }) => /SPF/u.test(fact))).toEqual([])
  })
})

describe('mail from addresses that are not allowed', () => {
  const rule = (outcome: 'failed' | 'undecided', senderIps: (string | null)[]) => ({
    rules: [
      ruleResult({
        rule: 'allowed_sender_ips',
        unit: 'seeds',
        measured: { low: 5, high: 9 },
        outcome,
        senderIps,
      }),
    ],
    verdict: outcome,
  })
  const seeds = [...GOOD, ...at('iCloud', { inbox: 3, spam: 2 }, from('pass'))]

  test('is reported with the addresses and their seeds', () => {
    const found = theOne(reported(seeds, 80, rule('failed', [BAD_ADDRESS])), /not allowed/u)
    expect(found.fact).toBe(`Mail came from ${BAD_ADDRESS}, which is not allowed`)
    expect(found.evidence).toBe('5 seeds, all at iCloud, 3 of them in the inbox.')
    expect(found.codes).toContain('allowed_sender_ips')
  })

  test('is not to be let into an SPF record', () => {
    const failing = [...GOOD, ...at('Outlook', { inbox: 3, spam: 2 }, from('fail'))]
    const adviceWith = (over: Parameters<typeof reported>[2]) =>
      theOne(reported(failing, 80, over), /^SPF fails/u).action
    expect(adviceWith({})).toMatch(/^Add this sending IP to the SPF record/u)
    expect(adviceWith(rule('failed', [BAD_ADDRESS]))).toMatch(/not in allowed_sender_ips either/u)
  })

  test('is not reported before it is certain', () => {
    expect(reported(seeds, 80, rule('undecided', [BAD_ADDRESS]))).toEqual([])
  })

  test('without a sending IP is not to be added to anything', () => {
    const unnamed = [...GOOD, ...at('iCloud', { inbox: 5 }, from('pass', null))]
    const found = theOne(reported(unnamed, 80, rule('failed', [null])), /no sending IP/u)
    expect(found.fact).toBe('The API reports no sending IP for 5 seeds')
    expect(found.evidence).toMatch(/allowed_sender_ips counts them as not allowed/u)
    expect(found.action).not.toMatch(/add/iu)
  })

  test('from a private IP address is a hop, not a sender', () => {
    const hops = [...GOOD, ...at('iCloud', { inbox: 5 }, from('pass', '10.0.0.3'))]
    const found = theOne(reported(hops, 80, rule('failed', ['10.0.0.3'])), /not allowed/u)
    expect(found.action).toMatch(/^It is a hop inside a network/u)
  })
})
