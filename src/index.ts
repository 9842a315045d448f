import { systemClock } from './core/clock.ts'
import { octokitApi } from './github/octokit.ts'
import { routesFromEnv } from './net/proxy.ts'
import { httpSender } from './net/send.ts'
import { run } from './run.ts'
import { cancellationSignal } from './runner/cancellation.ts'
import { endProcess } from './runner/end-process.ts'
import { outliveReader } from './runner/lost-reader.ts'
import { actionsRunner } from './runner/runner.ts'

/** A cancelled run that has not ended by itself is ended after this many milliseconds. The runner allows 7.5 seconds. */
const PATIENCE_MS = 1500

outliveReader()
const runner = actionsRunner()
const signal = cancellationSignal(() => setTimeout(endInTime, PATIENCE_MS).unref())

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
  signal,
})

await endProcess()
