import { systemClock } from './core/clock.ts'
import { octokitApi } from './github/octokit.ts'
import { routesFromEnv } from './net/proxy.ts'
import { httpSender } from './net/send.ts'
import { run } from './run.ts'
import { endProcess } from './runner/end-process.ts'
import { actionsRunner } from './runner/runner.ts'

/** A cancelled run that has not ended by itself is ended after this many milliseconds. The runner allows 7.5 seconds. */
const PATIENCE_MS = 1500

const runner = actionsRunner()
const cancellation = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A second signal must not end the process before it has written what is known, so the listener stays.
  process.on(signal, () => {
    if (cancellation.signal.aborted) return
    // The run may have only its last line left to write. A cancelled step never counts as passed all the same.
    process.exitCode = 1
    cancellation.abort(new Error(`cancelled by ${signal}`))
    setTimeout(endInTime, PATIENCE_MS).unref()
  })
}

/** Comes only where a report is too large, or the machine too busy, for all of it to be written in time. */
function endInTime(): never {
  runner.setFailed('Inbox placement cancelled: there was no time to write all of the report.')
  process.exit()
}

const send = httpSender(routesFromEnv(process.env))

await run({
  runner,
  clock: systemClock,
  wallClock: Date.now,
  send,
  openGitHub: (...parameters) => octokitApi(send, ...parameters),
  signal: cancellation.signal,
})

await endProcess()
