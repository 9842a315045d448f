// The side door to undici: its parts instead of its index, which also loads fetch, WebSocket, caches and mocks. The
// whole step takes about a third less time to start for it. A test fails when an update of undici moves these files.
import type UndiciTypes from 'undici'
import type { Dispatcher } from 'undici'
import requestOn from 'undici/lib/api/api-request.js'
import Client from 'undici/lib/dispatcher/client.js'

export type { Dispatcher }

/** The proxy's URL is none, or of a kind that undici does not speak. The URL is not in the message: it may hold a password. */
export class UnusableProxy extends Error {}

/** What `request` of undici takes and gives, on the dispatcher it is handed. */
export function request(
  dispatcher: Dispatcher,
  options: { url: URL; headers: Record<string, string>; body: string; signal: AbortSignal },
): Promise<Dispatcher.ResponseData> {
  const { url, ...rest } = options
  return requestOn.call(dispatcher, { ...rest, origin: url.origin, path: url.pathname, method: 'POST' })
}

/**
 * A connection to one server, through its proxy if it has one. undici's own time limits on answers are off: the caller's
 * signal bounds the whole exchange. An attempt to connect still ends by itself, after ten seconds.
 * @param proxy URL of the proxy; empty for none
 * @throws UnusableProxy
 */
export async function openDispatcher(origin: string, proxy: string): Promise<Dispatcher> {
  const limits = { headersTimeout: 0, bodyTimeout: 0 }
  if (proxy === '') return new Client(origin, limits)
  const [{ default: ProxyAgent }, { default: Pool }, { default: connectOn }] = await Promise.all([
    import('undici/lib/dispatcher/proxy-agent.js'),
    import('undici/lib/dispatcher/pool.js'),
    import('undici/lib/api/api-connect.js'),
  ])
  // The index gives every dispatcher this method, and the agent calls it on its connections to the proxy.
  function clientFactory(origin: URL, options: object): Dispatcher {
    const pool = new Pool(origin, options)
    const connect = (to: Dispatcher.ConnectOptions) => connectOn.call(pool, to).catch(failConnect)
    return Object.assign(pool, { connect })
  }
  try {
    return new ProxyAgent({ uri: proxy, ...limits, clientFactory }) satisfies UndiciTypes.ProxyAgent
  } catch (error) {
    throw new UnusableProxy(`the proxy cannot be used: ${(error as Error).message}`)
  }
}

/** undici takes this code for a kept-alive socket gone stale, and would knock again at once, without end. */
function failConnect(error: Error & { code?: string }): never {
  throw error.code === 'UND_ERR_SOCKET'
    ? new Error('the proxy closed the connection', { cause: error })
    : error
}
