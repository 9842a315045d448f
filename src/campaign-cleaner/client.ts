import { ApiError } from '../core/api-error.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import {
  BodyTooLarge,
  faultText,
  type HttpReply,
  RequestTimeout,
  type Send,
  UnknownEncoding,
} from '../net/http.ts'
import { UnusableProxy } from '../net/proxy.ts'
import { oneLine } from '../privacy/untrusted-text.ts'
import { errorText, readInboxTest, ShapeError } from './response.ts'
import { retryAfterMs } from './retry-after.ts'

/** Unpacked. Some 150,000 seeds fit. */
const MAX_BODY_BYTES = 32 * 2 ** 20

/**
 * Asks once for the results of one test.
 * @throws ApiError for all that can go wrong; the signal's reason when it is aborted
 */
export type FetchInboxTest = (jobId: string, limitMs: number, signal: AbortSignal) => Promise<InboxTest>

export interface ClientOptions {
  readonly apiUrl: string
  readonly apiKey: string
  readonly userAgent: string
  /** Removes secrets from the API's texts. */
  readonly clean: (text: string) => string
  readonly send: Send
  /** Wall clock in milliseconds since 1970, for `Retry-After` dates. */
  readonly wallClock: () => number
}

/** Binds the API's address and key; the result asks for one test at a time. */
export function inboxTestClient(options: ClientOptions): FetchInboxTest {
  const host = new URL(options.apiUrl).host
  return async (jobId, limitMs, signal) => {
    let reply: HttpReply
    try {
      reply = await options.send(
        {
          method: 'POST',
          url: `${options.apiUrl}/get_inbox_test_results`,
          headers: {
            'X-CC-API-Key': options.apiKey,
            'Content-Type': 'application/json',
            Accept: 'application/json',
            'User-Agent': options.userAgent,
          },
          body: JSON.stringify({ job_id: jobId }),
          limitMs,
          maxBytes: MAX_BODY_BYTES,
        },
        signal,
      )
    } catch (error) {
      if (signal.aborted) throw error
      throw connectionError(error, host, options.clean)
    }
    return interpret(reply, jobId, options.clean, options.wallClock())
  }
}

/**
 * What a reply means.
 * @throws ApiError unless it holds the results of this test
 */
export function interpret(
  reply: HttpReply,
  jobId: string,
  clean: (text: string) => string,
  nowMs: number,
): InboxTest {
  if (reply.status >= 300 && reply.status < 400) throw redirectError(reply, clean)
  const body = parseJson(reply.body)
  const failure = failureOf(reply, errorText(body, clean), nowMs)
  if (failure !== null) throw failure
  if (body === undefined) {
    throw new ApiError(
      'retry',
      `the API answered HTTP ${reply.status} with a body that is not JSON`,
      RETRY_HINT,
    )
  }
  try {
    return readInboxTest(body, jobId, clean)
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new ApiError(
      'shape',
      `the API's answer cannot be judged: ${clean(error.message)}`,
      'No verdict rests on a guess. Look at the test in the Campaign Cleaner dashboard; if it looks right there, report this message.',
    )
  }
}

/** What the status and the error text of a reply say went wrong; null for a reply that may hold results. */
function failureOf({ status, headers }: HttpReply, text: string | null, nowMs: number): ApiError | null {
  const said = text === null ? '' : `: ${text}`
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const pause = retryAfterMs(headers['retry-after'], headers['date'], nowMs)
    return new ApiError('retry', `the API answered HTTP ${status}${said}`, RETRY_HINT, pause)
  }
  if (status === 401 || status === 403) return keyError(`the API refused the key (HTTP ${status})${said}`)
  if (status === 404) return jobError(`the API does not know this job_id (HTTP 404)${said}`)
  return status >= 400 || text !== null ? refusal(status, text ?? '', said) : null
}

function redirectError({ status, headers }: HttpReply, clean: (text: string) => string): ApiError {
  const target = headers['location'] === undefined ? '' : ` to ${oneLine(clean(headers['location']), 100)}`
  return new ApiError(
    'redirect',
    `the API answered with a redirect${target} (HTTP ${status}), which is not followed so that the key stays here`,
    'Check api_url: it must be the root of the API itself.',
  )
}

const RETRY_HINT =
  'The API could not be read in time. Run the job again later, or give timeout_minutes more time.'

const CONNECTION_HINT =
  "Check api_url and the runner's way to it: DNS, firewall, proxy (HTTPS_PROXY), and for a private certificate authority NODE_EXTRA_CA_CERTS. If it was an outage, run the job again later."

function keyError(message: string): ApiError {
  return new ApiError(
    'key',
    message,
    'Check api_key: is the secret set for this repository or environment, and is the key active in Campaign Cleaner?',
  )
}

function jobError(message: string): ApiError {
  return new ApiError(
    'job',
    message,
    'Check job_id: it must be the one create_inbox_test returned, for the account this api_key belongs to.',
  )
}

/** An error that comes with 200 or another 4xx says only in words whose fault it is. */
function refusal(status: number, text: string, said: string): ApiError {
  const message = `the API answered HTTP ${status}${said || ' without saying why'}`
  if (/api[ _-]?key|unauthori[sz]ed|authenticat|forbidden/iu.test(text)) return keyError(message)
  if (/\bjob(?:[ _-]?id)?\b/iu.test(text)) return jobError(message)
  if (status >= 400)
    return new ApiError('request', message, 'Check api_url and job_id; trying again would not help.')
  return new ApiError(
    'api',
    message,
    'Look the message up with Campaign Cleaner; trying again would not help.',
  )
}

function connectionError(error: unknown, host: string, clean: (text: string) => string): ApiError {
  if (error instanceof UnusableProxy) {
    return new ApiError(
      'request',
      error.message,
      'Check the environment variable HTTPS_PROXY (HTTP_PROXY, ALL_PROXY): it must be an http or https URL. NO_PROXY names the hosts to reach without it.',
    )
  }
  if (error instanceof BodyTooLarge || error instanceof UnknownEncoding) {
    return new ApiError(
      'size',
      `the API answered with ${oneLine(clean(error.message))}`,
      'Check api_url: is it the Campaign Cleaner API?',
    )
  }
  const reason = error instanceof RequestTimeout ? error.message : clean(faultText(error))
  const hint = error instanceof RequestTimeout ? RETRY_HINT : CONNECTION_HINT
  return new ApiError('retry', `the connection to ${host} failed: ${oneLine(reason)}`, hint)
}

/** undefined for what is not JSON; no JSON text means that. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
