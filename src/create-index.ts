import { systemClock } from './core/clock.ts'
import { create } from './create.ts'
import { routesFromEnv } from './net/proxy.ts'
import { httpSender } from './net/send.ts'
import { cancellationSignal } from './runner/cancellation.ts'
import { endProcess } from './runner/end-process.ts'
import { outliveReader } from './runner/lost-reader.ts'
import { actionsRunner } from './runner/runner.ts'

outliveReader()

await create({
  runner: actionsRunner(),
  clock: systemClock,
  wallClock: Date.now,
  send: httpSender(routesFromEnv(process.env)),
  signal: cancellationSignal(),
})

await endProcess()
