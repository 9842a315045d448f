import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { readLog, type WorkflowLog } from './log.ts'

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

/** What became of one workflow. */
export interface WorkflowRun extends WorkflowLog {
  exitCode: number | null
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
  const child = spawn(act, commandLine(workflow, home), {
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
  return { exitCode, ...readLog(lines) }
}

function commandLine(
  { file, event, eventFile, job, matrix, actions, ...given }: Workflow,
  home: string,
): string[] {
  const pairs = (option: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`])
  return [
    event,
    ...['--workflows', file, '--platform', 'ubuntu-latest=-self-hosted', '--json'],
    // Where the real actions/cache keeps what outlives a run.
    ...['--cache-server-path', join(home, 'caches'), '--cache-server-addr', '127.0.0.1'],
    ...(eventFile === undefined ? [] : ['--eventpath', eventFile]),
    ...(job === undefined ? [] : ['--job', job]),
    ...(matrix === undefined ? [] : ['--matrix', matrix]),
    ...pairs('--env', given.env),
    ...pairs('--secret', given.secrets),
    ...pairs('--var', given.variables ?? {}),
    ...pairs('--local-repository', actions),
  ]
}
