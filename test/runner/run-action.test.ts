import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseOutputFile } from '../../tools/runner/output-file.ts'
import { type ActionOptions, runAction, startAction } from '../../tools/runner/run-action.ts'
import { lineSplitter, workflowCommandReader } from '../../tools/runner/workflow-commands.ts'

const ACTION_FILE = `
inputs:
  plain: { required: true }
  with default: { default: '80' }
  switch: { default: false }
  token: { default: '\${{ github.token }}' }
runs: { using: node24, main: index.js }
`

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stand-in-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

/** The options that put a few lines of script in the place of an action. */
function script(source: string): ActionOptions & { entry: string; actionFile: string } {
  const entry = join(folder, 'index.mjs')
  const actionFile = join(folder, 'action.yml')
  writeFileSync(entry, `import { appendFileSync } from 'node:fs'\nconst { env } = process\n${source}`)
  writeFileSync(actionFile, ACTION_FILE)
  return { entry, actionFile }
}

/** The variables the action would have seen. */
async function seenEnvironment(options: Partial<ActionOptions> = {}): Promise<Record<string, string>> {
  const result = await runAction({ ...script('console.log(JSON.stringify(env))'), ...options })
  return JSON.parse(result.stdout)
}

describe('what the action sees', () => {
  it('is its inputs: the defaults of the action file, or what is given, empty ones and several lines too', async () => {
    expect(await seenEnvironment({ githubToken: 'ghs_x', inputs: { plain: ' a\nb ' } })).toMatchObject({
      INPUT_PLAIN: ' a\nb ',
      INPUT_WITH_DEFAULT: '80',
      INPUT_SWITCH: 'false',
      INPUT_TOKEN: 'ghs_x',
    })
  })

  it('is the environment of a hosted runner, without what this process has, and with what the test lays over it', async () => {
    vi.stubEnv('LEFT_BEHIND', 'yes')
    const env = await seenEnvironment({
      inputs: { 'with default': '' },
      env: { GITHUB_JOB: 'other', GITHUB_STEP_SUMMARY: undefined },
    })
    vi.unstubAllEnvs()
    expect(env).toMatchObject({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/mail',
      GITHUB_JOB: 'other',
      INPUT_PLAIN: '',
      INPUT_WITH_DEFAULT: '',
    })
    for (const name of ['LEFT_BEHIND', 'NODE_OPTIONS', 'VITEST', 'GITHUB_STEP_SUMMARY'])
      expect(env).not.toHaveProperty(name)
  })

  it('is the event, and folders of its own', async () => {
    const source = `import { readFileSync } from 'node:fs'
      console.log(env.GITHUB_EVENT_NAME, readFileSync(env.GITHUB_EVENT_PATH, 'utf8'))
      console.log(env.RUNNER_TEMP)
      console.log(process.cwd())`
    const event = { name: 'pull_request', payload: { number: 7 } }
    const [given, plain] = await Promise.all([
      runAction({ ...script(source), event }),
      runAction(script(source)),
    ])
    expect(given.log.split('\n')[0]).toBe('pull_request {"number":7}')
    expect(plain.log.split('\n')[0]).toBe('push {}')
    for (const { log, tempDir } of [given, plain])
      for (const path of log.split('\n').slice(1)) expect(path.startsWith(tempDir)).toBe(true)
    expect(given.tempDir).not.toBe(plain.tempDir)
  })

  it('is no input that it does not declare: that is a mistake of the test', () => {
    expect(() => runAction({ ...script(''), inputs: { plan: 'a' } })).toThrow('declares no input plan')
  })
})

describe('the result', () => {
  it('has outputs of one line and of many, the summary, and every file the action left; none of them stays', async () => {
    const result = await runAction(
      script(`
        const report = env.RUNNER_TEMP + '/report.md'
        appendFileSync(report, '# Report')
        appendFileSync(env.GITHUB_OUTPUT, 'verdict<<x1\\nfailed\\nx1\\nlist<<x2\\na\\n\\nb=c\\nx2\\n')
        appendFileSync(env.GITHUB_OUTPUT, 'report_file<<x3\\n' + report + '\\nx3\\nempty=\\n')
        appendFileSync(env.GITHUB_STEP_SUMMARY, '## Summary\\n')
        process.exitCode = 3
        setTimeout(() => {}, 200)
      `),
    )
    expect(result.outputs).toMatchObject({ verdict: 'failed', list: 'a\n\nb=c', empty: '' })
    expect(result.summary).toBe('## Summary\n')
    expect(result.files).toEqual({ reportFile: '# Report', resultsFile: null })
    expect(result.allFiles[join('temp', 'report.md')]).toBe('# Report')
    expect([result.exitCode, result.signal]).toEqual([3, null])
    expect(result.durationMs).toBeGreaterThanOrEqual(200)
    expect(existsSync(result.tempDir)).toBe(false)
  })

  it('has what an action that crashes says of it, and its folder if that is wanted', async () => {
    const result = await runAction({ ...script(`throw new Error('broken')`), keepTempDir: true })
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toContain('Error: broken')
    expect(result.log).toContain('Error: broken')
    expect(existsSync(result.tempDir)).toBe(true)
    rmSync(result.tempDir, { recursive: true })
  })

  it('has commands apart from the log, unescaped, and masks in it what came after the mask', async () => {
    const result = await runAction(
      script(`
        console.log('first key-1')
        console.log('::add-mask::key-1')
        console.log('::add-mask::key-1-and-more%0Asecond line')
        console.log('then key-1, key-1-and-more, second line')
        console.log('::error title=Inbox rate%3A low%2C 20%25::84 %25%0A85 needed')
      `),
    )
    expect(result.commands.at(-1)).toEqual({
      command: 'error',
      properties: { title: 'Inbox rate: low, 20%' },
      message: '84 %\n85 needed',
    })
    expect(result.log).toBe('first key-1\nthen ***, ***, ***')
    expect(result.stdout).toContain('::add-mask::key-1')
  })
})

