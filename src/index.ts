import { getProxyForUrl } from 'proxy-from-env'
import { systemClock } from './clock.ts'
import { type HttpPost, post } from './http.ts'
import { run } from './run.ts'
import { actionsRunner } from './runner.ts'
import { type Dispatcher, openDispatcher } from './undici.ts'

/** A cancelled run that has not ended by itself is ended after this long. The runner gives 7.5 seconds. */
const PATIENCE_MS = 1500

const cancellation = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A second signal must not end the process before it has written what is known, so the listener stays.
  process.on(signal, () => {
    if (cancellation.signal.aborted) return
    // Also for a run that was done but for its last line: a cancelled step never counts as passed.
    process.exitCode = 1
    cancellation.abort(new Error(`cancelled by ${signal}`))
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
  })
}

// One API, one connection; it is opened with the first request, when the address is known to be valid.
let dispatcher: Dispatcher | undefined
async function postToApi(exchange: HttpPost, signal: AbortSignal) {
  dispatcher ??= await openDispatcher(new URL(exchange.url).origin, proxyFor(exchange.url))
  return post(dispatcher, exchange, signal)
}

/** The URL of the proxy, empty for none. Written without a scheme it is an http one, as for curl and other actions. */
function proxyFor(url: string): string {
  const proxy = getProxyForUrl(url)
  // The library would have put the scheme of the API there.
  return Object.values(process.env).includes(proxy) ? proxy : proxy.replace(/^https:/u, 'http:')
}

await run({
  runner: actionsRunner(process.env),
  clock: systemClock,
  wallClock: Date.now,
  post: postToApi,
  openGitHub: async (...parameters) => (await import('./github/octokit.ts')).octokitApi(...parameters),
  signal: cancellation.signal,
})
await dispatcher?.destroy()

// A signal that came while the report was being written is only heard when the event loop turns.
await new Promise(setImmediate)
// A handshake or a look-up that nobody answers would keep the process for seconds more. What is printed goes out first.
process.stdout.write('', () => process.exit())
