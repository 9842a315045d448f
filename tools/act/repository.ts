import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Makes a git repository with one commit. `files` are paths in it, each with the file it is a copy of. */
export function makeRepository(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, original] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(original, join(folder, path))
  }
  const git = (...options: string[]) => execFileSync('git', options, { cwd: folder, stdio: 'pipe' })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git(
    ...['-c', 'user.name=Act', '-c', 'user.email=act@example.com', '-c', 'commit.gpgsign=false'],
    ...['commit', '--quiet', '--message', 'Begin'],
  )
}
