import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { parseOutputFile } from './output-file.ts'
import { lineSplitter, type WorkflowCommand, workflowCommandReader } from './workflow-commands.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface ActionOptions {
  /** As in a workflow's `with:`. An input left out takes the default of the action file; one given as '' stays ''. */
  inputs?: Record<string, string>
  /** The script to run, `dist/index.js` unless given. */
  entry?: string
  /** The action file that declares the inputs, `action.yml` unless given. */
  actionFile?: string
  /** What `${{ github.token }}` stands for in a default. */
  githubToken?: string
  /** `push` with an empty payload unless given. */
  event?: { name: string; payload: unknown }
  /** Laid over the runner's environment; undefined takes a variable away. */
  env?: Record<string, string | undefined>
  /** After so many milliseconds the process is killed with SIGKILL; 240,000 unless given. */
  killAfterMs?: number
  keepTempDir?: boolean
  /** Where standard output goes, as a file descriptor, instead of being read. */
  stdout?: number
  /** A signal sent once, after some milliseconds or at the first line that matches. */
  interrupt?: { signal: NodeJS.Signals } & ({ afterMs: number } | { onLine: RegExp })
  /** Every line of stdout and stderr as it was written, commands included, nothing masked. */
  onLine?(line: string, child: ChildProcess): void
  /** Every line a user sees, as it comes. */
  onLog?(line: string): void
  /** Every workflow command, as it comes. */
  onCommand?(command: WorkflowCommand): void
}

export interface ActionResult {
  /** Null when a signal ended the process. */
  exitCode: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  outputs: Record<string, string>
  /** The job summary as written, before the runner would mask it. */
  summary: string
  commands: WorkflowCommand[]
  /**
   * Both streams without their commands, masked by what `add-mask` had named when each line came. Nothing else is masked:
   * the runner also knows the workflow's secrets, but an action that leans on that leaks elsewhere.
   */
  log: string
  durationMs: number
  /** Where `RUNNER_TEMP` and the workspace lay. It is gone when the run is over, unless `keepTempDir` was set. */
  tempDir: string
  /** Contents of the files the outputs point to; null when there is no such output. */
  files: { reportFile: string | null; resultsFile: string | null }
  /** Every file in `tempDir` by its path there, the runner's own included: where to look for what must not be written. */
  allFiles: Record<string, string>
}

export interface StartedAction {
  child: ChildProcess
  finished: Promise<ActionResult>
}

/** Runs an action to its end as GitHub's runner does: a Node process that is reported everything by environment and files. */
export function runAction(options: ActionOptions = {}): Promise<ActionResult> {
  return startAction(options).finished
}

/** The same with the process in hand, for tests that act while it runs. */
export function startAction(options: ActionOptions = {}): StartedAction {
  const entry = options.entry ?? join(ROOT, 'dist', 'index.js')
  if (!existsSync(entry)) throw new Error(`${entry} is missing: npm run build makes it`)
  const inputs = inputVariables(options)
  const tempDir = realpathSync(mkdtempSync(join(tmpdir(), 'action-')))
  const workspace = join(tempDir, 'workspace')
  mkdirSync(workspace)
  // A variable that is undefined is one the child does not get.
  const env: NodeJS.ProcessEnv = {
    ...environment(tempDir, workspace, options.event),
    ...inputs,
    ...options.env,
  }

  const startedAtMs = performance.now()
  const child = spawn(process.execPath, [entry], {
    cwd: workspace,
    env,
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
  })
  const read = readLog(child, options)
  return { child, finished: finish() }

  async function finish(): Promise<ActionResult> {
    const killer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs ?? 240_000)
    try {
      const [exitCode, signal] = await ended(child)
      const { GITHUB_OUTPUT, GITHUB_STEP_SUMMARY } = env
      const outputs = parseOutputFile(readIfThere(GITHUB_OUTPUT) ?? '')
      const { report_file, results_file } = outputs
      return {
        exitCode,
        signal,
        ...read(),
        outputs,
        summary: readIfThere(GITHUB_STEP_SUMMARY) ?? '',
        durationMs: performance.now() - startedAtMs,
        tempDir,
        files: {
          reportFile: readIfThere(report_file),
          resultsFile: readIfThere(results_file),
        },
        allFiles: filesIn(tempDir),
      }
    } finally {
      clearTimeout(killer)
      if (!options.keepTempDir) rmSync(tempDir, { recursive: true, force: true })
    }
  }
}

function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    // `close`, not `exit`: the pipes may still hold lines when the process is gone.
    child.once('close', (code, signal) => resolve([code, signal]))
  })
}

