import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bar, type Counts } from '../../src/report/bar.ts'

/** The bar without the joiners, as letters in the order shown. */
const drawn = (counts: Counts, squares = 10) =>
  Array.from(
    bar(counts, counts.inbox + counts.spam + counts.unknown + counts.pending, squares).replaceAll(
      '\u2060',
      '',
    ),
  )
    .map((square) => ({ '🟩': 'I', '🟥': 'S', '🟨': 'U', '⬜': 'P' })[square] ?? '?')
    .join('')

const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 50_000 }))
const counts: fc.Arbitrary<Counts> = fc
  .record({ inbox: count, spam: count, unknown: count, pending: count })
  .filter(({ inbox, spam, unknown, pending }) => inbox + spam + unknown + pending > 0)

/** The rule of the contract, square by square, in exact arithmetic. */
function allotted(given: Counts, squares: number): string {
  const worstFirst = ['spam', 'unknown', 'pending', 'inbox'] as const
  const total = BigInt(given.inbox + given.spam + given.unknown + given.pending)
  const shares = worstFirst.map((placement) => ({ placement, squares: given[placement] > 0 ? 1n : 0n }))
  while (shares.reduce((sum, share) => sum + share.squares, 0n) < squares) {
    const excess = shares.map(
      (share) => BigInt(squares) * BigInt(given[share.placement]) - share.squares * total,
    )
    const most = excess.reduce((a, b) => (b > a ? b : a))
    const winner = shares[excess.indexOf(most)]
    if (winner !== undefined) winner.squares += 1n
  }
  const letters = { inbox: 'I', spam: 'S', unknown: 'U', pending: 'P' }
  return (['inbox', 'spam', 'unknown', 'pending'] as const)
    .map((placement) =>
      letters[placement].repeat(Number(shares.find((share) => share.placement === placement)?.squares)),
    )
    .join('')
}

test('each count has its share of the squares, none above zero is without one, and ties go to the worse', () => {
  fc.assert(
    fc.property(counts, fc.constantFrom(5, 10), (given, squares) => {
      expect(drawn(given, squares)).toBe(allotted(given, squares))
    }),
    {
      examples: [
        [{ inbox: 42, spam: 7, unknown: 1, pending: 0 }, 10],
        [{ inbox: 1, spam: 1, unknown: 0, pending: 0 }, 5],
        [{ inbox: 49_999, spam: 0, unknown: 0, pending: 1 }, 10],
      ],
    },
  )
})

test('no line break falls into a bar', () => {
  expect(bar({ inbox: 1, spam: 1, unknown: 0, pending: 0 }, 2, 5)).toMatch(/^(?:\P{Cf}\u2060){4}\P{Cf}$/u)
})

test('counts that add up to less or more than the total still fill the bar', () => {
  for (const total of [1, 100]) {
    const squares = bar({ inbox: 5, spam: 3, unknown: 0, pending: 0 }, total, 10).split('\u2060')
    expect(squares).toHaveLength(10)
    expect(new Set(squares)).toEqual(new Set(['🟩', '🟥']))
  }
  expect(bar({ inbox: 0, spam: 0, unknown: 0, pending: 0 }, 4, 5).split('\u2060')).toEqual(
    Array(5).fill('⬜'),
  )
})
