import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Placement, Seed } from '../../src/core/inbox-test.ts'
import { compareTests, inboxTest, seed } from '../builders.ts'

/** Seeds a, b, c, … (from the given letter on), each where the list says. */
const at = (placements: Placement[], over: Parameters<typeof seed>[0] = {}, first = 'a'): Seed[] =>
  placements.map((placement, index) => {
    const letter = String.fromCharCode(first.charCodeAt(0) + index)
    return seed({ placement, address: `${letter}@gmail.example`, ...over })
  })
const of = (...lists: Seed[][]) => inboxTest({ seeds: lists.flat() })

/** Whole numbers are exact: how many of all equally likely outcomes are no likelier than the one that was seen. */
function choose(n: bigint, k: bigint): bigint {
  let ways = 1n
  for (let each = 0n; each < k; each += 1n) ways = (ways * (n - each)) / (each + 1n)
  return ways
}

const counts = (most: number) => Array.from({ length: most + 1 }, (_, each) => BigInt(each))

function asLikely(ways: readonly bigint[], seen: number, all: bigint): number {
  const observed = ways[seen] ?? 0n
  const extreme = ways.filter((each) => each <= observed).reduce((sum, each) => sum + each, 0n)
  return Number((extreme * 10n ** 15n) / all) / 1e15
}

/** Of pairs that moved, each as likely one way as the other. */
function independentMcNemar(lost: number, gained: number): number {
  const moved = lost + gained
  const ways = counts(moved).map((each) => choose(BigInt(moved), each))
  return asLikely(ways, lost, 2n ** BigInt(moved))
}

/** Of all ways to draw as many inbox seeds from both tests together. */
function independentFisher(now: readonly Placement[], before: readonly Placement[]): number {
  const inbox = (list: readonly Placement[]) => list.filter((each) => each === 'inbox').length
  const [a, b] = [BigInt(now.length), BigInt(before.length)]
  const all = BigInt(inbox(now) + inbox(before))
  const ways = counts(now.length).map((each) => (each > all ? 0n : choose(a, each) * choose(b, all - each)))
  return asLikely(ways, inbox(now), choose(a + b, all))
}

/** The k-th smallest of m is multiplied by m − k + 1, and none is smaller than one before it. */
function independentHolm(values: readonly number[]): number[] {
  return values.map((value, index) => {
    const before = values.filter((other, place) => other < value || (other === value && place <= index))
    const corrected = before.map((other) => {
      const rank = values.filter(
        (each, place) => each < other || (each === other && place < values.indexOf(other)),
      )
      return other * (values.length - rank.length)
    })
    return Math.min(1, Math.max(...corrected))
  })
}

describe("each provider's own change", () => {
  const placements = (most: number) =>
    fc.array(fc.constantFrom<Placement>('inbox', 'inbox', 'inbox', 'spam', 'unknown'), {
      minLength: 1,
      maxLength: most,
    })
  const NAMES = ['Gmail', 'Outlook', 'GMX', 'Yahoo']

  test('is the change of its own seeds, corrected over all providers, by an independent calculation', () => {
    let seedBySeed = 0
    fc.assert(
      fc.property(
        fc.array(fc.record({ now: placements(25), before: placements(25), same: fc.boolean() }), {
          minLength: 1,
          maxLength: 4,
        }),
        (some) => {
          const pairs = some.map(({ now, before, same }, nth) => {
            const length = Math.min(now.length, before.length)
            return same
              ? { now: now.slice(0, length), before: before.slice(0, length), same, nth }
              : { now, before: [...before, 'inbox' as const], same: false, nth }
          })
          const list = (which: 'now' | 'before') =>
            inboxTest({
              seeds: pairs.flatMap(({ nth, ...pair }) =>
                pair[which].map((placement, index) =>
                  seed({
                    placement,
                    provider: NAMES[nth] ?? '',
                    // Other seeds of the same provider, unless they are to be the same.
                    address: `${index}${pair.same ? '' : which}@p${nth}.example`,
                  }),
                ),
              ),
            })
          const plain = pairs.map(({ now, before, same }) => {
            if (!same) return independentFisher(now, before)
            seedBySeed += 1
            const left = now.filter((after, index) => before[index] === 'inbox' && after !== 'inbox').length
            const came = now.filter((after, index) => before[index] !== 'inbox' && after === 'inbox').length
            return independentMcNemar(left, came)
          })
          const corrected = independentHolm(plain)
          const { providers } = compareTests(list('now'), list('before'))
          expect(providers).toHaveLength(pairs.length)
          providers.forEach((each, index) => {
            expect(each.correctedP).toBeCloseTo(corrected[index] ?? -1, 9)
          })
        },
      ),
      { numRuns: 1000 },
    )
    expect(seedBySeed).toBeGreaterThan(300)
  })

  test('does not vanish behind a rise at others', () => {
    const list = (gmail: number, others: number) =>
      of(
        at([...Array<Placement>(gmail).fill('inbox'), ...Array<Placement>(20 - gmail).fill('spam')]),
        ...['Yahoo', 'GMX', 'AOL'].map((provider) =>
          at([...Array<Placement>(others).fill('inbox'), ...Array<Placement>(8 - others).fill('spam')], {
            provider,
          }).map((each, nth) => seed({ ...each, address: `${nth}@${provider}.example` })),
        ),
      )
    const { p, providers } = compareTests(list(12, 8), list(20, 6))
    expect(p).toBeGreaterThan(0.05)
    expect(providers.map(({ provider, correctedP }) => [provider.given, correctedP < 0.05])).toEqual([
      ['Gmail', true],
      ['Yahoo', false],
      ['GMX', false],
      ['AOL', false],
    ])
  })
})
