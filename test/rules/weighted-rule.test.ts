import { describe, expect, test } from 'vitest'
import type { ProviderWeight } from '../../src/core/provider-lines.ts'
import { inboxTest, seed } from '../builders.ts'
import { resultsOf, seeds, testOf } from '../judge/examples.ts'
import { asText } from '../texts.ts'

const line = (provider: string | null, weight: number): ProviderWeight => ({
  provider: provider === null ? null : asText(provider),
  weight,
})

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

describe('a weighted provider without seeds beside a name that is near it', () => {
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
