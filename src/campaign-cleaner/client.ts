import { ApiError } from '../core/api-error.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import { parseJson } from '../core/json.ts'
import type { Show, Text } from '../core/text.ts'
import {
  BodyTooLarge,
  CompressedBody,
  faultText,
  type HttpReply,
  type HttpRequest,
  ProxyFault,
  RequestTimeout,
  type Send,
} from '../net/http.ts'
import { UnusableProxy } from '../net/proxy.ts'
import { oneLine } from '../privacy/one-line.ts'
import { causeOf, type ErrorCause } from './error-cause.ts'
import { errorText } from './error-text.ts'
import { isFields, ShapeError } from './fields.ts'
import { type Reading, readInboxTest } from './response.ts'
import { retryAfterMs } from './retry-after.ts'

/** Bytes. The largest test that is accepted fits several times. */
const MAX_BODY_BYTES = 8 * 2 ** 20

/**
 * Asks once for the results of one test.
 * @throws ApiError for all that can go wrong; the signal's reason when it is aborted
 */
export type FetchInboxTest = (
  jobId: Text,
  reading: Reading,
  limitMs: number,
  signal: AbortSignal,
) => Promise<InboxTest>

export interface ClientOptions {
  readonly apiUrl: string
  readonly apiKey: string
  readonly userAgent: string
  readonly send: Send
  /** Wall clock in milliseconds since 1970, for `Retry-After` dates. */
  readonly wallClock: () => number
}

/** Binds the API's address and key; the result asks for one test at a time. */
export function inboxTestClient(options: ClientOptions): FetchInboxTest {
  const host = new URL(options.apiUrl).host
  return async (jobId, reading, limitMs, signal) => {
    let reply: HttpReply
    try {
      reply = await options.send(
        apiRequest(options, 'get_inbox_test_results', { job_id: jobId.given }, limitMs),
        signal,
      )
    } catch (error) {
      if (signal.aborted) throw error
      throw connectionError(error, host, reading.texts.show)
    }
    return interpret(reply, jobId, reading, options.wallClock())
  }
}

/** A request to one endpoint of the API, as all of them take it. */
export function apiRequest(
  { apiUrl, apiKey, userAgent }: ClientOptions,
  endpoint: string,
  fields: object,
  limitMs: number,
): HttpRequest {
  return {
    method: 'POST',
    url: `${apiUrl}/${endpoint}`,
    headers: {
      'X-CC-API-Key': apiKey,
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'User-Agent': userAgent,
    },
    body: JSON.stringify(fields),
    limitMs,
    maxBytes: MAX_BODY_BYTES,
  }
}

/**
 * What a reply means.
 * @throws ApiError unless it holds the results of this test
 */
export function interpret(reply: HttpReply, jobId: Text, reading: Reading, nowMs: number): InboxTest {
  const { show, text } = reading.texts
  if (reply.status >= 300 && reply.status < 400) throw redirectError(reply, show)
  const body = parseJson(reply.body)
  const error = errorText(body, reply.status >= 400)
  const cause = error === null ? null : causeOf(oneLine(error), jobId.given)
  const quoted = error === null ? null : text(error)
  const failure = failureOf(reply, { isApis: isFields(body), text: quoted, cause }, nowMs)
  if (failure !== null) throw failure
  if (body === undefined) {
    throw new ApiError(
      'retry',
      `the API answered HTTP ${reply.status} with a body that is not JSON`,
      NOT_JSON_HINT,
      { reason: 'the API did not answer in JSON' },
    )
  }
  try {
    return readInboxTest(body, jobId, reading)
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new ApiError(
      'shape',
      `the API's response is unusable: ${show(error.message)}`,
      'Look at the test in the Campaign Cleaner dashboard. If it looks right there, report this message; the gate never guesses.',
      { reason: 'the API gave an answer that cannot be used' },
    )
  }
}

export interface ErrorBody {
  /** Whether the body is in the API's own form, a JSON object. What stands between answers in another. */
  readonly isApis: boolean
  /** The error's text; null when the body is no error. */
  readonly text: Text | null
  readonly cause: ErrorCause | null
}

/** What the status and the body of a reply say went wrong; null for a reply that may hold results. */
export function failureOf(
  reply: HttpReply,
  { isApis, text, cause }: ErrorBody,
  nowMs: number,
): ApiError | null {
  const { status, headers } = reply
  const said = text === null ? '' : `: ${oneLine(text.shown)}`
  const pauseMs = retryAfterMs(headers['retry-after'], headers['date'], nowMs)
  const wantsFewer = isBusy(status, pauseMs, cause)
  if (wantsFewer || isTransient(status)) {
    return new ApiError(wantsFewer ? 'busy' : 'retry', `the API answered HTTP ${status}${said}`, RETRY_HINT, {
      reason: `the API answered HTTP ${status}`,
      retryAfterMs: pauseMs,
    })
  }
  if (status === 401 || status === 403 || status === 404) {
    if (!isApis) return notTheApi(reply)
    if (status !== 404) return keyError(`the API refused the key (HTTP ${status})${said}`, status === 401)
    return jobError(
      `the API does not know this job id (HTTP 404)${said}`,
      'the API does not know this job id',
    )
  }
  return status >= 400 || text !== null ? refusal(status, cause, said) : null
}

