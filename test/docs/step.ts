import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseOutputFile } from '../../tools/runner/output-file.ts'

/** Runs a script as the runner does for `shell: bash`. */
export async function runStep(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'step-'))
  try {
    const output = join(folder, 'output')
    writeFileSync(join(folder, 'script.sh'), script)
    writeFileSync(output, '')
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', join(folder, 'script.sh')], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: folder, GITHUB_OUTPUT: output, ...env },
    })
    const log = Promise.all([text(child.stdout), text(child.stderr)])
    const [exitCode] = await once(child, 'close')
    return { exitCode, log: (await log).join(''), outputs: parseOutputFile(readFileSync(output, 'utf8')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
