import type { Agent } from 'node:http'
import { getProxyForUrl } from 'proxy-from-env'

/** The URL of the proxy is none, or of a kind that is not spoken here. It is not in the message: it may hold a password. */
export class UnusableProxy extends Error {}

/**
 * The way to each server that the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) asks for: an agent that
 * opens tunnels through the proxy and keeps them; undefined for the direct way. Behind a proxy a server is known by its name
 * or IPv4 address.
 * A proxy that is of no use rejects with UnusableProxy.
 */
export function proxyAgents(): (url: URL) => Promise<Agent> | undefined {
  const agents = new Map<string, Promise<Agent>>()
  return ({ href, protocol }) => {
    const proxy = proxyFor(href)
    if (proxy === '') return
    const key = `${protocol} ${proxy}`
    const agent = agents.get(key) ?? openAgent(protocol, proxy)
    agents.set(key, agent)
    return agent
  }
}

/** The URL of the proxy, empty for none. Written without a scheme it is an http one, as for curl and other actions. */
function proxyFor(url: string): string {
  const proxy = getProxyForUrl(url)
  const written = VARIABLES.map((name) => process.env[name])
  // The library would have put the scheme of the server there.
  return written.includes(proxy) ? proxy : proxy.replace(/^https:/u, 'http:')
}

const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']

async function openAgent(protocol: string, proxy: string): Promise<Agent> {
  const url = usable(proxy)
  // Most runners need no proxy and do not pay for loading this.
  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent')
  const { port, username, password } = url
  // hpagent hands the host on to where names are looked up, and there an IPv6 address has no brackets.
  const hostname = url.hostname.replace(/^\[|\]$/gu, '')
  const options = {
    proxy: { protocol: url.protocol, hostname, port, username, password } as URL,
    keepAlive: true,
  }
  return protocol === 'https:' ? new HttpsProxyAgent(options) : new HttpProxyAgent(options)
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
      'the proxy cannot be used: its user or password has a % that is not encoded as %25',
    )
  }
  return url
}