/** Whether the server asks for fewer requests. Some say so with 403, and an error with 200 can say anything. */
function isBusy(status: number, pauseMs: number | null, cause: ErrorCause | null): boolean {
  if (status === 429 || (status === 403 && pauseMs !== null)) return true
  return cause === 'rate limit' && (status === 403 || status < 300)
}

/** Statuses after which the same request may succeed. */
function isTransient(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429
}

/** A firewall's page must not be blamed on the key, nor that of a wrong address on the job id. */
function notTheApi({ status, body }: HttpReply): ApiError {
  const form = /^\s*</u.test(body) ? 'a web page' : 'no JSON object'
  return new ApiError(
    'not_api',
    `this is not the API: it answered HTTP ${status} with ${body.trim() === '' ? 'nothing' : form}`,
    'Check `api_url`; a firewall or proxy may stand between.',
    { reason: 'this is not the API' },
  )
}

export function redirectError({ status, headers }: HttpReply, show: Show): ApiError {
  const { location } = headers
  const target = location === undefined ? '' : ` to ${oneLine(show(location), 100)}`
  return new ApiError(
    'redirect',
    `the API answered with a redirect${target} (HTTP ${status}), which is not followed so that the key stays here`,
    'Check `api_url`: it must be the root of the API itself.',
    { reason: 'the API answered with a redirect' },
  )
}

const NOT_JSON_HINT =
  'Check `api_url`: the Campaign Cleaner API answers in JSON. If the address is right, run the job again later, or raise `timeout_minutes`.'

const RETRY_HINT = 'The API could not be read in time. Run the job again later, or raise `timeout_minutes`.'

const CONNECTION_HINT =
  'Check `api_url` and the network path to it: DNS, firewall, proxy (`HTTPS_PROXY`), and for a private certificate authority `NODE_EXTRA_CA_CERTS`. If it was an outage, run the job again later.'

const PROXY_CREDENTIALS_HINT =
  'Write the user name and the password of the proxy into `HTTPS_PROXY` (`HTTP_PROXY`, `ALL_PROXY`): `http://user:password@host:port`, with `%` in them as `%25` and `@` as `%40`.'

/** @param refusesAll whether the key is refused for every test */
function keyError(message: string, refusesAll: boolean): ApiError {
  return new ApiError(
    refusesAll ? 'key' : 'access',
    message,
    'Check `api_key`: is the secret set for this repository or environment, and is the key active in Campaign Cleaner?',
    { reason: 'the API refused the key' },
  )
}

function jobError(message: string, reason: string): ApiError {
  return new ApiError(
    'job',
    message,
    'Check `job_id`: it must be the one that `create_inbox_test` returned, for the account that this `api_key` belongs to.',
    { reason },
  )
}

/** With 200 or another 4xx, only the words of the error tell what is at fault. */
function refusal(status: number, cause: ErrorCause | null, said: string): ApiError {
  const message = `the API answered HTTP ${status}${said || ' without saying why'}`
  if (cause === 'key') return keyError(message, false)
  if (cause === 'job') return jobError(message, 'the API refused the job id')
  if (status >= 400) {
    return new ApiError('request', message, 'Check `api_url` and `job_id`; trying again would not help.', {
      reason: `the API answered HTTP ${status}`,
    })
  }
  return new ApiError('api', message, 'Ask Campaign Cleaner what it means; trying again would not help.', {
    reason: 'the API answered with an error',
  })
}

export function connectionError(error: unknown, host: string, show: Show): ApiError {
  if (error instanceof UnusableProxy) {
    return new ApiError(
      'request',
      error.message,
      'Check the environment variable `HTTPS_PROXY` (`HTTP_PROXY`, `ALL_PROXY`): it must be an http or https URL. `NO_PROXY` names the hosts to reach without it.',
      { reason: 'the proxy cannot be used' },
    )
  }
  if (error instanceof CompressedBody && isTransient(error.status)) {
    return new ApiError(
      error.status === 429 ? 'busy' : 'retry',
      `the API answered HTTP ${error.status} with ${oneLine(show(error.message))}`,
      RETRY_HINT,
      { reason: `the API answered HTTP ${error.status}` },
    )
  }
  if (error instanceof BodyTooLarge || error instanceof CompressedBody) {
    return new ApiError(
      error instanceof BodyTooLarge ? 'size' : 'not_api',
      `the API answered with ${oneLine(show(error.message))}`,
      'Check `api_url`: is it the Campaign Cleaner API?',
      { reason: 'the API gave an answer that cannot be read' },
    )
  }
  const isLate = error instanceof RequestTimeout
  const fault = isLate ? error.message : show(faultText(error))
  return new ApiError('retry', `the connection to ${host} failed: ${oneLine(fault)}`, connectionHint(error), {
    reason: isLate ? 'the API did not answer in time' : 'the connection to the API failed',
  })
}

function connectionHint(error: unknown): string {
  if (error instanceof RequestTimeout) return RETRY_HINT
  return error instanceof ProxyFault && error.wantsCredentials ? PROXY_CREDENTIALS_HINT : CONNECTION_HINT
}
