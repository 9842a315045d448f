import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/core/api-error.ts'
import type { InboxTest, Placement } from '../../src/core/inbox-test.ts'
import type { Waiting } from '../../src/core/waiting.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import { judge } from '../../src/rules/judge.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { type Observed, observe } from '../../src/wait/observe.ts'
import { eventClock } from '../../tools/clock/event-clock.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { inboxTest, seed } from '../builders.ts'
import { asText } from '../texts.ts'

const MINUTE = 60_000
const WAITING: Waiting = {
  waitFor: 'completed',
  timeoutMs: 30 * MINUTE,
  pollIntervalMs: 15_000,
  quietMs: null,
}
const NONE: Baseline<'planned'> = { kind: 'none' }

/** When one seed gets the mail, in milliseconds after the start, and where. */
interface Delivery {
  readonly atMs: number
  readonly placement: Exclude<Placement, 'pending'>
}

/** What the API knows of a test at some moment, or the fault that it answers with; any other fault is the action's own. */
type Script = (elapsedMs: number) => InboxTest | Error

function delivered(deliveries: readonly Delivery[]): Script {
  return (elapsedMs) =>
    inboxTest({
      seeds: deliveries.map(({ atMs, placement }) =>
        seed({ placement: atMs <= elapsedMs ? placement : 'pending' }),
      ),
    })
}

const arrivingAt = (...minutes: number[]) =>
  delivered(minutes.map((minute) => ({ atMs: minute * MINUTE, placement: 'inbox' })))

const refused = (kind: ApiError['kind']) => () => new ApiError(kind, `refused: ${kind}`, 'Check it.')
const busy = (retryAfterMs: number | null) => new ApiError('busy', 'HTTP 429', 'Wait.', { retryAfterMs })

interface Asked {
  readonly jobId: string
  readonly atMs: number
}

/** Observes tests of an API that plays scripts; each answer takes 200 ms. */
async function watch(
  scripts: Readonly<Record<string, Script>>,
  jobs: readonly string[],
  over: {
    rules?: Partial<Rules>
    waiting?: Partial<Waiting>
    baseline?: Baseline<'planned'>
    signal?: AbortSignal
  } = {},
) {
  const clock = eventClock()
  const start = clock.now()
  const asked: Asked[] = []
  const log: string[] = []
  const signal = over.signal ?? new AbortController().signal
  const observed = await observe(
    jobs.map((id) => ({ job: { id: asText(id), label: null }, baseline: over.baseline ?? NONE })),
    { ...DEFAULT_RULES, ...over.rules },
    { ...WAITING, ...over.waiting },
    {
      fetch: async (jobId, _limitMs, aborted) => {
        const atMs = clock.now() - start
        asked.push({ jobId: jobId.given, atMs })
        await clock.sleep(200, aborted)
        aborted.throwIfAborted()
        const answer = scripts[jobId.given]?.(atMs) ?? new ApiError('job', 'no such test', 'Check job_id.')
        if (answer instanceof Error) throw answer
        return { ...answer, jobId }
      },
      onWaiting: () => {},
      log: (line) => log.push(line),
      onResults: ({ jobId, summary }) => log.push(`answered: ${jobId.given} ${summary.received}`),
      clock,
      signal,
    },
  )
  const told = log.filter((line) => !line.startsWith('answered: '))
  return {
    observed,
    asked,
    log,
    told,
    clock,
    askedFor: (id: string) => asked.filter(({ jobId }) => jobId === id),
  }
}

/** The verdict, which the wait gives back as it judged it last. */
function verdictOf(observed: Observed | undefined, rules: Rules) {
  if (observed?.kind !== 'answered') return null
  const { waited, baseline, test, judgment } = observed
  const timeIsUp = waited.ending === 'deadline' || waited.ending === 'quiet'
  expect(judgment).toEqual(judge(rules, test, { timeIsUp, baseline }))
  return judgment.verdict
}

const errorOf = (observed: Observed | undefined) => (observed?.kind === 'failed' ? observed.error.kind : null)

