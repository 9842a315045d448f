import { systemClock } from './core/clock.ts'
import { httpSender } from './net/http.ts'
import { proxyAgents } from './net/proxy.ts'
import { run } from './run.ts'
import { endProcess, exitNow } from './runner/end-process.ts'
import { actionsRunner } from './runner/runner.ts'

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
    setTimeout(exitNow, PATIENCE_MS).unref()
  })
}

const send = httpSender(proxyAgents())

await run({
  runner: actionsRunner(process.env),
  clock: systemClock,
  wallClock: Date.now,
  send,
  openGitHub: async (...parameters) => (await import('./github/octokit.ts')).octokitApi(send, ...parameters),
  signal: cancellation.signal,
})

await endProcess()
