import type { Runner } from '../src/runner/runner.ts'

/** All that a step did to its runner. */
interface RunnerRecord {
  readonly info: string[]
  readonly annotations: { readonly level: string; readonly title: string; readonly message: string }[]
  readonly outputs: Record<string, string>
  readonly files: Record<string, string>
  readonly failed: string[]
  summary: string
}

/** A runner that keeps what it is told, and gives the inputs it was given. */
export function fakeRunner(
  inputs: Readonly<Record<string, string>> = {},
  over: Partial<Runner> = {},
): RunnerRecord & { readonly runner: Runner } {
  const record: RunnerRecord = { info: [], annotations: [], outputs: {}, files: {}, failed: [], summary: '' }
  const runner: Runner = {
    runUrl: null,
    getInput: (name) => inputs[name] ?? '',
    mask: () => {},
    info: (line) => record.info.push(line),
    debug: (line) => record.info.push(line),
    annotate: (level, title, message) => record.annotations.push({ level, title, message }),
    setOutput: (name, value) => {
      record.outputs[name] = value
    },
    appendSummary: (markdown) => {
      record.summary += markdown
    },
    writeFile: (name, content) => {
      record.files[name] = content
      return `/temp/${name}`
    },
    setFailed: (line) => record.failed.push(line),
    githubContext: () => {
      throw new Error('nothing of GitHub was to be asked for')
    },
    ...over,
  }
  return Object.assign(record, { runner })
}
