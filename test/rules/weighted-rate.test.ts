import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import type { ProviderWeight } from '../../src/core/provider-lines.ts'
import type { Text } from '../../src/core/text.ts'
import { weightedRate } from '../../src/judge/weighted-rate.ts'
import { counted, inboxTest, seed } from '../builders.ts'
import { resultsOf, seeds, testOf } from '../judge/examples.ts'
import { asText } from '../texts.ts'

const line = (provider: string | null, weight: number): ProviderWeight => ({
  provider: provider === null ? null : asText(provider),
  weight,
})
const settled = (weights: readonly ProviderWeight[], of: InboxTest) =>
  weightedRate(weights, counted(of, true))

const mixed = inboxTest({
  seeds: [
    ...seeds({ inbox: 9, spam: 1 }, { provider: 'Gmail' }),
    ...seeds({ inbox: 2, spam: 8 }, { provider: 'Outlook' }),
    ...seeds({ inbox: 5 }, { provider: 'Yahoo' }),
    ...seeds({ spam: 5 }, { provider: 'AOL' }),
  ],
})

const rule = (minimum: number, weights: readonly ProviderWeight[], of = mixed) =>
  resultsOf('min_weighted_inbox_rate', { min_weighted_inbox_rate: { minimum, weights } }, of)[0]

describe('the weighted inbox rate', () => {
  test('counts each provider by its share of the list, whatever the unit and the spelling', () => {
    for (const scale of [1, 0.01, 120_000]) {
      const weights = [line(' gMAIL', 3 * scale), line('Outlook', 1 * scale)]
      expect(settled(weights, mixed).rate?.low).toBeCloseTo((3 * 90 + 1 * 20) / 4, 9)
    }
  })

  test('weighs all providers not named together, by their seeds', () => {
    const { rate, uncountedSeeds } = settled([line('Gmail', 1), line(null, 1)], mixed)
    // 7 of the 20 other seeds are in the inbox.
    expect(rate).toEqual({ low: (90 + 35) / 2, high: (90 + 35) / 2 })
    expect(uncountedSeeds).toBe(0)
  })

  test('without a line * leaves the other providers out, and counts their seeds', () => {
    expect(settled([line('Gmail', 1)], mixed)).toEqual({
      rate: { low: 90, high: 90 },
      covered: 100,
      leastCovered: 100,
      leftOut: [],
      uncountedSeeds: 20,
      mayBeMisspelt: false,
      isOpenBeyondWaiting: false,
    })
  })

  test('leaves a weighted provider without seeds out, and says how much of the list that is', () => {
    expect(settled([line('Gmail', 3), line('GMX', 1)], mixed)).toMatchObject({
      rate: { low: 90, high: 90 },
      covered: 75,
      leftOut: [{ provider: asText('GMX'), share: 25 }],
    })
    const gmailOnly = testOf({ inbox: 2 })
    expect(settled([line('Gmail', 1), line(null, 3)], gmailOnly)).toMatchObject({
      covered: 25,
      leftOut: [{ provider: null, share: 75 }],
    })
  })

  test('is not known when no weighted provider has seeds', () => {
    expect(settled([line('GMX', 1)], mixed)).toMatchObject({ rate: null, covered: 0 })
  })

  test('takes a weight of 0 for a provider that does not matter: neither counted nor missed', () => {
    const weights = [line('Gmail', 1), line('Outlook', 0), line('GMX', 0), line(null, 0)]
    expect(settled(weights, mixed)).toEqual({
      rate: { low: 90, high: 90 },
      covered: 100,
      leastCovered: 100,
      leftOut: [],
      uncountedSeeds: 0,
      mayBeMisspelt: false,
      isOpenBeyondWaiting: false,
    })
  })

  test('knows a provider that the API calls * from the line *', () => {
    const starred = inboxTest({ seeds: [...seeds({ inbox: 4 }), ...seeds({ spam: 2 }, { provider: '*' })] })
    expect(settled([line('Gmail', 1)], starred).uncountedSeeds).toBe(2)
    expect(settled([line('Gmail', 1), line(null, 1)], starred).rate?.low).toBe(50)
    expect(settled([line('*', 1), line(null, 3)], starred).rate?.low).toBe(75)
  })

  test('has a range while seeds are open, over its providers together', () => {
    const open = inboxTest({
      seeds: [
        ...seeds({ inbox: 6, spam: 2, pending: 1, unknown: 1 }, { provider: 'Gmail' }),
        ...seeds({ inbox: 5, pending: 5 }, { provider: 'Outlook' }),
      ],
    })
    const weights = [line('Gmail', 3), line('Outlook', 1)]
    expect(weightedRate(weights, counted(open, false)).rate).toEqual({
      low: (3 * 60 + 1 * 50) / 4,
      high: (3 * 80 + 1 * 100) / 4,
    })
    expect(weightedRate(weights, counted(open, true)).rate).toEqual({ low: 57.5, high: 57.5 })
  })
})

