import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitHubContext } from '../github/context.ts'
import { logLine, oneLine } from '../privacy/untrusted-text.ts'
import { issueCommand } from './actions-toolkit.ts'

/** Code points; longer than any path. */
const LONGEST_OUTPUT = 65_536

/** What the action needs of the runner it runs on. Everything it prints is made fit for the log here. */
export interface Runner {
  /** An input of the workflow, trimmed; empty when not given. */
  getInput(name: string): string
  /** Has the runner replace a secret in every log that follows. */
  mask(secret: string): void
  info(line: string): void
  /** Shown only when the workflow runs with debug logging. */
  debug(line: string): void
  annotate(level: 'error' | 'warning', title: string, message: string): void
  /** One line. @throws when the runner's output file cannot be written */
  setOutput(name: string, value: string): void
  /** Does nothing where there is no job summary. @throws when it cannot be written */
  appendSummary(markdown: string): void
  /** Writes into a folder of this step's own. @returns the path @throws when it cannot be written */
  writeFile(name: string, content: string): string
  /** Fails the step with its one line. */
  setFailed(line: string): void
  /** Page of the workflow run; null outside one. */
  readonly runUrl: string | null
  /** Reads the event payload, so it is asked for only when needed. */
  githubContext(): GitHubContext
}

/** The runner as its environment describes it. Nothing else of the environment is read, but the proxies' variables (`proxy.ts`). */
export function actionsRunner(env: NodeJS.ProcessEnv): Runner {
  const value = (name: string) => env[name]?.trim() || null
  const serverUrl = value('GITHUB_SERVER_URL') ?? 'https://github.com'
  const repository = value('GITHUB_REPOSITORY')
  const runId = value('GITHUB_RUN_ID')
  const runUrl =
    repository === null || runId === null ? null : `${serverUrl}/${repository}/actions/runs/${runId}`
  let folder: string | null = null

  return {
    runUrl,
    getInput: (name) => env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '',
    mask: (secret) => issueCommand('add-mask', {}, secret),
    info: (line) => void process.stdout.write(`${logLine(line)}\n`),
    debug: (line) => issueCommand('debug', {}, logLine(line)),
    annotate: (level, title, message) => issueCommand(level, { title: logLine(title) }, logLine(message)),
    setOutput(name, output) {
      const file = value('GITHUB_OUTPUT')
      // The documented form for one line. The toolkit's, for many lines, would load node:crypto to make up a delimiter.
      if (file !== null) appendFileSync(file, `${name}=${oneLine(output, LONGEST_OUTPUT)}\n`)
    },
    appendSummary(markdown) {
      const file = value('GITHUB_STEP_SUMMARY')
      if (file !== null) appendFileSync(file, markdown)
    },
    writeFile(name, content) {
      if (folder === null) {
        const parent = value('RUNNER_TEMP') ?? tmpdir()
        mkdirSync(parent, { recursive: true })
        folder = mkdtempSync(join(parent, 'inbox-placement-gate-'))
      }
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    setFailed(line) {
      process.exitCode = 1
      issueCommand('error', {}, logLine(line))
    },
    githubContext: () => ({
      apiUrl: (value('GITHUB_API_URL') ?? 'https://api.github.com').replace(/\/+$/u, ''),
      repository,
      eventName: value('GITHUB_EVENT_NAME') ?? '',
      event: readEvent(value('GITHUB_EVENT_PATH')),
      sha: value('GITHUB_SHA'),
      workflow: value('GITHUB_WORKFLOW') ?? '',
      job: value('GITHUB_JOB') ?? '',
      runUrl,
    }),
  }
}

/** null for an event that cannot be read: it names no pull request. */
function readEvent(path: string | null): unknown {
  if (path === null) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
