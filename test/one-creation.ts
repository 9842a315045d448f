import { type CreateEffects, create } from '../src/create.ts'
import type { HttpReply, HttpRequest, Send } from '../src/net/http.ts'
import type { Runner } from '../src/runner/runner.ts'
import { fakeClock } from '../tools/clock/fake-clock.ts'
import { fakeRunner, type RunnerRecord } from '../tools/runner/fake-runner.ts'

export const KEY = 'cc_live_9f8E7d6C5b4a'
export const SEEDS = ['seed.1@gmail.example', 's-2+x@mail.yahoo.example', 'seed.3@gmail.example']

/** What becomes of one request: a reply, or an error before or after a connection was open. */
export type Fate = HttpReply | { readonly unsent: Error } | { readonly lost: Error }

export interface Creation extends RunnerRecord {
  readonly requests: readonly HttpRequest[]
  /** Milliseconds slept between requests. */
  readonly pauses: readonly number[]
}

export interface CreationOptions extends Partial<Pick<CreateEffects, 'signal'>> {
  readonly runner?: Partial<Runner>
}

/** Runs the whole step that creates a test in this process; only the API, the runner and the time are not real. */
export async function creation(
  api: Fate | ((nth: number) => Fate),
  inputs: Readonly<Record<string, string>> = {},
  { runner = {}, signal = new AbortController().signal }: CreationOptions = {},
): Promise<Creation> {
  const record = fakeRunner({ test_name: 'Spring', api_key: KEY, ...inputs }, runner)
  const clock = fakeClock()
  const requests: HttpRequest[] = []
  const send: Send = (request) => {
    if (signal.aborted) return Promise.reject(signal.reason)
    requests.push(request)
    const fate = typeof api === 'function' ? api(requests.length) : api
    if ('unsent' in fate) return Promise.reject(fate.unsent)
    request.onConnected?.()
    return 'lost' in fate ? Promise.reject(fate.lost) : Promise.resolve(fate)
  }
  await create({ runner: record.runner, clock, wallClock: () => Date.UTC(2026, 10, 26), send, signal })
  return Object.assign(record, { requests, pauses: clock.sleeps })
}

/** An answer with a JSON body. */
export function answer(body: unknown, status = 200, headers: HttpReply['headers'] = {}): HttpReply {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

/** The good answer, with some fields different; undefined leaves one out. */
export function created(over: Readonly<Record<string, unknown>> = {}): HttpReply {
  return answer({ job_id: 'job-7', test_name: 'Spring', send_to: SEEDS, ...over })
}
