import type { Readable } from 'node:stream'
import { type Dispatcher, request } from './undici.ts'

/** A reply whose body has been read in full. Header names are in lower case. */
export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export interface HttpPost {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Milliseconds for the whole exchange, from connecting to the last byte. */
  readonly limitMs: number
  /** Largest body accepted, in bytes, unpacked. */
  readonly maxBytes: number
}

/** The exchange took longer than its limit. */
export class RequestTimeout extends Error {}

/** The body is larger than was asked for; what was not read stays unread. */
export class BodyTooLarge extends Error {}

/** The body is packed in a way that was not asked for. */
export class UnknownEncoding extends Error {}

/**
 * Posts once. Redirects are not followed: they come back as any other reply.
 * @throws RequestTimeout, BodyTooLarge, UnknownEncoding, the signal's reason when it is aborted, or the connection's error
 */
export async function post(
  dispatcher: Dispatcher,
  exchange: HttpPost,
  signal: AbortSignal,
): Promise<HttpReply> {
  const abort = new AbortController()
  const cancel = () => abort.abort(signal.reason)
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel)
  const timer = setTimeout(
    () => abort.abort(new RequestTimeout(`no full answer within ${shownSeconds(exchange.limitMs)} s`)),
    exchange.limitMs,
  )
  try {
    // Whatever the connection makes of an abort, the reason for it is what happened. And undici listens to the signal only
    // once it is connected: what hangs before that is left behind here.
    return await Promise.race([converse(dispatcher, exchange, abort.signal), rejectionBy(abort.signal)])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
  }
}

async function converse(dispatcher: Dispatcher, exchange: HttpPost, signal: AbortSignal): Promise<HttpReply> {
  const reply = await request(dispatcher, {
    url: new URL(exchange.url),
    headers: { ...exchange.headers, 'accept-encoding': 'gzip' },
    body: exchange.body,
    signal,
  })
  const body = await readBody(reply.body, header(reply.headers, 'content-encoding'), exchange.maxBytes)
  const headers = Object.fromEntries(
    Object.keys(reply.headers).map((name) => [name, header(reply.headers, name)]),
  )
  return { status: reply.statusCode, headers, body }
}

function rejectionBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

/** What is left until a deadline is rarely a round number. */
function shownSeconds(ms: number): number {
  return Number((ms / 1000).toPrecision(2))
}

async function readBody(raw: Readable, encoding: string | undefined, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of await unpacked(raw, encoding)) {
      size += chunk.length
      if (size > maxBytes) throw new BodyTooLarge(`a body of more than ${maxBytes / 2 ** 20} MiB`)
      chunks.push(chunk)
    }
  } finally {
    // Leaves no socket behind on which an endless body would go on arriving. What undici makes of that is no error.
    if (!raw.readableEnded) raw.on('error', () => {}).destroy()
  }
  return new TextDecoder().decode(Buffer.concat(chunks, size))
}

async function unpacked(raw: Readable, encoding: string | undefined): Promise<AsyncIterable<Uint8Array>> {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return raw
  if (name !== 'gzip' && name !== 'x-gzip')
    throw new UnknownEncoding(`a body packed as ${JSON.stringify(name)}`)
  // Most answers are small and come unpacked; the others can pay for loading this.
  const { createGunzip } = await import('node:zlib')
  const gunzip = createGunzip()
  raw.on('error', (error) => gunzip.destroy(error))
  return raw.pipe(gunzip)
}

function header(headers: Dispatcher.ResponseData['headers'], name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
