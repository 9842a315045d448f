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
  isOfJavaScript,
  ProxyFault,
  RequestTimeout,
  type Send,
} from '../net/http.ts'
import { UnusableProxy } from '../net/proxy.ts'
import { oneLine } from '../privacy/one-line.ts'
import { causeOf } from './error-cause.ts'
import { errorText } from './error-text.ts'
import { isFields, ShapeError } from './fields.ts'
import { failureOf, isTransient, RETRY_HINT } from './refusals.ts'
import { type Reading, readInboxTest } from './response.ts'

/** Bytes. The largest test that is accepted fits several times. */
const MAX_BODY_BYTES = 8 * 2 ** 20

/**
 * Asks once for the results of one test.
 * @throws ApiError for all that can go wrong; the signal's reason when it is aborted; a fault of the action as it is
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
      if (signal.aborted || isOfJavaScript(error)) throw error
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
 * @throws ApiError unless it contains the results of this test
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
      { reason: "the API's response is unusable" },
    )
  }
}

export function redirectError({ status, headers }: HttpReply, show: Show): ApiError {
  const { location } = headers
  const target = location === undefined ? '' : ` to ${oneLine(show(location), 100)}`
  return new ApiError(
    'redirect',
    `the API answered with a redirect${target} (HTTP ${status}), which is not followed, so that the key goes nowhere else`,
    'Check `api_url`: it must be the root of the API itself.',
    { reason: 'the API answered with a redirect' },
  )
}

const NOT_JSON_HINT =
  'Check `api_url`: the Campaign Cleaner API answers in JSON. If the address is right, run the job again later, or raise `timeout_minutes`.'

const CONNECTION_HINT =
  'Check `api_url` and the network path to it: DNS, firewall, proxy (`HTTPS_PROXY`), and for a private certificate authority `NODE_EXTRA_CA_CERTS`. If it was an outage, run the job again later.'

const PROXY_CREDENTIALS_HINT =
  'Write the user name and the password of the proxy into `HTTPS_PROXY` (`HTTP_PROXY`, `ALL_PROXY`): `http://user:password@host:port`, with `%` in them as `%25` and `@` as `%40`.'

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
      { reason: "the API's response cannot be read" },
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
