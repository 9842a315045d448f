import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Roots } from '../../src/core/roots.ts'
import { serialize } from '../../src/history/entry.ts'
import {
  appendHistory,
  HistoryFileError,
  loadHistory,
  readHistory,
  refusalOf,
} from '../../src/history/file.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { anyText } from '../any-text.ts'
import { OPENLY } from '../texts.ts'
import { anyEntries, entriesOfOctober, entry, readOf } from './entries.ts'

const onUnix = test.skipIf(process.platform === 'win32')
/** Nothing is forbidden to root. */
const withPermissions = test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)

let outside: string
let workspace: string
let temp: string
let roots: Roots

beforeEach(() => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), 'history-test-')))
  workspace = join(outside, 'workspace')
  temp = join(outside, 'temp')
  mkdirSync(workspace)
  mkdirSync(temp)
  roots = { workspace, temp }
})

afterEach(() => rmSync(outside, { recursive: true, force: true }))

const load = (path: string) => loadHistory(path, roots, secretsOf([]), OPENLY)
const content = (path: string) => readFileSync(join(workspace, path), 'utf8')

/** What the function throws, which must be of the kind that has a hint. */
function faultOf(effect: () => unknown): HistoryFileError {
  try {
    effect()
  } catch (error) {
    if (error instanceof HistoryFileError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a history file', () => {
  test('that is not there yet is no fault, and reading does not create it', () => {
    expect(readHistory('new/history.jsonl', roots)).toBeNull()
    expect(load('new/history.jsonl')).toEqual({ kind: 'none' })
    expect(readdirSync(workspace)).toEqual([])
  })

  test('is created with the folders of its path', () => {
    appendHistory('a/b/history.jsonl', roots, 'one\n')
    expect(content('a/b/history.jsonl')).toBe('one\n')
  })

  test('keeps what it holds when it is appended to', () => {
    for (const line of ['one\n', 'two\n']) appendHistory('history.jsonl', roots, line)
    expect(content('history.jsonl')).toBe('one\ntwo\n')
  })

  test.each([
    ['a line that was torn', 'one', 'one\ntwo\n'],
    ['half a character', Buffer.from([0x6f, 0xe2, 0x82]), 'o\ufffd\ntwo\n'],
    ['an old Mac line break', 'one\r', 'one\r\ntwo\n'],
    ['nothing', '', 'two\n'],
  ])('that ends in %s gets a new line first', (_, before, after) => {
    writeFileSync(join(workspace, 'history.jsonl'), before)
    appendHistory('history.jsonl', roots, 'two\n')
    expect(content('history.jsonl')).toBe(after)
  })

  test('is neither created nor touched when there is nothing to append', () => {
    appendHistory('history.jsonl', roots, '')
    expect(existsSync(join(workspace, 'history.jsonl'))).toBe(false)
    writeFileSync(join(workspace, 'history.jsonl'), 'torn')
    appendHistory('history.jsonl', roots, '')
    expect(content('history.jsonl')).toBe('torn')
  })

  test('may lie in RUNNER_TEMP', () => {
    const path = join(temp, 'cache', 'history.jsonl')
    appendHistory(path, roots, 'one\n')
    expect(readHistory(path, roots)).toEqual({ text: 'one\n', truncated: false })
  })

  test('may be named from the root, as long as it lies in the workspace', () => {
    appendHistory(join(workspace, 'history.jsonl'), roots, 'one\n')
    expect(content('history.jsonl')).toBe('one\n')
  })

  test('may have a name that begins with two dots', () => {
    appendHistory('..history', roots, 'one\n')
    expect(content('..history')).toBe('one\n')
  })

  onUnix('may lie in a workspace that is reached by a symbolic link', () => {
    symlinkSync(workspace, join(outside, 'link'))
    const linked = { workspace: join(outside, 'link'), temp: null }
    appendHistory('history.jsonl', linked, 'one\n')
    appendHistory(join(workspace, 'history.jsonl'), linked, 'two\n')
    expect(content('history.jsonl')).toBe('one\ntwo\n')
  })

  onUnix('may be a symbolic link to a file inside', () => {
    writeFileSync(join(temp, 'real.jsonl'), 'one\n')
    symlinkSync(join(temp, 'real.jsonl'), join(workspace, 'history.jsonl'))
    appendHistory('history.jsonl', roots, 'two\n')
    expect(readHistory('history.jsonl', roots)?.text).toBe('one\ntwo\n')
    expect(readFileSync(join(temp, 'real.jsonl'), 'utf8')).toBe('one\ntwo\n')
  })

  test('is read whole up to 1 MiB, and from there on its end only', () => {
    const path = join(workspace, 'history.jsonl')
    writeFileSync(path, `${'a'.repeat(1024 * 1024 - 5)}\nend\n`)
    expect(readHistory('history.jsonl', roots)).toMatchObject({ truncated: false })
    writeFileSync(path, `first${'a'.repeat(1024 * 1024 - 5)}\nend\n`)
    const read = readHistory('history.jsonl', roots)
    expect(read?.truncated).toBe(true)
    expect(read?.text).toHaveLength(1024 * 1024)
    expect(read?.text).toMatch(/^a+\nend\n$/u)
  })

  test('of many gigabytes is read as fast, and appended to', () => {
    const path = join(workspace, 'history.jsonl')
    writeFileSync(path, '')
    // Takes no room on the disk: there is a hole in the file.
    truncateSync(path, 5 * 1024 ** 3)
    const run = entry()
    appendHistory('history.jsonl', roots, serialize([run]))
    expect(load('history.jsonl')).toEqual({ kind: 'read', entries: [readOf(run)], foreignLines: 0 })
  })

  test('has the newest runs when it has more than are read', () => {
    const runs = Array.from({ length: 5000 }, (_, index) => entry({ job_id: `job-${index}` }))
    writeFileSync(join(workspace, 'history.jsonl'), serialize(runs))
    const history = load('history.jsonl')
    if (history.kind !== 'read') throw new Error(history.kind)
    expect(history.foreignLines).toBe(0)
    expect(history.entries.length).toBeLessThan(5000)
    expect(history.entries).toEqual(runs.slice(-history.entries.length).map(readOf))
  })

  test('appended to by one run after the other is read back the same, whatever it held before', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyEntries, { maxLength: 4 }), (before, runs) => {
        const path = 'property.jsonl'
        writeFileSync(join(workspace, path), before)
        for (const entries of runs) appendHistory(path, roots, serialize(entries))
        const history = load(path)
        const newest = new Map(runs.flat().map((each) => [each.job_id, readOf(each)]))
        const read = history.kind === 'read' ? history.entries : []
        expect(new Map(read.map((each) => [each.jobId.given, each]))).toEqual(newest)
        expect(Buffer.from(content(path)).subarray(0, Buffer.byteLength(before))).toEqual(Buffer.from(before))
      }),
      { numRuns: 50 },
    )
  })
})

