import { BlockList } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Seed } from '../../src/core/inbox-test.ts'
import { inboxTest, seed } from '../builders.ts'
import { outcomesOf, resultsOf, seeds, TIME_IS_UP, testOf, WAITING, withSummary } from '../judge/examples.ts'
import { asText } from '../texts.ts'

const pending = () => seed({ placement: 'pending', spf: null, senderIp: null })
const spfOf = (of: InboxTest) => resultsOf('require_spf', { require_spf: true }, of)[0]

describe('require_spf', () => {
  const spf = (list: Seed[], over: Partial<InboxTest> = {}) =>
    spfOf(inboxTest({ seeds: list, ...over }))?.outcome

  test('passes when every received seed says pass, wherever it is', () => {
    expect(spf(seeds({ inbox: 2, spam: 1, unknown: 1 }))).toBe('passed')
  })

  test.each(['fail', 'softfail', 'none', 'temperror'])(
    'fails on %s, and need not wait for the rest',
    (result) => {
      expect(spf([seed({ spf: result })])).toBe('failed')
      expect(spf([seed({ spf: result }), pending()])).toBe('failed')
    },
  )

  test('waits for a missing result while the test runs, and fails on it when the test is Completed', () => {
    expect(spf([seed({ spf: null })], { completed: false })).toBe('undecided')
    expect(spf([seed({ spf: null })])).toBe('failed')
  })

  test('does not ask for SPF of mail that never came', () => {
    expect(spf([...seeds({ inbox: 3 }), pending()], { completed: true })).toBe('passed')
  })

  test('says that open seeds leave it open while only a result is missing: it may still come', () => {
    const silent = inboxTest({ seeds: [...seeds({ inbox: 3 }), seed({ spf: null })], completed: false })
    expect(spfOf(silent)).toMatchObject({ outcome: 'undecided', openSeeds: true })
    const differing = seed({ open: { spf: [asText('fail'), asText('pass')] } })
    const torn = inboxTest({ seeds: [...seeds({ inbox: 3 }), differing], completed: false })
    expect(spfOf(torn)).toMatchObject({ outcome: 'undecided', openSeeds: false })
  })

  test('asks for SPF of a seed that may have arrived by its lines, and is open until they agree', () => {
    const torn = seed({ spf: 'fail', open: { placement: ['inbox', 'pending'] } })
    expect(spf([...seeds({ inbox: 3 }), torn], { completed: true })).toBe('undecided')
  })

  test('passes before the test is Completed once SPF has passed for every seed', () => {
    expect(spf(seeds({ inbox: 10 }), { completed: false })).toBe('passed')
  })

  test('counts the seeds that fail, those that still can, and says that open seeds leave it open', () => {
    const open = inboxTest({
      seeds: [...seeds({ inbox: 3 }), seed({ spf: null }), pending()],
      completed: false,
    })
    expect(spfOf(open)).toMatchObject({
      measured: { low: 0, high: 2 },
      outcome: 'undecided',
      openSeeds: true,
    })
  })

  test('is left open by received seeds that a Completed test does not list: a gap, no open seeds', () => {
    const gaps = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 7 }) }
    expect(spfOf(gaps)).toMatchObject({
      measured: { low: 0, high: 3 },
      outcome: 'undecided',
      note: "3 received seeds are missing from the API's list",
      openSeeds: false,
    })
  })

  test('takes a list that is still filling up for no gap', () => {
    const filling = { ...testOf({ inbox: 7, pending: 3 }), seeds: seeds({ inbox: 7 }) }
    expect(spfOf(filling)).toMatchObject({ measured: { low: 0, high: 3 }, outcome: 'undecided', note: null })
  })

  test('lists more seeds than the summary counts without a gap', () => {
    const more = withSummary(testOf({ inbox: 10 }), { totalSeeds: 8, received: 8, inbox: 8 })
    expect(spfOf(more)).toMatchObject({ measured: { low: 0, high: 0 }, outcome: 'passed', note: null })
  })

  test.each([
    ['received', { received: 10 }],
    ['pending', { received: 0, pending: 0 }],
    ['placements', { received: 0, pending: 10, inbox: 8, spam: 1, unknown: 1 }],
    ['inbox rate', { received: 0, pending: 10, inboxRate: 100 }],
  ])('asks for every seed that the %s of a Completed test say has arrived', (_, counts) => {
    const none = { received: 0, inbox: 0, spam: 0, unknown: 0, pending: 10, inboxRate: 0, spamRate: 0 }
    const unlisted = { ...withSummary(testOf({ inbox: 10 }), { ...none, ...counts }), seeds: [] }
    expect(spfOf(unlisted)).toMatchObject({ outcome: 'undecided', measured: { low: 0, high: 10 } })
  })

  test('asks for no seed more than there are because a rate was rounded up', () => {
    const rounded = withSummary(testOf({ inbox: 199, pending: 1 }, { completed: true }), { inboxRate: 100 })
    expect(spfOf(rounded)?.outcome).toBe('passed')
  })
})

