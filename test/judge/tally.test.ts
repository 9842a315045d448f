import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countsOf,
  percent,
  received,
  spfPassed,
  type Tally,
  tallyAll,
  tallyProviders,
  tallySenders,
} from '../../src/judge/tally.ts'
import { inboxTest, seed } from '../builders.ts'
import { asText } from '../texts.ts'
import { seeds, testOf, withSummary } from './examples.ts'

describe('a percentage of seeds', () => {
  test.each([
    [1, 4, 25],
    [0, 4, 0],
    [4, 4, 100],
    [0, 0, 0],
  ])('%d of %d are %d percent', (part, whole, value) => {
    expect(percent(part, whole)).toBe(value)
  })
})

describe('a tally', () => {
  test('counts seeds by where they are, and those received', () => {
    const seeds = (['inbox', 'inbox', 'spam', 'unknown', 'pending'] as const).map((placement) =>
      seed({ placement, spf: null }),
    )
    const tally = tallyAll(seeds)
    expect(tally).toEqual({ seeds: 5, inbox: 2, spam: 1, unknown: 1, pending: 1, spfPassed: 0 })
    expect(received(tally)).toBe(4)
  })

  test('of no seeds is all zero', () => {
    expect(tallyAll([])).toEqual({ seeds: 0, inbox: 0, spam: 0, unknown: 0, pending: 0, spfPassed: 0 })
    expect([tallyProviders([]), tallySenders([])]).toEqual([[], []])
  })

  test('counts SPF as passed only where the result is pass and the mail is there', () => {
    const seeds = [
      seed({ spf: 'pass' }),
      seed({ spf: 'fail' }),
      seed({ spf: null }),
      seed({ spf: 'pass', placement: 'pending' }),
    ]
    expect(tallyAll(seeds).spfPassed).toBe(1)
  })

  test('by provider puts spellings together under the first, and leaves seeds without one out', () => {
    const seeds = ['Gmail', ' GMAIL ', 'Yahoo', 'gmail', null].map((provider) => seed({ provider }))
    expect(tallyProviders(seeds)).toEqual([
      expect.objectContaining({ provider: asText('Gmail'), seeds: 3, inbox: 3 }),
      expect.objectContaining({ provider: asText('Yahoo'), seeds: 1, inbox: 1 }),
    ])
  })

  test('by sender counts received seeds, those without an IP as a group of their own', () => {
    const seeds = [
      seed({ senderIp: '192.0.2.1' }),
      seed({ senderIp: null, placement: 'spam' }),
      seed({ senderIp: '192.0.2.1', placement: 'unknown' }),
      seed({ senderIp: '192.0.2.2', placement: 'pending' }),
    ]
    expect(tallySenders(seeds)).toEqual([
      expect.objectContaining({ senderIp: asText('192.0.2.1'), seeds: 2, inbox: 1, unknown: 1 }),
      expect.objectContaining({ senderIp: null, seeds: 1, spam: 1 }),
    ])
  })
})

describe('what the counts and the list come to', () => {
  test('is how many seeds are surely in each placement, and how many may be', () => {
    const open = seed({ placement: 'spam', open: { placement: ['inbox', 'spam'] } })
    const { listed } = countsOf(inboxTest({ seeds: [...seeds({ inbox: 2, spam: 1, pending: 1 }), open] }))
    expect(listed).toEqual({
      ...{ inbox: { low: 2, high: 3 }, spam: { low: 1, high: 2 } },
      ...{ unknown: { low: 0, high: 0 }, pending: { low: 1, high: 1 } },
    })
  })

  test('has as many unlisted seeds waiting as the API counts more pending ones than it lists', () => {
    const half = testOf({ inbox: 4, pending: 1 })
    const unlisted = (pending: number) => countsOf(withSummary(half, { totalSeeds: 8, pending })).unlisted
    expect(unlisted(1)).toEqual({ all: 3, pending: 0 })
    expect(unlisted(3)).toEqual({ all: 3, pending: 2 })
    expect(unlisted(9)).toEqual({ all: 3, pending: 3 })
    expect(unlisted(0)).toEqual({ all: 3, pending: 0 })
  })

  test('has as many seeds waiting as are pending or unknown by the counts or by the list', () => {
    const some = testOf({ inbox: 4, pending: 2, unknown: 1 })
    const waiting = (pending: number, unknown: number) =>
      countsOf(withSummary(some, { pending, unknown })).waiting
    expect([waiting(0, 0), waiting(2, 1), waiting(5, 0), waiting(0, 4)]).toEqual([3, 3, 6, 6])
  })
})

describe('seeds that are not accounted for', () => {
  test('could belong to any provider: those not listed yet, and those listed without one', () => {
    const partial = inboxTest({ seeds: [seed(), seed({ provider: null })] })
    expect(countsOf(partial).unattributed).toBe(1)
    const either = seed({ open: { provider: [asText('Gmail'), asText('GMX')] } })
    expect(countsOf(inboxTest({ seeds: [seed(), either] })).unattributed).toBe(1)
    expect(countsOf(withSummary(partial, { totalSeeds: 5 })).unattributed).toBe(4)
    expect(countsOf(withSummary(testOf({ inbox: 2 }), { totalSeeds: 1 })).unattributed).toBe(0)
  })

  test("are missing by the largest of the API's own counts and its list", () => {
    const all = testOf({ inbox: 10 })
    expect(countsOf(all).missing.high).toBe(0)
    expect(countsOf(withSummary(all, { pending: 3, received: 7 })).missing.high).toBe(3)
    expect(countsOf(withSummary(all, { received: 7 })).missing.high).toBe(3)
    expect(countsOf(withSummary(all, { pending: 3 })).missing.high).toBe(3)
    expect(countsOf({ ...all, seeds: seeds({ inbox: 7, pending: 3 }) }).missing.high).toBe(3)
  })
})

test('SPF has passed only when the result says pass', () => {
  const open = { spf: [asText('pass'), asText('softfail')] }
  expect(spfPassed(seed({ spf: 'pass', open }))).toBe(false)
  expect(['pass', 'fail', 'softfail', 'neutral', null].filter((spf) => spfPassed(seed({ spf })))).toEqual([
    'pass',
  ])
})

test('however seeds are grouped, every one is counted once', () => {
  const placements = ['inbox', 'spam', 'unknown', 'pending'] as const
  const anySeed = fc
    .record({
      provider: fc.constantFrom('Gmail', 'gmail ', 'Yahoo', null),
      placement: fc.constantFrom(...placements),
      spf: fc.constantFrom('pass', 'fail', null),
      senderIp: fc.constantFrom('192.0.2.1', '192.0.2.2', null),
    })
    .map(seed)
  const sum = (tallies: readonly Tally[], what: keyof Tally) =>
    tallies.reduce((total, tally) => total + tally[what], 0)
  fc.assert(
    fc.property(fc.array(anySeed, { maxLength: 30 }), (seeds) => {
      const attributed = seeds.filter(({ provider }) => provider !== null)
      const arrived = seeds.filter(({ placement }) => placement !== 'pending')
      for (const what of ['seeds', ...placements, 'spfPassed'] as const) {
        expect(sum(tallyProviders(seeds), what)).toBe(tallyAll(attributed)[what])
        expect(sum(tallySenders(seeds), what)).toBe(tallyAll(arrived)[what])
      }
    }),
  )
})
