import { createServer } from 'node:https'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { faultText, ProxyFault, RequestTimeout } from '../../src/net/http.ts'
import { routesFromEnv, UnusableProxy } from '../../src/net/proxy.ts'
import { httpSender } from '../../src/net/send.ts'
import { selfSigned } from '../../tools/sandbox/certificate.ts'
import { startProxy } from '../../tools/sandbox/proxy.ts'
import { listen, rejection, SOON_MS, serve } from '../loopback.ts'

const LIMIT_MS = 150
const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
)

const trusted = getCACertificates()
beforeAll(() => setDefaultCACertificates([...trusted, selfSigned.cert]))
afterAll(() => setDefaultCACertificates(trusted))

type ProxyServer = Awaited<ReturnType<typeof startProxy>>

const proxies: ProxyServer[] = []
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
})

async function proxyServer(...parameters: Parameters<typeof startProxy>): Promise<ProxyServer> {
  const proxy = await startProxy(...parameters)
  proxies.push(proxy)
  return proxy
}

/** An https server that answers every request alike, and keeps what it was asked. */
async function serveTls(answer: (socket: Socket) => unknown = (socket) => respond(socket)) {
  const seen: NodeJS.Dict<string | string[]>[] = []
  const server = createServer(selfSigned, (request) => {
    seen.push(request.headers)
    answer(request.socket)
  })
  return { url: `https://127.0.0.1:${await listen(server)}/v1/results`, seen }
}

const respond = (socket: Socket) =>
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"via":"proxy"}')

function send(
  url: string,
  env: NodeJS.ProcessEnv,
  { by = httpSender(routesFromEnv(env)), limitMs = 5000 } = {},
) {
  const request = { method: 'POST', url, headers: {}, body: '{}', limitMs, maxBytes: 1000 }
  return by(request, new AbortController().signal)
}

const via = ({ port }: ProxyServer, credentials = '', host = '127.0.0.1') => ({
  ALL_PROXY: `http://${credentials}${host}:${port}`,
})

/** What a request fails with that reaches the server and gets no answer in time. */
async function givenUp(request: () => Promise<unknown>, seen: readonly unknown[]): Promise<unknown> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const failed = request().catch((error: unknown) => error)
    while (seen.length === 0) await new Promise(setImmediate)
    await vi.advanceTimersByTimeAsync(5000)
    return await failed
  } finally {
    vi.useRealTimers()
  }
}

/** Servers that no proxy here reaches. */
const OUT_OF_REACH = ['https://api.example.com/v1', 'http://api.example.com/v1'] as const

/** What a request through this proxy fails with. */
const fault = (url: string, ALL_PROXY: string, limitMs?: number) =>
  rejection(send(url, { ALL_PROXY }, limitMs === undefined ? {} : { limitMs }))

