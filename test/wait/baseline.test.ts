import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/core/api-error.ts'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import { observe } from '../../src/wait/observe.ts'
import { eventClock } from '../../tools/clock/event-clock.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { inboxTest, seed } from '../builders.ts'
import { asText } from '../texts.ts'

const MINUTE = 60_000
const COMPLETED = inboxTest()
const OPEN = inboxTest({ seeds: [seed(), seed({ placement: 'pending' })] })
const GONE = new ApiError('job', 'the API does not know this job id', '')
const DOWN = new ApiError('retry', 'HTTP 503', '')
const LATE = new ApiError('retry', 'no complete answer', '')

/** How the API answers about an earlier test, and after how long. */
interface Behaviour {
  readonly takesMs: number
  readonly answer: InboxTest | ApiError
}

/** Compares a test that is Completed after `waitMs` with earlier ones, of which each answer can be another. */
async function compare(
  plan: Baseline<'planned'>,
  behaviours: Readonly<Record<string, (nth: number) => Behaviour>>,
  { timeoutMs = 10 * MINUTE, waitMs = 0, isNeeded = true } = {},
) {
  const clock = eventClock(0)
  const asked: { readonly jobId: string; readonly atMs: number }[] = []
  const observed = await observe(
    [{ job: { id: asText('a'), label: null }, baseline: plan }],
    { ...DEFAULT_RULES, max_inbox_rate_drop: isNeeded ? 5 : null },
    { waitFor: 'completed', timeoutMs, pollIntervalMs: 15_000, quietMs: null },
    {
      fetch: async (jobId, limitMs, signal) => {
        const atMs = clock.now()
        const nth = asked.filter((each) => each.jobId === jobId.given).length
        asked.push({ jobId: jobId.given, atMs })
        const now: Behaviour = { takesMs: 0, answer: atMs >= waitMs ? COMPLETED : OPEN }
        const { takesMs, answer } = behaviours[jobId.given]?.(nth) ?? now
        await clock.sleep(Math.min(takesMs, limitMs), signal)
        signal.throwIfAborted()
        if (takesMs > limitMs) throw LATE
        if (answer instanceof ApiError) throw answer
        return { ...answer, jobId }
      },
      onWaiting: () => {},
      log: () => {},
      onResults: () => {},
      clock,
      signal: new AbortController().signal,
    },
  )
  const [only] = observed
  if (only === undefined) throw new Error('nothing was observed')
  return {
    ...only,
    asked,
    endMs: clock.now(),
    askedFor: (id: string) => asked.filter(({ jobId }) => jobId === id),
  }
}

const always =
  (answer: Behaviour['answer'], takesMs = 200) =>
  () => ({ takesMs, answer })
const named: Baseline<'planned'> = { kind: 'named', jobId: asText('old') }
const remembered: Baseline<'planned'> = {
  kind: 'remembered',
  jobIds: ['new', 'old', 'oldest'].map(asText),
  cause: 'gone',
}

describe('however many baselines are tried, and however they answer', () => {
  const behaviour = fc.record({
    takesMs: fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 60_000 })),
    answer: fc.constantFrom(GONE, GONE, DOWN, OPEN, COMPLETED),
  })
  const of = (answers: readonly Behaviour[]) => (nth: number) =>
    answers[nth % answers.length] ?? { takesMs: 0, answer: DOWN }
  const answers = fc.array(behaviour, { minLength: 1, maxLength: 3 })

  test.each([0, 0.5, 10])(
    'they end with timeout_minutes (%d) or ten seconds after it when a rule needs one, else ten seconds after the wait',
    async (minutes) => {
      const timeoutMs = minutes * MINUTE
      const waitMs = fc.nat({ max: timeoutMs })
      await fc.assert(
        fc.asyncProperty(answers, answers, answers, waitMs, fc.boolean(), async (a, b, c, wait, isNeeded) => {
          const scripts = { new: of(a), old: of(b), oldest: of(c) }
          const { endMs, waited } = await compare(remembered, scripts, { timeoutMs, waitMs: wait, isNeeded })
          const lastMs = timeoutMs === 0 ? 30_000 : timeoutMs + 10_000
          expect(endMs).toBeLessThanOrEqual(isNeeded ? lastMs : Math.min(waited.waitedMs + 10_000, lastMs))
        }),
        { numRuns: 60 },
      )
    },
  )
})

