import { ApiError } from '../core/api-error.ts'
import type { CreatedTest } from '../core/created-test.ts'
import { parseJson } from '../core/json.ts'
import { type Show, Text } from '../core/text.ts'
import { type HttpReply, isOfJavaScript } from '../net/http.ts'
import { withoutMailboxes } from '../privacy/addresses.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { apiRequest, type ClientOptions, connectionError, redirectError } from './client.ts'
import { readCreatedTest, readJobId } from './created-test.ts'
import { causeOf } from './error-cause.ts'
import { errorText } from './error-text.ts'
import { isFields, ShapeError } from './fields.ts'
import { failureOf } from './refusals.ts'

/**
 * Asks once for a new test. The API may create one for each request that reaches it, so an error is retryable only if this one
 * surely did nothing: no connection was opened, or the API asked for fewer requests (429).
 * @param fields the body of the request
 * @throws ApiError for all that can go wrong, also when the signal is aborted; a fault of the action before that as it is
 */
export type CreateTest = (fields: object, limitMs: number, signal: AbortSignal) => Promise<CreatedTest>

export interface CreateTestOptions extends ClientOptions {
  readonly secrets: Secrets
}

/** Binds the API's address and key. */
export function createTestClient(options: CreateTestOptions): CreateTest {
  const { secrets, send, wallClock } = options
  const { host } = new URL(options.apiUrl)
  const show: Show = (text) => withoutMailboxes(secrets.remove(text), 'masked')
  return async (fields, limitMs, signal) => {
    let mayHaveArrived = false
    const onConnected = () => {
      mayHaveArrived = true
    }
    let reply: HttpReply
    try {
      const request = apiRequest(options, 'create_inbox_test', fields, limitMs)
      reply = await send({ ...request, onConnected }, signal)
    } catch (error) {
      const isOurs = isOfJavaScript(error)
      if (isOurs && !mayHaveArrived) throw error
      const fault = isOurs ? UNEXPECTED : connectionError(error, host, show)
      const reason = signal.aborted ? cancelled(signal) : fault
      throw mayHaveArrived ? perhapsCreated(reason) : reason
    }
    return interpretCreation(reply, secrets, show, wallClock())
  }
}

function interpretCreation(reply: HttpReply, secrets: Secrets, show: Show, nowMs: number): CreatedTest {
  const { status } = reply
  if (status >= 300 && status < 400) throw redirectError(reply, show)
  const body = parseJson(reply.body)
  const jobId = readJobId(body)
  // An id stays whole, whatever it looks like: somebody has to find the test.
  const shownId = jobId === null ? null : secrets.remove(jobId)
  const failure = failureIn(reply, body, show, nowMs)
  if (failure !== null) throw naming(shownId, failure)
  try {
    const test = readCreatedTest(body)
    if (shownId !== test.jobId) throw new ShapeError('job_id', jobId, 'an id without the api_key in it')
    return test
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    const message = `the API's response is unusable: ${show(error.message)}`
    throw naming(shownId, perhapsCreated(new ApiError('shape', message, '')))
  }
}

/** What is wrong with a reply; null for one that may hold a test. */
function failureIn(reply: HttpReply, body: unknown, show: Show, nowMs: number): ApiError | null {
  const { status } = reply
  const isRefusal = status >= 400
  const found = errorText(isRefusal || !isFields(body) ? body : withoutNotes(body), isRefusal)
  const text = found === null ? null : new Text(found, show)
  const cause = found === null ? null : causeOf(oneLine(found), '')
  const failure = failureOf(reply, { isApis: isFields(body), text, cause }, nowMs)
  if (failure === null) {
    if (body !== undefined) return null
    const message = `the API answered HTTP ${status} with a body that is not JSON`
    return perhapsCreated(new ApiError('api', message, ''))
  }
  if (status === 429)
    return new ApiError('busy', failure.message, BUSY_HINT, { retryAfterMs: failure.retryAfterMs })
  if (status >= 500 || status === 408 || status === 425) return perhapsCreated(failure)
  if (failure.retryable)
    return new ApiError('request', failure.message, BUSY_HINT, { retryAfterMs: failure.retryAfterMs })
  // The others speak of a job id, and there is none in this request.
  if (['key', 'access', 'not_api'].includes(failure.kind)) return failure
  const message = `the API answered HTTP ${status}${text === null ? ' without saying why' : `: ${oneLine(text.shown)}`}`
  return new ApiError('request', message, isFields(body) ? REFUSED_HINT : NOT_THE_API_HINT)
}

/** A good answer may have a message too: only a status that is an error makes an error of it. */
function withoutNotes({ message: _, detail: __, ...fields }: Readonly<Record<string, unknown>>): object {
  return fields
}

const BUSY_HINT = 'The API asks for fewer requests: run the job again later, or raise `timeout_minutes`.'

const REFUSED_HINT =
  'The API created no test, and says why. If it asks for a field that this step does not send, give it in `extra_fields`; trying again as it is would not help.'

const NOT_THE_API_HINT = 'Check `api_url`; a firewall or a proxy may have answered in its place.'

/** Stands for a fault of the action: JavaScript's own words say nothing to a user. */
const UNEXPECTED = new ApiError('api', 'unexpected error', '')

/** The request may have done its work, whatever became of the answer. */
function perhapsCreated({ message }: ApiError): ApiError {
  return new ApiError('api', message, PERHAPS_CREATED_HINT)
}

const PERHAPS_CREATED_HINT =
  'The test may exist all the same: look in Campaign Cleaner before you run this again.'

/** The error with the id of the test, if one came: that test exists. */
function naming(jobId: string | null, error: ApiError): ApiError {
  if (jobId === null) return error
  return new ApiError(error.kind, `${error.message} (the answer names the job_id ${jobId})`, error.hint, {
    retryAfterMs: error.retryAfterMs,
  })
}

function cancelled({ reason }: AbortSignal): ApiError {
  const message = reason instanceof Error ? reason.message : 'cancelled'
  return new ApiError('request', message, 'Nothing was sent to the API yet.')
}
