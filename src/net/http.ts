import type { Agent, IncomingMessage, RequestOptions } from 'node:http'
import type { Readable } from 'node:stream'
import { withTimeLimit } from './time-limit.ts'

export interface HttpRequest {
  readonly method: string
  /** http or https. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Milliseconds for the whole exchange, from connecting to the last byte. */
  readonly limitMs: number
  /** Largest body accepted, in bytes, unpacked. */
  readonly maxBytes: number
}

/** A reply whose body has been read in full. Header names are in lower case; of several by one name, the first. */
export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/**
 * Sends a request once. Redirects are not followed: they come back as any other reply.
 * @throws RequestTimeout, BodyTooLarge, UnknownEncoding, the signal's reason when it is aborted, or the connection's error
 */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>

/** A connection's error in one line, with the system's code where there is one: it is short, stable and what people search for. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, code } = firstOf(error)
  return typeof code === 'string' ? `${message.trim()} (${code})` : message.trim()
}

/** Where several addresses were tried, each has an error of its own, and the one around them has no message. */
function firstOf(error: Error): Error & { code?: unknown } {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first : error
}

/** The exchange took longer than its limit. */
export class RequestTimeout extends Error {}

/** The body is larger than is accepted; what was not read stays unread. */
export class BodyTooLarge extends Error {}

/** The body is packed in a way that was not asked for. */
export class UnknownEncoding extends Error {}

/**
 * Sends over connections that are kept open for a next request that follows soon.
 * @param agentFor the way to a server, such as a proxy; undefined for the direct one. Its errors are thrown by each request
 */
export function httpSender(agentFor: (url: URL) => Promise<Agent> | undefined): Send {
  return (request, signal) => {
    const expired = () => new RequestTimeout(`no full answer within ${shownSeconds(request.limitMs)} s`)
    return withTimeLimit(request.limitMs, signal, expired, async (limited) => {
      const url = new URL(request.url)
      const agent = await agentFor(url)
      const reply = await exchange(url, request, agent, limited)
      const headers = Object.entries(reply.headersDistinct).map(([name, values = []]) => [name, values[0]])
      return {
        status: reply.statusCode ?? 0,
        headers: Object.fromEntries(headers),
        body: await readBody(reply, request.maxBytes),
      }
    })
  }
}

/** Resolves with the head of the answer; the body follows. */
function exchange(
  url: URL,
  { method, headers, body }: HttpRequest,
  agent: Agent | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = { method, signal, headers: { ...headers, 'Accept-Encoding': 'gzip' } }
  if (agent !== undefined) options.agent = agent
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const fail = (error: Error) => reject(agent === undefined ? error : throughProxy(error))
    httpModule(url)
      .request(url, options)
      .on('error', fail)
      .on('response', resolve)
      // Comes last, and alone when the server switches to another protocol.
      .on('close', () => fail(new Error('closed without an answer')))
      .end(body)
  })
}

/** The agent has only the proxy's status to say, which would be taken for the server's. */
function throughProxy(error: Error): Error {
  const { message, code } = firstOf(error)
  return Object.assign(new Error(`through the proxy: ${message}`, { cause: error }), { code })
}

/**
 * A static `import` of these modules reads every name they export, WebSocket among them, and so loads all of Node's `fetch`;
 * that takes longer than the rest of the step.
 */
function httpModule({ protocol }: URL) {
  return process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http')
}

/** What is left until a deadline is rarely a round number. */
function shownSeconds(ms: number): number {
  return Number((ms / 1000).toPrecision(2))
}

async function readBody(reply: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of await unpacked(reply)) {
      size += chunk.length
      if (size > maxBytes) throw new BodyTooLarge(`a body of more than ${maxBytes / 2 ** 20} MiB`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw brokenOff(error)
  } finally {
    // Leaves no socket behind on which an endless body would go on arriving.
    reply.destroy()
  }
  return new TextDecoder().decode(Buffer.concat(chunks, size))
}

/** Node says no more than "aborted" of a connection that is gone before the end. */
function brokenOff(error: unknown): unknown {
  if (!(error instanceof Error) || error.message !== 'aborted') return error
  return Object.assign(new Error('the answer broke off', { cause: error }), { code: 'ECONNRESET' })
}

async function unpacked(reply: IncomingMessage): Promise<Readable> {
  const name = reply.headers['content-encoding']?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return reply
  if (name !== 'gzip' && name !== 'x-gzip')
    throw new UnknownEncoding(`a body packed as ${JSON.stringify(name)}`)
  // Most answers are small and come unpacked; the others can pay for loading this.
  const { createGunzip } = await import('node:zlib')
  const gunzip = createGunzip()
  reply.on('error', (error) => gunzip.destroy(error))
  return reply.pipe(gunzip)
}
