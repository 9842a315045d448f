import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '..', '..', '.ci', 'release')

/** As much of GitHub's command line as the script uses. It keeps each release as a folder that has what it was given. */
const GH = `#!/usr/bin/env bash
set -eu
release="$RELEASES/$3"
case "$1 $2" in
  'release list')
    for each in "$RELEASES"/*; do
      if grep -qsx false "$each/draft"; then basename "$each"; fi
    done
    exit ;;
  'release view') exec cat "$release/draft" ;;
  'release create') mkdir "$release"; echo false > "$release/draft" ;;
  'release edit') [ -d "$release" ] ;;
  *) exit 64 ;;
esac
while [ $# -gt 0 ]; do
  case $1 in
    --latest=* | --draft=*) name=\${1%%=*}; echo "\${1#*=}" > "$release/\${name#--}" ;;
    --notes) echo "$2" > "$release/notes"; shift ;;
  esac
  shift
done
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'))
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'releases'))
  writeFileSync(join(folder, 'bin', 'gh'), GH)
  chmodSync(join(folder, 'bin', 'gh'), 0o755)
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin')
  git(folder, 'clone', '--quiet', 'origin', 'work')
  return () => rmSync(folder, { recursive: true })
})

function run(command: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      HOME: folder,
      RELEASES: join(folder, 'releases'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  })
  return { status, log: `${stdout}${stderr}`.trim() }
}

function git(cwd: string, ...args: string[]): string {
  const { status, log } = run('git', args, cwd)
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${log}`)
  return log
}

interface Version {
  /** The branch that has it; null for a commit that only the tag leads to. */
  readonly branch?: string | null
  /** The version or branch it grows from, instead of where main is. */
  readonly from?: string
  readonly packageVersion?: string
  readonly lockVersion?: string
  readonly changelog?: string
}

/** Commits a version, pushes its branch and its tag. */
function push(tag: string, { branch = 'main', from = 'HEAD', ...files }: Version = {}): void {
  const work = join(folder, 'work')
  const version = tag.slice(1)
  if (from !== 'HEAD') git(work, 'checkout', '--quiet', '--detach', from)
  const { packageVersion = version, lockVersion = version } = files
  const { changelog = `## ${version} - 2026-11-23\n\nNotes of ${version}.\n\n## 0.0.1\n\nOld notes.\n` } =
    files
  writeFileSync(join(work, 'package.json'), JSON.stringify({ version: packageVersion }))
  writeFileSync(join(work, 'package-lock.json'), JSON.stringify({ version: lockVersion }))
  writeFileSync(join(work, 'CHANGELOG.md'), `# Changelog\n\n${changelog}`)
  git(work, 'add', '--all')
  git(work, 'commit', '--quiet', '--message', `Release ${version}`)
  git(work, 'tag', tag)
  git(work, 'push', '--quiet', 'origin', tag, ...(branch === null ? [] : [`HEAD:refs/heads/${branch}`]))
  git(work, 'checkout', '--quiet', '--detach')
}

/** Runs the script in a fresh checkout of the tag, as the workflow does. */
function release(tag: string) {
  const checkout = mkdtempSync(join(folder, 'checkout-'))
  git(folder, 'clone', '--quiet', 'origin', checkout)
  git(checkout, 'checkout', '--quiet', tag)
  return run(SCRIPT, [tag], checkout)
}

const commitOf = (tag: string) => git(join(folder, 'origin'), 'rev-parse', `refs/tags/${tag}^{commit}`)
const hasTag = (tag: string) => git(join(folder, 'origin'), 'tag', '--list', tag) !== ''
const kept = (tag: string, name: string) => readFileSync(join(folder, 'releases', tag, name), 'utf8').trim()
const isReleased = (tag: string) => existsSync(join(folder, 'releases', tag))

function pushAndRelease(tag: string, version: Version = {}): void {
  push(tag, version)
  expect(release(tag)).toMatchObject({ status: 0 })
}

// It runs on a Linux runner; what it needs is missing on Windows.
describe.skipIf(process.platform === 'win32')('a release', () => {
  test('has the notes of its version alone, is the latest, and takes the major tag along', () => {
    pushAndRelease('v1.0.0')
    expect(kept('v1.0.0', 'notes')).toBe('Notes of 1.0.0.')
    expect(kept('v1.0.0', 'latest')).toBe('true')
    expect(commitOf('v1')).toBe(commitOf('v1.0.0'))
    pushAndRelease('v1.1.0')
    expect(commitOf('v1')).toBe(commitOf('v1.1.0'))
  })

  test('is the newest by number: 1.10.0 comes after 1.9.0', () => {
    for (const tag of ['v1.9.0', 'v1.10.0']) pushAndRelease(tag)
    expect(kept('v1.10.0', 'latest')).toBe('true')
    expect(commitOf('v1')).toBe(commitOf('v1.10.0'))
  })

  test('that patches an older line is not the latest, and the major tag never goes back', () => {
    for (const tag of ['v1.0.0', 'v1.1.0']) pushAndRelease(tag)
    pushAndRelease('v1.0.1', { from: 'v1.0.0', branch: 'release/1.0' })
    expect(kept('v1.0.1', 'latest')).toBe('false')
    expect(commitOf('v1')).toBe(commitOf('v1.1.0'))
  })

  test('that patches the newest line of an older major moves that major tag only', () => {
    for (const tag of ['v1.0.0', 'v2.0.0']) pushAndRelease(tag)
    pushAndRelease('v1.0.1', { from: 'v1.0.0', branch: 'release/1' })
    expect(kept('v1.0.1', 'latest')).toBe('false')
    expect(commitOf('v1')).toBe(commitOf('v1.0.1'))
    expect(commitOf('v2')).toBe(commitOf('v2.0.0'))
  })
})

