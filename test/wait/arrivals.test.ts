import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { watchArrivals } from '../../src/wait/arrivals.ts'
import { inboxTest, seed } from '../builders.ts'
import { asText } from '../texts.ts'

/** A test in which so many of each provider's ten seeds have the mail. */
function withArrived(arrived: Readonly<Record<string, number>>) {
  const seeds = Object.entries(arrived).flatMap(([provider, count]) =>
    Array.from({ length: 10 }, (_, index) =>
      seed({ provider, placement: index < count ? 'inbox' : 'pending' }),
    ),
  )
  return inboxTest({ seeds })
}

function watched(
  polls: readonly (readonly [elapsedMs: number, arrived: Readonly<Record<string, number>>])[],
) {
  const watch = watchArrivals()
  for (const [elapsedMs, arrived] of polls) watch.onResults(withArrived(arrived), elapsedMs)
  return watch.arrivals()
}

describe('how fast the mail arrived', () => {
  test('half and last are the polls that first showed them, counted from the first look', () => {
    expect(
      watched([
        [2000, { Gmail: 0 }],
        [17_000, { Gmail: 4 }],
        [32_000, { Gmail: 5 }],
        [47_000, { Gmail: 10 }],
      ]),
    ).toEqual([
      {
        provider: asText('Gmail'),
        atFirstLook: 0,
        arrived: 10,
        total: 10,
        halfAfterMs: 30_000,
        lastAfterMs: 45_000,
      },
    ])
  })

  test('half is half of those that arrived, not of all', () => {
    const [gmail] =
      watched([
        [0, { Gmail: 0 }],
        [15_000, { Gmail: 2 }],
        [30_000, { Gmail: 4 }],
      ]) ?? []
    expect(gmail).toMatchObject({ arrived: 4, total: 10, halfAfterMs: 15_000, lastAfterMs: 30_000 })
  })

  test('what the first look already had has no time', () => {
    const [gmail, yahoo] =
      watched([
        [0, { Gmail: 6, Yahoo: 10 }],
        [15_000, { Gmail: 10, Yahoo: 10 }],
      ]) ?? []
    expect(gmail).toMatchObject({ atFirstLook: 6, halfAfterMs: null, lastAfterMs: 15_000 })
    expect(yahoo).toMatchObject({ atFirstLook: 10, halfAfterMs: null, lastAfterMs: null })
  })

  test('a provider none of whose seeds arrived has no times', () => {
    const [gmail] =
      watched([
        [0, { Gmail: 0 }],
        [60_000, { Gmail: 0 }],
      ]) ?? []
    expect(gmail).toMatchObject({ arrived: 0, total: 10, halfAfterMs: null, lastAfterMs: null })
  })

  test('a seed that the API takes back has arrived all the same', () => {
    const [gmail] =
      watched([
        [0, { Gmail: 0 }],
        [15_000, { Gmail: 8 }],
        [30_000, { Gmail: 6 }],
        [45_000, { Gmail: 8 }],
      ]) ?? []
    expect(gmail).toMatchObject({ arrived: 8, halfAfterMs: 15_000, lastAfterMs: 15_000 })
  })

  test('half of all is when half of all that arrived had the mail, of whatever provider', () => {
    const watch = watchArrivals()
    const polls = [
      { Gmail: 0, Yahoo: 0 },
      { Gmail: 8, Yahoo: 0 },
      { Gmail: 9, Yahoo: 3 },
      { Gmail: 10, Yahoo: 10 },
    ]
    for (const [index, arrived] of polls.entries())
      watch.onResults(withArrived(arrived), 2000 + index * 15_000)
    expect(watch.halfAfterMs()).toBe(30_000)
  })

  test('a provider has all seeds that were ever listed under it: the list may grow, and shrink', () => {
    const watch = watchArrivals()
    for (const listed of [2, 5, 4]) {
      watch.onResults(inboxTest({ completed: false, seeds: Array.from({ length: listed }, () => seed()) }), 0)
    }
    expect(watch.arrivals()).toMatchObject([{ provider: asText('Gmail'), arrived: 5, total: 5 }])
  })

  test('a seed of no provider counts among all, but has no row', () => {
    const watch = watchArrivals()
    watch.onResults(inboxTest({ seeds: [seed({ placement: 'pending' })] }), 0)
    watch.onResults(inboxTest({ seeds: [seed({ placement: 'pending' }), seed({ provider: null })] }), 15_000)
    expect(watch.halfAfterMs()).toBe(15_000)
    expect(watch.arrivals()).toMatchObject([{ provider: asText('Gmail'), arrived: 0, total: 1 }])
  })

  test('the most seeds in the inbox are remembered, whatever the API counts later', () => {
    const watch = watchArrivals()
    expect(watch.mostInInbox()).toBe(0)
    for (const count of [3, 8, 5]) watch.onResults(withArrived({ Gmail: count }), 0)
    expect(watch.mostInInbox()).toBe(8)
  })

  test('there is no report where there was no look', () => {
    expect(watched([])).toBeNull()
  })

  test('there is no report of a test that was complete at the first look', () => {
    expect(watched([[0, { Gmail: 10 }]])).toBeNull()
  })

  test('whatever the polls see, half comes no later than the last, and neither later than the last poll', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 30 }), (counts) => {
        const found = watched([
          [0, { Gmail: 0 }],
          ...counts.map((count, index) => [15_000 * (index + 1), { Gmail: count }] as const),
        ])
        const [gmail] = found ?? []
        const half = gmail?.halfAfterMs ?? 0
        const last = gmail?.lastAfterMs ?? 0
        expect(gmail?.arrived).toBe(Math.max(0, ...counts))
        expect(half).toBeLessThanOrEqual(last)
        expect(last).toBeLessThanOrEqual(15_000 * counts.length)
      }),
    )
  })
})
