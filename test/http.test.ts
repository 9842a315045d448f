import { getEventListeners, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { BodyTooLarge, type HttpPost, post, RequestTimeout, UnknownEncoding } from '../src/http.ts'
import { type Dispatcher, openDispatcher, UnusableProxy } from '../src/undici.ts'

// undici's index is not imported here: it gives its parts methods that the action has to do without.

const LIMIT_MS = 150
/** Real waits are short; this only tells "at its limit" from undici's own limits of ten seconds and more. */
const SOON_MS = 1500

const opened: (() => unknown)[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()))
})

/** Listens on loopback until the test ends. @returns the port */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An HTTP server that reads each request in full and leaves the answer to `answer`. */
async function serve(answer: (response: ServerResponse, nth: number) => unknown) {
  const requests: Seen[] = []
  const closed: Promise<unknown>[] = []
  const server = createServer(async (request, response) => {
    closed.push(once(request.socket, 'close'))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, url, headers } = request
    requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
    await answer(response, requests.length)
  })
  const url = `http://127.0.0.1:${await listen(server)}/v1/results`
  return { url, requests, closed }
}

interface Options extends Partial<HttpPost> {
  readonly signal?: AbortSignal
  readonly proxy?: string
  readonly dispatcher?: Dispatcher
}

async function send(url: string, { signal, proxy, dispatcher, ...over }: Options = {}) {
  const through = dispatcher ?? (await open(url, proxy))
  const exchange = { url, headers: {}, body: '{}', limitMs: 5000, maxBytes: 1000, ...over }
  return post(through, exchange, signal ?? new AbortController().signal)
}

async function open(url: string, proxy = ''): Promise<Dispatcher> {
  const dispatcher = await openDispatcher(new URL(url).origin, proxy)
  opened.push(() => dispatcher.destroy())
  return dispatcher
}

/** What a promise is rejected with, and after how long. */
async function rejection(promise: Promise<unknown>) {
  const start = performance.now()
  try {
    await promise
  } catch (error) {
    return { error: error as Error & { code?: string }, afterMs: performance.now() - start }
  }
  throw new Error('it was resolved')
}

/** Fails unless the promise resolves soon. */
async function soon(promise: Promise<unknown> | undefined) {
  const late = new AbortController()
  const tooLate = delay(SOON_MS, 'too late', { signal: late.signal })
  const winner = await Promise.race([promise?.then(() => 'in time'), tooLate])
  late.abort()
  tooLate.catch(() => {})
  expect(winner).toBe('in time')
}