describe('while seeds are listed under no provider', () => {
  const gap = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 8 }) }

  test('a weighted provider without seeds may have some: it stays in, open from 0% to 100%', () => {
    expect(settled([line('Gmail', 1), line('GMX', 1)], gap)).toMatchObject({
      rate: { low: (80 + 0) / 2, high: (100 + 100) / 2 },
      covered: 100,
      leftOut: [],
    })
  })
})

describe('a weighted provider without seeds beside a name that is near it', () => {
  const leftOut = (weights: readonly ProviderWeight[], provider: string) => {
    const list = [...seeds({ inbox: 9 }), ...seeds({ inbox: 1 }, { provider })]
    return settled(weights, inboxTest({ seeds: list })).leftOut
  }

  test.each([
    ['Outlok', 'Outlook'],
    ['Yahoo', 'Yahoo/AOL'],
    ['Yahoo/AOL', 'AOL'],
    ['Hotmial', 'hotmail'],
  ])('is left out with that name: %s for %s', (written, meant) => {
    expect(leftOut([line('Gmail', 99), line(written, 1)], meant)).toEqual([
      { provider: asText(written), share: 1, near: asText(meant) },
    ])
  })

  test('is left out with that name as the API first spelled it', () => {
    const list = [...seeds({ inbox: 9 }), ...['Outlook', 'OUTLOOK'].map((provider) => seed({ provider }))]
    const { leftOut } = settled([line('Gmail', 9), line('Outlok', 1)], inboxTest({ seeds: list }))
    expect(leftOut[0]?.near?.given).toBe('Outlook')
  })

  test('is left out without one where no name is near it, and not at all where it weighs nothing', () => {
    expect(leftOut([line('Gmail', 9), line('GMX', 1)], 'AOL')).toMatchObject([{ near: null }])
    expect(leftOut([line('Gmail', 9), line('Outlok', 0)], 'Outlook')).toEqual([])
  })
})

describe('min_weighted_inbox_rate', () => {
  test('passes at its threshold and fails below it', () => {
    const weights = [line('Gmail', 3), line('Outlook', 1)]
    expect([72.5, 72.6].map((minimum) => rule(minimum, weights)?.outcome)).toEqual(['passed', 'failed'])
  })

  test("fails when the test's providers are less than half of the list, and says so", () => {
    expect(rule(10, [line('Gmail', 1), line('GMX', 1)])).toMatchObject({ outcome: 'passed', note: null })
    const thin = rule(10, [line('Gmail', 49), line('GMX', 51)])
    expect(thin).toMatchObject({ outcome: 'failed', measured: { low: 90, high: 90 }, openSeeds: false })
    expect(thin?.note).toMatch(/half/)
    expect(rule(10, [line('GMX', 1)])).toMatchObject({ outcome: 'failed', measured: null })
  })

  test('keeps half a point of distance while seeds are open, and says that they leave it open', () => {
    const open = testOf({ inbox: 9, pending: 1 })
    expect(rule(89.4, [line('Gmail', 1)], open)).toMatchObject({ outcome: 'passed', openSeeds: false })
    expect(rule(89.5, [line('Gmail', 1)], open)).toMatchObject({ outcome: 'undecided', openSeeds: true })
  })

  test('is left open by open seeds where they decide how much of the list is covered', () => {
    const filling = { ...testOf({ inbox: 9, pending: 1 }), seeds: seeds({ inbox: 9 }) }
    expect(rule(10, [line('Gmail', 1), line('GMX', 3)], filling)).toMatchObject({
      outcome: 'undecided',
      openSeeds: true,
    })
  })

  test('does not fail for want of weights while seeds are listed under no provider, nor pass while it may', () => {
    const gap = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 8 }) }
    const weights = [line('Gmail', 1), line('GMX', 3)]
    // From 20% to 100%, but Gmail alone is a quarter of the list.
    expect(rule(10, weights, gap)).toMatchObject({
      outcome: 'undecided',
      openSeeds: false,
      measured: { low: 20, high: 100 },
    })
    expect(rule(10, weights, gap)?.note).toMatch(/half/)
    expect(rule(50, weights, gap)).toMatchObject({ outcome: 'undecided', note: null })
  })
})

