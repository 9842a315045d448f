import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseOutputFile } from './output-file.ts'
import { type ActionOptions, type ActionResult, runAction, startAction } from './run-action.ts'
import { lineSplitter, workflowCommandReader } from './workflow-commands.ts'

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

describe('inputs', () => {
  it('take the defaults of the action file, and are empty without one', async () => {
    expect(await seenEnvironment({ githubToken: 'ghs_x' })).toMatchObject({
      INPUT_PLAIN: '',
      INPUT_WITH_DEFAULT: '80',
      INPUT_SWITCH: 'false',
      INPUT_TOKEN: 'ghs_x',
    })
  })

  it('are passed on as given, empty ones and several lines too', async () => {
    const inputs = { plain: ' a\nb ', 'with default': '' }
    expect(await seenEnvironment({ inputs })).toMatchObject({ INPUT_PLAIN: ' a\nb ', INPUT_WITH_DEFAULT: '' })
  })

  it('that the action does not declare are a mistake of the test', () => {
    expect(() => runAction({ ...script(''), inputs: { plan: 'a' } })).toThrow('declares no input plan')
  })
})

describe('the environment', () => {
  it('is that of a hosted runner, without what this process has', async () => {
    vi.stubEnv('LEFT_BEHIND', 'yes')
    const env = await seenEnvironment()
    vi.unstubAllEnvs()
    expect(env).toMatchObject({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/mail',
      GITHUB_RUN_ID: '4242',
    })
    expect(env).not.toHaveProperty('LEFT_BEHIND')
    expect(env).not.toHaveProperty('NODE_OPTIONS')
    expect(env).not.toHaveProperty('VITEST')
  })

  it('can be overridden, and a variable taken away', async () => {
    const env = await seenEnvironment({ env: { GITHUB_JOB: 'other', GITHUB_STEP_SUMMARY: undefined } })
    expect(env).toHaveProperty('GITHUB_JOB', 'other')
    expect(env).not.toHaveProperty('GITHUB_STEP_SUMMARY')
  })

  it('holds the event', async () => {
    const source = `import { readFileSync } from 'node:fs'
      console.log(env.GITHUB_EVENT_NAME, readFileSync(env.GITHUB_EVENT_PATH, 'utf8'))`
    const event = { name: 'pull_request', payload: { number: 7 } }
    expect((await runAction({ ...script(source), event })).log).toBe('pull_request {"number":7}')
    expect((await runAction(script(source))).log).toBe('push {}')
  })

  it('gives each run folders of its own', async () => {
    const source = 'console.log(env.RUNNER_TEMP); console.log(process.cwd())'
    const runs = await Promise.all([runAction(script(source)), runAction(script(source))])
    for (const { log, tempDir } of runs) {
      for (const path of log.split('\n')) expect(path.startsWith(tempDir)).toBe(true)
    }
    expect(runs[0]?.tempDir).not.toBe(runs[1]?.tempDir)
  })
})

describe('the result', () => {
  it('has outputs of one line and of many, the summary, and the files that outputs point to', async () => {
    const result = await runAction(
      script(`
        const report = env.RUNNER_TEMP + '/report.md'
        appendFileSync(report, '# Report')
        appendFileSync(env.GITHUB_OUTPUT, 'verdict<<x1\\nfailed\\nx1\\nlist<<x2\\na\\n\\nb=c\\nx2\\n')
        appendFileSync(env.GITHUB_OUTPUT, 'report_file<<x3\\n' + report + '\\nx3\\nempty=\\n')
        appendFileSync(env.GITHUB_STEP_SUMMARY, '## Summary\\n')
      `),
    )
    expect(result.outputs).toMatchObject({ verdict: 'failed', list: 'a\n\nb=c', empty: '' })
    expect(result.summary).toBe('## Summary\n')
    expect(result.files).toEqual({ reportFile: '# Report', resultsFile: null })
  })

  it('has all files the action left, and leaves none itself', async () => {
    const source = `appendFileSync(env.RUNNER_TEMP + '/left.txt', 'secret')`
    const gone = await runAction(script(source))
    expect(gone.allFiles[join('temp', 'left.txt')]).toBe('secret')
    expect(existsSync(gone.tempDir)).toBe(false)

    const kept = await runAction({ ...script(source), keepTempDir: true })
    expect(existsSync(kept.tempDir)).toBe(true)
    rmSync(kept.tempDir, { recursive: true })
  })

  it.each([0, 1, 3])('has exit code %i', async (code) => {
    const result = await runAction(script(`process.exitCode = ${code}`))
    expect([result.exitCode, result.signal]).toEqual([code, null])
  })

  it('has what an action that crashes says of it', async () => {
    const result = await runAction(script(`throw new Error('broken')`))
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toContain('Error: broken')
    expect(result.log).toContain('Error: broken')
  })

  it('has commands apart from the log, unescaped', async () => {
    const result = await runAction(
      script(`
        console.log('before')
        console.log('::error title=Inbox rate%3A low%2C 20%25::84 %25%0A85 needed')
        console.log('::group::Details')
        console.log('after')
      `),
    )
    expect(result.commands).toEqual([
      { command: 'error', properties: { title: 'Inbox rate: low, 20%' }, message: '84 %\n85 needed' },
      { command: 'group', properties: {}, message: 'Details' },
    ])
    expect(result.log).toBe('before\nafter')
    expect(result.stdout).toContain('::group::Details')
  })

  it('masks what came after the mask, in each line of a secret', async () => {
    const result = await runAction(
      script(`
        console.log('first key-1')
        console.log('::add-mask::key-1')
        console.log('::add-mask::key-1-and-more%0Asecond line')
        console.log('then key-1, key-1-and-more, second line')
      `),
    )
    expect(result.log).toBe('first key-1\nthen ***, ***, ***')
  })

  it('tells how long the run took', async () => {
    const { durationMs } = await runAction(script('setTimeout(() => {}, 200)'))
    expect(durationMs).toBeGreaterThanOrEqual(200)
  })
})

describe('while the action runs', () => {
  const waiting = `
    process.once('SIGTERM', () => { console.log('cancelled'); process.exit(143) })
    setInterval(() => console.log('::debug::waiting'), 20)
    console.log('::add-mask::secret')
    console.log('polling secret')
  `

  it('its lines and commands come as they are written', async () => {
    const seen: string[] = []
    await runAction({
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
  })

  it.skipIf(process.platform === 'win32').each<[string, Partial<ActionOptions>]>([
    ['at a line', { interrupt: { signal: 'SIGTERM', onLine: /polling/ } }],
    ['after a time', { interrupt: { signal: 'SIGTERM', afterMs: 1_000 } }],
    ['by a hook', { onLine: (line, child) => void (line.startsWith('polling') && child.kill('SIGTERM')) }],
  ])('a signal can be sent %s', async (_, options) => {
    const result = await runAction({ ...script(waiting), ...options })
    expect([result.exitCode, result.signal]).toEqual([143, null])
    expect(result.log).toMatch(/cancelled$/)
  })

  it('its process is at hand', async () => {
    const { child, finished } = startAction(script(waiting))
    child.kill('SIGKILL')
    expect((await finished).signal).toBe('SIGKILL')
  })

  it('its time is bounded', async () => {
    const result: ActionResult = await runAction({ ...script(waiting), killAfterMs: 300 })
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
