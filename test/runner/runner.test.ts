import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { actionsRunner } from '../../src/runner/runner.ts'
import { parseOutputFile } from '../../tools/runner/output-file.ts'
import {
  lineSplitter,
  type WorkflowCommand,
  workflowCommandReader,
} from '../../tools/runner/workflow-commands.ts'
import { anyText } from '../any-text.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-test-'))
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

/** The runner of a step whose environment has these variables and none else of a workflow's. */
function runnerIn(env: Record<string, string>) {
  vi.unstubAllEnvs()
  for (const name of Object.keys(process.env)) {
    if (/^(?:GITHUB|INPUT|RUNNER)_/u.test(name)) vi.stubEnv(name, undefined)
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  return actionsRunner()
}

const file = (name: string, content = '') => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** What is printed meanwhile, read as the runner reads it: commands and lines of text. */
function printed(print: () => void) {
  let written = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written += String(chunk)
    return true
  })
  print()
  spy.mockRestore()
  const commands: WorkflowCommand[] = []
  const lines: string[] = []
  const read = workflowCommandReader()
  const splitter = lineSplitter((line) => {
    const command = read(line)
    if (command === null) lines.push(line)
    else commands.push(command)
  })
  splitter.push(written)
  splitter.end()
  return { commands, lines, written }
}

describe('inputs', () => {
  test('are trimmed, and empty when the workflow does not give them', () => {
    const runner = runnerIn({ INPUT_JOB_ID: ' job-1\n' })
    expect(runner.getInput('job_id')).toBe('job-1')
    expect(runner.getInput('max_spam_rate')).toBe('')
  })

  test('keep the lines of a list', () => {
    const runner = runnerIn({ INPUT_ALLOWED_SENDER_IPS: '192.0.2.1\n2001:db8::1\n' })
    expect(runner.getInput('allowed_sender_ips')).toBe('192.0.2.1\n2001:db8::1')
  })
})

describe('the log', () => {
  const runner = runnerIn({})

  test('shows a line as it is', () => {
    expect(printed(() => runner.info('12 of 50 seeds, 80% in the inbox'))).toMatchObject({
      commands: [],
      lines: ['12 of 50 seeds, 80% in the inbox'],
    })
  })

  test('shows a debug line only as a debug command', () => {
    expect(printed(() => runner.debug('poll 3\nof 9'))).toMatchObject({
      commands: [{ command: 'debug', message: 'poll 3 of 9' }],
      lines: [],
    })
  })

  test('masks a secret whole, percent signs and all', () => {
    expect(printed(() => runner.mask('100%25\nkey')).commands).toEqual([
      { command: 'add-mask', properties: {}, message: '100%25\nkey' },
    ])
  })

  test.each(['error', 'warning'] as const)('annotates with an %s that has a title', (level) => {
    const title = 'Inbox placement: Gmail, at least 90%'
    expect(printed(() => runner.annotate(level, title, 'Gmail: 50 %, required 90 %')).commands).toEqual([
      { command: level, properties: { title }, message: 'Gmail: 50 %, required 90 %' },
    ])
  })

  test('takes no command from text that is not its own', () => {
    const text = fc.oneof(
      anyText,
      fc
        .array(fc.constantFrom('::', '##[', '\r', '\n', '\u2028', 'error', ']', 'a', '%0A', '\u200b'))
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, text, (one, other) => {
        const { commands, lines } = printed(() => {
          runner.info(one)
          runner.annotate('warning', `Title: ${one}`, other)
          runner.debug(other)
          runner.info(other)
        })
        expect(commands.map(({ command }) => command)).toEqual(['warning', 'debug'])
        expect(Object.keys(commands[0]?.properties ?? {})).toEqual(['title'])
        expect(lines).toHaveLength(2)
      }),
    )
  })
})