describe('an exchange', () => {
  test('posts the body with the headers it is given, and asks for gzip', async () => {
    const { url, requests } = await serve((response) => response.end())
    await send(url, {
      headers: { 'X-CC-API-Key': 'key', Accept: 'application/json' },
      body: '{"job_id":"ä"}',
    })
    expect(requests).toEqual([
      {
        method: 'POST',
        url: '/v1/results',
        headers: {
          host: new URL(url).host,
          connection: 'keep-alive',
          'x-cc-api-key': 'key',
          accept: 'application/json',
          'accept-encoding': 'gzip',
          'content-length': '15',
        },
        body: '{"job_id":"ä"}',
      },
    ])
  })

  test('gives back status, headers in lower case, the first of several, and the body', async () => {
    const { url } = await serve((response) => {
      response
        .setHeader('Retry-After', '7')
        .setHeader('X-Twice', ['a', 'b'])
        .writeHead(503)
        .end('{"error":"ö"}')
    })
    expect(await send(url)).toEqual({
      status: 503,
      headers: expect.objectContaining({ 'retry-after': '7', 'x-twice': 'a' }),
      body: '{"error":"ö"}',
    })
  })

  test('puts characters together that arrive in pieces', async () => {
    const { url } = await serve(async (response) => {
      for (const byte of Buffer.from('"📬é"')) {
        response.write(Buffer.of(byte))
        await delay(1)
      }
      response.end()
    })
    expect((await send(url)).body).toBe('"📬é"')
  })

  test('leaves a byte order mark away, which JSON would stumble over', async () => {
    const { url } = await serve((response) => response.end('\ufeff{}'))
    expect((await send(url)).body).toBe('{}')
  })

  test('with an empty body is a reply like any other', async () => {
    const { url } = await serve((response) => response.writeHead(204).end())
    expect(await send(url)).toMatchObject({ status: 204, body: '' })
  })

  test('does not follow a redirect', async () => {
    const { url, requests } = await serve((response) =>
      response.writeHead(307, { Location: '/elsewhere' }).end(),
    )
    expect(await send(url)).toMatchObject({ status: 307, headers: { location: '/elsewhere' } })
    await delay(20)
    expect(requests).toHaveLength(1)
  })

  test('leaves the connection open for the next one, and nothing on the signal', async () => {
    const { url, requests, closed } = await serve((response) => response.end('{}'))
    const dispatcher = await open(url)
    const { signal } = new AbortController()
    await send(url, { dispatcher, signal })
    await send(url, { dispatcher, signal })
    expect(requests).toHaveLength(2)
    expect(await Promise.race([Promise.race(closed), delay(20, 'open')])).toBe('open')
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

describe('the time limit', () => {
  async function expectTimeout(sending: Promise<unknown>) {
    const { error, afterMs } = await rejection(sending)
    expect(error).toBeInstanceOf(RequestTimeout)
    expect(error.message).toBe('no full answer within 0.15 s')
    expect(afterMs).toBeGreaterThan(LIMIT_MS - 20)
    expect(afterMs).toBeLessThan(SOON_MS)
  }

  test('ends an exchange that gets no answer, and its connection', async () => {
    const { url, closed } = await serve(() => {})
    await expectTimeout(send(url, { limitMs: LIMIT_MS }))
    await soon(closed[0])
  })

  test('ends one that stops after the headers', async () => {
    const { url, closed } = await serve((response) => response.writeHead(200).flushHeaders())
    await expectTimeout(send(url, { limitMs: LIMIT_MS }))
    await soon(closed[0])
  })

  test('ends one whose body trickles in without end: it is for the whole, not for each byte', async () => {
    const { url, closed } = await serve((response) => {
      const trickle = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(trickle))
    })
    await expectTimeout(send(url, { limitMs: LIMIT_MS }))
    await soon(closed[0])
  })

  test('ends one that hangs while connecting', async () => {
    const silent = createTcpServer()
    const port = await listen(silent)
    await expectTimeout(send(`https://127.0.0.1:${port}/v1`, { limitMs: LIMIT_MS }))
  })

  test('ends one that waits for its turn on the connection', async () => {
    const { url } = await serve(() => {})
    const dispatcher = await open(url)
    const first = rejection(send(url, { dispatcher, limitMs: 10_000 }))
    await expectTimeout(send(url, { dispatcher, limitMs: LIMIT_MS }))
    await dispatcher.destroy()
    await first
  })

  test('is told in seconds that can be read, whatever was left of the wait', async () => {
    const { url } = await serve(() => {})
    const { error } = await rejection(send(url, { limitMs: 51.79998998499 }))
    expect(error.message).toBe('no full answer within 0.052 s')
  })

  test('is over with the exchange: no timer is left to keep the process alive', async () => {
    const { url } = await serve((response) => response.end())
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = timers()
    await send(url, { limitMs: 60_000 })
    await rejection(send(url, { limitMs: 60_000, signal: AbortSignal.abort(new Error('cancelled')) }))
    expect(timers()).toBe(before)
  })

  test('is over with the exchange: the next one on the same connection has its own', async () => {
    const { url } = await serve((response, nth) => (nth === 1 ? undefined : response.end('{}')))
    const dispatcher = await open(url)
    await expectTimeout(send(url, { dispatcher, limitMs: LIMIT_MS }))
    expect(await send(url, { dispatcher })).toMatchObject({ status: 200, body: '{}' })
  })
})

describe('a connection that fails', () => {
  test('because nothing listens there says so', async () => {
    const free = createTcpServer()
    const port = await listen(free)
    free.close()
    const { error } = await rejection(send(`http://127.0.0.1:${port}/v1`))
    expect(error.code).toBe('ECONNREFUSED')
  })

  test('before the answer is an error', async () => {
    const { url } = await serve((response) => response.destroy())
    const { error } = await rejection(send(url))
    expect(error.message).toBe('other side closed')
  })

  test('by a reset before the answer is an error', async () => {
    const { url } = await serve((response) => response.socket?.resetAndDestroy())
    const { error } = await rejection(send(url))
    expect(error.code).toBe('ECONNRESET')
  })

  test('with something that is not HTTP is an error', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('220 mail.example.com ESMTP\r\n')))
    const { error } = await rejection(send(`http://127.0.0.1:${port}/v1`))
    expect(error.code).toMatch(/^HPE_/u)
  })

  test('inside a body of known length is an error, never half a body', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"half":', () => response.destroy())
    })
    const { error } = await rejection(send(url))
    expect(error.message).toBe('other side closed')
  })

  test('inside a body in chunks is an error, never half a body', async () => {
    const { url } = await serve((response) => {
      response.write('{"half":', () => response.destroy())
    })
    const { error } = await rejection(send(url))
    expect(error.message).toBe('other side closed')
  })

  test('by a reset inside the body is an error', async () => {
    const { url } = await serve(async (response) => {
      response.write('{"half":')
      await delay(20)
      response.socket?.resetAndDestroy()
    })
    const { error } = await rejection(send(url))
    expect(error.code).toBe('ECONNRESET')
  })
})

