import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selfSigned } from '../../tools/sandbox/certificate.ts'
import { type SeedSpec, seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { startProxy } from '../../tools/sandbox/proxy.ts'
import { startSandbox } from '../../tools/sandbox/sandbox.ts'
import type { Reply, Scenario } from '../../tools/sandbox/scenario.ts'
import { annotations, errors, type GateRun, gate } from './one-gate.ts'

const ten = (arrived: number) =>
  testBody(
    seeds(10, (nth): SeedSpec => ({ provider: 'Gmail', placement: nth < arrived ? 'Inbox' : 'Pending' })),
  )
const GOOD: Reply = { body: ten(10) }
const HALFWAY: Reply = { body: ten(5) }

// Real time passes here, and a machine that is busy with something else for a moment proves nothing.
const IN_REAL_TIME = { retry: 2 }

const DEADLINE_MS = 0.03 * 60_000
/** Starting a process takes a part of this; the rest is patience with a busy machine. */
const START_AND_END_MS = 8000
/** For what ends by itself. */
const PATIENT = { timeout_minutes: '1' }

/** What every foreseeable fault has in common: no verdict but error, told once, with what to do, without a stack trace. */
function expectError(result: GateRun, cause: RegExp, hint: RegExp) {
  expect([result.exitCode, result.signal, result.stderr]).toEqual([1, null, ''])
  expect(result.outputs['verdict']).toBe('error')
  expect(result.stdout).not.toMatch(/^\s+at |unexpected error|UnhandledPromise/mu)
  expect(errors(result)).toEqual([expect.stringMatching(cause)])
  expect(errors(result)[0]).toMatch(hint)
}

function expectPassed(result: GateRun) {
  expect([errors(result), result.exitCode, result.stderr]).toEqual([[], 0, ''])
  expect(result.outputs).toMatchObject({ verdict: 'passed', timed_out: 'false' })
}

const CONNECTION_HINT = /HTTPS_PROXY.*NODE_EXTRA_CA_CERTS/u

describe.concurrent('a connection that goes wrong', IN_REAL_TIME, () => {
  test('is tried again, and forgotten when the API is well again', async () => {
    const faults: Reply[] = [
      { status: 503, headers: { 'Retry-After': '1' } },
      { fault: 'reset-inside-body', body: ten(10) },
    ]
    const result = await gate([HALFWAY, ...faults, GOOD], PATIENT)
    expectPassed(result)
    expect(annotations(result)).toEqual([])
    expect(result.requests).toHaveLength(4)
  })

  test('until the deadline is an error with the code that people search for', async () => {
    const result = await gate([{ fault: 'cut-body', body: ten(10) }], { timeout_minutes: '0.06' })
    expectError(result, /the answer was cut off/u, CONNECTION_HINT)
    expect(result.outputs['timed_out']).toBe('true')
    expect(result.requests.length).toBeGreaterThan(1)
  })

  test('without an end is ended by the deadline', async () => {
    const result = await gate([{ fault: 'trickle' }])
    expectError(result, /no complete answer within [\d.]+ s/u, /timeout_minutes/u)
    expect(result.durationMs).toBeGreaterThan(DEADLINE_MS)
    expect(result.durationMs).toBeLessThan(DEADLINE_MS + START_AND_END_MS)
  })

  test('because the server has closed it since the last poll is met by one more try', async () => {
    const replies: Reply[] = [HALFWAY, { fault: 'refuse-and-reset' }, GOOD]
    const result = await gate(replies, PATIENT)
    expectPassed(result)
    expect(result.requests).toHaveLength(3)
  })

  test('because nothing listens there says so', async () => {
    const gone = await startSandbox()
    await gone.close()
    expectError(await gate([], { api_url: gone.apiUrl }), /ECONNREFUSED/u, CONNECTION_HINT)
  })

  test('because nobody has that name says so', async () => {
    const api_url = 'https://api.campaigncleaner.invalid/v1'
    expectError(
      await gate([], { api_url }),
      /api\.campaigncleaner\.invalid failed: .*(?:ENOTFOUND|EAI_AGAIN)/u,
      CONNECTION_HINT,
    )
  })

  test('to another address is not followed, and nobody there sees the key', async () => {
    const elsewhere = await startSandbox()
    const Location = `${elsewhere.apiUrl}/get_inbox_test_results`
    const result = await gate([{ status: 307, headers: { Location } }])
    await elsewhere.close()
    expectError(result, /redirect/u, /Check `api_url`/u)
    expect(elsewhere.requests).toEqual([])
  })
})

describe.concurrent('TLS', IN_REAL_TIME, () => {
  let folder: string
  let authority: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'authority-'))
    authority = join(folder, 'ca.pem')
    writeFileSync(authority, selfSigned.cert)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a certificate nobody vouches for never gets the key, and the cause is named', async () => {
    const result = await gate([GOOD], {}, { sandbox: { tls: selfSigned } })
    expectError(result, /DEPTH_ZERO_SELF_SIGNED_CERT/u, CONNECTION_HINT)
    expect(result.requests).toEqual([])
  })

  test('a private authority is trusted with NODE_EXTRA_CA_CERTS, through a proxy too, which sees only where to', async () => {
    const proxy = await startProxy()
    const env = { NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
    const result = await gate([GOOD], PATIENT, { sandbox: { tls: selfSigned }, env })
    await proxy.close()
    expectPassed(result)
    expect(proxy.tunnels.map(({ target }) => target)).toEqual([expect.stringMatching(/^localhost:\d+$/u)])
    expect(JSON.stringify(proxy.tunnels)).not.toContain('cc-sandbox-key')
  })
})

