import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/core/api-error.ts'
import type { InboxTest, Placement } from '../../src/core/inbox-test.ts'
import type { Outcome } from '../../src/core/measure.ts'
import { progressLog } from '../../src/wait/progress.ts'
import { inboxTest, seed } from '../builders.ts'
import { asText } from '../texts.ts'

const MINUTES = 60_000

const tested = (...placements: Placement[]) =>
  inboxTest({ seeds: placements.map((placement) => seed({ placement })) })
const open = tested('inbox', 'spam', 'unknown', 'pending')
const busy = new ApiError('retry', 'the API answered HTTP 503', 'It was tried again.')

function log(verdictSoFar: () => Outcome = () => 'undecided') {
  const lines: string[] = []
  return { lines, ...progressLog((line) => lines.push(line), verdictSoFar) }
}

describe('the log of the wait', () => {
  test('has all that is known in one line: time, bar, arrived of total, counts, status and the verdict so far', () => {
    const { lines, onResults } = log()
    onResults(open, 75_000)
    const [time, bar, counts, status, verdict] = lines[0]?.split(' · ') ?? []
    expect(time).toBe('1 min 15 s')
    expect(bar).toMatch(/^█{15}░{5} 3 of 4 arrived$/u)
    expect(counts).toBe('1 inbox, 1 spam, 1 unknown, 1 pending')
    expect([status, verdict]).toEqual(['Processing', 'undecided so far'])
  })

  test('says of a Completed test what its verdict is, and not so far', () => {
    const { lines, onResults } = log(() => 'passed')
    onResults(tested('inbox'), 0)
    expect(lines[0]).toMatch(/ · Completed · passed$/u)
  })

  test('is short however long the status is', () => {
    const { lines, onResults } = log()
    onResults({ ...open, status: asText('waiting '.repeat(250)) }, 0)
    expect(lines[0]?.length).toBeLessThan(300)
    expect(lines[0]).toMatch(/3 of 4 arrived.*undecided so far$/u)
  })

  test('shows a full bar only when every seed has the mail', () => {
    const bars = [0, 1, 999, 1000].map((received) => {
      const { lines, onResults } = log()
      const { summary } = open
      onResults({ ...open, summary: { ...summary, totalSeeds: 1000, received } }, 0)
      return Array.from(lines[0] ?? '').filter((character) => character === '█').length
    })
    expect(bars).toEqual([0, 0, 19, 20])
  })

  test('has a line for each change of counts, status or verdict, and none when nothing changed', () => {
    let verdict: Outcome = 'undecided'
    const { lines, onResults } = log(() => verdict)
    const polls: [InboxTest, Outcome, number][] = [
      [open, 'undecided', 1],
      [open, 'undecided', 1],
      [{ ...open, status: asText('paused') }, 'undecided', 2],
      [{ ...open, status: asText('paused') }, 'failed', 3],
      [tested('inbox', 'spam', 'unknown', 'spam'), 'failed', 4],
      [tested('inbox', 'spam', 'unknown', 'spam'), 'failed', 4],
    ]
    for (const [index, [test, soFar, expected]] of polls.entries()) {
      verdict = soFar
      onResults(test, index * 1000)
      expect(lines).toHaveLength(expected)
    }
  })

  test('tells of a fault once, with when it is tried again, and of results after it', () => {
    const { lines, onResults, onRetry } = log()
    onResults(open, 0)
    onRetry(busy, 1000, 15_000)
    onRetry(busy, 2000, 16_000)
    onRetry(new ApiError('retry', 'the API answered HTTP 502', ''), 4000, 18_000)
    onResults(open, 22_000)
    expect(lines.map((line) => line.replace(/ · █.*/u, ' · results'))).toEqual([
      '0 s · results',
      '15 s · the API answered HTTP 503; trying again in 1 s, then with longer pauses',
      '18 s · the API answered HTTP 502; trying again in 4 s, then with longer pauses',
      '22 s · results',
    ])
  })
})

describe('a sign of life', () => {
  /** Lines of a wait in which nothing changes, and the longest silence in it. */
  function silence(
    happen: (log: ReturnType<typeof progressLog>, elapsedMs: number) => void,
    steps: readonly number[],
  ) {
    const at: number[] = []
    let now = 0
    const progress = progressLog(
      () => at.push(now),
      () => 'undecided',
    )
    progress.onResults(open, 0)
    for (let step = 0; now < 40 * MINUTES; step += 1) {
      now += steps[step % steps.length] ?? 0
      happen(progress, now)
    }
    return { lines: at.length, longest: Math.max(...at.map((time, index) => (at[index + 1] ?? now) - time)) }
  }

  test('comes at least every five minutes while the action sleeps, and not with every wake-up', () => {
    const { lines, longest } = silence((log, now) => log.onWake(now), [30_000])
    expect(longest).toBeLessThanOrEqual(5 * MINUTES)
    expect(lines).toBeLessThanOrEqual(10)
  })

  test('comes while every request takes its thirty seconds too', () => {
    let asleep = false
    const asked = silence(
      (log, now) => {
        asleep = !asleep
        if (asleep) log.onWake(now)
        else log.onResults(open, now)
      },
      [20_000, 29_000],
    )
    expect(asked.longest).toBeLessThanOrEqual(5 * MINUTES)
    expect(silence((log, now) => log.onRetry(busy, 1000, now), [29_000]).longest).toBeLessThanOrEqual(
      5 * MINUTES,
    )
  })

  test('says that nothing is known yet while the first request is held back', () => {
    const { lines, onWake } = log()
    onWake(5 * MINUTES)
    expect(lines[0]).toMatch(/^5 min · no answer yet/u)
  })

  test('says what last was, and that it is unchanged', () => {
    const { lines, onResults, onRetry, onWake } = log()
    onResults(tested('inbox', 'pending'), 0)
    onWake(5 * MINUTES)
    onRetry(busy, 1000, 6 * MINUTES)
    onWake(11 * MINUTES)
    expect(lines[1]).toBe(lines[0]?.replace('0 s', '5 min').concat(' (unchanged)'))
    expect(lines[3]).toBe('11 min · the API answered HTTP 503 (unchanged)')
  })
})