describe.skipIf(process.platform === 'win32')('nothing is released, and no tag moves,', () => {
  function isRefused(tag: string, reason: string): void {
    const { status, log } = release(tag)
    expect(status).toBe(1)
    expect(log).toMatch(/^::error title=Not released::/u)
    expect(log).toContain(reason)
    expect(isReleased(tag)).toBe(false)
    expect(hasTag('v1')).toBe(false)
  }

  test.each([
    ['on no branch', null],
    ['on a branch of somebody at work', 'topic'],
  ])('when the tag is %s', (_, branch) => {
    git(join(folder, 'work'), 'commit', '--quiet', '--allow-empty', '--message', 'Begin')
    git(join(folder, 'work'), 'push', '--quiet', 'origin', 'HEAD:main')
    push('v1.0.0', { branch })
    isRefused('v1.0.0', 'v1.0.0 is neither on main nor on a branch release/…')
  })

  test('when the package is of another version', () => {
    push('v1.0.0', { packageVersion: '0.9.0' })
    isRefused('v1.0.0', 'package.json says 0.9.0')
  })

  test('when the lock file was forgotten', () => {
    push('v1.0.0', { lockVersion: '0.9.0' })
    isRefused('v1.0.0', 'package-lock.json says 0.9.0')
  })

  test.each([
    ['no section of it', '## 0.9.0\n\nOld notes.\n'],
    ['an empty section of it', '## 1.0.0\n\n## 0.9.0\n\nOld notes.\n'],
  ])('when the changelog has %s', (_, changelog) => {
    push('v1.0.0', { changelog })
    isRefused('v1.0.0', 'CHANGELOG.md has no section 1.0.0')
  })

  test('when the tag is not a whole version', () => {
    push('v1.0.0-rc.1')
    isRefused('v1.0.0-rc.1', 'v1.0.0-rc.1 is not a version such as v1.2.3')
  })

  test('when the tag has moved since it was checked', () => {
    push('v1.0.0')
    const checkout = join(folder, 'checkout')
    git(folder, 'clone', '--quiet', 'origin', checkout)
    git(checkout, 'commit', '--quiet', '--allow-empty', '--message', 'Another')
    expect(run(SCRIPT, ['v1.0.0'], checkout)).toMatchObject({ status: 1 })
    expect(isReleased('v1.0.0')).toBe(false)
  })
})

describe.skipIf(process.platform === 'win32')('run again', () => {
  const hook = () => join(folder, 'origin', 'hooks', 'pre-receive')

  test('a release that broke before the major tag moved is finished', () => {
    push('v1.0.0')
    writeFileSync(hook(), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    expect(release('v1.0.0').status).not.toBe(0)
    expect(isReleased('v1.0.0')).toBe(true)
    expect(hasTag('v1')).toBe(false)
    rmSync(hook())
    expect(release('v1.0.0')).toMatchObject({ status: 0 })
    expect(commitOf('v1')).toBe(commitOf('v1.0.0'))
  })

  test('one that got no further than a draft is published', () => {
    push('v1.0.0')
    mkdirSync(join(folder, 'releases', 'v1.0.0'))
    writeFileSync(join(folder, 'releases', 'v1.0.0', 'draft'), 'true\n')
    expect(release('v1.0.0')).toMatchObject({ status: 0 })
    expect(kept('v1.0.0', 'draft')).toBe('false')
    expect(kept('v1.0.0', 'latest')).toBe('true')
  })

  test('one that is whole stays as it is, with the notes that were edited since', () => {
    pushAndRelease('v1.0.0')
    writeFileSync(join(folder, 'releases', 'v1.0.0', 'notes'), 'Edited.\n')
    expect(release('v1.0.0')).toMatchObject({ status: 0 })
    expect(kept('v1.0.0', 'notes')).toBe('Edited.')
    expect(commitOf('v1')).toBe(commitOf('v1.0.0'))
  })

  test('an older one does not take the major tag back', () => {
    for (const tag of ['v1.0.0', 'v1.1.0']) pushAndRelease(tag)
    expect(release('v1.0.0')).toMatchObject({ status: 0 })
    expect(commitOf('v1')).toBe(commitOf('v1.1.0'))
  })
})
