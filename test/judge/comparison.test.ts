import { describe, expect, test } from 'vitest'
import type { Placement, Seed } from '../../src/core/inbox-test.ts'
import { compare } from '../../src/judge/comparison.ts'
import { fisherExact, mcnemarExact } from '../../src/judge/statistics.ts'
import { inboxTest, seed } from '../builders.ts'

/** Seeds a, b, c, … of one provider, each where the list says. */
const seeds = (placements: Placement[], over: Partial<Seed> = {}, from = 0) =>
  placements.map((placement, index) =>
    seed({ placement, address: `${String.fromCharCode(97 + from + index)}@gmail.example`, ...over }),
  )
const of = (...lists: Seed[][]) => inboxTest({ seeds: lists.flat() })

describe('rates', () => {
  test('change by percentage points, negative when they fell', () => {
    const { inboxRateChange, spamRateChange } = compare(
      of(seeds(['inbox', 'spam', 'spam', 'unknown'])),
      of(seeds(['inbox', 'inbox', 'inbox', 'spam'])),
      false,
    )
    expect(inboxRateChange).toBe(-50)
    expect(spamRateChange).toBe(25)
  })

  test("are the API's own, not counted again", () => {
    const now = of(seeds(['inbox']))
    expect(
      compare({ ...now, summary: { ...now.summary, inboxRate: 97.5 } }, now, false).inboxRateChange,
    ).toBe(-2.5)
  })

  test('of providers change where both tests have the provider, however it is spelled', () => {
    const now = of(
      seeds(['inbox', 'spam'], { provider: 'Gmail' }),
      seeds(['inbox'], { provider: 'AOL' }),
      seeds(['spam'], { provider: null }),
    )
    const before = of(
      seeds(['spam', 'spam'], { provider: ' GMAIL' }),
      seeds(['inbox'], { provider: 'Yahoo' }),
    )
    expect([...compare(now, before, false).providerChanges]).toEqual([['gmail', 50]])
  })
})

describe('seeds of both tests', () => {
  test('are paired by address: those that left the inbox, and those that came into it', () => {
    const now = of(seeds(['spam', 'inbox', 'inbox', 'unknown', 'spam']))
    const before = of(seeds(['inbox', 'spam', 'inbox', 'inbox', 'unknown']).toReversed())
    const { lost, gained, pairedSeeds } = compare(now, before, false)
    expect(lost).toEqual([
      { index: 0, before: 'inbox', after: 'spam' },
      { index: 3, before: 'inbox', after: 'unknown' },
    ])
    expect(gained).toEqual([{ index: 1, before: 'spam', after: 'inbox' }])
    expect(pairedSeeds).toBe(5)
  })

  test('are the same seed whatever the case of the address', () => {
    const now = of([seed({ address: 'Seed@Gmail.example' })])
    expect(compare(now, of([seed({ address: 'seed@gmail.example' })]), false).pairedSeeds).toBe(1)
  })

  test('are one pair for an address that stands twice in either list', () => {
    const twice = of(seeds(['inbox']), seeds(['spam']))
    expect(compare(twice, of(seeds(['inbox', 'inbox'])), false)).toMatchObject({ pairedSeeds: 1, lost: [] })
    expect(compare(of(seeds(['spam', 'spam'])), twice, false)).toMatchObject({
      pairedSeeds: 1,
      lost: [{ index: 0 }],
    })
  })

  test('are not found where the API gives no address', () => {
    const nameless = of(seeds(['inbox', 'inbox'], { address: null }))
    expect(compare(nameless, nameless, false).pairedSeeds).toBe(0)
  })

  test('that may still arrive are not lost yet', () => {
    const now = of(seeds(['pending', 'spam', 'inbox', 'inbox']))
    const before = of(seeds(['inbox', 'inbox', 'inbox', 'inbox']))
    expect(compare(now, before, true)).toMatchObject({ pairedSeeds: 3, lost: [{ index: 1 }] })
    expect(compare(now, before, false)).toMatchObject({ pairedSeeds: 4, lost: [{ index: 0 }, { index: 1 }] })
  })
})

describe('how often chance makes such a difference', () => {
  test('is found seed by seed when at least half of the seeds stand in both tests', () => {
    const now = of(seeds(['spam', 'spam', 'inbox', 'inbox']))
    const before = of(seeds(['inbox', 'inbox']), seeds(['inbox', 'inbox'], {}, 10))
    expect(compare(now, before, false)).toMatchObject({
      method: 'mcnemar',
      pairedSeeds: 2,
      p: mcnemarExact(2, 0),
    })
  })

  test('is found of the tests as wholes when fewer do', () => {
    const now = of(seeds(['spam', 'spam', 'inbox', 'inbox']))
    const before = of(seeds(['inbox']), seeds(['inbox', 'inbox'], {}, 10))
    expect(compare(now, before, false)).toMatchObject({
      method: 'fisher',
      pairedSeeds: 1,
      p: fisherExact(2, 2, 3, 0),
    })
  })

  test('leaves out seeds that may still arrive, in the tests as wholes too', () => {
    const now = of(seeds(['spam', 'inbox', 'pending', 'pending']))
    const before = of(seeds(['inbox', 'inbox', 'spam'], {}, 10))
    expect(compare(now, before, true).p).toBe(fisherExact(1, 1, 2, 1))
    expect(compare(now, before, false).p).toBe(fisherExact(1, 3, 2, 1))
  })

  test('is found from counts that contradict each other, too', () => {
    const now = of(seeds(['inbox', 'inbox']))
    const torn = { ...now, completed: false, summary: { ...now.summary, pending: 2 } }
    expect(compare(torn, of(seeds(['inbox'], {}, 10)), true).p).toBe(1)
  })
})