describe('the size limit', () => {
  test('is the largest body that is accepted', async () => {
    const { url } = await serve((response) => response.end('x'.repeat(1000)))
    expect((await send(url, { maxBytes: 1000 })).body).toHaveLength(1000)
  })

  test('refuses one byte more', async () => {
    const { url } = await serve((response) => response.end('x'.repeat(1001)))
    const { error } = await rejection(send(url, { maxBytes: 1000 }))
    expect(error).toBeInstanceOf(BodyTooLarge)
  })

  test('counts bytes, not characters', async () => {
    const { url } = await serve((response) => response.end('é'.repeat(501)))
    expect((await rejection(send(url, { maxBytes: 1000 }))).error).toBeInstanceOf(BodyTooLarge)
  })

  test('is told in MiB', async () => {
    const { url } = await serve((response) => response.end('x'.repeat(2 ** 19 + 1)))
    const { error } = await rejection(send(url, { maxBytes: 2 ** 19 }))
    expect(error.message).toBe('a body of more than 0.5 MiB')
  })

  test('hangs up on a body without end', async () => {
    const { url, closed } = await serve((response) => {
      const flood = setInterval(() => response.write('x'.repeat(400)), 1)
      response.on('close', () => clearInterval(flood))
    })
    const { error } = await rejection(send(url, { maxBytes: 1000 }))
    expect(error).toBeInstanceOf(BodyTooLarge)
    await soon(closed[0])
  })
})