/** Follows both streams; the returned function tells what has come so far. */
function readLog(child: ChildProcess, options: ActionOptions) {
  const written = { stdout: '', stderr: '' }
  const shown: string[] = []
  const commands: WorkflowCommand[] = []
  const masks = new Set<string>()
  const commandIn = workflowCommandReader()
  const interrupt = interrupter(child, options.interrupt)

  const take = (line: string) => {
    options.onLine?.(line, child)
    interrupt(line)
    const command = commandIn(line)
    if (command === null) {
      const seen = masked(line, masks)
      shown.push(seen)
      options.onLog?.(seen)
      return
    }
    if (command.command === 'add-mask') addMask(masks, command.message)
    commands.push(command)
    options.onCommand?.(command)
  }

  for (const stream of ['stdout', 'stderr'] as const) {
    const lines = lineSplitter(take)
    child[stream]?.setEncoding('utf8')
    child[stream]?.on('data', (text: string) => {
      written[stream] += text
      lines.push(text)
    })
    child[stream]?.on('end', () => lines.end())
  }
  return () => ({ ...written, commands, log: shown.join('\n') })
}

/** Sends the signal that was asked for, once. */
function interrupter(child: ChildProcess, interrupt: ActionOptions['interrupt']): (line: string) => void {
  if (interrupt === undefined) return () => undefined
  if ('afterMs' in interrupt) {
    const timer = setTimeout(() => child.kill(interrupt.signal), interrupt.afterMs)
    child.once('exit', () => clearTimeout(timer))
    return () => undefined
  }
  let sent = false
  return (line) => {
    if (sent || !interrupt.onLine.test(line)) return
    sent = true
    child.kill(interrupt.signal)
  }
}

/** As the runner does, the whole value and each of its lines: a log never shows more than a line at a time. */
function addMask(masks: Set<string>, value: string): void {
  for (const secret of [value, ...value.split(/[\r\n]+/)]) if (secret.trim() !== '') masks.add(secret)
}

function masked(line: string, masks: ReadonlySet<string>): string {
  // Longest first: a short secret inside a long one must not leave the rest of it behind.
  const longestFirst = [...masks].toSorted((a, b) => b.length - a.length)
  return longestFirst.reduce((text, secret) => text.replaceAll(secret, '***'), line)
}

/** The variables an action finds on a hosted runner, and nothing of this process but the way to its programs. */
function environment(
  tempDir: string,
  workspace: string,
  event: ActionOptions['event'] = { name: 'push', payload: {} },
): NodeJS.ProcessEnv {
  const runnerTemp = join(tempDir, 'temp')
  const eventFile = join(runnerTemp, '_github_workflow', 'event.json')
  writeNew(eventFile, JSON.stringify(event.payload))

  return {
    ...inherited(),
    ...commandFiles(runnerTemp),
    CI: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    // Nothing listens there: a run that needs GitHub's API names a server of its own and never reaches the real one.
    GITHUB_API_URL: 'http://127.0.0.1:1',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_JOB: 'gate',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/mail',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4242',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_WORKFLOW: 'Newsletter',
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'stand-in',
    RUNNER_OS: { darwin: 'macOS', win32: 'Windows' }[process.platform as string] ?? 'Linux',
    RUNNER_TEMP: runnerTemp,
    RUNNER_TOOL_CACHE: join(tempDir, 'tools'),
  }
}

/** `SystemRoot` is there for Windows, where no process opens a socket without it. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, SystemRoot, TEMP, TMP } = process.env
  return { PATH, HOME, SystemRoot, TEMP, TMP }
}

/** The files a step writes its outputs, summary and the rest to; they exist, empty, before it starts. */
function commandFiles(runnerTemp: string): Record<string, string> {
  const variables = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH']
  return Object.fromEntries(
    variables.map((variable) => {
      const path = join(runnerTemp, '_runner_file_commands', variable.toLowerCase())
      writeNew(path, '')
      return [variable, path]
    }),
  )
}

interface ActionFile {
  inputs?: Record<string, { default?: string } | null>
}

/** `INPUT_` variables for every input the action declares. One without a default and not given is there, and empty. */
function inputVariables(options: ActionOptions): Record<string, string> {
  const actionFile = options.actionFile ?? join(ROOT, 'action.yml')
  const { inputs: declared = {} } = parse(readFileSync(actionFile, 'utf8')) as ActionFile
  const given = options.inputs ?? {}
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name))
  if (unknown.length > 0) throw new Error(`${actionFile} declares no input ${unknown.join(', ')}`)

  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ??
        evaluated(String(input?.default ?? ''), options.githubToken ?? 'ghs_standInForTheWorkflowToken'),
    ]),
  )
}

/** The one expression a default may hold here; any other would reach the action as text, which no runner does. */
function evaluated(text: string, githubToken: string): string {
  const value = text.replace(/\$\{\{\s*github\.token\s*\}\}/g, githubToken)
  if (value.includes('${{')) throw new Error(`The stand-in cannot evaluate the default ${text}`)
  return value
}

function writeNew(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { flag: 'wx' })
}

function filesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]))
}

function readIfThere(path: string | undefined): string | null {
  return path && existsSync(path) ? readFileSync(path, 'utf8') : null
}
