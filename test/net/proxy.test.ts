import { Agent, createServer } from 'node:http'
import { connect, createServer as createTcpServer, Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { httpSender, RequestTimeout } from '../../src/net/http.ts'
import { proxyAgents, UnusableProxy } from '../../src/net/proxy.ts'
import { listen, rejection, SOON_MS, serve } from '../loopback.ts'

const LIMIT_MS = 150
const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
)
const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']

beforeEach(() => {
  // Those of the machine that runs the tests are out of the way.
  for (const name of VARIABLES.flatMap((each) => [each, each.toLowerCase()])) vi.stubEnv(name, '')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

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
    const target = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => socket.destroy())
    socket.on('close', () => target.destroy())
  })
  return { port: await listen(server, host), asked }
}

const opened = () => httpSender(proxyAgents())

function send(url: string, { by = opened(), limitMs = 5000 } = {}) {
  const request = { method: 'POST', url, headers: {}, body: '{}', limitMs, maxBytes: 1000 }
  return by(request, new AbortController().signal)
}

describe('a proxy', () => {
  test('is asked for a tunnel to the API, and the exchange goes through it', async () => {
    const { url, requests } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer()
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`)
    expect((await send(url)).body).toBe('{"via":"proxy"}')
    expect(proxy.asked).toEqual([{ url: new URL(url).host, authorization: undefined }])
    expect(requests).toMatchObject([{ method: 'POST', url: '/v1/results', body: '{}' }])
  })

  test('gets the credentials of its URL, and the API does not', async () => {
    const { url, requests } = await serve((response) => response.end())
    const proxy = await proxyServer()
    vi.stubEnv('HTTP_PROXY', `http://user:p%40ss@127.0.0.1:${proxy.port}`)
    await send(url)
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`)
    expect(requests[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  test.runIf(hasIpv6)('may have an IPv6 address', async () => {
    const { url } = await serve((response) => response.end('{"via":"proxy"}'))
    const proxy = await proxyServer(undefined, '::1')
    vi.stubEnv('HTTP_PROXY', `http://[::1]:${proxy.port}`)
    expect((await send(url)).body).toBe('{"via":"proxy"}')
  })

  test('is not asked again for a request on a connection that is open', async () => {
    const { url } = await serve((response) => response.end())
    const proxy = await proxyServer()
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`)
    const by = opened()
    await send(url, { by })
    await delay(20)
    await send(url, { by })
    expect(proxy.asked).toHaveLength(1)
  })

  test('that refuses is told by its status', async () => {
    const proxy = await proxyServer((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    )
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`)
    const { error } = await rejection(send('https://api.example.com/v1'))
    expect(error.message).toMatch(/^through the proxy: .*407/u)
  })

  test('that hangs up is an error, and not knocked at again', async () => {
    const proxy = await proxyServer((socket) => socket.destroy())
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`)
    const { error } = await rejection(send('https://api.example.com/v1'))
    expect(error).toMatchObject({ message: 'through the proxy: socket hang up', code: 'ECONNRESET' })
    await delay(50)
    expect(proxy.asked).toHaveLength(1)
  })

  test('that is not there says so', async () => {
    const gone = createTcpServer()
    const port = await listen(gone)
    gone.close()
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`)
    const { error } = await rejection(send('https://api.example.com/v1'))
    expect(error.code).toBe('ECONNREFUSED')
  })

  test('that none of its addresses reaches is told by the first of them', async () => {
    const refused = new Error('connect ECONNREFUSED ::1:3128')
    const agent = new (class extends Agent {
      override createConnection(...[, done]: Parameters<Agent['createConnection']>): null {
        done?.(new AggregateError([Object.assign(refused, { code: 'ECONNREFUSED' })], ''), new Socket())
        return null
      }
    })()
    const { error } = await rejection(send('http://api.example.com', { by: httpSender(async () => agent) }))
    expect(error).toMatchObject({
      message: 'through the proxy: connect ECONNREFUSED ::1:3128',
      code: 'ECONNREFUSED',
    })
  })

  test('that never answers is bound by the time limit', async () => {
    const proxy = await proxyServer(() => {})
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`)
    const { error, afterMs } = await rejection(send('https://api.example.com/v1', { limitMs: LIMIT_MS }))
    expect(error).toBeInstanceOf(RequestTimeout)
    expect(afterMs).toBeLessThan(SOON_MS)
  })

  test.each(['http://', 'socks5://user:hunter2@127.0.0.1:1080', 'http://user:hunter2%zz@127.0.0.1:8080'])(
    'whose URL is of no use (%s) is refused without quoting it',
    async (proxy) => {
      vi.stubEnv('HTTPS_PROXY', proxy)
      const { error } = await rejection(send('https://api.example.com/v1'))
      expect(error).toBeInstanceOf(UnusableProxy)
      expect(error.message).toMatch(/^the proxy cannot be used: ./u)
      expect(error.message).not.toMatch(/hunter2|127\.0\.0\.1/u)
    },
  )
})

describe('which proxy', () => {
  async function wayTo(url: string) {
    const agent = await proxyAgents()(new URL(url))
    if (agent === undefined) return null
    const { protocol, hostname, port } = (agent as Agent & { proxy: URL }).proxy
    return `${protocol}//${hostname}:${port}`
  }

  test('is the same one for all servers, also when they are asked for at once', async () => {
    vi.stubEnv('ALL_PROXY', 'http://proxy.example:3128')
    const agentFor = proxyAgents()
    const [first, second] = await Promise.all(
      ['https://api.example.com/v1', 'https://github.example.com'].map((url) => agentFor(new URL(url))),
    )
    expect(first).toBeDefined()
    expect(second).toBe(first)
  })

  test('is none unless the environment names one', async () => {
    expect(await wayTo('https://api.example.com/v1')).toBeNull()
  })

  test.each([
    ['HTTPS_PROXY', 'https://api.example.com'],
    ['https_proxy', 'https://api.example.com'],
    ['HTTP_PROXY', 'http://127.0.0.1:8080'],
    ['http_proxy', 'http://127.0.0.1:8080'],
    ['ALL_PROXY', 'https://api.example.com'],
    ['all_proxy', 'http://127.0.0.1:8080'],
  ])('is that of %s for %s', async (variable, url) => {
    vi.stubEnv(variable, 'http://proxy.example:3128')
    expect(await wayTo(url)).toBe('http://proxy.example:3128')
  })

  test('is that of its own kind: HTTP_PROXY is not for https', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://proxy.example:3128')
    expect(await wayTo('https://api.example.com')).toBeNull()
  })

  test.each(['api.example.com', '.example.com', '*', 'other.example, api.example.com:443'])(
    'is none for a server that NO_PROXY=%s names',
    async (names) => {
      vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128')
      vi.stubEnv('NO_PROXY', names)
      expect(await wayTo('https://api.example.com')).toBeNull()
      if (names !== '*') expect(await wayTo('https://api.elsewhere.com')).not.toBeNull()
    },
  )

  test('is an http one when its URL has no scheme, whatever the server', async () => {
    vi.stubEnv('HTTPS_PROXY', 'proxy.example:3128')
    expect(await wayTo('https://api.example.com')).toBe('http://proxy.example:3128')
  })

  test('may be spoken to over https', async () => {
    vi.stubEnv('HTTPS_PROXY', 'https://proxy.example:3129')
    expect(await wayTo('https://api.example.com')).toBe('https://proxy.example:3129')
  })
})
