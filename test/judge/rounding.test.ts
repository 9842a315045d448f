import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProviderWeight } from '../../src/core/provider-lines.ts'
import { weightedRate } from '../../src/judge/weighted-rate.ts'
import { counted, inboxTest, seed } from '../builders.ts'
import { asText, withTexts } from '../texts.ts'

/** Weights as lists of subscribers are given: shares with one decimal, or counts. */
const weights = fc
  .array(
    fc.oneof(
      fc.integer({ min: 1, max: 999 }).map((tenths) => tenths / 10),
      fc.nat(500_000).map((count) => count + 1),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => list.map((weight, index) => ({ provider: `Provider ${index}`, weight })))

const rates = [0, 10, 50, 80, 100] as const

describe('figures of doubles: the weighted inbox rate', () => {
  it('is the rate of every provider where all have the same, whatever the weights', () => {
    fc.assert(
      fc.property(weights, fc.constantFrom(...rates), (list, rate) => {
        const seeds = list.flatMap(({ provider }) =>
          Array.from({ length: 10 }, (_, index) =>
            seed({ provider, placement: 10 * index < rate ? 'inbox' : 'spam' }),
          ),
        )
        const found = weightedRate(withTexts<ProviderWeight[]>(list), counted(inboxTest({ seeds }), true))
        expect(found).toMatchObject({ rate: { low: rate, high: rate }, covered: 100 })
      }),
    )
  })

  it('covers exactly half of a list of which half has seeds', () => {
    const list = [
      { provider: asText('Gmail'), weight: 0.3 },
      { provider: asText('Outlook'), weight: 0.1 },
      { provider: asText('Yahoo'), weight: 0.2 },
    ]
    const test = inboxTest({ seeds: [seed()] })
    expect(weightedRate(list, counted(test, true))).toMatchObject({ covered: 50, leastCovered: 50 })
  })
})
