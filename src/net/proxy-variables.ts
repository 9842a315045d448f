import { isIPv4, isIPv6 } from 'node:net'

/**
 * The proxy for a server, from `HTTPS_PROXY` or `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`. As with curl, their names in lower
 * case come first, and a proxy without a scheme is an http one.
 *
 * No library that we could use reads them so. undici's `EnvHttpProxyAgent` does not know `ALL_PROXY`, takes a name for that host
 * alone, and warns that it is experimental. The toolkit's `getProxyUrl` does not know `ALL_PROXY`, `*.example.com`, a list with
 * spaces, or an IPv6 address without brackets.
 * @returns the URL as it is written, not yet checked; empty without a proxy
 */
export function proxyFor({ protocol, hostname, port }: URL, env: NodeJS.ProcessEnv): string {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || ''
  const proxy = read(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY')
  if (proxy === '' || isExempt({ hostname, port: port || DEFAULT_PORTS[protocol] }, read('NO_PROXY')))
    return ''
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

interface Server {
  readonly hostname: string
  readonly port: string | undefined
}

/**
 * @param list separated by commas or spaces: `*` for everything; a name, with or without `.` or `*.` before it, for that host and
 * all below it; or an address. A port may follow.
 */
function isExempt({ hostname, port }: Server, list: string): boolean {
  const isName = !isIPv4(hostname) && !hostname.startsWith('[')
  return list
    .toLowerCase()
    .split(/[,\s]+/u)
    .filter((entry) => entry !== '')
    .map(splitPort)
    .some((entry) => {
      if (entry.port !== null && entry.port !== port) return false
      if (entry.name === '*') return true
      const name = entry.name.replace(/^\*?\./u, '')
      return name !== '' && (hostname === name || (isName && hostname.endsWith(`.${name}`)))
    })
}

/** Brings an IPv6 address, which has colons of its own, into the form of a URL's host name: shortest, in brackets. */
function splitPort(entry: string): { readonly name: string; readonly port: string | null } {
  if (isIPv6(entry)) return { name: new URL(`http://[${entry}]`).hostname, port: null }
  const [, name = entry, port = null] = /^(.+):(\d+)$/u.exec(entry) ?? []
  const address = /^\[(.+)\]$/u.exec(name)?.[1] ?? ''
  return { name: isIPv6(address) ? new URL(`http://[${address}]`).hostname : name, port }
}
