import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import { chanceOf } from '../../src/judge/comparison.ts'
import { fisherExact, mcnemarExact } from '../../src/judge/statistics.ts'
import { compareTests, inboxTest, seed } from '../builders.ts'
import { asText } from '../texts.ts'
import { withSummary } from './examples.ts'

/** Seeds a, b, c, … (from the given letter on), each where the list says. */
const at = (placements: Placement[], over: Parameters<typeof seed>[0] = {}, first = 'a'): Seed[] =>
  placements.map((placement, index) => {
    const letter = String.fromCharCode(first.charCodeAt(0) + index)
    return seed({ placement, address: `${letter}@gmail.example`, ...over })
  })
const of = (...lists: Seed[][]) => inboxTest({ seeds: lists.flat() })

describe('changes', () => {
  test('of the rates are percentage points, negative when they fell', () => {
    expect(
      compareTests(of(at(['inbox', 'spam', 'spam', 'unknown'])), of(at(['inbox', 'inbox', 'inbox', 'spam']))),
    ).toMatchObject({ inboxRateChange: -50, spamRateChange: 25 })
  })

  test("of the rates are between the API's own, not counted again", () => {
    const now = of(at(['inbox']))
    expect(compareTests(withSummary(now, { inboxRate: 97.5, spamRate: 2 }), now)).toMatchObject({
      inboxRateChange: -2.5,
      spamRateChange: 2,
    })
  })

  test('of providers are found where both tests have the provider, however it is spelled', () => {
    const now = of(at(['inbox', 'spam'], { provider: 'Gmail' }), at(['inbox'], { provider: 'AOL' }))
    const before = of(at(['spam', 'spam'], { provider: ' GMAIL' }), at(['inbox'], { provider: 'Yahoo' }))
    expect(compareTests(now, before).providers).toMatchObject([
      { provider: asText('Gmail'), before: 0, after: 50 },
    ])
    expect(compareTests(before, now).providers).toMatchObject([
      { provider: asText(' GMAIL'), before: 50, after: 0 },
    ])
  })

  test('of providers are not known while seeds of either test are listed under none', () => {
    const full = of(at(['inbox', 'spam']))
    const nameless = of(at(['inbox', 'spam']), at(['spam'], { provider: null }))
    const gap = withSummary(full, { totalSeeds: 3 })
    for (const partial of [nameless, gap]) {
      expect(compareTests(partial, full).providers.length).toBe(0)
      expect(compareTests(full, partial).providers.length).toBe(0)
    }
    expect(compareTests(full, full).providers.length).toBe(1)
  })
})

describe('seeds of both tests', () => {
  test('are paired by address: those that left the inbox, and those that came into it', () => {
    const now = of(at(['spam', 'inbox', 'inbox', 'unknown', 'spam', 'pending']))
    const before = of(at(['inbox', 'spam', 'inbox', 'inbox', 'unknown', 'inbox']).toReversed())
    const { lost, gained, pairedSeeds } = compareTests(now, before)
    expect(lost).toEqual([
      { index: 0, before: 'inbox', after: 'spam' },
      { index: 3, before: 'inbox', after: 'unknown' },
      { index: 5, before: 'inbox', after: 'pending' },
    ])
    expect(gained).toEqual([{ index: 1, before: 'spam', after: 'inbox' }])
    expect(pairedSeeds).toBe(6)
  })

  test('are the same seed whatever the case of the address', () => {
    const now = of([seed({ address: 'Seed@Gmail.example' })])
    expect(compareTests(now, of([seed({ address: 'seed@gmail.example' })])).pairedSeeds).toBe(1)
  })

  test('are no pair where either test lists the address twice: it has no one placement there', () => {
    const twice = of(at(['inbox']), at(['spam', 'inbox']))
    const once = of(at(['inbox', 'spam']))
    // Address b is in both, once.
    expect(compareTests(twice, once)).toMatchObject({ pairedSeeds: 1, lost: [], gained: [{ index: 2 }] })
    expect(compareTests(once, twice)).toMatchObject({ pairedSeeds: 1, lost: [{ index: 1 }], gained: [] })
  })

  test.each(['s***@gmail.example', 's•••@gmail.example'])(
    'are not found where the API itself masks the address as %s, and no test of the same seeds is made of them',
    (address) => {
      const [now, before] = [of(at(['spam'], { address })), of(at(['inbox'], { address }))]
      expect(compareTests(now, before)).toMatchObject({ pairedSeeds: 0, lost: [], method: 'fisher' })
    },
  )

  test('are no pair where the API leaves open where either is, and such a provider has no change', () => {
    const known = of(at(['inbox', 'inbox']))
    const open = { placement: ['inbox', 'spam'] as const }
    const doubtful = of(at(['inbox']), at(['unknown'], { open }, 'b'))
    for (const [now, before] of [
      [doubtful, known],
      [known, doubtful],
    ] as const) {
      expect(compareTests(now, before)).toMatchObject({
        pairedSeeds: 1,
        lost: [],
        gained: [],
        method: 'fisher',
        providers: [],
      })
    }
  })

  test('are not found where the API gives no address, nor where only one test has it', () => {
    const nameless = of(at(['inbox', 'inbox'], { address: null }))
    expect(compareTests(nameless, nameless)).toMatchObject({ pairedSeeds: 0, lost: [], gained: [] })
    const [here, there] = [of(at(['inbox', 'spam'])), of(at(['spam', 'inbox'], {}, 'x'))]
    expect(compareTests(here, there)).toMatchObject({ pairedSeeds: 0, lost: [], gained: [] })
  })
})