describe('while the action runs', () => {
  const waiting = `
    process.once('SIGTERM', () => { console.log('cancelled'); process.exit(143) })
    setInterval(() => console.log('::debug::waiting'), 20)
    console.log('::add-mask::secret')
    console.log('polling secret')
  `

  it('its lines and commands come as they are written, and a signal can be sent at one of them', async () => {
    const seen: string[] = []
    const result = await runAction({
      ...script(waiting),
      interrupt: { signal: 'SIGTERM', onLine: /waiting/ },
      onLine: (line) => seen.push(`line ${line}`),
      onLog: (line) => seen.push(`log ${line}`),
      onCommand: ({ command }) => seen.push(`command ${command}`),
    })
    expect(seen.slice(0, 6)).toEqual([
      'line ::add-mask::secret',
      'command add-mask',
      'line polling secret',
      'log polling ***',
      'line ::debug::waiting',
      'command debug',
    ])
    if (process.platform !== 'win32')
      expect([result.exitCode, result.log.split('\n').at(-1)]).toEqual([143, 'cancelled'])
  })

  it.skipIf(process.platform === 'win32')('a signal can be sent after a time', async () => {
    const result = await runAction({ ...script(waiting), interrupt: { signal: 'SIGTERM', afterMs: 1000 } })
    expect(result.exitCode).toBe(143)
  })

  it('its process is at hand', async () => {
    const { child, finished } = startAction(script(waiting))
    child.kill('SIGKILL')
    expect((await finished).signal).toBe('SIGKILL')
  })

  it('its time is bounded', async () => {
    const result = await runAction({ ...script(waiting), killAfterMs: 300 })
    expect([result.exitCode, result.signal]).toEqual([null, 'SIGKILL'])
  })
})

it('says what to do when nothing is built', () => {
  expect(() => runAction({ entry: join(folder, 'missing.js') })).toThrow('npm run build')
})

describe('workflow commands', () => {
  const commandsIn = (...lines: string[]) => {
    const read = workflowCommandReader()
    return lines.map((line) => read(line)?.command ?? null)
  }

  it.each([
    ['  ::warning::indented', 'warning'],
    ['::ERROR::loud', 'error'],
    ['text ##[error]in the middle', 'error'],
    ['::error file=a.ts,line=1::x', 'error'],
    ['text ::error::in the middle', null],
    ['::unknown::x', null],
    ['::error', null],
    ['2001:db8::1', null],
    ['', null],
  ])('%j is %s', (line, command) => {
    expect(commandsIn(line)).toEqual([command])
  })

  it('splits properties before it unescapes them', () => {
    const read = workflowCommandReader()
    expect(read('::error title=a=b%2Cc%3A%3Ad,line=%250A::x%3A%253A')).toEqual({
      command: 'error',
      properties: { title: 'a=b,c::d', line: '%0A' },
      message: 'x%3A%3A',
    })
    expect(read('##[error title=a%5D;line=1]x%3B')).toEqual({
      command: 'error',
      properties: { title: 'a]', line: '1' },
      message: 'x;',
    })
  })

  it('are text between stop-commands and its token', () => {
    const lines = ['::stop-commands::T0ken', '::error::x', '::t0ken::', '::error::y']
    expect(commandsIn(...lines)).toEqual(['stop-commands', null, 't0ken', 'error'])
  })
})

describe('lines', () => {
  const linesOf = (...chunks: string[]) => {
    const lines: string[] = []
    const splitter = lineSplitter((line) => lines.push(line))
    chunks.forEach(splitter.push)
    splitter.end()
    return lines
  }

  it('end where the runner ends them', () => {
    expect(linesOf('a\nb\r\nc\rd\u2028e')).toEqual(['a', 'b', 'c', 'd\u2028e'])
  })

  it('may be cut anywhere in between', () => {
    expect(linesOf('a', 'b\r', '\nc', '\r', 'd\n', '\n')).toEqual(['ab', 'c', 'd', ''])
    expect(linesOf('a\r')).toEqual(['a'])
  })
})

describe('the output file', () => {
  it('knows both forms and CRLF, and keeps the last of two', () => {
    expect(parseOutputFile('a=1<<2\r\nb<<END\r\nx=1\r\ny\r\nEND\r\na=3\r\nc<<E\nE\n')).toEqual({
      a: '3',
      b: 'x=1\ny',
      c: '',
    })
  })

  it.each(['no sign', '=value', 'a<<END\nnever ended', 'a<<\nx'])('refuses %j', (text) => {
    expect(() => parseOutputFile(text)).toThrow('GITHUB_OUTPUT has')
  })
})
