// The side door to undici: its parts instead of its index, which also loads fetch, WebSocket, caches and mocks. The
// whole step takes about a third less time to start for it. A test fails when an update of undici moves these files.
import type UndiciTypes from 'undici'
import type { Dispatcher } from 'undici'
import requestOn from 'undici/lib/api/api-request.js'
import Client from 'undici/lib/dispatcher/client.js'

export type { Dispatcher }

/** What `request` of undici takes and gives, on the dispatcher it is handed. */
export function request(
  dispatcher: Dispatcher,
  options: { url: URL; headers: Record<string, string>; body: string; signal: AbortSignal },
): Promise<Dispatcher.ResponseData> {
  const { url, ...rest } = options
  return requestOn.call(dispatcher, { ...rest, origin: url.origin, path: url.pathname, method: 'POST' })
}

/**
 * A connection to one server, through its proxy if it has one. undici's own time limits are off: the caller's signal
 * bounds the whole exchange.
 * @param proxy URL of the proxy; empty for none
 * @throws when the proxy's URL is not one undici can use
 */
export async function openDispatcher(origin: string, proxy: string): Promise<Dispatcher> {
  const limits = { headersTimeout: 0, bodyTimeout: 0 }
  if (proxy === '') return new Client(origin, limits)
  const { default: ProxyAgent } = await import('undici/lib/dispatcher/proxy-agent.js')
  return new ProxyAgent({ uri: proxy, ...limits }) satisfies UndiciTypes.ProxyAgent
}