describe('for an https server, a proxy', () => {
  test('opens a tunnel, and the exchange goes through it', async () => {
    const { url } = await serveTls()
    const proxy = await proxyServer()
    expect((await send(url, via(proxy))).body).toBe('{"via":"proxy"}')
    expect(proxy.tunnels.map(({ target }) => target)).toEqual([new URL(url).host])
    expect(proxy.requests).toEqual([])
  })

  test('gets the credentials of its URL, and the server does not', async () => {
    const { url, seen } = await serveTls()
    const proxy = await proxyServer()
    await send(url, via(proxy, 'user:p%40ss@'))
    expect(proxy.tunnels[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('user:p@ss')}`)
    expect(seen).toHaveLength(1)
    expect(seen[0]).not.toHaveProperty('proxy-authorization')
  })

  test('is not asked again for a request on a connection that is open', async () => {
    const { url } = await serveTls()
    const proxy = await proxyServer()
    const by = httpSender(routesFromEnv(via(proxy)))
    await send(url, {}, { by })
    await send(url, {}, { by })
    expect(proxy.tunnels).toHaveLength(1)
  })

  test('is asked for a server that has nothing but an IPv6 address', async () => {
    const proxy = await proxyServer('502 Bad Gateway')
    await rejection(send('https://[2001:db8::1]:8443/v1', via(proxy)))
    expect(proxy.tunnels.map(({ target }) => target)).toEqual(['[2001:db8::1]:8443'])
  })

  test('is not the culprit when the server behind the open tunnel gives no answer', async () => {
    const { url } = await serveTls((socket) => socket.destroy())
    const { error } = await rejection(send(url, via(await proxyServer())))
    expect(error).not.toBeInstanceOf(ProxyFault)
    expect(error.message).toBe('closed without an answer')
  })

  test('that refuses is reported with its status', async () => {
    const { port } = await proxyServer('403 Forbidden')
    const { error } = await fault(OUT_OF_REACH[0], `http://127.0.0.1:${port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(error).toMatchObject({ wantsCredentials: false, message: expect.stringMatching(/proxy.*403/u) })
  })

  test('that hangs for one request opens another tunnel for the next', async () => {
    const { url } = await serveTls()
    let hangs = true
    const working = await proxyServer()
    const relay = createTcpServer((socket) => {
      if (!hangs) passTo(working.port, socket)
    })
    const by = httpSender(routesFromEnv({ ALL_PROXY: `http://127.0.0.1:${await listen(relay)}` }))
    await rejection(send(url, {}, { by, limitMs: LIMIT_MS }))
    hangs = false
    expect((await send(url, {}, { by })).body).toBe('{"via":"proxy"}')
  })

  test('behind which the server never answers is not the culprit', async () => {
    const { url, seen } = await serveTls(() => {})
    const proxy = await proxyServer()
    expect(await givenUp(() => send(url, via(proxy)), seen)).toBeInstanceOf(RequestTimeout)
  })
})

describe('for a plain http server, a proxy', () => {
  test('gets the request itself, with the whole address, because many open tunnels to port 443 only', async () => {
    const { url, requests } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer()
    expect((await send(`${url}?page=2`, via(proxy))).body).toBe('{"via":"proxy"}')
    expect(proxy.requests.map(({ target }) => target)).toEqual([`${url}?page=2`])
    expect(proxy.tunnels).toEqual([])
    expect(requests).toMatchObject([{ method: 'POST', url: '/v1/results?page=2', body: '{}' }])
    expect(requests[0]?.headers.host).toBe(new URL(url).host)
  })

  test('gets the credentials of its URL', async () => {
    const { url } = await serve((response) => response.end())
    const proxy = await proxyServer()
    await send(url, via(proxy, 'user:p%40ss@'))
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('user:p@ss')}`)
  })

  test.runIf(hasIpv6)('may have an IPv6 address', async () => {
    const { url } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer(undefined, '::1')
    expect((await send(url, via(proxy, '', '[::1]'))).body).toBe('{"via":"proxy"}')
  })

  test('is asked for a server that has nothing but an IPv6 address', async () => {
    const proxy = await proxyServer('502 Bad Gateway')
    expect(await send('http://[2001:db8::1]:8080/v1', via(proxy))).toMatchObject({ status: 502 })
    expect(proxy.requests.map(({ target, headers }) => [target, headers.host])).toEqual([
      ['http://[2001:db8::1]:8080/v1', '[2001:db8::1]:8080'],
    ])
  })

  test('that refuses gives its answer, as a server would', async () => {
    const proxy = await proxyServer('403 Forbidden\r\nContent-Length: 0')
    expect(await send(OUT_OF_REACH[1], via(proxy))).toMatchObject({ status: 403 })
  })

  test('behind which the server never answers is not the culprit', async () => {
    const { url, requests } = await serve(() => {})
    const proxy = await proxyServer()
    expect(await givenUp(() => send(url, via(proxy)), requests)).toBeInstanceOf(RequestTimeout)
  })

  test('is not the culprit when the answer breaks off in the middle', async () => {
    const { url } = await serve((response) => response.write('{"half":', () => response.destroy()))
    const { error } = await rejection(send(url, via(await proxyServer())))
    expect(error).not.toBeInstanceOf(ProxyFault)
    expect(error.message).toBe('the answer was cut off')
  })
})

describe.each(OUT_OF_REACH)('on the way to %s, a proxy', (server) => {
  test.each([
    ['http://127.0.0.1', 'no credentials'],
    ['http://user:wrong@127.0.0.1', 'wrong ones'],
  ])('that wants credentials says so (%s has %s)', async (url) => {
    const { port } = await proxyServer('407 Proxy Authentication Required')
    const { error } = await fault(server, `${url}:${port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(error).toMatchObject({ wantsCredentials: true, message: expect.stringMatching(/proxy.*407/u) })
  })

  test.each([
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['speaks something else', (socket: Socket) => socket.end('220 mail.example.com ESMTP\r\n')],
  ])('that %s is the culprit, and asked once', async (_, answer) => {
    const proxy = await proxyServer(answer)
    const { error } = await fault(server, `http://127.0.0.1:${proxy.port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(faultText(error)).toMatch(/^the proxy .*\((?:UND_ERR_SOCKET|ECONNRESET|HPE_INVALID_CONSTANT)\)$/u)
    await delay(50)
    expect([...proxy.tunnels, ...proxy.requests]).toHaveLength(1)
  })

  test('that is not there says so', async () => {
    const gone = createTcpServer()
    const port = await listen(gone)
    gone.close()
    const { error } = await fault(server, `http://127.0.0.1:${port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(faultText(error)).toContain('ECONNREFUSED')
  })

  test.each(['http://', 'socks5://user:hunter2@127.0.0.1:1080', 'http://user:hunter2%zz@127.0.0.1:8080'])(
    'whose URL is of no use (%s) is refused without quoting it',
    async (proxy) => {
      const { error } = await fault(server, proxy)
      expect(error).toBeInstanceOf(UnusableProxy)
      expect(error.message).toMatch(/^the proxy cannot be used: ./u)
      expect(error.message).not.toMatch(/hunter2|127\.0\.0\.1/u)
    },
  )
})

test('a proxy that never opens the tunnel is bound by the time limit, and the culprit', async () => {
  const { port } = await proxyServer(() => {})
  const { error, afterMs } = await fault(OUT_OF_REACH[0], `http://127.0.0.1:${port}`, LIMIT_MS)
  expect(error).toBeInstanceOf(ProxyFault)
  expect(error.message).toBe('no connection through the proxy within 0.15 s')
  expect(afterMs).toBeLessThan(SOON_MS)
})

test('of several addresses that all fail, the first is reported', () => {
  const refused = ['::1', '127.0.0.1'].map((address) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}:3128`), { code: 'ECONNREFUSED' }),
  )
  expect(faultText(new AggregateError(refused))).toBe('connect ECONNREFUSED ::1:3128 (ECONNREFUSED)')
})

function passTo(port: number, socket: Socket): void {
  const onward = connect(port, '127.0.0.1')
  socket.pipe(onward).pipe(socket)
  socket.on('close', () => onward.destroy())
  onward.on('error', () => socket.destroy())
}
