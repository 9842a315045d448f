import { Agent, type Dispatcher, Pool, ProxyAgent } from 'undici'
import { faultText, ProxyFault } from './http.ts'
import { proxyFor } from './proxy-variables.ts'
import type { Way } from './send.ts'

/** The proxy's URL is invalid or has an unsupported scheme. The message leaves it out: it may hold a password. */
export class UnusableProxy extends Error {}

/**
 * The way to each server: through the proxy that the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) names
 * for it, else direct. Each way keeps its connections open for the requests that follow.
 * @returns a function that throws UnusableProxy where the proxy cannot be used
 */
export function waysBy(env: NodeJS.ProcessEnv): (url: URL) => Way {
  const ways = new Map<string, Way>()
  return (url) => {
    const proxy = proxyFor(url, env)
    const way = ways.get(proxy) ?? (proxy === '' ? straightWay() : proxyWay(usable(proxy)))
    ways.set(proxy, way)
    return way
  }
}

function straightWay(): Way {
  return { dispatcher: new Agent(), throughProxy: false }
}

/** undici's `EnvHttpProxyAgent` would read the variables itself, but not `ALL_PROXY`, and warns that it is experimental. */
function proxyWay({ origin, username, password }: URL): Way {
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const dispatcher = new ProxyAgent({
    uri: origin,
    ...(credentials === ':' ? {} : { token: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    clientFactory(proxy, options) {
      const pool = new Pool(proxy, options)
      const ask = pool.connect.bind(pool)
      const connect = (tunnel: Dispatcher.ConnectOptions) => openTunnel(() => ask(tunnel))
      return Object.assign(pool, { connect })
    },
  })
  return { dispatcher, throughProxy: true }
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
  if (statusCode === 407) {
    throw new ProxyFault('the proxy asks for a user name and a password (HTTP 407)', {
      wantsCredentials: true,
    })
  }
  throw new ProxyFault(`the proxy opened no connection: it answered HTTP ${statusCode}`)
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
