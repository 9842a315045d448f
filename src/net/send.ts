import { type Dispatcher, util } from 'undici'
import { type BodyReader, bodyReader } from './body.ts'
import { type HttpReply, type HttpRequest, ProxyFault, RequestTimeout, type Send } from './http.ts'
import { withTimeLimit } from './time-limit.ts'

/** How a server is reached. */
export interface Way {
  readonly dispatcher: Dispatcher
  readonly throughProxy: boolean
  /** How many connections have been opened on it so far. */
  opened(): number
}

/**
 * Sends over connections that stay open for the next request.
 * @param wayTo the way to a server; its errors are thrown by each request
 */
export function httpSender(wayTo: (url: URL) => Way): Send {
  return (request, signal) => {
    let isStuckAtProxy = false
    const expired = () => {
      const limit = `within ${shownSeconds(request.limitMs)} s`
      return isStuckAtProxy
        ? new ProxyFault(`no connection through the proxy ${limit}`)
        : new RequestTimeout(`no full answer ${limit}`)
    }
    return withTimeLimit(request.limitMs, signal, expired, async (limited) => {
      const way = wayTo(new URL(request.url))
      isStuckAtProxy = way.throughProxy
      const onConnected = () => {
        isStuckAtProxy = false
      }
      const reply = await exchange(way, request, onConnected, limited)
      // undici frees the connection one turn later. Without the wait, a request that follows at once would open another.
      await new Promise(setImmediate)
      return reply
    })
  }
}

/** Two digits: the time left until a deadline is rarely a round number. */
function shownSeconds(ms: number): number {
  return Number((ms / 1000).toPrecision(2))
}

async function exchange(
  way: Way,
  request: HttpRequest,
  onConnected: () => void,
  signal: AbortSignal,
): Promise<HttpReply> {
  const openedBefore = way.opened()
  try {
    return await dispatch(way.dispatcher, request, onConnected, signal)
  } catch (error) {
    // When no connection was opened meanwhile, the request went out on an old one.
    const wasOld = way.opened() === openedBefore
    if (error instanceof ClosedUnanswered && wasOld && request.mayRepeat === true)
      return await dispatch(way.dispatcher, request, onConnected, signal)
    throw error
  }
}

/**
 * Makes one request on one connection. It uses undici's `dispatch` because `request` neither tells when the connection is
 * open, nor reacts to an abort before that.
 */
function dispatch(
  dispatcher: Dispatcher,
  { method, url, headers, body, maxBytes }: HttpRequest,
  onConnected: () => void,
  signal: AbortSignal,
): Promise<HttpReply> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>()
  const { origin, pathname, search } = new URL(url)
  let reader: BodyReader | null = null
  let hangUp = (_: Error) => {}

  signal.throwIfAborted()
  const options: Dispatcher.DispatchOptions = {
    origin,
    path: pathname + search,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers, 'Accept-Encoding': 'gzip' },
    body: body ?? null,
    // The limit is for the whole exchange, not for parts of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  dispatcher.dispatch(options, {
    onConnect(abort) {
      // The connection opened too late: nobody waits for this request any more.
      if (signal.aborted) return abort(signal.reason)
      hangUp = abort
      signal.addEventListener('abort', () => abort(signal.reason))
      onConnected()
    },
    onHeaders(status, raw) {
      // A status below 200 only announces the answer.
      if (status < 200) return true
      const received = firstOfEach(util.parseHeaders(raw, Object.create(null)))
      reader = bodyReader(received['content-encoding'], maxBytes)
      reader.text.then(
        (text) => resolve({ status, headers: received, body: text }),
        (error) => {
          hangUp(error)
          reject(error)
        },
      )
      return true
    },
    onData(chunk) {
      reader?.take(chunk)
      return true
    },
    onComplete: () => reader?.end(),
    onError(error) {
      if (reader === null) reject(unanswered(error))
      else reader.end(brokenOff(error))
    },
  })
  return promise
}

function firstOfEach(headers: Record<string, string | string[]>): Record<string, string | undefined> {
  const entries = Object.entries(headers)
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))
}

/** The codes of undici (UND_ERR_SOCKET) and the system for a connection that the other side has closed. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']

/** The connection was closed before any of the answer had come. */
class ClosedUnanswered extends Error {}

function unanswered(error: Error): Error {
  return closedByOther(error, new ClosedUnanswered('closed without an answer', { cause: error }))
}

function brokenOff(error: Error): Error {
  return closedByOther(error, new Error('the answer broke off', { cause: error }))
}

/** @returns `closed` with the error's code if the other side has closed the connection, else the error as it is */
function closedByOther(error: Error & { code?: unknown }, closed: Error): Error {
  const { code } = error
  return CLOSED.includes(String(code)) ? Object.assign(closed, { code }) : error
}