describe('outputs', () => {
  /** The outputs as a later step finds them. */
  function outputs(values: Record<string, string>) {
    const path = file('output')
    const runner = runnerIn({ GITHUB_OUTPUT: path })
    for (const [name, value] of Object.entries(values)) runner.setOutput(name, value)
    return parseOutputFile(readFileSync(path, 'utf8'))
  }

  test('are added to what the step has set already, as they are', () => {
    const values = {
      verdict: 'failed',
      inbox_rate: '92.5',
      report_file: '/tmp/a=b/<<c>>/report.md',
      status: '',
    }
    expect(outputs(values)).toEqual(values)
  })

  test('are one line each, so that no value can set another output', () => {
    const value = fc.oneof(
      anyText,
      fc.string({ unit: fc.constantFrom('\n', '\r', '\u2028', '=', '<<', 'EOF', 'verdict', ' ') }),
    )
    fc.assert(
      fc.property(value, (status) => {
        const set = outputs({ verdict: 'failed', status, pending: '1' })
        expect(Object.keys(set)).toEqual(['verdict', 'status', 'pending'])
        expect(set).toMatchObject({ verdict: 'failed', pending: '1' })
      }),
    )
  })

  test('are left out, without a word, where there is no file for them', () => {
    expect(printed(() => runnerIn({}).setOutput('verdict', 'passed')).written).toBe('')
  })

  test('say so when they cannot be written', () => {
    expect(() => runnerIn({ GITHUB_OUTPUT: folder }).setOutput('verdict', 'passed')).toThrow('EISDIR')
  })
})

describe('the job summary', () => {
  test('is added to what the step has there already', () => {
    const path = file('summary', 'before\n')
    runnerIn({ GITHUB_STEP_SUMMARY: path }).appendSummary('# Passed ✅\n')
    expect(readFileSync(path, 'utf8')).toBe('before\n# Passed ✅\n')
  })

  test.each([{}, { GITHUB_STEP_SUMMARY: '' }])('is skipped where there is none: %j', (env) => {
    expect(() => runnerIn(env).appendSummary('# Passed')).not.toThrow()
  })

  test('says so when it cannot be written', () => {
    expect(() => runnerIn({ GITHUB_STEP_SUMMARY: folder }).appendSummary('# Passed')).toThrow('EISDIR')
  })
})

describe('files', () => {
  test('lie in one folder of their own under RUNNER_TEMP', async () => {
    const runner = runnerIn({ RUNNER_TEMP: folder })
    const report = await runner.writeFile('report.md', ['# Bericht', ' ü'])
    const results = await runner.writeFile('results.json', ['{}'])
    expect(readFileSync(report, 'utf8')).toBe('# Bericht ü')
    expect(readFileSync(results, 'utf8')).toBe('{}')
    expect(dirname(report)).toBe(dirname(results))
    expect(dirname(dirname(report))).toBe(folder)
  })

  test('of two steps do not overwrite each other', async () => {
    const write = (text: string) => runnerIn({ RUNNER_TEMP: folder }).writeFile('report.md', [text])
    const [one, other] = [await write('one'), await write('other')]
    expect(one).not.toBe(other)
    expect(readFileSync(one, 'utf8')).toBe('one')
  })

  test('have their folder made where RUNNER_TEMP does not exist yet', async () => {
    const path = await runnerIn({ RUNNER_TEMP: join(folder, 'new', 'temp') }).writeFile('report.md', ['x'])
    expect(statSync(path).isFile()).toBe(true)
  })

  test('are written in pieces, between which a signal can be heard, and made no sooner than they are', async () => {
    let made = 0
    function* parts() {
      for (; made < 40; made += 1) yield 'x'.repeat(64 * 1024)
    }
    const seen: number[] = []
    const watch = setInterval(() => seen.push(made), 0)
    const path = await runnerIn({ RUNNER_TEMP: folder }).writeFile('report.md', parts())
    clearInterval(watch)
    expect(statSync(path).size).toBe(40 * 64 * 1024)
    expect(seen.some((count) => count > 0 && count < 40)).toBe(true)
  })

  test.runIf(existsSync('/proc/self'))(
    'are refused at once where the system has no place for a folder',
    async () => {
      const runner = runnerIn({ RUNNER_TEMP: '/proc/no/such/place' })
      await expect(runner.writeFile('report.md', ['x'])).rejects.toThrow(/ENOENT|EACCES|EPERM/u)
    },
  )

  test("go to the system's folder outside a workflow run", async () => {
    const path = await runnerIn({ RUNNER_TEMP: '' }).writeFile('report.md', ['x'])
    expect(dirname(dirname(path))).toBe(tmpdir())
    rmSync(dirname(path), { recursive: true })
  })
})

