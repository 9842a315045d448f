import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

const AUTHOR = ['-c', 'user.name=Act', '-c', 'user.email=act@example.com', '-c', 'commit.gpgsign=false']

/** Runs git in a folder as somebody who is not the workflow. */
export function git(folder: string, ...options: string[]): string {
  return execFileSync('git', [...AUTHOR, ...options], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
}

/**
 * Makes a git repository with one commit. `files` are paths in it, each with the file it is a copy of.
 * @param origin where the bare repository is made that it was cloned from, so to say
 */
export function makeRepository(
  folder: string,
  files: Readonly<Record<string, string>>,
  origin: string | null = null,
): void {
  for (const [path, original] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(original, join(folder, path))
  }
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', 'Begin')
  if (origin === null) return
  git(folder, 'clone', '--quiet', '--bare', '.', origin)
  git(folder, 'remote', 'add', 'origin', origin)
}
