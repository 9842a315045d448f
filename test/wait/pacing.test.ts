import { expect, test } from 'vitest'
import { pacing } from '../../src/wait/pacing.ts'
import { eventClock } from '../../tools/clock/event-clock.ts'
import { fakeClock } from '../../tools/clock/fake-clock.ts'

const { signal } = new AbortController()

test('at most five requests are under way at a time, in the order they were asked for', async () => {
  const clock = eventClock()
  const { turn } = pacing(clock)
  const begun: number[] = []
  let underWay = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      turn(async () => {
        begun.push(index)
        underWay += 1
        most = Math.max(most, underWay)
        // Some take longer than others.
        await clock.sleep(100 + 70 * (index % 3), signal)
        underWay -= 1
      }),
    ),
  )
  expect(most).toBe(5)
  expect(begun).toEqual(Array.from({ length: 20 }, (_, index) => index))
})

test('a request that fails gives its place to the next', async () => {
  const { turn } = pacing(fakeClock())
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, (_, index) => turn(() => Promise.reject(new Error(String(index))))),
  )
  expect(results).toHaveLength(12)
  await expect(turn(() => Promise.resolve('served'))).resolves.toBe('served')
})

test('whoever asks for the longest pause is the one that counts', () => {
  const clock = fakeClock()
  const shared = pacing(clock)
  expect(shared.heldForMs()).toBe(0)
  shared.holdBack(60_000)
  shared.holdBack(10_000)
  expect(shared.heldForMs()).toBe(60_000)
  clock.pass(61_000)
  expect(shared.heldForMs()).toBe(0)
})
