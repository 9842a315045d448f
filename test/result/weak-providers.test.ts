import { describe, expect, test } from 'vitest'
import { weakProviders } from '../../src/result/weak-providers.ts'
import { inboxTest, type JudgedOver, judgedTest, ruleResult, seed } from '../builders.ts'

/** So many seeds of one provider, the first of them in the inbox, the last of them pending. */
const at = (provider: string, all: number, inbox: number, pending = 0) =>
  Array.from({ length: all }, (_, nth) =>
    seed({ provider, placement: nth < inbox ? 'inbox' : nth < all - pending ? 'spam' : 'pending' }),
  )

const weakOf = (seeds: ReturnType<typeof at>, over: JudgedOver = {}) =>
  weakProviders(judgedTest({ test: inboxTest({ seeds }), ...over })).map(({ provider }) => provider.shown)

describe('providers below the minimum of the whole test', () => {
  test('come worst first, and of equal ones the one with more seeds', () => {
    const seeds = [...at('Gmail', 10, 8), ...at('AOL', 2, 1), ...at('GMX', 10, 2), ...at('Yahoo', 4, 2)]
    expect(weakOf(seeds)).toEqual(['GMX', 'Yahoo', 'AOL'])
  })

  test('are none that have a rule of their own, or that open seeds may still lift', () => {
    const seeds = [...at('Gmail', 4, 1), ...at('AOL', 4, 1, 3), ...at('GMX', 4, 1)]
    const own = { kind: 'provider', name: 'gmx' } as const
    const rules = [
      ruleResult(),
      ruleResult({ rule: 'provider_min_inbox_rate', subject: own }),
      ruleResult({ rule: 'provider_min_inbox_rate', subject: { kind: 'unlisted' } }),
    ]
    expect(weakOf(seeds, { rules })).toEqual(['Gmail'])
    expect(weakOf(seeds, { rules: [ruleResult()] })).toEqual(['Gmail', 'GMX'])
  })
})
