import { ApiError } from '../core/api-error.ts'
import type { Text } from '../core/text.ts'
import type { HttpReply } from '../net/http.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { ErrorCause } from './error-cause.ts'
import { retryAfterMs } from './retry-after.ts'

export const RETRY_HINT =
  'The API could not be read in time. Run the job again later, or raise `timeout_minutes`.'

interface ErrorBody {
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
  const detail = text === null ? '' : `: ${oneLine(text.shown)}`
  const pauseMs = retryAfterMs(headers['retry-after'], headers['date'], nowMs)
  const wantsFewer = isBusy(status, pauseMs, cause)
  if (wantsFewer || isTransient(status)) {
    return new ApiError(
      wantsFewer ? 'busy' : 'retry',
      `the API answered HTTP ${status}${detail}`,
      RETRY_HINT,
      {
        reason: `the API answered HTTP ${status}`,
        retryAfterMs: pauseMs,
      },
    )
  }
  if (status === 401 || status === 403 || status === 404) {
    if (!isApis) return notTheApi(reply)
    if (status !== 404) return keyError(`the API refused the key (HTTP ${status})${detail}`, status === 401)
    return jobError(
      `the API does not know this job id (HTTP 404)${detail}`,
      'the API does not know this job id',
    )
  }
  return status >= 400 || text !== null ? refusal(status, cause, detail) : null
}

/** Whether the server asks for fewer requests. Some say so with 403, and an error with 200 can say anything. */
function isBusy(status: number, pauseMs: number | null, cause: ErrorCause | null): boolean {
  if (status === 429 || (status === 403 && pauseMs !== null)) return true
  return cause === 'rate limit' && (status === 403 || status < 300)
}

/** Statuses after which the same request may succeed. */
export function isTransient(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429
}

/** A firewall's page must not be blamed on the key, nor that of a wrong address on the job id. */
function notTheApi({ status, body }: HttpReply): ApiError {
  const form = /^\s*</u.test(body) ? 'a web page' : 'no JSON object'
  return new ApiError(
    'not_api',
    `this is not the API: it answered HTTP ${status} with ${body.trim() === '' ? 'nothing' : form}`,
    'Check `api_url`; a firewall or a proxy may have answered in its place.',
    { reason: 'this is not the API' },
  )
}

/** With 200 or another 4xx, only the words of the error tell what is at fault. */
function refusal(status: number, cause: ErrorCause | null, detail: string): ApiError {
  const message = `the API answered HTTP ${status}${detail || ' without saying why'}`
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
