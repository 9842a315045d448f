import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

function start(...options: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const script = join(import.meta.dirname, '../../tools/sandbox/start.ts')
  const started = spawnSync(process.execPath, [script, folder, ...options], { encoding: 'utf8' })
  const pid = Number(readFileSync(join(folder, 'sandbox.pid'), 'utf8'))
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 10 }))
  return { ...started, pid }
}

test('the sandbox answers once the command that started it has ended, and until its process is ended', async () => {
  const { status, stdout, pid } = start()
  onTestFinished(() => void process.kill(pid))
  expect(status).toBe(0)
  const [, apiUrl] = /^api_url +(\S+)$/mu.exec(stdout) ?? []
  const [, apiKey] = /^api_key +(\S+)$/mu.exec(stdout) ?? []
  const response = await fetch(`${apiUrl}/get_inbox_test_results`, {
    method: 'POST',
    headers: { 'X-CC-API-Key': apiKey ?? '', 'Content-Type': 'application/json' },
    body: JSON.stringify({ job_id: 'all-inbox-completed' }),
  })
  expect(await response.json()).toMatchObject({ status: 'Completed' })
})

test('a sandbox that cannot start fails the command, with its own words', () => {
  const { status, stdout } = start('--port', 'many')
  expect(status).not.toBe(0)
  expect(stdout).toContain('--port is a number')
})
