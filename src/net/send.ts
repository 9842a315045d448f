import { type Dispatcher, util } from 'undici'
import { type BodyReader, bodyReader } from './body.ts'
import {
  CompressedBody,
  type HttpReply,
  type HttpRequest,
  ProxyFault,
  RequestTimeout,
  type Send,
} from './http.ts'
import { withTimeLimit } from './time-limit.ts'

/** How a server is reached. */
export interface Route {
  readonly dispatch: Dispatcher['dispatch']
  readonly throughProxy: boolean
}

/**
 * Sends over connections that stay open for the next request. undici closes one that has been idle for four seconds, sooner than
 * most servers do and before the next poll. A request that still meets a connection that the server has just closed fails like
 * any other; it is not sent again here, because only the caller knows whether that would do something twice.
 * @param routeTo the route to a server; its errors are thrown by each request
 */
export function httpSender(routeTo: (url: URL) => Route): Send {
  return (request, signal) => {
    let isStuckAtProxy = false
    const expired = () => {
      const limit = `within ${shownSeconds(request.limitMs)} s`
      return isStuckAtProxy
        ? new ProxyFault(`no connection through the proxy ${limit}`)
        : new RequestTimeout(`no complete answer ${limit}`)
    }
    return withTimeLimit(request.limitMs, signal, expired, async (limited) => {
      const route = routeTo(new URL(request.url))
      isStuckAtProxy = route.throughProxy
      const onConnected = () => {
        isStuckAtProxy = false
        request.onConnected?.()
      }
      const reply = await exchange(route, request, onConnected, limited)
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

/**
 * Makes one request on one connection. It uses undici's `dispatch` because `request` neither tells when the connection is
 * open, nor reacts to an abort before that.
 */
function exchange(
  { dispatch }: Route,
  { method, url, headers, body, maxBytes }: HttpRequest,
  onConnected: () => void,
  signal: AbortSignal,
): Promise<HttpReply> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>()
  const { origin, pathname, search } = new URL(url)
  let reply: (Pick<HttpReply, 'status' | 'headers'> & { readonly reader: BodyReader }) | null = null

  signal.throwIfAborted()
  const options: Dispatcher.DispatchOptions = {
    origin,
    path: pathname + search,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers, 'Accept-Encoding': 'identity' },
    body: body ?? null,
    // The limit is for the whole exchange, not for parts of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  dispatch(options, {
    onConnect(abort) {
      // The connection opened too late: nobody waits for this request any more.
      if (signal.aborted) return abort(signal.reason)
      signal.addEventListener('abort', () => abort(signal.reason))
      onConnected()
    },
    onHeaders(status, raw) {
      // A status below 200 only announces the answer.
      if (status < 200) return true
      const received = firstOfEach(util.parseHeaders(raw, Object.create(null)))
      const encoding = received['content-encoding']?.trim().toLowerCase() ?? ''
      if (encoding !== '' && encoding !== 'identity') throw new CompressedBody(encoding, status)
      reply = { status, headers: received, reader: bodyReader(maxBytes) }
      return true
    },
    onData(chunk) {
      reply?.reader.take(chunk)
      return true
    },
    onComplete() {
      if (reply !== null) resolve({ status: reply.status, headers: reply.headers, body: reply.reader.text() })
    },
    onError: (error) => reject(closedByOther(error, reply === null ? UNANSWERED : BROKEN_OFF)),
  })
  return promise
}

function firstOfEach(headers: Record<string, string | string[]>): Record<string, string | undefined> {
  const entries = Object.entries(headers)
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))
}

/** The codes of undici (UND_ERR_SOCKET) and the system for a connection that the other side has closed. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']

const UNANSWERED = 'closed without an answer'
const BROKEN_OFF = 'the answer was cut off'

/** @returns an error that says so, with the same code, if the other side has closed the connection; else the error as it is */
function closedByOther(error: Error & { code?: unknown }, message: string): Error {
  const { code } = error
  return CLOSED.includes(String(code)) ? Object.assign(new Error(message, { cause: error }), { code }) : error
}