describe('a path that cannot be a history file', () => {
  /** Reading, checking and appending agree, and nothing is created. */
  function expectRefused(path: string, fault: RegExp): void {
    const before = readdirSync(outside, { recursive: true })
    const refusal = refusalOf(path, roots)
    expect(refusal?.message).toMatch(fault)
    expect(refusal?.hint).toMatch(/inside the workspace/)
    for (const effect of [() => readHistory(path, roots), () => appendHistory(path, roots, 'one\n')]) {
      const thrown = faultOf(effect)
      expect(thrown.message).toMatch(fault)
      expect(thrown.refused).toBe(true)
    }
    expect(load(path)).toMatchObject({
      kind: 'unreadable',
      problem: { message: expect.stringMatching(fault) },
    })
    expect(readdirSync(outside, { recursive: true })).toEqual(before)
  }

  test.each([
    ['above the workspace', '../history.jsonl'],
    ['in a folder above that is not there yet', '../new/folder/history.jsonl'],
    ['beside the workspace, under a name that begins like it', '../workspace-2/history.jsonl'],
    ['by a detour', 'a/../../b/../history.jsonl'],
    ['from the root', '/inbox-placement-history.jsonl'],
    ['the folder around', '..'],
  ])('lies outside: %s', (_, path) => {
    expectRefused(path, /outside the workspace and RUNNER_TEMP/)
  })

  test('lies in RUNNER_TEMP of no one', () => {
    expect(refusalOf(join(temp, 'history.jsonl'), roots)).toBeNull()
    expect(refusalOf(join(temp, 'history.jsonl'), { workspace, temp: null })?.refused).toBe(true)
  })

  onUnix('leads outside by a symbolic link, to a file, a folder, or a folder to be created', () => {
    mkdirSync(join(outside, 'elsewhere'))
    writeFileSync(join(outside, 'elsewhere', 'file'), 'theirs\n')
    symlinkSync(join(outside, 'elsewhere', 'file'), join(workspace, 'file'))
    symlinkSync(join(outside, 'elsewhere'), join(workspace, 'folder'))
    for (const path of [
      'file',
      'folder/file',
      'folder/history.jsonl',
      'folder/a/b/history.jsonl',
      'folder',
    ]) {
      expectRefused(path, /outside the workspace and RUNNER_TEMP/)
    }
    expect(readFileSync(join(outside, 'elsewhere', 'file'), 'utf8')).toBe('theirs\n')
  })

  onUnix('leads through a broken symbolic link, which may be created outside', () => {
    symlinkSync(join(outside, 'nothing'), join(workspace, 'link'))
    expectRefused('link', /broken symbolic link/)
    expectRefused('link/history.jsonl', /broken symbolic link/)
  })

  onUnix('leads in a circle', () => {
    symlinkSync(join(workspace, 'b'), join(workspace, 'a'))
    symlinkSync(join(workspace, 'a'), join(workspace, 'b'))
    expectRefused('a', /form a loop/)
  })

  test('is a folder', () => {
    mkdirSync(join(workspace, 'history'))
    expectRefused('history', /is a folder/)
    expectRefused('.', /is a folder/)
  })

  test('has a file for a folder', () => {
    writeFileSync(join(workspace, 'file'), '')
    expectRefused('file/history.jsonl', /a folder of the path is a file|symbolic link/)
  })

  onUnix('is a pipe, which would keep a reader waiting', () => {
    execFileSync('mkfifo', [join(workspace, 'pipe')])
    expectRefused('pipe', /not a regular file/)
  })

  onUnix('is a socket', async () => {
    const server = createServer().listen(join(workspace, 'socket'))
    await once(server, 'listening')
    expectRefused('socket', /not a regular file/)
    server.close()
  })

  onUnix('is a device', () => {
    const devices = { workspace: '/dev', temp: null }
    expect(refusalOf('null', devices)?.message).toMatch(/not a regular file/)
    expect(faultOf(() => appendHistory('zero', devices, 'one\n')).message).toMatch(/not a regular file/)
  })

  test('has a null character, or is too long', () => {
    expectRefused('a\0b', /null character/)
    if (process.platform !== 'win32') expectRefused('x'.repeat(5000), /too long/)
  })

  test('is quoted on one line, and not in full length', () => {
    const message = refusalOf(`../a\n::error::owned${'x'.repeat(1000)}`, roots)?.message ?? ''
    expect(message).not.toMatch(/\n/)
    expect(message.length).toBeLessThan(400)
  })

  test('is never a crash, and never leads out, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom('..', '.', '/', 'a'))), (parts) => {
        const path = parts.join('/').slice(0, 300)
        try {
          appendHistory(path, roots, 'one\n')
        } catch (error) {
          expect(error).toBeInstanceOf(HistoryFileError)
        }
        expect(readdirSync(outside).toSorted()).toEqual(['temp', 'workspace'])
      }),
    )
  })
})

