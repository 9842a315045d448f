import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError, type ApiErrorKind } from '../../src/core/api-error.ts'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import { pacing } from '../../src/wait/pacing.ts'
import { LAST_POLL_MS, REQUEST_LIMIT_MS } from '../../src/wait/timing.ts'
import { type Schedule, type Wait, waitForTest } from '../../src/wait/wait.ts'
import { type FakeClock, fakeClock } from '../../tools/clock/fake-clock.ts'
import { inboxTest } from '../builders.ts'

const processing = inboxTest({ status: 'Processing', completed: false })
const completed = inboxTest({ status: 'Completed', completed: true })
const retry = (retryAfterMs: number | null = null) =>
  new ApiError('retry', 'HTTP 503', 'Wait.', { retryAfterMs })

interface Play extends Partial<Schedule>, Partial<Omit<Wait, 'clock' | 'schedule' | 'progress'>> {
  readonly clock?: FakeClock
  readonly pollTakesMs?: number
}

/** Plays the replies in turn, the last one again and again, and keeps when each poll was and how long it might take. */
async function play(replies: readonly (InboxTest | Error)[], over: Play = {}) {
  const {
    clock = fakeClock(),
    timeoutMs = 60_000,
    pollIntervalMs = 15_000,
    offsetMs = 0,
    quietMs = null,
    unknownJobMs = 0,
    pollTakesMs = 0,
    ...wait
  } = over
  const start = clock.now()
  const polls: { atMs: number; limitMs: number }[] = []
  const retries: number[] = []
  const seen: InboxTest[] = []
  let wakes = 0
  const result = await waitForTest({
    schedule: { timeoutMs, pollIntervalMs, offsetMs, quietMs, unknownJobMs },
    isCertain: () => false,
    known: null,
    pacing: pacing(clock),
    poll: (limitMs) => {
      const reply = replies[Math.min(polls.length, replies.length - 1)]
      polls.push({ atMs: clock.now() - start, limitMs })
      clock.pass(Math.min(pollTakesMs, limitMs))
      return reply instanceof Error || reply === undefined ? Promise.reject(reply) : Promise.resolve(reply)
    },
    progress: {
      onResults: (test) => seen.push(test),
      onRetry: (_, pauseMs) => retries.push(pauseMs),
      onWake: () => {
        wakes += 1
      },
    },
    onWaiting: () => {},
    signal: new AbortController().signal,
    ...wait,
    clock,
  })
  return {
    polls: result.polls,
    waitedMs: result.waitedMs,
    ending: result.kind === 'stopped' ? result.kind : result.ending,
    test: result.kind === 'answered' ? result.test : result.lastSeen,
    error: result.kind === 'failed' ? result.error : result.missed,
    pollsAt: polls.map((poll) => poll.atMs),
    limits: polls.map((poll) => poll.limitMs),
    retries,
    seen,
    wakes,
    clock,
  }
}

describe('when to poll', () => {
  test('the first poll is at once, and a Completed test ends the wait with it', async () => {
    expect(await play([completed])).toMatchObject({
      ending: 'completed',
      test: completed,
      polls: 1,
      waitedMs: 0,
    })
  })

  test('only a failed poll is logged as one that is tried again', async () => {
    expect((await play([processing, retry(null), processing, completed])).retries).toHaveLength(1)
  })

  test('that a run waits is known before each sleep, and never of one that ends with its first poll', async () => {
    const waits = async (...replies: (InboxTest | Error)[]) => {
      let count = 0
      await play(replies, { onWaiting: () => (count += 1) })
      return count
    }
    expect(await waits(completed)).toBe(0)
    expect(await waits(processing, retry(), completed)).toBe(2)
  })

  test('polls follow at the interval until the test is Completed', async () => {
    expect(await play([processing, processing, completed])).toMatchObject({
      ending: 'completed',
      pollsAt: [0, 15_000, 30_000],
    })
  })

  test('the last sleep is cut so that one poll happens at the deadline', async () => {
    expect(await play([processing], { timeoutMs: 40_000 })).toMatchObject({
      ending: 'deadline',
      test: processing,
      pollsAt: [0, 15_000, 30_000, 40_000],
      waitedMs: 40_000,
    })
  })

  test('a poll that would begin just before the deadline waits for it instead of being cut by it', async () => {
    expect((await play([processing], { timeoutMs: 30_300 })).pollsAt).toEqual([0, 15_000, 30_300])
  })

  test('a timer that wakes a moment early is taken for the deadline, not for one more sliver of time', async () => {
    const clock = fakeClock()
    const early = {
      ...clock,
      sleep: (ms: number, signal: AbortSignal) => clock.sleep(Math.max(ms - 1, 1), signal),
    }
    const { pollsAt, limits } = await play([processing], { clock: early, timeoutMs: 20_000 })
    expect(limits.every((limit) => limit >= 1000)).toBe(true)
    expect(pollsAt).toHaveLength(3)
  })

  test('a timeout of 0 looks once, with the full time for one request', async () => {
    expect(await play([processing], { timeoutMs: 0 })).toMatchObject({
      ending: 'deadline',
      pollsAt: [0],
      limits: [REQUEST_LIMIT_MS],
    })
  })

  test('a test that completes at the poll at the deadline is Completed, not timed out', async () => {
    expect(await play([processing, completed], { timeoutMs: 10_000 })).toMatchObject({ ending: 'completed' })
  })

  test('a settled verdict ends the wait when the caller says so', async () => {
    const isCertain = (test: InboxTest) => test === processing
    expect(await play([processing], { isCertain })).toMatchObject({ ending: 'certain', polls: 1 })
  })

  test('Completed wins over settled, and settled over the deadline', async () => {
    expect(await play([completed], { isCertain: () => true })).toMatchObject({ ending: 'completed' })
    expect(await play([processing], { isCertain: () => true, timeoutMs: 0 })).toMatchObject({
      ending: 'certain',
    })
  })
})

