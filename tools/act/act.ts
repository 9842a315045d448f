import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

/** How long act gets to end its steps before it is killed. */
const GRACE_MS = 5_000

export interface Workflow {
  /** The folder of the repository. */
  repository: string
  /** The workflow's file in it. */
  file: string
  event: string
  /** A file with the event's payload. */
  eventFile?: string
  job?: string
  /** `name:value`, the leg of a matrix. */
  matrix?: string
  env: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
  variables?: Readonly<Record<string, string>>
  /** `owner/name@ref` of each action that must not be downloaded, and the folder that stands for it. */
  actions: Readonly<Record<string, string>>
}

/** What became of one step. */
export interface StepRun {
  result: 'success' | 'failure'
  outputs: Record<string, string>
  /** What it wrote to the job summary. */
  summary: string
  annotations: { level: string; message: string }[]
}

/** What became of one workflow. */
export interface WorkflowRun {
  exitCode: number | null
  /** The steps that ran, by id, or by name, or by what they use. */
  steps: ReadonlyMap<string, StepRun>
  /** What a user would read, without the job summary. */
  log: string
}

/** One line of `act --json`, as far as it is read here. */
interface LogEntry {
  msg?: string
  /** The name of the step. */
  step?: string
  stepID?: string[]
  stage?: string
  stepResult?: 'success' | 'failure' | 'skipped'
  command?: string
  name?: string
  arg?: string
  content?: string
}

/** The file of act: the one that the variable ACT names, else the first on PATH; null when there is none. */
export function findAct({ ACT, PATH = '' }: NodeJS.ProcessEnv): string | null {
  const candidates = ACT ? [resolve(ACT)] : PATH.split(delimiter).map((folder) => join(folder, 'act'))
  return candidates.find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Runs a workflow with act on this machine, without containers. `home` takes all that act and the steps leave behind. Ends act,
 * and with it the steps, when `stop` fires.
 *
 * @throws the signal's reason when it has fired already
 */
export async function runWorkflow(
  act: string,
  home: string,
  workflow: Workflow,
  stop: AbortSignal,
): Promise<WorkflowRun> {
  stop.throwIfAborted()
  const child = spawn(act, commandLine(workflow), {
    cwd: workflow.repository,
    // Nothing of this machine's settings reaches the steps, proxies least of all: everything they ask is on loopback. The Node
    // that runs this file is the one that runs node24 actions.
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      TMPDIR: home,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => {
    child.kill('SIGINT')
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
  }
  stop.addEventListener('abort', end)
  const closed = once(child, 'close') as Promise<[number | null]>
  const output = await Promise.all([text(child.stdout), text(child.stderr)])
  const [exitCode] = await closed
  stop.removeEventListener('abort', end)
  const lines = output.flatMap((stream) => stream.trimEnd().split('\n'))
  if (stop.aborted) lines.push(`ended from outside: ${stop.reason}`)
  return { exitCode, ...read(lines.map(parse)) }
}

function commandLine({ file, event, eventFile, job, matrix, actions, ...given }: Workflow): string[] {
  const pairs = (option: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`])
  return [
    event,
    ...['--workflows', file, '--platform', 'ubuntu-latest=-self-hosted', '--no-cache-server', '--json'],
    ...(eventFile === undefined ? [] : ['--eventpath', eventFile]),
    ...(job === undefined ? [] : ['--job', job]),
    ...(matrix === undefined ? [] : ['--matrix', matrix]),
    ...pairs('--env', given.env),
    ...pairs('--secret', given.secrets),
    ...pairs('--var', given.variables ?? {}),
    ...pairs('--local-repository', actions),
  ]
}

/** A line that is not JSON is one of act's own errors. */
function parse(line: string): LogEntry {
  try {
    return JSON.parse(line)
  } catch {
    return { msg: line }
  }
}

function read(entries: readonly LogEntry[]): Omit<WorkflowRun, 'exitCode'> {
  const steps = new Map<string, StepRun>()
  for (const entry of entries) {
    const [id] = entry.stepID ?? []
    if (entry.stage !== 'Main' || id === undefined || entry.stepResult === 'skipped') continue
    // act numbers the steps that have no id.
    const name = /^\d+$/.test(id) ? (entry.step ?? id) : id
    const step = steps.get(name) ?? { result: 'success', outputs: {}, summary: '', annotations: [] }
    steps.set(name, step)
    if (entry.stepID?.length === 1) note(entry, step)
  }
  const shown = entries.filter(({ command }) => command !== 'summary')
  return { steps, log: shown.map(({ msg = '' }) => msg.trimEnd()).join('\n') }
}

function note({ stepResult, command, name = '', arg = '', content = '' }: LogEntry, step: StepRun): void {
  if (stepResult === 'success' || stepResult === 'failure') step.result = stepResult
  if (command === 'set-output') step.outputs[name] = arg
  if (command === 'summary') step.summary = content
  if (command === 'warning' || command === 'error') step.annotations.push({ level: command, message: arg })
}