describe.concurrent('a proxy of the environment', IN_REAL_TIME, () => {
  const everything = ({ stdout, allFiles }: GateRun) => JSON.stringify([stdout, allFiles])
  const user = (proxy: { readonly port: number }) => `http://user:hunt%40er2@127.0.0.1:${proxy.port}`

  test('carries the requests, and its password shows nowhere', async () => {
    const proxy = await startProxy()
    const result = await gate([HALFWAY, GOOD], PATIENT, { env: { HTTP_PROXY: user(proxy) } })
    await proxy.close()
    expectPassed(result)
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('user:hunt@er2')}`)
    for (const { headers } of result.requests) expect(headers).not.toHaveProperty('proxy-authorization')
    expect(everything(result)).not.toMatch(/hunt(?:%40|@)er2/u)
  })

  test('is not asked for what NO_PROXY names', async () => {
    const proxy = await startProxy()
    const result = await gate([GOOD], PATIENT, {
      env: { HTTP_PROXY: user(proxy), NO_PROXY: '::1, 127.0.0.1' },
    })
    await proxy.close()
    expectPassed(result)
    expect([...proxy.tunnels, ...proxy.requests]).toEqual([])
  })

  test('that wants a password (407) is reported with where to write it, and without the one it had', async () => {
    const proxy = await startProxy('407 Proxy Authentication Required')
    const result = await gate([GOOD], {}, { env: { HTTP_PROXY: user(proxy) } })
    await proxy.close()
    expectError(result, /407/u, /http:\/\/user:password@host/u)
    expect(everything(result)).not.toMatch(/hunt(?:%40|@)er2/u)
  })

  test('that never answers is bound by the deadline, and is not called the API', async () => {
    const proxy = await startProxy(() => {})
    const env = { HTTPS_PROXY: user(proxy) }
    const result = await gate([GOOD], {}, { sandbox: { tls: selfSigned }, env })
    await proxy.close()
    expectError(result, /through the proxy/u, CONNECTION_HINT)
    expect(result.durationMs).toBeLessThan(DEADLINE_MS + START_AND_END_MS)
  })

  test('that this action cannot use is refused at once, and not quoted', async () => {
    const result = await gate([GOOD], PATIENT, {
      env: { HTTP_PROXY: 'socks5://user:hunter2@127.0.0.1:1080' },
    })
    expectError(result, /the proxy cannot be used/u, /HTTPS_PROXY/u)
    expect(everything(result)).not.toContain('hunter2')
  })
})

describe
  .runIf(process.platform !== 'win32')
  .concurrent('the clock of the machine, set while the action waits', () => {
    test.each([
      ['forward', 24],
      ['back', -24],
    ])(
      'a day %s: polls go on, Retry-After is read by the clock of the API, and the deadline comes in time',
      async (_, hours) => {
        const busy = () => ({
          status: 503,
          headers: { 'Retry-After': new Date(Date.now() + 2500).toUTCString() },
        })
        const job: Scenario = { title: '', reply: ({ number }) => (number === 2 ? busy() : HALFWAY) }
        const result = await gate(
          job,
          { timeout_minutes: '0.1', min_inbox_rate: '90' },
          {
            env: {
              NODE_OPTIONS: `--import=${new URL('./clock-jump.ts', import.meta.url)}`,
              CLOCK_JUMP_HOURS: String(hours),
            },
            interrupt: { signal: 'SIGUSR2', onLine: /5 of 10/u },
            killAfterMs: 25_000,
          },
        )
        const [, says = ''] = /the clock says (\S+),/u.exec(result.stdout) ?? []
        expect(Math.abs(Date.parse(says) - hours * 3_600_000 - Date.now())).toBeLessThan(60_000)
        expect(result.outputs).toMatchObject({ verdict: 'undecided', timed_out: 'true', received: '5' })
        const [, second = 0, third = 0] = result.requests.map(({ atMs }) => atMs)
        // The header counts whole seconds.
        expect(third - second).toBeGreaterThan(950)
        expect(third - second).toBeLessThan(6000)
        expect(result.durationMs).toBeGreaterThan(6000)
        expect(result.durationMs).toBeLessThan(6000 + START_AND_END_MS)
      },
    )
  })