describe('a file that cannot be used now', () => {
  withPermissions('is unreadable when permission is denied, which is no fault of the path', () => {
    writeFileSync(join(workspace, 'history.jsonl'), serialize([entry()]))
    chmodSync(join(workspace, 'history.jsonl'), 0o000)
    expect(refusalOf('history.jsonl', roots)).toBeNull()
    expect(load('history.jsonl')).toMatchObject({
      kind: 'unreadable',
      problem: { message: expect.stringMatching(/could not be read: permission denied/) },
    })
    expect(faultOf(() => appendHistory('history.jsonl', roots, 'one\n')).message).toMatch(
      /could not be written/,
    )
  })

  withPermissions('is unreadable in a folder that nobody may enter', () => {
    mkdirSync(join(workspace, 'closed'), { mode: 0o000 })
    expect(refusalOf('closed/history.jsonl', roots)).toBeNull()
    expect(load('closed/history.jsonl').kind).toBe('unreadable')
    chmodSync(join(workspace, 'closed'), 0o700)
  })

  onUnix('is not written where the system lets nobody create one', () => {
    const proc = { workspace: '/proc/self', temp: null }
    const fault = faultOf(() => appendHistory('history.jsonl', proc, 'one\n'))
    expect(fault.message).toMatch(/could not be written/)
    expect(fault.refused).toBe(false)
  })

  test('is read as what it is: foreign', () => {
    writeFileSync(join(workspace, 'history.jsonl'), Buffer.alloc(3000, 0xfe))
    expect(load('history.jsonl')).toEqual({ kind: 'foreign' })
  })
})