describe('a packed body', () => {
  const packed = (encoding: string, bytes: Buffer) =>
    serve((response) => response.writeHead(200, { 'Content-Encoding': encoding }).end(bytes))

  test.each(['gzip', 'x-gzip', 'GZIP', ' gzip '])('as %j is unpacked', async (encoding) => {
    const { url } = await packed(encoding, gzipSync('{"a":"ü"}'))
    expect((await send(url)).body).toBe('{"a":"ü"}')
  })

  test.each(['identity', 'Identity', ''])('as %j is not packed', async (encoding) => {
    const { url } = await packed(encoding, Buffer.from('{}'))
    expect((await send(url)).body).toBe('{}')
  })

  test('of a small size that unpacks to a large one is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 22))
    expect(bomb.length).toBeLessThan(5000)
    const { url } = await packed('gzip', bomb)
    const { error } = await rejection(send(url, { maxBytes: 100_000 }))
    expect(error).toBeInstanceOf(BodyTooLarge)
  })

  test('without end is refused while it arrives, and hung up on', async () => {
    const { url, closed } = await serve((response) => {
      const member = gzipSync(Buffer.alloc(500))
      response.writeHead(200, { 'Content-Encoding': 'gzip' })
      const flood = setInterval(() => response.write(member), 1)
      response.on('close', () => clearInterval(flood))
    })
    expect((await rejection(send(url, { maxBytes: 1000 }))).error).toBeInstanceOf(BodyTooLarge)
    await soon(closed[0])
  })

  test('that ends early is an error, never half a body', async () => {
    const whole = gzipSync(JSON.stringify(Array.from({ length: 50 }, (_, index) => index)))
    for (const end of [5, whole.length >> 1, whole.length - 1]) {
      const { url } = await packed('gzip', whole.subarray(0, end))
      expect((await rejection(send(url))).error.code).toBe('Z_BUF_ERROR')
    }
  })

  test('whose connection fails is an error', async () => {
    const { url } = await serve((response) => {
      const half = gzipSync('{"a":1}').subarray(0, 12)
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).write(half, () => response.destroy())
    })
    expect((await rejection(send(url))).error.message).toBe('other side closed')
  })

  test('that is damaged is an error', async () => {
    const { url } = await packed('gzip', Buffer.from('{"not":"gzip"}'))
    expect((await rejection(send(url))).error.code).toBe('Z_DATA_ERROR')
  })

  test.each(['br', 'deflate', 'zstd', 'gzip, gzip', '"'])(
    'as %j, which was not asked for, is refused by name and hung up on',
    async (encoding) => {
      const { url, closed } = await serve((response) => {
        response.writeHead(200, { 'Content-Encoding': encoding }).write('x')
      })
      const { error } = await rejection(send(url))
      expect(error).toBeInstanceOf(UnknownEncoding)
      expect(error.message).toBe(`a body packed as ${JSON.stringify(encoding)}`)
      await soon(closed[0])
    },
  )
})

describe('cancellation', () => {
  const reason = new Error('cancelled by SIGTERM')

  /** Cancels when told to; the exchange must reject with the reason at once. */
  async function expectCancelled(url: string, when: Promise<unknown>, over: Options = {}) {
    const abort = new AbortController()
    const cancelled = rejection(send(url, { ...over, signal: abort.signal }))
    await when
    const start = performance.now()
    abort.abort(reason)
    expect((await cancelled).error).toBe(reason)
    expect(performance.now() - start).toBeLessThan(SOON_MS)
  }

  test('before the exchange sends nothing', async () => {
    const { url, requests } = await serve((response) => response.end())
    const { error } = await rejection(send(url, { signal: AbortSignal.abort(reason) }))
    expect(error).toBe(reason)
    await delay(20)
    expect(requests).toHaveLength(0)
  })

  test('while waiting for the answer rejects with its reason and hangs up', async () => {
    const asked = Promise.withResolvers<void>()
    const { url, closed } = await serve(() => asked.resolve())
    await expectCancelled(url, asked.promise)
    await soon(closed[0])
  })

  test.each(['identity', 'gzip'])(
    'inside a body (%s) rejects with its reason and hangs up',
    async (encoding) => {
      const asked = Promise.withResolvers<void>()
      const { url, closed } = await serve((response) => {
        const bytes = encoding === 'gzip' ? gzipSync('{"a":1}').subarray(0, 12) : '{"a":'
        response.writeHead(200, { 'Content-Encoding': encoding }).write(bytes, () => asked.resolve())
      })
      await expectCancelled(
        url,
        asked.promise.then(() => delay(20)),
      )
      await soon(closed[0])
    },
  )

  test('while connecting rejects with its reason at once', async () => {
    const silent = createTcpServer()
    const port = await listen(silent)
    await expectCancelled(`https://127.0.0.1:${port}/v1`, once(silent, 'connection'))
  })
})

