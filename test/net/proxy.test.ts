import { createServer } from 'node:http'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { faultText, ProxyFault, RequestTimeout } from '../../src/net/http.ts'
import { UnusableProxy, waysBy } from '../../src/net/proxy.ts'
import { httpSender } from '../../src/net/send.ts'
import { listen, rejection, SOON_MS, serve } from '../loopback.ts'

const LIMIT_MS = 150
const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
)
/** A proxy on loopback that answers each CONNECT with `answer`; without it, it opens the tunnel. */
async function proxyServer(answer?: (socket: Socket) => unknown, host?: string) {
  const asked: { url: string | undefined; authorization: string | undefined }[] = []
  const server = createServer((_, response) => response.writeHead(500).end())
  server.on('connect', (request, socket: Socket) => {
    asked.push({ url: request.url, authorization: request.headers['proxy-authorization'] })
    if (answer !== undefined) {
      answer(socket)
      return
    }
    const target = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => socket.destroy())
    socket.on('close', () => target.destroy())
  })
  return { port: await listen(server, host), asked }
}

function send(url: string, env: NodeJS.ProcessEnv, { by = httpSender(waysBy(env)), limitMs = 5000 } = {}) {
  const request = { method: 'POST', url, headers: {}, body: '{}', limitMs, maxBytes: 1000 }
  return by(request, new AbortController().signal)
}

/** What a request for a server that no proxy here reaches fails with. */
const fault = (HTTPS_PROXY: string, limitMs?: number) =>
  rejection(send('https://api.example.com/v1', { HTTPS_PROXY }, limitMs === undefined ? {} : { limitMs }))

describe('a proxy', () => {
  test('is asked for a tunnel to the API, and the exchange goes through it', async () => {
    const { url, requests } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer()
    expect((await send(url, { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` })).body).toBe('{"via":"proxy"}')
    expect(proxy.asked).toEqual([{ url: new URL(url).host, authorization: undefined }])
    expect(requests).toMatchObject([{ method: 'POST', url: '/v1/results', body: '{}' }])
  })

  test('gets the credentials of its URL, and the API does not', async () => {
    const { url, requests } = await serve((response) => response.end())
    const proxy = await proxyServer()
    await send(url, { HTTP_PROXY: `http://user:p%40ss@127.0.0.1:${proxy.port}` })
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`)
    expect(requests[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  test.runIf(hasIpv6)('may have an IPv6 address', async () => {
    const { url } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer(undefined, '::1')
    expect((await send(url, { HTTP_PROXY: `http://[::1]:${proxy.port}` })).body).toBe('{"via":"proxy"}')
  })

  test('is not asked again for a request on a connection that is open', async () => {
    const { url } = await serve((response) => response.end())
    const proxy = await proxyServer()
    const by = httpSender(waysBy({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }))
    await send(url, {}, { by })
    await send(url, {}, { by })
    expect(proxy.asked).toHaveLength(1)
  })

  test('is asked for a server that has nothing but an IPv6 address', async () => {
    const { url, requests } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer()
    const target = `[2001:db8::1]:${new URL(url).port}`
    const reply = await send(`http://${target}/v1`, { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` })
    expect(reply.body).toBe('{"via":"proxy"}')
    expect(proxy.asked.map((each) => each.url)).toEqual([target])
    expect(requests[0]?.headers.host).toBe(target)
  })

  test('that a server cannot be reached through, although it opened the tunnel, is not the culprit', async () => {
    const { url } = await serve((response) => response.destroy())
    const proxy = await proxyServer()
    const { error } = await rejection(send(url, { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }))
    expect(error).not.toBeInstanceOf(ProxyFault)
    expect(error.message).toBe('closed without an answer')
  })

  test.each([
    ['http://127.0.0.1', 'no credentials'],
    ['http://user:wrong@127.0.0.1', 'wrong ones'],
  ])('that wants credentials says so (%s has %s)', async (url) => {
    const proxy = await proxyServer((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    )
    const { error } = await fault(`${url}:${proxy.port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(error).toMatchObject({ wantsCredentials: true, message: expect.stringMatching(/proxy.*407/u) })
  })

  test('that refuses is told by its status', async () => {
    const proxy = await proxyServer((socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    const { error } = await fault(`http://127.0.0.1:${proxy.port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(error).toMatchObject({ wantsCredentials: false, message: expect.stringMatching(/proxy.*403/u) })
  })

  test.each([
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['speaks something else', (socket: Socket) => socket.end('220 mail.example.com ESMTP\r\n')],
  ])('that %s is the culprit, and asked once', async (_, answer) => {
    const proxy = await proxyServer(answer)
    const { error } = await fault(`http://127.0.0.1:${proxy.port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(faultText(error)).toMatch(/^the proxy .*\((?:UND_ERR_SOCKET|ECONNRESET|HPE_INVALID_CONSTANT)\)$/u)
    await delay(50)
    expect(proxy.asked).toHaveLength(1)
  })

  test('that is not there says so', async () => {
    const gone = createTcpServer()
    const port = await listen(gone)
    gone.close()
    const { error } = await fault(`http://127.0.0.1:${port}`)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(faultText(error)).toContain('ECONNREFUSED')
  })

  test('that never answers is bound by the time limit, and the culprit', async () => {
    const proxy = await proxyServer(() => {})
    const { error, afterMs } = await fault(`http://127.0.0.1:${proxy.port}`, LIMIT_MS)
    expect(error).toBeInstanceOf(ProxyFault)
    expect(error.message).toBe('no connection through the proxy within 0.15 s')
    expect(afterMs).toBeLessThan(SOON_MS)
  })

  test('that hangs for one request opens another tunnel for the next', async () => {
    const { url } = await serve((response) => response.end('{"via":"proxy"}'))
    let hangs = true
    const proxy = await proxyServer((socket) => {
      if (hangs) return
      const target = connect(Number(new URL(url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(target).pipe(socket)
      })
    })
    const by = httpSender(waysBy({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }))
    await rejection(send(url, {}, { by, limitMs: LIMIT_MS }))
    hangs = false
    expect((await send(url, {}, { by })).body).toBe('{"via":"proxy"}')
  })

  test('behind which the server never answers is not the culprit', async () => {
    const { url } = await serve(() => {})
    const proxy = await proxyServer()
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }
    const { error } = await rejection(send(url, env, { limitMs: LIMIT_MS }))
    expect(error).toBeInstanceOf(RequestTimeout)
  })

  test.each(['http://', 'socks5://user:hunter2@127.0.0.1:1080', 'http://user:hunter2%zz@127.0.0.1:8080'])(
    'whose URL is of no use (%s) is refused without quoting it',
    async (proxy) => {
      const { error } = await fault(proxy)
      expect(error).toBeInstanceOf(UnusableProxy)
      expect(error.message).toMatch(/^the proxy cannot be used: ./u)
      expect(error.message).not.toMatch(/hunter2|127\.0\.0\.1/u)
    },
  )
})

test('of several addresses that all fail, the first is told', () => {
  const refused = ['::1', '127.0.0.1'].map((address) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}:3128`), { code: 'ECONNREFUSED' }),
  )
  expect(faultText(new AggregateError(refused))).toBe('connect ECONNREFUSED ::1:3128 (ECONNREFUSED)')
})