describe('failing the step', () => {
  test('prints its line as an error and sets the exit code, but lets the process end by itself', () => {
    const before = process.exitCode
    const { commands } = printed(() => runnerIn({}).setFailed('inbox rate 70 %\nis below 80 %'))
    const after = process.exitCode
    process.exitCode = before
    expect(after).toBe(1)
    expect(commands).toEqual([{ command: 'error', properties: {}, message: 'inbox rate 70 % is below 80 %' }])
  })
})

describe('the workflow run', () => {
  const run = { GITHUB_REPOSITORY: 'acme/mail', GITHUB_RUN_ID: '4242' }

  test('has a page for each attempt, so that an older report does not open a newer attempt', () => {
    const page = 'https://github.com/acme/mail/actions/runs/4242'
    expect(runnerIn({ ...run, GITHUB_RUN_ATTEMPT: '2' }).runUrl).toBe(`${page}/attempts/2`)
    expect(runnerIn(run).runUrl).toBe(page)
  })

  test('has its page on GitHub Enterprise Server', () => {
    expect(runnerIn({ ...run, GITHUB_SERVER_URL: 'https://git.acme.example' }).runUrl).toBe(
      'https://git.acme.example/acme/mail/actions/runs/4242',
    )
  })

  test.each([
    {},
    { GITHUB_REPOSITORY: 'acme/mail' },
    { GITHUB_RUN_ID: '4242' },
    { ...run, GITHUB_RUN_ID: '' },
  ])('has none outside of one: %j', (env) => {
    expect(runnerIn(env).runUrl).toBeNull()
  })

  test('is reported with its event', () => {
    const event = file('event.json', '{"pull_request":{"number":7}}')
    const context = runnerIn({
      ...run,
      GITHUB_API_URL: 'https://git.acme.example/api/v3/',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_SHA: 'ffac537',
      GITHUB_WORKFLOW: 'Newsletter',
      GITHUB_WORKFLOW_REF: 'acme/mail/.github/workflows/gate.yml@refs/pull/7/merge',
      GITHUB_JOB: 'gate',
      GITHUB_RUN_NUMBER: '12',
      GITHUB_RUN_ATTEMPT: '2',
    }).githubContext()
    expect(context).toEqual({
      apiUrl: 'https://git.acme.example/api/v3',
      repository: 'acme/mail',
      eventName: 'pull_request',
      event: { pull_request: { number: 7 } },
      sha: 'ffac537',
      workflow: 'Newsletter',
      workflowRef: 'acme/mail/.github/workflows/gate.yml@refs/pull/7/merge',
      job: 'gate',
      runUrl: 'https://github.com/acme/mail/actions/runs/4242/attempts/2',
      runNumber: 12,
      runAttempt: 2,
      writer: expect.stringMatching(/^[0-9a-z]{6,}$/u),
    })
  })

  test('is unknown, not an error, where nothing tells about it', () => {
    expect(runnerIn({}).githubContext()).toEqual({
      apiUrl: 'https://api.github.com',
      repository: null,
      eventName: '',
      event: null,
      sha: null,
      workflow: '',
      workflowRef: null,
      job: '',
      runUrl: null,
      runNumber: null,
      runAttempt: null,
      writer: expect.any(String),
    })
  })

  test.each(['0', '-1', '1.5', '1e3', 'seven'])('has no number when the runner says %j', (text) => {
    const { runNumber, runAttempt } = runnerIn({
      GITHUB_RUN_NUMBER: text,
      GITHUB_RUN_ATTEMPT: text,
    }).githubContext()
    expect([runNumber, runAttempt]).toEqual([null, null])
  })

  test('tells two processes apart, and stays the same within one', () => {
    const [one, other] = [runnerIn({}), runnerIn({})]
    expect(one.githubContext().writer).not.toBe(other.githubContext().writer)
    expect(one.githubContext().writer).toBe(one.githubContext().writer)
  })

  test.each(['not JSON', ''])('has no event when its payload (%j) cannot be read', (payload) => {
    const path = file('event.json', payload)
    expect(runnerIn({ GITHUB_EVENT_PATH: path }).githubContext().event).toBeNull()
  })

  test('has no event when its payload is gone', () => {
    const context = runnerIn({ GITHUB_EVENT_PATH: join(folder, 'gone') }).githubContext()
    expect(context.event).toBeNull()
  })
})