describe('allowed_sender_ips', () => {
  const allowed = new BlockList()
  allowed.addSubnet('192.0.2.0', 24, 'ipv4')
  allowed.addSubnet('2001:db8::', 32, 'ipv6')
  const sender = (senderIp: string | null, over: Partial<InboxTest> = {}) =>
    resultsOf(
      'allowed_sender_ips',
      { allowed_sender_ips: allowed },
      inboxTest({ seeds: [seed({ senderIp })], ...over }),
    )[0]

  test.each(['192.0.2.200', '2001:db8:1::7', '::ffff:192.0.2.9'])('allows %s', (ip) => {
    expect(sender(ip)?.outcome).toBe('passed')
  })

  test.each(['198.51.100.7', '2001:db9::1', '::ffff:198.51.100.7', 'mail.example.com', '192.0.2.300'])(
    'refuses %s at once',
    (ip) => {
      expect(sender(ip)?.outcome).toBe('failed')
      expect(sender(ip, { completed: false })?.outcome).toBe('failed')
    },
  )

  test('waits for a missing address while the test runs, and fails on it when the test is Completed', () => {
    expect(sender(null, { completed: false })).toMatchObject({
      outcome: 'undecided',
      measured: { low: 0, high: 1 },
    })
    expect(sender(null)).toMatchObject({ outcome: 'failed', measured: { low: 1, high: 1 } })
  })

  test('names the addresses that break it, each once, and that some seeds carry none', () => {
    const list = ['198.51.100.7', '192.0.2.200', null, '198.51.100.7', null, '203.0.113.1']
    const test = inboxTest({ seeds: list.map((senderIp) => seed({ senderIp })) })
    const [result] = resultsOf('allowed_sender_ips', { allowed_sender_ips: allowed }, test)
    expect(result?.senderIps?.map((ip) => ip?.given ?? null)).toEqual(['198.51.100.7', null, '203.0.113.1'])
    expect(result).toMatchObject({ measured: { low: 5, high: 5 } })
  })

  test('waits for seeds that are pending, and for received ones that are not listed', () => {
    const rules = { allowed_sender_ips: allowed }
    expect(outcomesOf('allowed_sender_ips', rules, testOf({ inbox: 9, pending: 1 }))).toEqual(['undecided'])
    const gaps = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 7 }) }
    expect(outcomesOf('allowed_sender_ips', rules, gaps)).toEqual(['undecided'])
  })
})

describe('max_missing_seeds', () => {
  const missing = (count: number) => testOf({ inbox: 50 - count, pending: count })
  const rule = (of: InboxTest, circumstances = WAITING) =>
    resultsOf('max_missing_seeds', { max_missing_seeds: 2 }, of, circumstances)[0]

  test('can only become fewer: it passes as soon as few enough are missing, and fails only when time is up', () => {
    expect(rule(missing(2))).toMatchObject({ outcome: 'passed', openSeeds: false })
    expect(rule(missing(3))).toMatchObject({
      outcome: 'undecided',
      openSeeds: true,
      measured: { low: 0, high: 3 },
    })
    expect(rule(missing(3), TIME_IS_UP)).toMatchObject({
      outcome: 'failed',
      openSeeds: false,
      measured: { low: 3, high: 3 },
    })
  })

  test('fails on a Completed test that misses more, without waiting for the time to be up', () => {
    expect(rule({ ...missing(3), completed: true })).toMatchObject({
      outcome: 'failed',
      measured: { low: 3 },
    })
  })

  test('takes the larger figure where pending and received disagree', () => {
    expect(rule(withSummary(missing(0), { received: 40 }), TIME_IS_UP)?.outcome).toBe('failed')
  })

  test('lets the rates be judged as they stand when time is up, and not before', () => {
    const inbox = (minimum: number, circumstances = TIME_IS_UP) =>
      outcomesOf(
        'min_inbox_rate',
        { min_inbox_rate: minimum, max_missing_seeds: 2 },
        missing(2),
        circumstances,
      )
    expect([95, 97].map((minimum) => inbox(minimum))).toEqual([['passed'], ['failed']])
    expect(inbox(98, WAITING)).toEqual(['undecided'])
  })

  test('leaves the rates their range when more are missing', () => {
    const late = testOf({ inbox: 60, pending: 40 })
    const inbox = (max_missing_seeds: number) =>
      resultsOf('min_inbox_rate', { max_missing_seeds }, late, TIME_IS_UP)[0]
    expect(inbox(39)).toMatchObject({
      outcome: 'undecided',
      measured: { low: 60, high: 100 },
      openSeeds: true,
    })
    expect(inbox(40)).toMatchObject({ outcome: 'failed', measured: { low: 60, high: 60 }, openSeeds: false })
  })
})

describe('on_timeout: fail', () => {
  const open = testOf({ inbox: 49, pending: 1 })
  const late = (...args: Parameters<typeof resultsOf> extends [unknown, ...infer Rest] ? Rest : never) =>
    resultsOf('on_timeout', ...args)

  test('is a failed rule when time is up, however clear the rates are, measured in the seeds that are missing', () => {
    expect(late({ on_timeout: 'fail' }, open, TIME_IS_UP)).toMatchObject([
      {
        subject: { kind: 'test' },
        outcome: 'failed',
        unit: 'seeds',
        bound: { kind: 'at_most', value: 0 },
        measured: { low: 1, high: 1 },
        note: expect.stringMatching(/Completed/),
        openSeeds: false,
      },
    ])
  })

  test('is none before that, nor for a Completed test, nor for one that is complete enough, nor unless asked for', () => {
    expect(late({ on_timeout: 'fail' }, open)).toEqual([])
    expect(late({ on_timeout: 'fail' }, testOf({ inbox: 9 }), TIME_IS_UP)).toEqual([])
    expect(late({ on_timeout: 'fail', max_missing_seeds: 1 }, open, TIME_IS_UP)).toEqual([])
    expect(late({ on_timeout: 'warn' }, open, TIME_IS_UP)).toEqual([])
    expect(late({ on_timeout: 'decide' }, open, TIME_IS_UP)).toEqual([])
  })
})
