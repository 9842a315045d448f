import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debug, error, getInput, info, setFailed, setOutput, setSecret, warning } from '@actions/core'
import type { GitHubContext } from '../core/github-context.ts'
import type { Roots } from '../core/roots.ts'
import { makeFolder } from '../make-folder.ts'
import { logLine, outputLine } from '../privacy/one-line.ts'

/** What the action needs of the runner it runs on. Everything it prints is made fit for the log here. */
export interface Runner {
  /** An input of the workflow, trimmed; empty when not given. */
  getInput(name: string): string
  /** Has the runner replace secrets in every log that follows. */
  mask(...secrets: readonly string[]): void
  info(line: string): void
  /** Shown only when the workflow runs with debug logging. */
  debug(line: string): void
  annotate(level: 'error' | 'warning', title: string, message: string): void
  /** One line. @throws when the runner's output file cannot be written */
  setOutput(name: string, value: string): void
  /** A text of our own making, of any length and any number of lines. @throws as `setOutput` does */
  setLongOutput(name: string, text: string): void
  /** Does nothing where there is no job summary. @throws when it cannot be written */
  appendSummary(markdown: string): void
  /**
   * Writes into a folder of this step's own, part by part, so that a large file is never held as one text and a signal is
   * heard in between. @returns the path @throws when it cannot be written
   */
  writeFile(name: string, parts: Iterable<string>): Promise<string>
  /** Fails the step with its one line. */
  setFailed(line: string): void
  /** Page of this attempt of the workflow run; null outside one. */
  readonly runUrl: string | null
  /** Where the user's files may lie. */
  readonly roots: Roots
  /** Reads the event payload, so it is asked for only when needed. */
  githubContext(): GitHubContext
}

/**
 * The runner as its environment describes it, through `@actions/core`. Apart from the proxies' variables, the environment is
 * read nowhere else.
 */
export function actionsRunner(): Runner {
  const value = (name: string) => process.env[name]?.trim() || null
  const serverUrl = value('GITHUB_SERVER_URL') ?? 'https://github.com'
  const repository = value('GITHUB_REPOSITORY')
  const runId = value('GITHUB_RUN_ID')
  const count = (name: string) => (/^[1-9]\d{0,14}$/u.test(value(name) ?? '') ? Number(value(name)) : null)
  const runAttempt = count('GITHUB_RUN_ATTEMPT')
  // Without its attempt, the link in an older report would open the newer attempt after the run was started again.
  const attempt = runAttempt === null ? '' : `/attempts/${runAttempt}`
  const runUrl =
    repository === null || runId === null
      ? null
      : `${serverUrl}/${repository}/actions/runs/${runId}${attempt}`
  // It need not be secure, only differ between two steps of one run, and node:crypto would take time to load.
  const writer = Math.random().toString(36).slice(2)
  const annotations = { error, warning }
  let folder: string | null = null

  return {
    runUrl,
    roots: { workspace: value('GITHUB_WORKSPACE') ?? process.cwd(), temp: value('RUNNER_TEMP') },
    getInput: (name) => getInput(name),
    mask(...secrets) {
      // One write for all of them: there may be a line for each address of a test.
      process.stdout.cork()
      for (const secret of secrets) setSecret(secret)
      process.stdout.uncork()
    },
    info: (line) => info(logLine(line)),
    debug: (line) => debug(logLine(line)),
    annotate: (level, title, message) => annotations[level](logLine(message), { title: logLine(title) }),
    setOutput(name, output) {
      // Without the file, the toolkit would print the workflow command that the file has replaced.
      if (value('GITHUB_OUTPUT') !== null) setOutput(name, outputLine(output))
    },
    setLongOutput(name, text) {
      if (value('GITHUB_OUTPUT') !== null) setOutput(name, text)
    },
    appendSummary(markdown) {
      const file = value('GITHUB_STEP_SUMMARY')
      // The toolkit writes its summary some turns of the event loop later. A step that is being cancelled may end before.
      if (file !== null) appendFileSync(file, markdown)
    },
    async writeFile(name, parts) {
      folder ??= makeOwnFolder(value('RUNNER_TEMP') ?? tmpdir())
      const path = join(folder, name)
      const descriptor = openSync(path, 'w')
      try {
        for (const piece of inPieces(parts)) {
          writeFileSync(descriptor, piece)
          await new Promise(setImmediate)
        }
      } finally {
        closeSync(descriptor)
      }
      return path
    },
    setFailed: (line) => setFailed(logLine(line)),
    githubContext: () => ({
      apiUrl: (value('GITHUB_API_URL') ?? 'https://api.github.com').replace(/\/+$/u, ''),
      repository,
      eventName: value('GITHUB_EVENT_NAME') ?? '',
      event: readEvent(value('GITHUB_EVENT_PATH')),
      sha: value('GITHUB_SHA'),
      workflow: value('GITHUB_WORKFLOW') ?? '',
      workflowRef: value('GITHUB_WORKFLOW_REF'),
      job: value('GITHUB_JOB') ?? '',
      runUrl,
      runNumber: count('GITHUB_RUN_NUMBER'),
      runAttempt,
      writer,
    }),
  }
}

function makeOwnFolder(parent: string): string {
  makeFolder(parent)
  return mkdtempSync(join(parent, 'inbox-placement-gate-'))
}

/** Characters. Each piece is a write of its own, and a turn of the event loop. */
const PIECE = 256 * 1024

function* inPieces(parts: Iterable<string>): Iterable<string> {
  let piece = ''
  for (const part of parts) {
    piece += part
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** null for an event that cannot be read. Like an event without a pull request, it names none. */
function readEvent(path: string | null): unknown {
  if (path === null) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
