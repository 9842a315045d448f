import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@actions/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

// The doors are opened by each test for itself: when a package moves a file, its own test says so.

const ROOT = join(import.meta.dirname, '..')

/** The files of packages that a door names, as paths below `node_modules`. */
function entered(door: string): string[] {
  const source = readFileSync(join(ROOT, 'src', door), 'utf8')
  const names = Array.from(source.matchAll(/'(?:\.\.\/node_modules\/)?([^'\s]+\/lib\/[^'\s]+\.js)'/gu))
  return names.map(([, name = '']) => name)
}

test('each file that a side door enters is where it says', () => {
  const files = entered('actions-toolkit.ts')
  expect(files.length).toBeGreaterThan(0)
  for (const name of files) expect(existsSync(join(ROOT, 'node_modules', name)), name).toBe(true)
})

describe('@actions/core', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** What is written to the log meanwhile. */
  function written(write: () => void): string {
    let text = ''
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      text += String(chunk)
      return true
    })
    write()
    spy.mockRestore()
    return text
  }

  // Its index does not export the part itself, so what it writes is compared.

  test('its commands are written as its index writes them', async () => {
    const { issueCommand } = await import('../src/runner/actions-toolkit.ts')
    const text = 'a: 100%, b\r\nc'
    const pairs: [() => void, () => void][] = [
      [() => issueCommand('add-mask', {}, text), () => core.setSecret(text)],
      [() => issueCommand('debug', {}, text), () => core.debug(text)],
      [() => issueCommand('error', { title: text }, text), () => core.error(text, { title: text })],
      [() => issueCommand('warning', { title: text }, text), () => core.warning(text, { title: text })],
    ]
    for (const [door, index] of pairs) {
      expect(written(door)).toMatch(/^::[a-z-]+.*::a: 100%25, b%0D%0Ac\r?\n$/u)
      expect(written(door)).toBe(written(index))
    }
  })
})