describe('how often chance alone makes such a difference', () => {
  const before = of(at(['inbox', 'inbox', 'inbox', 'spam']))
  const now = of(at(['spam', 'spam', 'inbox', 'inbox']))
  const byRates = { method: 'fisher', p: fisherExact(2, 2, 3, 1) }

  test('is found seed by seed, by McNemar, when both tests consist of the same seeds', () => {
    const shuffled = inboxTest({ seeds: now.seeds.toReversed() })
    for (const each of [now, shuffled]) {
      expect(chanceOf(each, before)).toEqual({ method: 'mcnemar', p: mcnemarExact(2, 1) })
    }
  })

  test.each<[string, InboxTest]>([
    ['one seed was exchanged', of(at(['spam', 'spam', 'inbox']), at(['inbox'], {}, 'x'))],
    ['an address is not known', of(at(['spam', 'spam', 'inbox']), at(['inbox'], { address: null }))],
  ])('is found by the rates, by Fisher, when %s', (_, other) => {
    expect(chanceOf(other, before)).toEqual(byRates)
    expect(chanceOf(before, other)).toMatchObject({ method: 'fisher' })
  })

  test.each<[string, InboxTest, Parameters<typeof fisherExact>]>([
    ['an address stands twice', of(at(['spam', 'spam', 'inbox']), at(['inbox'])), [2, 2, 3, 1]],
    [
      'a list repeats an address and is longer than the count',
      withSummary(of(at(['spam', 'spam', 'inbox', 'inbox']), at(['spam'])), { totalSeeds: 4 }),
      [2, 2, 3, 1],
    ],
    ['one test has a seed more', of(at(['spam', 'spam', 'inbox', 'inbox', 'inbox'])), [3, 2, 3, 1]],
    ['one test lists fewer seeds than it counts', withSummary(now, { totalSeeds: 5 }), [2, 3, 3, 1]],
  ])('is found by the rates, too, when %s', (_, other, table) => {
    expect(chanceOf(other, before)).toEqual({ method: 'fisher', p: fisherExact(...table) })
    expect(chanceOf(before, other)).toMatchObject({ method: 'fisher' })
  })

  test('is part of the comparison', () => {
    const { method, p } = compareTests(now, before)
    expect({ method, p }).toEqual(chanceOf(now, before))
  })

  test('belongs to the change of the rate: no change is never more than chance, and which way does not matter', () => {
    const placements = fc.array(fc.constantFrom<Placement>('inbox', 'spam', 'unknown'), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(placements, placements, fc.constantFrom('a', 'm'), (some, others, first) => {
        const [one, other] = [of(at(some)), of(at(others, {}, first))]
        expect(chanceOf(one, other).p).toBeCloseTo(chanceOf(other, one).p, 9)
        if (one.summary.inboxRate === other.summary.inboxRate) expect(chanceOf(one, other).p).toBe(1)
      }),
    )
  })
})
