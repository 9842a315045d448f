import { getEventListeners, once } from 'node:events'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { BodyTooLarge, CompressedBody, type HttpRequest, RequestTimeout } from '../../src/net/http.ts'
import { routesFromEnv } from '../../src/net/proxy.ts'
import { httpSender } from '../../src/net/send.ts'
import { listen, rejection, SOON_MS, serve, soon } from '../loopback.ts'

const LIMIT_MS = 150

interface Options extends Partial<HttpRequest> {
  readonly signal?: AbortSignal
}

const sendDirectly = httpSender(routesFromEnv({}))

function send(url: string, { signal, ...over }: Options = {}) {
  const request = { method: 'POST', url, headers: {}, body: '{}', limitMs: 5000, maxBytes: 1000, ...over }
  return sendDirectly(request, signal ?? new AbortController().signal)
}

describe('an exchange', () => {
  test('posts the body with the headers it is given, and asks for no compression', async () => {
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
          'accept-encoding': 'identity',
          'content-length': '15',
        },
        body: '{"job_id":"ä"}',
      },
    ])
  })

  test('waits for the answer behind one that only announces it', async () => {
    const { url } = await serve((response) => {
      response.writeProcessing()
      response.end('{}')
    })
    expect(await send(url)).toMatchObject({ status: 200, body: '{}' })
  })

  test('takes any name for a header', async () => {
    const { url } = await serve((response) => response.setHeader('constructor', 'x').end())
    expect((await send(url)).headers['constructor']).toBe('x')
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
    const { signal } = new AbortController()
    await send(url, { signal })
    await send(url, { signal })
    expect(requests).toHaveLength(2)
    expect(await Promise.race([Promise.race(closed), delay(20, 'open')])).toBe('open')
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

describe('the time limit', () => {
  async function expectTimeout(sending: () => Promise<unknown>) {
    const start = performance.now()
    const { error } = await rejection(sending())
    const afterMs = performance.now() - start
    expect(error).toBeInstanceOf(RequestTimeout)
    expect(error.message).toBe('no complete answer within 0.15 s')
    expect(afterMs).toBeGreaterThan(LIMIT_MS - 20)
    expect(afterMs).toBeLessThan(SOON_MS)
  }

  test('ends an exchange that gets no answer, and its connection', async () => {
    const { url, closed } = await serve(() => {})
    await expectTimeout(() => send(url, { limitMs: LIMIT_MS }))
    await soon(closed[0])
  })

  test('ends one that stops after the headers', async () => {
    const { url, closed } = await serve((response) => response.writeHead(200).flushHeaders())
    await expectTimeout(() => send(url, { limitMs: LIMIT_MS }))
    await soon(closed[0])
  })

  test('ends one whose body trickles in without end: it is for the whole, not for each byte', async () => {
    const { url, closed } = await serve((response) => {
      const trickle = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(trickle))
    })
    await expectTimeout(() => send(url, { limitMs: LIMIT_MS }))
    await soon(closed[0])
  })

  test('ends one that hangs while connecting', async () => {
    const silent = createTcpServer()
    const port = await listen(silent)
    await expectTimeout(() => send(`https://127.0.0.1:${port}/v1`, { limitMs: LIMIT_MS }))
  })

  test('is reported in seconds that can be read, whatever was left of the wait', async () => {
    const { url } = await serve(() => {})
    const { error } = await rejection(send(url, { limitMs: 51.79998998499 }))
    expect(error.message).toBe('no complete answer within 0.052 s')
  })

  test('is over with the exchange: no timer is left to keep the process alive', async () => {
    const { url } = await serve((response) => response.end())
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = timers()
    await send(url, { limitMs: 60_000 })
    await rejection(send(url, { limitMs: 60_000, signal: AbortSignal.abort(new Error('cancelled')) }))
    expect(timers()).toBe(before)
  })

  test('is over with the exchange: the next one has its own', async () => {
    const { url } = await serve((response, nth) => (nth === 1 ? undefined : response.end('{}')))
    await expectTimeout(() => send(url, { limitMs: LIMIT_MS }))
    expect(await send(url)).toMatchObject({ status: 200, body: '{}' })
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
    expect(error).toMatchObject({ message: 'closed without an answer', code: 'UND_ERR_SOCKET' })
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

  test('with a switch to another protocol is an error', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: mail\r\nConnection: Upgrade\r\n\r\n'
    const port = await listen(createTcpServer((socket) => socket.write(upgrade)))
    const { error } = await rejection(send(`http://127.0.0.1:${port}/v1`))
    expect(error.message).toBe('closed without an answer')
  })

  test('inside a body of known length is an error, never half a body', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"half":', () => response.destroy())
    })
    const { error } = await rejection(send(url))
    expect(error.message).toBe('the answer was cut off')
  })

  test('inside a body in chunks is an error, never half a body', async () => {
    const { url } = await serve((response) => {
      response.write('{"half":', () => response.destroy())
    })
    const { error } = await rejection(send(url))
    expect(error.message).toBe('the answer was cut off')
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

describe('a kept-alive connection that the server closes as the next request is on its way', () => {
  /** Answers the first request and closes the connection at the second; what comes on another one is answered. */
  async function closing(close: (socket: Socket) => void) {
    const asked: number[] = []
    let connections = 0
    const server = createTcpServer((socket) => {
      connections += 1
      const nth = connections
      socket.on('data', () => {
        asked.push(nth)
        if (nth === 1 && asked.length > 1) close(socket)
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
      })
    })
    return { url: `http://127.0.0.1:${await listen(server)}/v1`, asked }
  }
  const ends = [
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['closes', (socket: Socket) => socket.destroy()],
  ] as const

  test.each(ends)('(%s) fails, and is not sent again: the server may have done it', async (_, close) => {
    const { url, asked } = await closing(close)
    await send(url)
    expect((await rejection(send(url))).error.message).toBe('closed without an answer')
    expect(asked).toEqual([1, 1])
  })

  test('is left behind for the request after that', async () => {
    const { url, asked } = await closing((socket) => socket.destroy())
    await send(url)
    await rejection(send(url))
    expect(await send(url)).toMatchObject({ status: 200, body: '{}' })
    expect(asked).toEqual([1, 1, 2])
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

  test('is reported in MiB', async () => {
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

describe('a body that says how it is encoded', () => {
  test.each(['identity', ' Identity ', ''])('as %j is read as it is', async (encoding) => {
    const { url } = await serve((response) =>
      response.writeHead(200, { 'Content-Encoding': encoding }).end('{}'),
    )
    expect((await send(url)).body).toBe('{}')
  })

  test.each(['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip', '"'])(
    'as %j, which was not asked for, is refused by name and hung up on',
    async (encoding) => {
      const { url, closed } = await serve((response) => {
        response.writeHead(503, { 'Content-Encoding': encoding }).write(gzipSync('{}'))
      })
      const { error } = await rejection(send(url))
      expect(error).toBeInstanceOf(CompressedBody)
      expect(error).toMatchObject({
        message: `a body compressed as ${JSON.stringify(encoding)}, which was not asked for`,
        status: 503,
      })
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

  test('inside a body rejects with its reason and hangs up', async () => {
    const asked = Promise.withResolvers<void>()
    const { url, closed } = await serve((response) => {
      response.writeHead(200).write('{"a":', () => asked.resolve())
    })
    await expectCancelled(
      url,
      asked.promise.then(() => delay(20)),
    )
    await soon(closed[0])
  })

  test('while connecting rejects with its reason at once', async () => {
    const silent = createTcpServer()
    const port = await listen(silent)
    await expectCancelled(`https://127.0.0.1:${port}/v1`, once(silent, 'connection'))
  })
})
