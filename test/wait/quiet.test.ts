import { expect, test } from 'vitest'
import { quietWatch } from '../../src/wait/quiet.ts'
import { inboxTest } from '../builders.ts'

const MINUTE = 60_000

/** Whether the quiet has lasted at each poll, given as minutes and received seeds. */
function quietAt(quietMs: number | null, polls: readonly (readonly [minutes: number, received: number])[]) {
  const isQuiet = quietWatch(quietMs)
  const { summary } = inboxTest()
  return polls.map(([minutes, received]) => {
    const seen = inboxTest({ completed: false, summary: { ...summary, totalSeeds: 50, received } })
    return isQuiet(seen, minutes * MINUTE)
  })
}

test('the clock starts at the first arrived seed, however long nothing came before', () => {
  expect(
    quietAt(5 * MINUTE, [
      [0, 0],
      [20, 0],
      [21, 1],
      [25, 1],
      [26, 1],
    ]),
  ).toEqual([false, false, false, false, true])
})

test('each further seed starts it again', () => {
  expect(
    quietAt(5 * MINUTE, [
      [0, 10],
      [4, 11],
      [8, 11],
      [9, 11],
    ]),
  ).toEqual([false, false, false, true])
})

test('a falling count is no arrival, nor is its way back', () => {
  expect(
    quietAt(5 * MINUTE, [
      [0, 10],
      [2, 8],
      [4, 10],
      [5, 10],
    ]),
  ).toEqual([false, false, false, true])
})

test('a poll that brings a seed after a long silence does not end the wait', () => {
  expect(
    quietAt(5 * MINUTE, [
      [0, 10],
      [30, 11],
      [34, 11],
    ]),
  ).toEqual([false, false, false])
})

test('without quiet_minutes no silence is long enough', () => {
  expect(
    quietAt(null, [
      [0, 10],
      [100_000, 10],
    ]),
  ).toEqual([false, false])
})
