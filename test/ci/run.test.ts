import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

/** Runs `.ci/run` beside a README, with an npm that only notes what it is asked for. */
function runChecks(readme: string) {
  const folder = mkdtempSync(join(tmpdir(), 'checks-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(join(ROOT, '.ci', 'run'), join(folder, '.ci', 'run'))
  writeFileSync(join(folder, 'README.md'), readme)
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'npm'), '#!/bin/sh\necho "npm $*" >> asked\n', { mode: 0o755 })
  writeFileSync(join(folder, 'asked'), '')
  spawnSync('git', ['init', '--quiet'], { cwd: folder })
  const { status, stderr } = spawnSync('bash', ['.ci/run'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, HOME: folder },
  })
  return { status, stderr, asked: readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n') }
}

describe.skipIf(process.platform === 'win32')('.ci/run', () => {
  test("runs the README's two commands with one install", () => {
    const { status, asked } = runChecks(readFileSync(join(ROOT, 'README.md'), 'utf8'))
    expect(status).toBe(0)
    expect(asked.filter((command) => command === 'npm ci')).toHaveLength(1)
    expect(asked[0]).toBe('npm ci')
    expect(asked).toContain('npm run demo')
    expect(asked).toContain('npm test')
  })

  test('runs nothing once the README says something else', () => {
    const { status, stderr, asked } = runChecks('```sh\nnpm ci && npm test\n```\n')
    expect(status).toBe(1)
    expect(stderr).toContain("README.md has no line 'npm ci && npm run demo'")
    expect(asked).toEqual([''])
  })
})
