// One wait of thirty minutes for a test with as many seeds as the argument says, on a clock whose sleeps take no time;
// prints a LongWait as JSON. Started by long-wait.ts, with --expose-gc.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GitHubContext } from '../../src/core/github-context.ts'
import type { Effects } from '../../src/effects.ts'
import type { HttpReply } from '../../src/net/http.ts'
import { run } from '../../src/run.ts'
import type { Runner } from '../../src/runner/runner.ts'
import { fakeClock } from '../clock/fake-clock.ts'
import { manySeeds } from '../sandbox/campaigns.ts'
import { testBody } from '../sandbox/inbox-test-body.ts'
import { arrived } from '../sandbox/pace.ts'
import type { LongWait } from './long-wait.ts'
import { median } from './statistics.ts'

const EARLY = { first: 20, last: 40 }
const LATE = { first: 100, last: 120 }
/** The last seed comes after the deadline, so that every poll may bring news and none is the end. */
const ARRIVAL_MS = 31 * 60_000

const NO_CONTEXT: GitHubContext = {
  apiUrl: 'https://api.github.example',
  repository: null,
  eventName: 'push',
  event: null,
  sha: null,
  workflow: '',
  workflowRef: null,
  job: '',
  runUrl: null,
  runNumber: null,
  runAttempt: null,
  writer: 'bench',
}

const specs = manySeeds(Number(process.argv[2]))
const clock = fakeClock(0)
const heap = new Map<number, number>()
const cpuMs = new Map<number, number>()
let polls = 0
let workBeganAt: NodeJS.CpuUsage | null = null

const outputs = new Map<string, string>()
await run({
  runner: silentRunner({
    job_id: 'long',
    api_key: 'cc-bench-key',
    provider_min_inbox_rate: '*: 60',
    require_spf: 'true',
  }),
  clock,
  wallClock: () => 0,
  send: answer,
  openGitHub: () => Promise.reject(new Error('the wait asks nothing of GitHub')),
  signal: new AbortController().signal,
} satisfies Effects)
if (outputs.get('timed_out') !== 'true' || polls <= LATE.last)
  throw new Error(`the wait ended early, after ${polls} polls`)

const found: LongWait = {
  polls,
  heap: { early: heap.get(EARLY.first) ?? Number.NaN, late: heap.get(LATE.last) ?? Number.NaN },
  cpuMs: { early: medianCpu(EARLY), late: medianCpu(LATE) },
}
console.log(JSON.stringify(found))

/** The API's part. Between one answer and the next request all work is the action's. */
async function answer(): Promise<HttpReply> {
  if (workBeganAt !== null) cpuMs.set(polls, milliseconds(process.cpuUsage(workBeganAt)))
  polls += 1
  if (polls === EARLY.first || polls === LATE.last) heap.set(polls, await heapInUse())
  const body = JSON.stringify(testBody(arrived(specs, clock.now() / ARRIVAL_MS)))
  workBeganAt = process.cpuUsage()
  return { status: 200, headers: {}, body }
}

/** Bytes. In a turn of its own, when nothing of the poll before is still on the stack. */
async function heapInUse(): Promise<number> {
  await nextTurn()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000
}

function medianCpu({ first, last }: { first: number; last: number }): number {
  return median([...cpuMs].filter(([poll]) => poll >= first && poll <= last).map(([, ms]) => ms))
}

/** Takes everything and keeps nothing, so that what the heap holds is the action's. */
function silentRunner(inputs: Record<string, string>): Runner {
  const nothing = () => undefined
  return {
    getInput: (name) => inputs[name] ?? '',
    mask: nothing,
    info: nothing,
    debug: nothing,
    annotate: nothing,
    setOutput: (name, value) => void outputs.set(name, value),
    setLongOutput: nothing,
    appendSummary: nothing,
    writeFile: (name) => Promise.resolve(name),
    setFailed: nothing,
    runUrl: null,
    roots: { workspace: '.', temp: null },
    githubContext: () => NO_CONTEXT,
  }
}
