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
  process.once(signal, () => {
    cancellation.abort(new Error(`cancelled by ${signal}`))
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
  })
}

// One API, one connection; it is opened with the first request, when the address is known to be valid.
let dispatcher: Dispatcher | undefined
async function postToApi(exchange: HttpPost, signal: AbortSignal) {
  dispatcher ??= await openDispatcher(new URL(exchange.url).origin, getProxyForUrl(exchange.url))
  return post(dispatcher, exchange, signal)
}

await run({
  runner: actionsRunner(process.env),
  clock: systemClock,
  wallClock: Date.now,
  post: postToApi,
  signal: cancellation.signal,
})
await dispatcher?.destroy()
