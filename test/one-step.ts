import type { Effects } from '../src/effects.ts'
import type { HttpReply, Send } from '../src/net/http.ts'
import { run } from '../src/run.ts'
import type { Runner } from '../src/runner/runner.ts'
import { eventClock } from '../tools/clock/event-clock.ts'
import { fakeRunner, type RunnerRecord } from '../tools/runner/fake-runner.ts'
import { type BodyOverrides, seeds, testBody } from '../tools/sandbox/inbox-test-body.ts'

/** One request, as the scripted API sees it. */
interface Asked {
  readonly jobId: string
  /** 1 for the first poll of this test. */
  readonly poll: number
  /** Milliseconds since the step began. */
  readonly atMs: number
}

/** What the API answers; an error is the connection's. `never` is an answer that does not come in time. */
type Answer = HttpReply | Error | 'never'
export type Api = Answer | ((asked: Asked) => Answer)

export interface StepOptions extends Partial<Pick<Effects, 'signal' | 'openGitHub'>> {
  readonly runner?: Partial<Runner>
  /** Called as each effect on the runner begins. */
  readonly onEffect?: (what: keyof Runner) => void
}

export interface Step extends RunnerRecord {
  /** Every request to the API, in order. */
  readonly asked: readonly Asked[]
  /** Milliseconds from the first to the last of what the step did. */
  readonly tookMs: number
}

export const KEY = 'cc_live_9f8E7d6C5b4a'
export const TOKEN = 'ghs_Sn34kyT0kenOfTheWorkflow'

/** When every step here begins. Milliseconds since 1970. */
const BEGIN_MS = Date.UTC(2026, 10, 20, 9, 41)

/** Runs the whole step in this process: everything but the API, GitHub, the runner and the time is real. */
export async function step(
  inputs: Readonly<Record<string, string>>,
  api: Api,
  { runner = {}, onEffect, ...effects }: StepOptions = {},
): Promise<Step> {
  const record = fakeRunner({ job_id: 'job-1', api_key: KEY, ...inputs }, runner, onEffect)
  const clock = eventClock()
  const start = clock.now()
  const asked: Asked[] = []
  const send: Send = async ({ body, limitMs }, signal) => {
    const { job_id: jobId } = JSON.parse(String(body)) as { job_id: string }
    const poll = asked.filter((each) => each.jobId === jobId).length + 1
    const each = { jobId, poll, atMs: clock.now() - start }
    asked.push(each)
    const answer = typeof api === 'function' ? api(each) : api
    if (answer === 'never') await clock.sleep(limitMs, signal)
    signal.throwIfAborted()
    if (answer === 'never') throw new Error('no complete answer')
    if (answer instanceof Error) throw answer
    return answer
  }
  await run({
    runner: record.runner,
    clock,
    wallClock: () => BEGIN_MS + clock.now() - start,
    send,
    openGitHub: () => Promise.reject(new Error('GitHub was not to be asked')),
    signal: new AbortController().signal,
    ...effects,
  })
  return Object.assign(record, { asked, tookMs: clock.now() - start })
}

/** HTTP 200 with a body that may be anything. */
export function ok(body: object): HttpReply {
  return { status: 200, headers: {}, body: JSON.stringify(body) }
}

/** HTTP with a status and the API's error. */
export function failing(
  status: number,
  error = 'Not like this',
  headers: HttpReply['headers'] = {},
): HttpReply {
  return { status, headers, body: JSON.stringify({ error }) }
}

/** A test whose seeds are so many of each placement, all at Gmail. Two tests of one size have the same addresses. */
export function placed(counts: Readonly<Record<string, number>>, over: BodyOverrides = {}): HttpReply {
  let nth = 0
  const specs = Object.entries(counts).flatMap(([placement, count]) =>
    seeds(count, () => {
      nth += 1
      return { provider: 'Gmail', placement, address: `seed-${nth}@gmail.example` }
    }),
  )
  return ok(testBody(specs, over))
}

/** The answer of each test by its id; 404 for every other. */
export function byJob(answers: Readonly<Record<string, Api>>): Api {
  return (asked) => {
    const answer = answers[asked.jobId] ?? failing(404, 'Job not found')
    return typeof answer === 'function' ? answer(asked) : answer
  }
}

export const levels = ({ annotations }: RunnerRecord) => annotations.map(({ level }) => level)