describe('a baseline that is due at the deadline', () => {
  test('still gets ten seconds', async () => {
    const { baseline, endMs } = await compare(
      named,
      { old: (nth) => ({ takesMs: nth === 0 ? 200 : 9000, answer: OPEN }) },
      {
        timeoutMs: MINUTE,
        waitMs: MINUTE,
      },
    )
    expect(baseline).toMatchObject({ kind: 'read', isLastReading: true })
    expect(baseline).not.toHaveProperty('error')
    expect(endMs).toBe(MINUTE + 9000)
  })

  test('shares them with all others that are tried: each further one has what is left', async () => {
    const slow = always(GONE, 6000)
    const { baseline, endMs, askedFor } = await compare(
      remembered,
      { new: (nth) => ({ takesMs: 200, answer: nth < 6 ? DOWN : GONE }), old: slow, oldest: slow },
      { timeoutMs: MINUTE },
    )
    expect(askedFor('new').at(-1)?.atMs).toBeGreaterThanOrEqual(MINUTE)
    expect(askedFor('oldest')).toHaveLength(1)
    expect(baseline).toMatchObject({ kind: 'unreadable', error: LATE })
    expect(endMs).toBe(MINUTE + 10_000)
  })

  test('is not asked for when they are over: that it is gone is known of none that was not asked', async () => {
    const { baseline, askedFor } = await compare(
      remembered,
      { new: (nth) => ({ takesMs: nth === 6 ? 10_000 : 200, answer: nth < 6 ? DOWN : GONE }) },
      { timeoutMs: MINUTE },
    )
    expect(askedFor('old')).toEqual([])
    expect(baseline).toMatchObject({ kind: 'unreadable', error: GONE })
  })

  test('has thirty seconds without a wait', async () => {
    const { baseline, endMs } = await compare(named, { old: always(COMPLETED, 29_000) }, { timeoutMs: 0 })
    expect(baseline).toMatchObject({ kind: 'read' })
    expect(endMs).toBe(29_000)
  })
})

describe('a baseline that is read for the last time', () => {
  const flaky = (fault: ApiError) => ({
    old: (nth: number) => ({ takesMs: 200, answer: nth === 0 ? OPEN : nth < 4 ? fault : COMPLETED }),
  })

  test.each([DOWN, GONE, new ApiError('shape', 'no status', ''), new ApiError('not_api', 'a web page', '')])(
    'is tried again after $message when a rule needs it, though the test has ended',
    async (fault) => {
      const { baseline, askedFor } = await compare(named, flaky(fault), { waitMs: MINUTE })
      expect(baseline).toMatchObject({ kind: 'read', isLastReading: true, test: { completed: true } })
      expect(askedFor('old')).toHaveLength(5)
    },
  )

  test('is what it was at first when it cannot be read again, and says so', async () => {
    const old = (nth: number) => ({ takesMs: 200, answer: nth === 0 ? OPEN : DOWN })
    const { baseline, endMs } = await compare(named, { old }, { waitMs: MINUTE })
    expect(baseline).toMatchObject({
      kind: 'read',
      isLastReading: true,
      test: { completed: false },
      error: DOWN,
    })
    expect(endMs).toBeGreaterThanOrEqual(10 * MINUTE)
    expect(endMs).toBeLessThanOrEqual(10 * MINUTE + 10_000)
  })

  test('is not asked again for a key that is refused', async () => {
    const refused = new ApiError('access', 'HTTP 403', '')
    const old = (nth: number) => ({ takesMs: 200, answer: nth === 0 ? OPEN : refused })
    const { baseline, askedFor } = await compare(named, { old }, { waitMs: MINUTE })
    expect(askedFor('old')).toHaveLength(2)
    expect(baseline).toMatchObject({ kind: 'read', isLastReading: true, error: refused })
  })
})

test('a baseline that is not known is not asked for again: only a new test may be known a moment later', async () => {
  const { askedFor, baseline } = await compare(named, { old: always(GONE) })
  expect(askedFor('old')).toHaveLength(1)
  expect(baseline).toMatchObject({ kind: 'unreadable', error: GONE })
})