describe('a proxy', () => {
  /** A proxy on loopback that answers each CONNECT with `answer`; without it, it opens the tunnel. */
  async function proxyServer(answer?: (socket: Socket) => unknown) {
    const asked: { url: string | undefined; authorization: string | undefined }[] = []
    const server = createServer((_, response) => response.writeHead(500).end())
    server.on('connect', (request, socket: Socket) => {
      asked.push({ url: request.url, authorization: request.headers['proxy-authorization'] })
      if (answer !== undefined) {
        answer(socket)
        return
      }
      const target = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(target).pipe(socket)
      })
      target.on('error', () => socket.destroy())
      socket.on('close', () => target.destroy())
    })
    return { port: await listen(server), asked }
  }

  test('is asked for a tunnel to the API, and the exchange goes through it', async () => {
    const { url, requests } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer()
    expect((await send(url, { proxy: `http://127.0.0.1:${proxy.port}` })).body).toBe('{"via":"proxy"}')
    expect(proxy.asked).toEqual([{ url: new URL(url).host, authorization: undefined }])
    expect(requests).toMatchObject([{ method: 'POST', url: '/v1/results', body: '{}' }])
  })

  test('gets the credentials of its URL, and the API does not', async () => {
    const { url, requests } = await serve((response) => response.end())
    const proxy = await proxyServer()
    await send(url, { proxy: `http://user:p%40ss@127.0.0.1:${proxy.port}` })
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`)
    expect(requests[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  test('is not asked again for a request on a connection that is open', async () => {
    const { url } = await serve((response) => response.end())
    const proxy = await proxyServer()
    const dispatcher = await open(url, `http://127.0.0.1:${proxy.port}`)
    await send(url, { dispatcher })
    await delay(20)
    await send(url, { dispatcher })
    expect(proxy.asked).toHaveLength(1)
  })

  test('that refuses is told by its status', async () => {
    const proxy = await proxyServer((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    )
    const { error } = await rejection(
      send('https://api.example.com/v1', { proxy: `http://127.0.0.1:${proxy.port}` }),
    )
    expect(error.message).toContain('407')
  })

  test('that hangs up is an error, and not knocked at again', async () => {
    const proxy = await proxyServer((socket) => socket.destroy())
    const { error } = await rejection(
      send('https://api.example.com/v1', { proxy: `http://127.0.0.1:${proxy.port}` }),
    )
    expect(error.message).toBe('the proxy closed the connection')
    await delay(50)
    expect(proxy.asked).toHaveLength(1)
  })

  test('that is not there says so', async () => {
    const gone = createTcpServer()
    const port = await listen(gone)
    gone.close()
    const { error } = await rejection(
      send('https://api.example.com/v1', { proxy: `http://127.0.0.1:${port}` }),
    )
    expect(error.code).toBe('ECONNREFUSED')
  })

  test('that never answers is bound by the time limit', async () => {
    const proxy = await proxyServer(() => {})
    const { error, afterMs } = await rejection(
      send('https://api.example.com/v1', { proxy: `http://127.0.0.1:${proxy.port}`, limitMs: LIMIT_MS }),
    )
    expect(error).toBeInstanceOf(RequestTimeout)
    expect(afterMs).toBeLessThan(SOON_MS)
  })

  test.each(['not a url', 'socks5://user:hunter2@127.0.0.1:1080', 'http://user:%zz@127.0.0.1:8080'])(
    'whose URL is of no use (%s) is refused without quoting it',
    async (proxy) => {
      const { error } = await rejection(openDispatcher('https://api.example.com', proxy))
      expect(error).toBeInstanceOf(UnusableProxy)
      expect(error.message).toMatch(/^the proxy cannot be used: ./u)
      expect(error.message).not.toMatch(/hunter2|127\.0\.0\.1|not a url/u)
    },
  )
})
