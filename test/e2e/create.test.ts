import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runAction, startAction } from '../../tools/runner/run-action.ts'
import { createAnswers } from '../../tools/sandbox/created-tests.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../tools/sandbox/sandbox.ts'
import { scenarios } from '../../tools/sandbox/scenarios.ts'
import { errors } from './one-gate.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PERHAPS = 'The test may exist all the same: look in Campaign Cleaner before you run this again.'

/** Runs the built action that creates a test. */
function runCreate(inputs: Record<string, string>, onStart: (child: ChildProcess) => void = () => {}) {
  const { child, finished } = startAction({
    entry: join(ROOT, 'dist', 'create.js'),
    actionFile: join(ROOT, 'create', 'action.yml'),
    inputs: { test_name: 'Spring newsletter', ...inputs },
  })
  onStart(child)
  return finished
}

interface Beside extends SandboxOptions {
  readonly onStart?: (child: ChildProcess) => void
  /** Runs while the sandbox still answers. */
  readonly after?: (outputs: Record<string, string>, sandbox: Sandbox) => Promise<void>
}

/** The same beside a sandbox of its own, so that many can run at the same time. */
async function runBeside(
  answer: keyof typeof createAnswers,
  inputs: Record<string, string> = {},
  { onStart, after, ...options }: Beside = {},
) {
  const sandbox = await startSandbox({ creates: () => createAnswers[answer], ...options })
  try {
    const given = { api_key: sandbox.apiKey, api_url: sandbox.apiUrl, timeout_minutes: '0.5', ...inputs }
    const result = await runCreate(given, onStart)
    await after?.(result.outputs, sandbox)
    return { ...result, requests: sandbox.requests }
  } finally {
    await sandbox.close()
  }
}

describe.concurrent('the built action', () => {
  test.each(['create-list', 'create-mailtester', 'create-text', 'create-lines', 'create-number'] as const)(
    'hands over what the API answers (%s), and shows no address in the log',
    async (name) => {
      const { exitCode, log, outputs, allFiles, requests } = await runBeside(name)
      expect([exitCode, log]).toEqual([0, expect.stringContaining('with 50 seeds: ')])
      expect(outputs).toMatchObject({ job_id: expect.stringMatching(/^(?:created-)?1$/u), seeds: '50' })
      const addresses = outputs['send_to']?.split('\n') ?? []
      expect(JSON.parse(outputs['send_to_json'] ?? '')).toEqual(addresses)
      expect(Object.values(allFiles)).toContain(`${addresses.join('\n')}\n`)
      expect(outputs['send_to_file']).toMatch(/send-to\.txt$/u)
      expect(addresses.filter((address) => log.includes(address))).toEqual([])
      expect(requests).toHaveLength(1)
    },
  )

  test('hands over the test also when nobody reads the log any more', async () => {
    const onStart = ({ stdout }: ChildProcess) => void stdout?.destroy()
    const { exitCode, stderr, outputs } = await runBeside('create-list', {}, { onStart })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(outputs).toMatchObject({ job_id: 'created-1', seeds: '50' })
  })

  test('creates a test that the gate can then wait for', async () => {
    let gate: Record<string, string> = {}
    await runBeside(
      'create-list',
      {},
      {
        delivers: () => scenarios()['all-inbox-completed'],
        async after({ job_id = '' }, { apiKey, apiUrl }) {
          gate = (await runAction({ inputs: { job_id, api_key: apiKey, api_url: apiUrl } })).outputs
        },
      },
    )
    expect(gate).toMatchObject({ verdict: 'passed', total_seeds: '50' })
  })

  test.each(['create-late', 'create-closed', 'create-lost', 'create-cut', 'create-outage'] as const)(
    'sends exactly one request when its answer is lost (%s), and says that the test may exist',
    async (name) => {
      const timeout = name === 'create-late' ? { timeout_minutes: '0.02' } : {}
      const result = await runBeside(name, timeout)
      expect(result.exitCode).toBe(1)
      expect(errors(result)).toEqual([expect.stringContaining(PERHAPS)])
      expect(result.outputs).toEqual({})
      expect(result.requests).toHaveLength(1)
    },
  )

  test('opens no second connection after one that was closed with the request half read', async () => {
    let connections = 0
    const server = createServer()
    server.on('connection', (socket) => {
      connections += 1
      socket.once('data', () => socket.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const api_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const result = await runCreate({ api_key: 'cc-key-1234', api_url, timeout_minutes: '0.5' })
    expect(errors(result)).toEqual([expect.stringContaining(PERHAPS)])
    server.close()
    expect(connections).toBe(1)
  })

  test('tries again after 429, and where nothing listens', async () => {
    const creates = (_: string, nth: number) => createAnswers[nth === 1 ? 'create-busy' : 'create-list']
    const busy = await runBeside('create-list', {}, { creates })
    expect(busy.exitCode).toBe(0)
    expect(busy.requests).toHaveLength(2)
    const nobody = await runCreate({
      api_key: 'cc-key-1234',
      api_url: 'http://127.0.0.1:1/v1',
      timeout_minutes: '0.2',
    })
    expect(nobody.log).toContain('trying again in 1 s')
    expect(errors(nobody)).toEqual([expect.stringMatching(/ECONNREFUSED.*Check `api_url`/u)])
    expect(nobody.stdout).not.toContain('may exist')
  })

  test('stops at once when it is cancelled while the API is silent', async () => {
    let cancel = () => {}
    const creates = () => {
      cancel()
      return createAnswers['create-late']
    }
    const onStart = (child: ChildProcess) => {
      cancel = () => child.kill('SIGTERM')
    }
    const result = await runBeside('create-late', {}, { creates, onStart })
    expect(result.exitCode).toBe(1)
    expect(errors(result)).toEqual([`Inbox test not created: cancelled by SIGTERM. ${PERHAPS}`])
  })

  test('shows no key, not even where the API repeats it', async () => {
    const api_key = 'cc-live-"5f\\2e"'
    const { stdout, stderr } = await runBeside(
      'create-list',
      {},
      {
        apiKey: api_key,
        creates: () => ({ title: '', refused: true, reply: () => ({ body: { error: `No: ${api_key}` } }) }),
      },
    )
    const shown = stdout.replace(/^::add-mask::.*$/gmu, '') + stderr
    expect(shown).toContain('No: ***')
    expect(shown).not.toContain('5f')
  })
})
