import { type Dispatcher, Pool, ProxyAgent } from 'undici'
import { faultText, ProxyFault } from './http.ts'
import { proxyFor } from './proxy-variables.ts'
import type { Route } from './send.ts'

/** The proxy's URL is invalid or has an unsupported scheme. The message leaves it out: it may hold a password. */
export class UnusableProxy extends Error {}

/** Bytes of all headers of an answer: as many as Node takes by default. Where it is not given, undici loads `node:http` to ask. */
const CONNECTIONS = { maxHeaderSize: 16 * 1024 }

/**
 * The route to each server: through the proxy that the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) names
 * for it, else direct. A route keeps its connections open for the requests that follow.
 * @returns a function that throws UnusableProxy where the proxy cannot be used
 */
export function routesFromEnv(env: NodeJS.ProcessEnv): (url: URL) => Route {
  const routes = new Map<string, Route>()
  return (url) => {
    const known = routes.get(url.origin)
    if (known !== undefined) return known
    const route = routeTo(url, proxyFor(url, env))
    routes.set(url.origin, route)
    return route
  }
}

function routeTo({ origin, protocol }: URL, proxy: string): Route {
  if (proxy === '') return { dispatch: dispatchOf(new Pool(origin, CONNECTIONS)), throughProxy: false }
  const through = protocol === 'https:' ? tunnel : plainRequests
  return { dispatch: through(usable(proxy)), throughProxy: true }
}

/** For https: the proxy opens a tunnel to the server, and sees nothing of what goes through it. */
function tunnel(proxy: URL): Dispatcher['dispatch'] {
  const { 'Proxy-Authorization': token } = credentials(proxy)
  const agent = new ProxyAgent({
    uri: proxy.origin,
    ...(token === undefined ? {} : { token }),
    clientFactory(origin, options) {
      const pool = new Pool(origin, { ...options, ...CONNECTIONS })
      const ask = pool.connect.bind(pool)
      return Object.assign(pool, {
        connect: (request: Dispatcher.ConnectOptions) => openTunnel(() => ask(request)),
      })
    },
  })
  return dispatchOf(agent)
}

/**
 * For http: the proxy gets each request and asks the server itself. Many proxies open tunnels to port 443 only. undici's
 * `ProxyAgent` can do this too, but opens a tunnel all the same where the proxy itself speaks https.
 */
function plainRequests(proxy: URL): Dispatcher['dispatch'] {
  const pool = new Pool(proxy.origin, CONNECTIONS)
  return (options, handler) => {
    let isAnswered = false
    const { origin, host } = new URL(String(options.origin))
    const headers = { ...(options.headers as Record<string, string>), Host: host, ...credentials(proxy) }
    return pool.dispatch(
      { ...options, path: `${origin}${options.path}`, headers },
      {
        ...handler,
        onHeaders(status, ...rest) {
          isAnswered = true
          if (status !== 407) return handler.onHeaders?.(status, ...rest) ?? true
          handler.onError?.(credentialsWanted())
          return true
        },
        onError(cause) {
          handler.onError?.(
            isAnswered ? cause : new ProxyFault(`the proxy did not answer: ${faultText(cause)}`, { cause }),
          )
        },
      },
    )
  }
}

function dispatchOf(dispatcher: Dispatcher): Dispatcher['dispatch'] {
  return (options, handler) => dispatcher.dispatch(options, handler)
}

/** The header by which the proxy knows its user; none where its URL names no user. */
function credentials({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

/**
 * Turns every fault before the tunnel is open into a ProxyFault. That names the culprit, and undici does not take it for an
 * error of its own, which it would retry until the time limit.
 */
async function openTunnel(ask: () => Promise<Dispatcher.ConnectData>): Promise<Dispatcher.ConnectData> {
  const answer = await ask().catch((cause: unknown) => {
    throw new ProxyFault(`the proxy opened no connection: ${faultText(cause)}`, { cause })
  })
  const { statusCode, socket } = answer
  if (statusCode === 200) return answer
  socket.on('error', () => {}).destroy()
  if (statusCode === 407) throw credentialsWanted()
  throw new ProxyFault(`the proxy opened no connection: it answered HTTP ${statusCode}`)
}

function credentialsWanted(): ProxyFault {
  return new ProxyFault('the proxy asks for a user name and a password (HTTP 407)', {
    wantsCredentials: true,
  })
}

function usable(proxy: string): URL {
  const url = URL.canParse(proxy) ? new URL(proxy) : null
  if (url === null) throw new UnusableProxy('the proxy cannot be used: its URL is not valid')
  if (!['http:', 'https:'].includes(url.protocol))
    throw new UnusableProxy(`the proxy cannot be used: ${url.protocol} is not http or https`)
  try {
    decodeURIComponent(url.username + url.password)
  } catch {
    throw new UnusableProxy(
      'the proxy cannot be used: its user name or password has a % that is not encoded as %25',
    )
  }
  return url
}
