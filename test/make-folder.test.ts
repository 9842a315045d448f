import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeFolder } from '../src/make-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'folders-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a folder', () => {
  test('is made with all above it, and left alone where it is there', () => {
    const deep = join(folder, 'a', 'b', 'c')
    makeFolder(deep)
    writeFileSync(join(deep, 'kept'), '')
    makeFolder(deep)
    expect(statSync(join(deep, 'kept')).isFile()).toBe(true)
  })

  test('cannot be made in a file, nor where the system has none', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => makeFolder(join(folder, 'file', 'a'))).toThrow(/ENOTDIR/u)
    if (process.platform === 'linux') expect(() => makeFolder('/proc/nowhere/a')).toThrow(/ENOENT/u)
  })
})
