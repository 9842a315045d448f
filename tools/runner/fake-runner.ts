import type { GitHubContext } from '../../src/core/github-context.ts'
import { outputLine } from '../../src/privacy/one-line.ts'
import type { Runner } from '../../src/runner/runner.ts'

interface Annotation {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly message: string
}

/** All that a step did to its runner, by kind. */
export interface RunnerRecord {
  readonly runner: Runner
  readonly masks: string[]
  readonly info: string[]
  readonly debug: string[]
  readonly annotations: Annotation[]
  readonly outputs: Record<string, string>
  readonly files: Record<string, string>
  readonly failed: string[]
  summary: string
  /** The name of every effect, in order. */
  readonly order: (keyof Runner)[]
}

/** The fourth run of a workflow, for a pull request. */
export const PULL_REQUEST_RUN: GitHubContext = {
  apiUrl: 'https://api.github.com',
  repository: 'acme/mail',
  eventName: 'pull_request',
  event: {
    pull_request: { number: 7, state: 'open', head: { sha: 'ffac537e6cbbf934b08745a378932722df287a53' } },
  },
  sha: null,
  workflow: 'Newsletter',
  workflowRef: null,
  job: 'gate',
  runUrl: null,
  runNumber: 4,
  runAttempt: 1,
  writer: 'writer',
}

/**
 * A runner that keeps what it is given, and gives the inputs it was given.
 * @param onEffect called as each effect begins
 */
export function fakeRunner(
  inputs: Readonly<Record<string, string>> = {},
  over: Partial<Runner> = {},
  onEffect: (what: keyof Runner) => void = () => {},
): RunnerRecord {
  const record: Omit<RunnerRecord, 'runner'> = {
    masks: [],
    info: [],
    debug: [],
    annotations: [],
    outputs: {},
    files: {},
    failed: [],
    summary: '',
    order: [],
  }
  const did = (what: keyof Runner) => {
    record.order.push(what)
    onEffect(what)
  }
  const runner: Runner = {
    runUrl: null,
    // Nothing is there, so nothing is read or written by accident.
    roots: { workspace: '/nowhere', temp: null },
    getInput: (name) => inputs[name] ?? '',
    mask(...secrets) {
      did('mask')
      record.masks.push(...secrets)
    },
    info(line) {
      did('info')
      record.info.push(line)
    },
    debug(line) {
      did('debug')
      record.debug.push(line)
    },
    annotate(level, title, message) {
      did('annotate')
      record.annotations.push({ level, title, message })
    },
    setOutput(name, value) {
      did('setOutput')
      record.outputs[name] = outputLine(value)
    },
    setLongOutput(name, text) {
      did('setOutput')
      record.outputs[name] = text
    },
    appendSummary(markdown) {
      did('appendSummary')
      record.summary += markdown
    },
    writeFile(name, parts) {
      did('writeFile')
      record.files[name] = [...parts].join('')
      return Promise.resolve(`/temp/${name}`)
    },
    setFailed(line) {
      did('setFailed')
      record.failed.push(line)
    },
    githubContext: () => PULL_REQUEST_RUN,
    ...over,
  }
  return Object.assign(record, { runner })
}