describe('how long one request may take', () => {
  test('at most 30 seconds', async () => {
    const { limits } = await play([processing, completed], { timeoutMs: 3_600_000 })
    expect(limits).toEqual([REQUEST_LIMIT_MS, REQUEST_LIMIT_MS])
  })

  test('never past the deadline, for a poll that begins before it', async () => {
    const { limits } = await play([processing], { timeoutMs: 20_000 })
    expect(limits).toEqual([20_000, 5_000, LAST_POLL_MS])
  })

  test('a request that the deadline cuts was the last one', async () => {
    const hanging = await play([retry()], { timeoutMs: 20_000, pollTakesMs: 60_000 })
    expect(hanging).toMatchObject({ ending: 'deadline', polls: 1, test: null, waitedMs: 20_000 })
  })
})

describe('faults that may pass', () => {
  test('are tried again with pauses that grow from one second to one minute', async () => {
    const { retries } = await play([retry()], { timeoutMs: 600_000 })
    expect(retries.slice(0, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  })

  test('after a good poll the pauses begin anew', async () => {
    const { pollsAt } = await play([retry(), retry(), processing, retry(), completed])
    expect(pollsAt).toEqual([0, 1000, 3000, 18_000, 19_000])
  })

  test('a longer Retry-After is honoured', async () => {
    expect(await play([retry(20_000), completed])).toMatchObject({ pollsAt: [0, 20_000] })
  })

  test('a Retry-After of nothing does not make the pauses shorter', async () => {
    expect((await play([retry(0), retry(0), completed])).pollsAt).toEqual([0, 1000, 3000])
  })

  test('a Retry-After beyond the deadline still gets one poll at the deadline', async () => {
    expect(await play([retry(1e15)], { timeoutMs: 60_000 })).toMatchObject({
      ending: 'deadline',
      pollsAt: [0, 60_000],
    })
  })

  test('the last good results stand at the deadline when an outage began after them', async () => {
    const outage = await play([processing, retry()], { timeoutMs: 100_000 })
    expect(outage).toMatchObject({ ending: 'deadline', test: processing })
    expect(outage.error?.message).toBe('HTTP 503')
  })

  test('a fault that was followed by good results is forgotten', async () => {
    expect((await play([retry(), completed])).error).toBeNull()
  })

  test('with a timeout of 0 there is no second try', async () => {
    expect(await play([retry()], { timeoutMs: 0 })).toMatchObject({
      ending: 'deadline',
      polls: 1,
      test: null,
    })
  })
})

describe('a job id that is not known', () => {
  const unknown = new ApiError('job', 'HTTP 404', 'Check job_id.')
  const fresh = { unknownJobMs: 15_000 }

  test('is asked for again for fifteen seconds: a test may be known only a moment after it was created', async () => {
    expect(await play([unknown], fresh)).toMatchObject({
      ending: 'refused',
      error: unknown,
      pollsAt: [0, 1000, 3000, 7000, 15_000],
    })
    expect(await play([unknown, unknown, processing, completed], fresh)).toMatchObject({
      ending: 'completed',
      error: null,
      pollsAt: [0, 1000, 3000, 18_000],
    })
  })

  test('has fifteen seconds from the first poll, however long each takes', async () => {
    const { pollsAt, ending } = await play([unknown], { ...fresh, pollTakesMs: 4000 })
    expect([ending, pollsAt]).toEqual(['refused', [0, 5000, 11_000]])
  })

  test('is asked for within the deadline only', async () => {
    const short = await play([unknown], { ...fresh, timeoutMs: 5000 })
    expect([short.ending, short.pollsAt]).toEqual(['refused', [0, 1000, 3000, 5000]])
  })

  test('is asked for once where the wait looks once', async () => {
    expect(await play([unknown], { ...fresh, timeoutMs: 0 })).toMatchObject({ ending: 'refused', polls: 1 })
  })

  test('is asked for once where the test is not new', async () => {
    expect(await play([unknown])).toMatchObject({ ending: 'refused', polls: 1 })
  })

  test.each(['request', 'shape', 'api', 'not_api'] as const)(
    'is the only fault of its kind: %s before any answer ends the wait at once',
    async (kind) => {
      const fault = new ApiError(kind, kind, 'Look.')
      expect(await play([fault], fresh)).toMatchObject({ ending: 'refused', error: fault, polls: 1 })
    },
  )
})

describe('once the API has answered about the test', () => {
  const fault = (kind: ApiErrorKind) => new ApiError(kind, kind, 'Look.')

  test.each(['retry', 'busy', 'job', 'request', 'shape', 'api', 'not_api'] as const)(
    'a fault (%s) is tried again, and forgotten with the next answer',
    async (kind) => {
      const { ending, error, polls, retries } = await play([processing, fault(kind), fault(kind), completed])
      expect([ending, error, polls, retries]).toEqual(['completed', null, 4, [1000, 2000]])
    },
  )

  test.each(['retry', 'busy', 'job', 'request', 'shape', 'api', 'not_api'] as const)(
    'a fault (%s) that lasts until the deadline leaves the last good answer to be judged',
    async (kind) => {
      const lasting = await play([processing, fault(kind)], { timeoutMs: 100_000 })
      expect(lasting).toMatchObject({
        ending: 'deadline',
        test: processing,
        error: { kind },
        waitedMs: 100_000,
      })
    },
  )

  test.each(['key', 'access', 'redirect', 'size'] as const)('%s ends the wait at once', async (kind) => {
    const refused = await play([processing, fault(kind), completed])
    expect(refused).toMatchObject({ ending: 'refused', test: processing, error: { kind }, polls: 2 })
  })

  test('so it is where an earlier wait had the answer', async () => {
    const again = await play([fault('job'), completed], { known: processing })
    expect(again).toMatchObject({ ending: 'completed', polls: 2 })
  })
})

describe('what ends the wait at once', () => {
  test('an error that no retry would change, with the results that had come before it', async () => {
    const refused = await play([processing, new ApiError('key', 'HTTP 401', 'Check the key.')])
    expect(refused).toMatchObject({ ending: 'refused', test: processing, polls: 2 })
    expect(refused.error?.kind).toBe('key')
  })

  test('a fault of the action itself is not mistaken for one of the API', async () => {
    await expect(play([new TypeError('oops')])).rejects.toThrow('oops')
  })

  test('cancellation while sleeping, with the last good results', async () => {
    const abort = new AbortController()
    const clock = fakeClock()
    const sleep: typeof clock.sleep = (ms, signal) => {
      abort.abort()
      return clock.sleep(ms, signal)
    }
    const cancelled = await play([processing], { signal: abort.signal, clock: { ...clock, sleep } })
    expect(cancelled).toMatchObject({ ending: 'stopped', test: processing, polls: 1, wakes: 0 })
  })

  test('cancellation while a request is in flight', async () => {
    const abort = new AbortController()
    const poll = () => {
      abort.abort()
      return Promise.reject(new Error('aborted'))
    }
    expect(await play([], { signal: abort.signal, poll })).toMatchObject({ ending: 'stopped', test: null })
  })

  test('cancellation as the answer arrives keeps the results, and does not count as completed', async () => {
    const abort = new AbortController()
    const poll = () => {
      abort.abort()
      return Promise.resolve(completed)
    }
    expect(await play([], { signal: abort.signal, poll })).toMatchObject({
      ending: 'stopped',
      test: completed,
      polls: 1,
    })
  })

  test('cancellation before the first poll makes no request', async () => {
    expect(await play([processing], { signal: AbortSignal.abort() })).toMatchObject({
      ending: 'stopped',
      polls: 0,
      pollsAt: [],
    })
  })
})

test('a long pause is slept in slices, so that the log can show a sign of life', async () => {
  const { clock, wakes } = await play([processing, completed], {
    timeoutMs: 3_600_000,
    pollIntervalMs: 600_000,
  })
  expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(30_000)
  expect(wakes).toBe(20)
})

test('a pause ends when less of it is left than a clock can tell', async () => {
  const { ending, waitedMs } = await play([retry(1000.1)], { timeoutMs: 60_000 })
  expect(ending).toBe('deadline')
  expect(waitedMs).toBeLessThanOrEqual(60_000 + LAST_POLL_MS)
})

test('whatever the API does, the wait never outlives its deadline by more than the last poll', async () => {
  const reply = fc.oneof(
    fc.constant(processing),
    fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null }).map((ms) => retry(ms)),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(reply, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 7_200_000 }),
      fc.integer({ min: 1000, max: 900_000 }),
      fc.integer({ min: 0, max: 60_000 }),
      async (replies, timeoutMs, pollIntervalMs, pollTakesMs) => {
        const { ending, waitedMs, pollsAt, seen, test } = await play(replies, {
          timeoutMs,
          pollIntervalMs,
          pollTakesMs,
        })
        expect(ending).toBe('deadline')
        expect(waitedMs).toBeGreaterThanOrEqual(timeoutMs - 10)
        expect(waitedMs).toBeLessThanOrEqual(timeoutMs === 0 ? REQUEST_LIMIT_MS : timeoutMs + LAST_POLL_MS)
        expect(pollsAt[0]).toBe(0)
        expect(test).toBe(seen.at(-1) ?? null)
      },
    ),
  )
})