describe('several tests', () => {
  test('first looks go out at once, later ones are spread over the interval', async () => {
    const { askedFor } = await watch({ a: arrivingAt(1), b: arrivingAt(1), c: arrivingAt(1) }, [
      'a',
      'b',
      'c',
    ])
    const second = ['a', 'b', 'c'].map((id) => askedFor(id).map(({ atMs }) => atMs))
    expect(second.map(([first]) => first)).toEqual([0, 0, 0])
    expect(second.map(([, next]) => next)).toEqual([15_200, 20_200, 25_200])
    expect(second.map(([, , third]) => third)).toEqual([30_400, 35_400, 40_400])
  })

  test('one that the API does not know does not hide the others', async () => {
    const { observed, log } = await watch({ a: arrivingAt(1), b: refused('job') }, ['a', 'b'])
    expect(observed.map(({ waited }) => waited.ending)).toEqual(['completed', 'refused'])
    expect(log).toContain('b: refused: job')
  })

  test('a key that is refused for every test ends the step at once', async () => {
    const { observed, asked } = await watch({ a: arrivingAt(20), b: refused('key') }, ['a', 'b'])
    expect(observed.map(errorOf)).toEqual(['key', 'key'])
    expect(Math.max(...asked.map(({ atMs }) => atMs))).toBeLessThan(MINUTE)
  })

  test('a key that may not read one test leaves the others to go on', async () => {
    const { observed } = await watch({ a: arrivingAt(1), b: refused('access') }, ['a', 'b'])
    expect(observed.map(({ waited }) => waited.ending)).toEqual(['completed', 'refused'])
  })

  test('a server that asks one request for patience gets it from all', async () => {
    const script: Script = (elapsedMs) => (elapsedMs < 10_000 ? busy(120_000) : inboxTest())
    const { asked } = await watch({ a: script, b: arrivingAt(3), c: arrivingAt(3) }, ['a', 'b', 'c'])
    const afterFirstLook = asked.filter(({ atMs }) => atMs > 0).map(({ atMs }) => atMs)
    expect(Math.min(...afterFirstLook)).toBeGreaterThanOrEqual(120_000)
  })

  test('log lines name the test, and a single test is not named', async () => {
    const several = await watch({ a: arrivingAt(1), b: arrivingAt(1) }, ['a', 'b'])
    const single = await watch({ a: arrivingAt(1) }, ['a'])
    const named = several.told.filter((line) => line.startsWith('a: '))
    expect(single.told).not.toEqual([])
    expect(named.map((line) => line.slice('a: '.length))).toEqual(single.told)
    expect(several.told.every((line) => /^[ab]: /u.test(line))).toBe(true)
  })

  test('each is judged exactly as it would be alone', async () => {
    const delivery = fc.record({
      atMs: fc.oneof(fc.nat({ max: 40 * MINUTE }), fc.constant(Number.POSITIVE_INFINITY)),
      placement: fc.constantFrom('inbox', 'spam', 'unknown' as const),
    })
    const fleet = fc.array(fc.array(delivery, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(
        fleet,
        fc.constantFrom('completed', 'verdict' as const),
        fc.option(fc.nat({ max: 3 })),
        async (deliveries, waitFor, max_missing_seeds) => {
          const rules = { ...DEFAULT_RULES, max_missing_seeds }
          const scripts = Object.fromEntries(deliveries.map((each, index) => [`t${index}`, delivered(each)]))
          const ids = Object.keys(scripts)
          const together = await watch(scripts, ids, { rules, waiting: { waitFor } })
          for (const [index, id] of ids.entries()) {
            const alone = await watch(scripts, [id], { rules, waiting: { waitFor } })
            const [one, other] = [together.observed[index], alone.observed[0]]
            expect(verdictOf(one, rules)).toBe(verdictOf(other, rules))
          }
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('one test', () => {
  test('every answer is handed on before anything of it is logged', async () => {
    const { log, observed } = await watch({ a: arrivingAt(1, 2) }, ['a'])
    const answers = log.filter((line) => line.startsWith('answered: '))
    expect(answers).toHaveLength(observed[0]?.waited.polls ?? 0)
    for (const count of [0, 1, 2]) {
      const answered = log.indexOf(`answered: a ${count}`)
      const told = log.findIndex((line) => line.includes(`${count} of 2 arrived`))
      expect(answered).toBeGreaterThanOrEqual(0)
      expect(told).toBeGreaterThan(answered)
    }
  })

  test('how fast the mail arrived is watched', async () => {
    const { observed } = await watch({ a: arrivingAt(1, 2) }, ['a'])
    expect(observed[0]?.arrivals).toMatchObject([{ provider: asText('Gmail'), arrived: 2, total: 2 }])
    expect(observed[0]?.halfAfterMs).toBeGreaterThanOrEqual(MINUTE - 200)
    expect(observed[0]?.halfAfterMs).toBeLessThan(2 * MINUTE)
  })

  test('is waited for until it is Completed, however certain its verdict, unless a verdict is all that is asked for', async () => {
    const nineOfTen = { a: arrivingAt(0, 0, 0, 0, 0, 0, 0, 0, 0, 5) }
    expect((await watch(nineOfTen, ['a'])).observed[0]?.waited.ending).toBe('completed')
    const asked = await watch(nineOfTen, ['a'], { waiting: { waitFor: 'verdict' } })
    expect(asked.observed[0]?.waited).toMatchObject({ ending: 'certain', polls: 1 })
  })

  test('is not late before the deadline, so a rule on lateness ends no wait for a verdict', async () => {
    const { observed } = await watch({ a: arrivingAt(0, 5) }, ['a'], {
      rules: { on_timeout: 'fail' },
      waiting: { waitFor: 'verdict' },
    })
    expect(observed[0]?.waited.ending).toBe('completed')
  })

  test('is not asked for by a run that is cancelled already', async () => {
    const { observed, asked } = await watch({ a: arrivingAt(0) }, ['a'], { signal: AbortSignal.abort() })
    expect(observed[0]?.waited.ending).toBe('cancelled')
    expect(asked).toEqual([])
  })

  test('leaves nothing behind that listens for the end of the run', async () => {
    const { signal } = new AbortController()
    await watch({ a: arrivingAt(1), old: arrivingAt(0) }, ['a'], {
      signal,
      baseline: { kind: 'named', jobId: asText('old') },
    })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

/** One test against a baseline that is not Completed; its first answer takes as long as is said, and so does each later one. */
async function compareTests(
  { answersAfterMs, fault = null }: { answersAfterMs: (nth: number) => number; fault?: ApiError | null },
  {
    cancelledAfterMs,
    pending = 0,
    rules = {},
    plan = { kind: 'named', jobId: asText('old') },
  }: { cancelledAfterMs?: number; pending?: number; rules?: Partial<Rules>; plan?: Baseline<'planned'> },
) {
  const clock = eventClock(0)
  const cancel = new AbortController()
  if (cancelledAfterMs !== undefined) {
    void clock.sleep(cancelledAfterMs, cancel.signal).then(() => cancel.abort(new Error('cancelled')))
  }
  let nth = 0
  const observed = await observe(
    [{ job: { id: asText('a'), label: null }, baseline: plan }],
    { ...DEFAULT_RULES, ...rules },
    WAITING,
    {
      fetch: async (jobId, limitMs, aborted) => {
        const isOld = jobId.given === 'old'
        if (isOld) nth += 1
        await clock.sleep(isOld ? Math.min(limitMs, answersAfterMs(nth)) : 200, aborted)
        aborted.throwIfAborted()
        if (isOld && fault !== null) throw fault
        const waiting = Array.from({ length: isOld ? 1 : pending }, () => seed({ placement: 'pending' }))
        return { ...inboxTest({ seeds: [seed(), ...waiting] }), jobId }
      },
      onWaiting: () => {},
      log: () => {},
      onResults: () => {},
      clock,
      signal: cancel.signal,
    },
  )
  return { clock, observed }
}

describe('the baseline', () => {
  const drop = { max_inbox_rate_drop: 5 }
  const named = (jobId: string): Baseline<'planned'> => ({ kind: 'named', jobId: asText(jobId) })

  test('is asked for once, however long the wait is and however many tests are compared with it', async () => {
    const { askedFor } = await watch(
      { a: arrivingAt(10), b: arrivingAt(10), old: arrivingAt(0) },
      ['a', 'b'],
      { baseline: named('old') },
    )
    expect(askedFor('old')).toHaveLength(1)
  })

  test('that is not Completed is asked for once more when the wait ends, and never polled', async () => {
    const { askedFor, observed } = await watch({ a: arrivingAt(10), old: arrivingAt(0, 5) }, ['a'], {
      baseline: named('old'),
    })
    expect(askedFor('old').map(({ atMs }) => Math.round(atMs / MINUTE))).toEqual([0, 10])
    expect(observed[0]?.baseline).toMatchObject({
      kind: 'read',
      isLastReading: true,
      test: { completed: true },
    })
  })

  test('is tried again until the time limit when a rule needs it, also when the test has ended', async () => {
    const late: Script = (elapsedMs) =>
      elapsedMs < 12 * MINUTE ? new ApiError('retry', '503', '') : inboxTest()
    const { observed } = await watch({ a: arrivingAt(1), old: late }, ['a'], {
      rules: drop,
      baseline: named('old'),
    })
    expect(observed[0]?.baseline.kind).toBe('read')
  })

  test('that is all the step still waits for leaves the log silent for no more than five minutes', async () => {
    const never: Script = () => new ApiError('retry', 'HTTP 503', '')
    const { log, observed } = await watch({ a: arrivingAt(0), old: never }, ['a'], {
      rules: drop,
      baseline: named('old'),
    })
    const told = log.filter((line) => line.startsWith('baseline old: ') && line.includes('HTTP 503'))
    expect(observed[0]?.baseline.kind).toBe('unreadable')
    expect(told.length).toBeGreaterThanOrEqual(30 / 5)
  })

  test('that is only shown prolongs the wait by ten seconds at most', async () => {
    const never: Script = () => new ApiError('retry', '503', '')
    const { observed, asked, clock } = await watch({ a: arrivingAt(1), old: never }, ['a'], {
      baseline: named('old'),
    })
    expect(observed[0]?.baseline).toEqual({ kind: 'not_read' })
    // Nor is it asked for any more.
    await clock.sleep(30 * MINUTE, new AbortController().signal)
    expect(Math.max(...asked.map(({ atMs }) => atMs))).toBeLessThan(MINUTE + 30_000)
  })

  test('that is only shown prolongs the wait by ten seconds for both of its looks together', async () => {
    const slow = { answersAfterMs: (nth: number) => (nth === 1 ? 9000 : 60_000) }
    const { clock, observed } = await compareTests(slow, {})
    expect(clock.now()).toBeLessThanOrEqual(10_200)
    expect(observed[0]?.baseline).toMatchObject({ kind: 'read', isLastReading: true })
  })

  test('that was read is final when the wait is cancelled', async () => {
    const cancelledAfterMs = 60_000
    const { observed } = await compareTests({ answersAfterMs: () => 200 }, { cancelledAfterMs, pending: 5 })
    expect(observed[0]).toMatchObject({
      waited: { ending: 'cancelled' },
      baseline: { kind: 'read', isLastReading: true },
    })
  })

  test.each<Baseline<'planned'>>([
    { kind: 'named', jobId: asText('old') },
    { kind: 'remembered', jobIds: [asText('old')], cause: '' },
  ])('that is still on its way when the run is cancelled is not read: %j', async (plan) => {
    const slow = { answersAfterMs: () => 25_000 }
    const { observed } = await compareTests(slow, { cancelledAfterMs: 10_000, pending: 5, plan })
    expect(observed[0]?.baseline).toEqual({ kind: 'not_read' })
  })

  test('that cannot be read a second time is what it was at first, and final', async () => {
    const old: Script = (elapsedMs) => (elapsedMs < MINUTE ? arrivingAt(0, 20)(elapsedMs) : refused('job')())
    const { observed, askedFor } = await watch({ a: arrivingAt(5), old }, ['a'], {
      rules: drop,
      baseline: named('old'),
    })
    // Like the test, it is asked for until the time limit: the API has known it.
    expect(askedFor('old').at(-1)?.atMs).toBeGreaterThanOrEqual(30 * MINUTE - 10)
    expect(observed[0]?.baseline).toMatchObject({
      kind: 'read',
      isLastReading: true,
      test: { summary: { received: 1 } },
      error: { kind: 'job' },
    })
  })

  test('that is being read a second time when the run is cancelled is what it was at first, and final', async () => {
    const { observed } = await compareTests(
      { answersAfterMs: (nth) => (nth === 1 ? 200 : 60_000) },
      { cancelledAfterMs: 5000, rules: drop },
    )
    expect(observed[0]?.baseline).toMatchObject({ kind: 'read', isLastReading: true })
  })

  test.each([
    ['the first', (): Error => new TypeError('oops')],
    [
      'the second',
      (elapsedMs: number) => (elapsedMs < MINUTE ? arrivingAt(0, 20)(elapsedMs) : new TypeError('oops')),
    ],
  ])('does not hide a fault of the action, met at %s look', async (_, old) => {
    await expect(watch({ a: arrivingAt(5), old }, ['a'], { baseline: named('old') })).rejects.toThrow('oops')
  })

  test('is not waited for when the test itself cannot be read', async () => {
    const { observed, asked, askedFor } = await watch({ a: refused('job'), old: arrivingAt(0, 20) }, ['a'], {
      rules: drop,
      baseline: named('old'),
    })
    expect(observed[0]?.waited.ending).toBe('refused')
    expect(Math.max(...asked.map(({ atMs }) => atMs))).toBeLessThan(MINUTE)
    expect(askedFor('old')).toHaveLength(1)
  })

  test('that is down ends no wait: a single look at the test goes on beside it', async () => {
    const { observed } = await watch(
      { a: arrivingAt(0, 20), old: () => new ApiError('retry', '503', '') },
      ['a'],
      {
        rules: drop,
        baseline: named('old'),
        waiting: { timeoutMs: 0 },
      },
    )
    expect(observed[0]).toMatchObject({
      waited: { ending: 'deadline', polls: 1 },
      baseline: { kind: 'unreadable' },
    })
    expect(observed[0]?.kind).toBe('answered')
  })

  test('that the API refuses ends no wait when it is only shown', async () => {
    const { observed } = await watch({ a: arrivingAt(5), old: refused('job') }, ['a'], {
      baseline: named('old'),
    })
    expect(observed[0]).toMatchObject({ waited: { ending: 'completed' }, baseline: { kind: 'unreadable' } })
  })

  test('that is cancelled between two tries is merely not read, whatever the first one met', async () => {
    const fault = new ApiError('retry', 'HTTP 503', '')
    const { observed } = await compareTests(
      { answersAfterMs: () => 200, fault },
      { cancelledAfterMs: 60_000, rules: drop },
    )
    expect(observed[0]?.baseline.kind).toBe('not_read')
  })

  test('is not asked for again before its Retry-After is over', async () => {
    const script: Script = (elapsedMs) => (elapsedMs < 1000 ? busy(90_000) : inboxTest())
    const { askedFor } = await watch({ a: arrivingAt(5), old: script }, ['a'], {
      rules: drop,
      baseline: named('old'),
    })
    expect(askedFor('old')[1]?.atMs).toBeGreaterThanOrEqual(90_000)
  })

  test('that the API refuses ends the wait at once when a rule needs it', async () => {
    const { observed, asked } = await watch({ a: arrivingAt(20), old: refused('job') }, ['a'], {
      rules: drop,
      baseline: named('old'),
    })
    expect(observed[0]).toMatchObject({ waited: { ending: 'refused' }, baseline: { kind: 'unreadable' } })
    expect(Math.max(...asked.map(({ atMs }) => atMs))).toBeLessThan(MINUTE)
  })

  test('from the history gives way to the next older one when the API no longer knows it', async () => {
    const remembered: Baseline<'planned'> = {
      kind: 'remembered',
      jobIds: ['gone', 'older'].map(asText),
      cause: '',
    }
    const { observed } = await watch({ a: arrivingAt(1), older: arrivingAt(0) }, ['a'], {
      baseline: remembered,
    })
    expect(observed[0]?.baseline).toMatchObject({ kind: 'read', test: { jobId: asText('older') } })
  })

  test('from the history gives way for no other fault', async () => {
    const remembered: Baseline<'planned'> = {
      kind: 'remembered',
      jobIds: ['closed', 'older'].map(asText),
      cause: '',
    }
    const { observed, askedFor } = await watch(
      { a: arrivingAt(1), closed: refused('access'), older: arrivingAt(0) },
      ['a'],
      { baseline: remembered },
    )
    expect(observed[0]?.baseline).toMatchObject({ kind: 'unreadable', error: { kind: 'access' } })
    expect(askedFor('older')).toEqual([])
  })

  test('from the history has one time limit for all that are tried', async () => {
    const remembered: Baseline<'planned'> = {
      kind: 'remembered',
      jobIds: ['gone', 'older'].map(asText),
      cause: '',
    }
    const down = new ApiError('retry', 'HTTP 503', '')
    const { observed, askedFor } = await watch(
      {
        a: arrivingAt(0),
        gone: (elapsedMs) => (elapsedMs < 20 * MINUTE ? down : refused('job')()),
        older: () => down,
      },
      ['a'],
      { rules: drop, baseline: remembered },
    )
    expect(observed[0]?.baseline).toMatchObject({ kind: 'unreadable', error: { kind: 'retry' } })
    expect(askedFor('older').length).toBeGreaterThan(5)
    expect(askedFor('older').at(-1)?.atMs).toBeLessThanOrEqual(30 * MINUTE)
  })

  test('from the history is not compared when the API knows none of its tests', async () => {
    const remembered: Baseline<'planned'> = {
      kind: 'remembered',
      jobIds: ['gone', 'gone-too'].map(asText),
      cause: 'gone',
    }
    const { observed } = await watch({ a: arrivingAt(1) }, ['a'], { rules: drop, baseline: remembered })
    expect(observed[0]?.waited.ending).toBe('completed')
    expect(observed[0]?.baseline.kind).toBe('not_compared')
  })

  test('keeps an early verdict open until it is read', async () => {
    const late: Script = (elapsedMs) =>
      elapsedMs < 3 * MINUTE ? new ApiError('retry', '503', '') : inboxTest()
    const { observed } = await watch({ a: arrivingAt(0, 0, 0, 0, 0, 0, 0, 0, 0, 20), old: late }, ['a'], {
      rules: { max_inbox_rate_drop: 50 },
      waiting: { waitFor: 'verdict' },
      baseline: named('old'),
    })
    expect(observed[0]?.waited.ending).toBe('certain')
    expect(observed[0]?.waited.waitedMs).toBeGreaterThanOrEqual(3 * MINUTE)
  })
})

describe('a quiet wait', () => {
  const quiet = { quietMs: 5 * MINUTE }

  test('ends when no further seed has arrived for so long, and not before', async () => {
    const { observed } = await watch({ a: arrivingAt(1, 4, 100) }, ['a'], { waiting: quiet })
    expect(observed[0]?.waited.ending).toBe('quiet')
    const minutes = (observed[0]?.waited.waitedMs ?? 0) / MINUTE
    expect(minutes).toBeGreaterThanOrEqual(9)
    expect(minutes).toBeLessThan(10)
  })

  test('goes on while nothing at all has arrived', async () => {
    const { observed } = await watch({ a: arrivingAt(100, 100) }, ['a'], { waiting: quiet })
    expect(observed[0]?.waited.ending).toBe('deadline')
  })

  test('is never ended by an outage', async () => {
    const script: Script = (elapsedMs) =>
      elapsedMs > 2 * MINUTE && elapsedMs < 20 * MINUTE
        ? new ApiError('retry', '503', '')
        : arrivingAt(1, 19)(elapsedMs)
    const { observed } = await watch({ a: script }, ['a'], { waiting: quiet })
    expect(observed[0]?.waited.ending).toBe('completed')
  })

  test('gives way to a certain verdict and to the deadline, which are named first', async () => {
    const certain = await watch({ a: arrivingAt(1, 1, 1, 1, 1, 1, 1, 1, 1, 100) }, ['a'], {
      waiting: { ...quiet, waitFor: 'verdict' },
    })
    expect(certain.observed[0]?.waited.ending).toBe('certain')
    const late = await watch({ a: arrivingAt(0, 100) }, ['a'], {
      waiting: { quietMs: MINUTE, timeoutMs: MINUTE, pollIntervalMs: 50_000 },
    })
    expect(late.observed[0]?.waited.ending).toBe('deadline')
  })

  test('does nothing to a single look', async () => {
    const { observed } = await watch({ a: arrivingAt(0, 100) }, ['a'], {
      waiting: { ...quiet, timeoutMs: 0 },
    })
    expect(observed[0]?.waited).toMatchObject({ ending: 'deadline', polls: 1 })
  })
})