describe('min_weighted_inbox_rate, with a weighted provider without seeds beside a name that is near it', () => {
  const ofProvider = (provider: string) =>
    inboxTest({ seeds: [...seeds({ inbox: 9 }), ...seeds({ inbox: 1 }, { provider })] })

  test.each([
    ['Outlok', 'Outlook'],
    ['Yahoo', 'Yahoo/AOL'],
    ['Yahoo/AOL', 'AOL'],
    ['Hotmial', 'hotmail'],
  ])('fails the rule, however little it weighs: %s for %s', (written, meant) => {
    const weights = [line('Gmail', 99), line(written, 1)]
    expect(rule(10, weights, ofProvider(meant))).toMatchObject({
      outcome: 'failed',
      note: expect.stringMatching(/near it/),
    })
  })

  test('is left out as any other where no name is near it, or it weighs nothing', () => {
    expect(rule(10, [line('Gmail', 9), line('GMX', 1)], ofProvider('AOL'))?.outcome).toBe('passed')
    expect(rule(10, [line('Gmail', 9), line('Outlok', 0)], ofProvider('Outlook'))?.outcome).toBe('passed')
    expect(
      rule(10, [line('Gmail', 9), line('Outlook', 0), line(null, 1)], ofProvider('Gmail'))?.outcome,
    ).toBe('passed')
  })

  test('keeps the rule from passing while seeds are listed under no provider: they may bring such a name', () => {
    const nameless = inboxTest({ seeds: [...seeds({ inbox: 9 }), seed({ provider: null })] })
    expect(rule(10, [line('Gmail', 9), line('Outlok', 1)], nameless)).toMatchObject({
      outcome: 'undecided',
      note: expect.stringMatching(/may have no seeds/),
    })
    expect(rule(10, [line('Gmail', 9), line('Outlok', 1)], ofProvider('Gmail'))?.outcome).toBe('passed')
  })

  test('does neither where a seed only may be at that name', () => {
    const torn = inboxTest({
      seeds: [...seeds({ inbox: 9 }), seed({ open: { provider: ['Gmail', 'Outlook'] } })],
    })
    expect(rule(10, [line('Gmail', 9), line('Outlok', 1)], torn)?.outcome).toBe('undecided')
  })
})

test('agrees with a plain reading: weights times rates over the providers with seeds, divided by their weights', () => {
  const names = ['Gmail', 'Outlook', 'Yahoo', '*'] as const
  const anySeed = fc
    .record({ provider: fc.constantFrom(...names), placement: fc.constantFrom('inbox', 'spam', 'unknown') })
    .map(seed)
  const anyWeights = fc
    .uniqueArray(fc.tuple(fc.constantFrom('Gmail', 'Outlook', 'GMX', null), fc.nat({ max: 9 })), {
      selector: ([provider]) => provider,
    })
    .filter((lines) => lines.some(([, weight]) => weight > 0))
  fc.assert(
    fc.property(fc.array(anySeed, { minLength: 1, maxLength: 20 }), anyWeights, (list, lines) => {
      const isNamed = (provider: Text | null) => lines.some(([each]) => each === (provider?.given ?? null))
      const rows = lines.map(([provider, weight]) => {
        const own = list.filter((each) =>
          provider === null ? !isNamed(each.provider) : each.provider?.given === provider,
        )
        const rate = (100 * own.filter(({ placement }) => placement === 'inbox').length) / own.length
        return { weight, rate, isPresent: own.length > 0 }
      })
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
      const present = rows.filter(({ isPresent, weight }) => isPresent && weight > 0)
      const weightOfPresent = sum(present.map(({ weight }) => weight))
      const plain = sum(present.map(({ weight, rate }) => weight * rate)) / weightOfPresent
      const { rate, covered, leftOut, uncountedSeeds } = settled(
        lines.map(([provider, weight]) => line(provider, weight)),
        inboxTest({ seeds: list }),
      )
      if (present.length === 0) expect(rate).toBeNull()
      else expect(rate?.low).toBeCloseTo(plain, 9)
      expect(rate?.high).toBe(rate?.low)
      expect(covered).toBeCloseTo((100 * weightOfPresent) / sum(rows.map(({ weight }) => weight)), 9)
      expect(covered + sum(leftOut.map(({ share }) => share))).toBeCloseTo(100, 9)
      const counted = list.filter(({ provider }) => isNamed(provider) || isNamed(null)).length
      expect(uncountedSeeds).toBe(list.length - counted)
    }),
    { numRuns: 1000 },
  )
})