describe('runs that end at the same moment', () => {
  const script = fileURLToPath(new URL('append-process.ts', import.meta.url))

  /** A process that is ready to append, and waits for the word. */
  async function readyProcess(
    command: string,
    args: string[],
  ): Promise<ChildProcess & { said: () => string }> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await once(child.stdout, 'data')
    return Object.assign(child, { said: () => said })
  }

  async function finish(children: readonly ChildProcess[]): Promise<void> {
    const ends = children.map((child) => once(child, 'close'))
    for (const child of children) child.stdin?.end('go')
    await Promise.all(ends)
  }

  test('lose nothing and tear nothing', async () => {
    const names = ['a', 'b', 'c', 'd']
    const children = await Promise.all(
      names.map((name) =>
        readyProcess(process.execPath, [script, workspace, 'new/history.jsonl', name, '200', '500']),
      ),
    )
    await finish(children)
    const lines = content('new/history.jsonl')
      .split('\n')
      .filter((line) => line !== '')
    const expected = names.flatMap((name) =>
      Array.from({ length: 200 }, (_, line) => `${name} ${line} ${'x'.repeat(500)}`),
    )
    expect(lines.toSorted()).toEqual(expected.toSorted())
  })

  onUnix('say so when the disk had room for a part of the text only', async () => {
    writeFileSync(join(workspace, 'history.jsonl'), 'x'.repeat(1000))
    const child = await readyProcess('sh', [
      '-c',
      'ulimit -f 2; exec "$@"',
      'sh',
      process.execPath,
      script,
      workspace,
      'history.jsonl',
      'a',
      '1',
      '5000',
    ])
    await finish([child])
    expect(child.said()).toMatch(/only written in part/)
  })
})

describe('a hard link', () => {
  onUnix('is a regular file like any other', () => {
    const runs = entriesOfOctober([{}, {}])
    writeFileSync(join(workspace, 'one'), serialize(runs))
    linkSync(join(workspace, 'one'), join(workspace, 'two'))
    expect(load('two')).toMatchObject({ entries: runs.map(readOf) })
  })
})
