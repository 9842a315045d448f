import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runAction } from '../runner/run-action.ts'
import { selfSigned } from '../sandbox/certificate.ts'
import { seeds, testBody } from '../sandbox/inbox-test-body.ts'
import { startProxy } from '../sandbox/proxy.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import type { Reply, Scenario } from '../sandbox/scenario.ts'
import { annotations, errors, type GateOptions, type GateRun, gate, inTurn, JOB } from './one-gate.ts'

const completed = testBody(seeds(10, () => ({ provider: 'Gmail', placement: 'Inbox' })))
const halfway = testBody(
  seeds(10, (nth) => ({ provider: 'Gmail', placement: nth < 5 ? 'Inbox' : 'Pending' })),
)
const good: Reply = { body: completed }
const gzipped = gzipSync(
  JSON.stringify(testBody(seeds(400, () => ({ provider: 'Gmail', placement: 'Inbox' })))),
)

/** What every foreseeable fault has in common, whatever it is: no verdict but error, told once, without a stack trace. */
function expectError(result: Omit<GateRun, 'requests'>, cause: RegExp, hint: RegExp) {
  expect(result.exitCode).toBe(1)
  expect(result.signal).toBeNull()
  expect(result.outputs['verdict']).toBe('error')
  expect(result.stderr).toBe('')
  expect(result.stdout).not.toMatch(/^\s+at |unexpected error|UnhandledPromise/mu)
  expect(errors(result)).toEqual([expect.stringMatching(cause)])
  expect(errors(result)[0]).toMatch(hint)
  expect(result.summary).toMatch(/could not be judged/u)
  expect(result.summary).toMatch(hint)
  expect(result.files.resultsFile).toMatch(/"verdict": "error"/u)
}

function expectPassed(result: GateRun) {
  expect({ errors: errors(result), exitCode: result.exitCode, stderr: result.stderr }).toEqual({
    errors: [],
    exitCode: 0,
    stderr: '',
  })
  expect(result.outputs).toMatchObject({ verdict: 'passed', timed_out: 'false' })
}

const RETRY_HINT = /Run the job again later, or give timeout_minutes more time/u
const CONNECTION_HINT =
  /DNS, firewall, proxy \(HTTPS_PROXY\), and for a private certificate authority NODE_EXTRA_CA_CERTS/u

/** Starting a process takes a part of this; the rest is patience with a busy machine. */
const START_AND_END_MS = 4000
const DEADLINE_MS = 0.03 * 60_000
/** For what ends by itself, also where many tests share a core. */
const PATIENT = { timeout_minutes: '1' }

// Windows has no signals that a process could catch.
const withSignals = process.platform !== 'win32'

describe.concurrent('an API that cannot be read until time is up is an error, with the cause and what to do', () => {
  test.each<[string, Reply, RegExp, RegExp]>([
    ['connections reset before the answer', { fault: 'refuse-and-reset' }, /ECONNRESET/u, CONNECTION_HINT],
    [
      'connections reset inside the body',
      { ...good, fault: 'reset-inside-body' },
      /ECONNRESET/u,
      CONNECTION_HINT,
    ],
    ['bodies cut short', { ...good, fault: 'cut-body' }, /the answer broke off/u, CONNECTION_HINT],
    [
      'packed bodies cut short',
      { headers: { 'Content-Encoding': 'gzip' }, body: gzipped.subarray(0, 300) },
      /unexpected end of file/u,
      CONNECTION_HINT,
    ],
    [
      'bodies that claim to be packed',
      { headers: { 'Content-Encoding': 'gzip' }, body: completed },
      /incorrect header check/u,
      CONNECTION_HINT,
    ],
    [
      'a gateway that answers with its own page',
      { body: '<html>Just a moment</html>' },
      /HTTP 200 with a body that is not JSON/u,
      RETRY_HINT,
    ],
    ['empty bodies', { body: '' }, /HTTP 200 with a body that is not JSON/u, RETRY_HINT],
    ['204 No Content', { status: 204, body: '' }, /HTTP 204 with a body that is not JSON/u, RETRY_HINT],
    ['JSON without an end', { body: '['.repeat(2_000_000) }, /a body that is not JSON/u, RETRY_HINT],
    [
      '503 for ever',
      { status: 503, body: { error: 'Down for maintenance' } },
      /HTTP 503: Down for maintenance/u,
      RETRY_HINT,
    ],
  ])('%s', async (_, reply, cause, hint) => {
    const result = await gate([reply])
    expectError(result, cause, hint)
    expect(result.outputs['timed_out']).toBe('true')
    expect(result.requests.length).toBeGreaterThan(1)
    expect(result.log).toContain('trying again in')
  })

  test.each<[string, Reply]>([
    ['headers that never come', { fault: 'stall-headers' }],
    ['a body that trickles in without end', { fault: 'trickle' }],
  ])('%s: the deadline ends the request in flight', async (_, reply) => {
    const result = await gate([reply])
    expectError(result, /no full answer within [\d.]+ s/u, RETRY_HINT)
    expect(result.durationMs).toBeGreaterThan(DEADLINE_MS)
    expect(result.durationMs).toBeLessThan(DEADLINE_MS + START_AND_END_MS)
  })

  test('nothing that listens', async () => {
    const gone = await startSandbox()
    await gone.close()
    expectError(await gate([], { api_url: gone.apiUrl }), /ECONNREFUSED/u, CONNECTION_HINT)
  })

  test('a host name nobody has', async () => {
    const result = await gate([], { api_url: 'https://api.campaigncleaner.invalid/v1' })
    expectError(
      result,
      /the connection to api\.campaigncleaner\.invalid failed: .*\((?:ENOTFOUND|EAI_AGAIN)\)/u,
      CONNECTION_HINT,
    )
  })
})

describe.concurrent('a server that is not the API', () => {
  async function serve(onSocket: (socket: Socket) => void): Promise<Server & { port: number }> {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}))
      onSocket(socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    server.once('close', () => {})
    return Object.assign(server, {
      port,
      close: () => {
        for (const socket of sockets) socket.destroy()
        return server
      },
    })
  }

  test('speaks something else than HTTP', async () => {
    const server = await serve((socket) => socket.end('220 mail.example ESMTP\r\n'))
    expectError(
      await gate([], { api_url: `http://127.0.0.1:${server.port}/v1` }),
      /HPE_INVALID_CONSTANT/u,
      CONNECTION_HINT,
    )
    server.close()
  })

  test('takes the connection and never shakes hands: the deadline ends it', async () => {
    const server = await serve(() => {})
    const result = await gate([], { api_url: `https://127.0.0.1:${server.port}/v1` })
    server.close()
    expectError(result, /no full answer within/u, RETRY_HINT)
    expect(result.durationMs).toBeLessThan(DEADLINE_MS + START_AND_END_MS)
  })

  test('speaks HTTP where TLS is wanted', async () => {
    const sandbox = await startSandbox()
    const result = await gate([], {
      api_url: sandbox.apiUrl.replace('http:', 'https:'),
      timeout_minutes: '0',
    })
    await sandbox.close()
    expectError(result, /wrong version number|SSL/u, CONNECTION_HINT)
    expect(sandbox.requests).toEqual([])
  })
})

describe.concurrent('TLS', () => {
  let folder: string
  let authority: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'authority-'))
    authority = join(folder, 'ca.pem')
    writeFileSync(authority, selfSigned.cert)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a certificate nobody vouches for never gets the key, and the cause is named', async () => {
    const result = await gate([good], {}, { sandbox: { tls: selfSigned } })
    expectError(result, /self-signed certificate.* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/u, CONNECTION_HINT)
    expect(result.requests).toEqual([])
  })

  test('a private authority is trusted with NODE_EXTRA_CA_CERTS', async () => {
    const env = { NODE_EXTRA_CA_CERTS: authority }
    expectPassed(await gate([good], PATIENT, { sandbox: { tls: selfSigned }, env }))
  })

  test('a certificate for another name never gets the key', async () => {
    const sandbox = await startSandbox({ tls: selfSigned })
    sandbox.play(JOB, inTurn([good]))
    const result = await gate(
      [],
      // Any name in .localhost is this machine; the certificate is for the bare one.
      { api_url: sandbox.apiUrl.replace('localhost', '127.0.0.2') },
      { env: { NODE_EXTRA_CA_CERTS: authority } },
    )
    await sandbox.close()
    expectError(result, /ERR_TLS_CERT_ALTNAME_INVALID|ECONNREFUSED/u, CONNECTION_HINT)
    expect(sandbox.requests).toEqual([])
  })

  test('reaches the API through a proxy too, which sees only where to', async () => {
    const proxy = await startProxy()
    const result = await gate([good], PATIENT, {
      sandbox: { tls: selfSigned },
      env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: authority },
    })
    await proxy.close()
    expectPassed(result)
    expect(proxy.tunnels.map(({ target }) => target)).toEqual([expect.stringMatching(/^localhost:\d+$/u)])
    expect(JSON.stringify(proxy.tunnels)).not.toContain('cc-sandbox-key')
  })
})

describe.concurrent('what is too much is refused at once', () => {
  test.each<[string, Reply, RegExp]>([
    ['64 MiB of body', { fault: 'huge-body' }, /a body of more than 32 MiB/u],
    ['a small body that unpacks to 64 MiB', { fault: 'gzip-bomb' }, /a body of more than 32 MiB/u],
    [
      'a body packed in a way nobody asked for',
      { headers: { 'Content-Encoding': 'br' }, body: 'x' },
      /a body packed as "br"/u,
    ],
    [
      'a list of a million seeds',
      { body: { ...completed, results: Array.from({ length: 1_000_000 }, () => ({})) } },
      /results is a list, expected one of at most 150000 seeds/u,
    ],
    [
      'a count of seeds beyond all measure',
      { body: { ...completed, summary: { ...completed.summary, total_seeds: Number.MAX_SAFE_INTEGER } } },
      /summary\.total_seeds is 9007199254740991, expected at most 150000 seeds/u,
    ],
  ])('%s', async (_, reply, cause) => {
    const result = await gate([reply], { timeout_minutes: '1' })
    expectError(result, cause, /Check api_url|No verdict rests on a guess/u)
    expect(result.requests).toHaveLength(1)
  })
})

describe.concurrent('what is only odd is no fault', () => {
  test.each<[string, Reply]>([
    ['JSON under another content type', { ...good, headers: { 'Content-Type': 'text/html' } }],
    ['a packed body', { headers: { 'Content-Encoding': 'gzip' }, body: gzipped }],
    ['another status of success', { ...good, status: 202 }],
    ['a byte order mark', { body: `\ufeff${JSON.stringify(completed)}` }],
    ['fields nobody documented', { body: { ...completed, next: { deep: [[[]]] }, error: '' } }],
  ])('%s', async (_, reply) => {
    const result = await gate([reply], PATIENT)
    expectPassed(result)
    expect(result.requests).toHaveLength(1)
  })
})

describe.concurrent('a status that may pass is tried again', () => {
  const pauseBetween = ({ requests }: GateRun) => (requests[1]?.atMs ?? 0) - (requests[0]?.atMs ?? 0)
  const soon = { timeout_minutes: '0.2' }

  test.each([408, 425, 429, 500, 502, 503, 504])(
    'HTTP %i, after one second when it names no time, after the time it names when it does',
    async (status) => {
      const [silent, told] = await Promise.all([
        gate([{ status, body: 'Busy' }, good], soon),
        gate([{ status, body: 'Busy', headers: { 'Retry-After': '2' } }, good], soon),
      ])
      for (const result of [silent, told]) {
        expectPassed(result)
        expect(result.requests).toHaveLength(2)
        expect(result.log).toContain(`the API answered HTTP ${status}; trying again in `)
      }
      expect(pauseBetween(silent)).toBeGreaterThan(950)
      expect(silent.log).toContain('trying again in 1 s')
      expect(pauseBetween(told)).toBeGreaterThan(1950)
    },
  )

  test('Retry-After may be a date', async () => {
    // The header counts whole seconds: three ahead are two and a bit.
    const reply = () => ({
      status: 503,
      headers: { 'Retry-After': new Date(Date.now() + 3000).toUTCString() },
    })
    const result = await gate({ title: '', reply: ({ number }) => (number === 1 ? reply() : good) }, soon)
    expectPassed(result)
    expect(pauseBetween(result)).toBeGreaterThan(1950)
  })

  test.each([
    ['a date that has passed', 'Wed, 21 Oct 2015 07:28:00 GMT'],
    ['no time at all', 'as soon as we can'],
    ['a negative time', '-5'],
    ['a fraction', '1.5'],
    ['nothing', ''],
    ['zero', '0'],
  ])('Retry-After that is %s leaves the pause of one second', async (_, header) => {
    const result = await gate([{ status: 429, headers: { 'Retry-After': header } }, good], soon)
    expectPassed(result)
    expect(pauseBetween(result)).toBeGreaterThan(950)
    expect(result.log).toContain('trying again in 1 s')
  })

  test.each([
    ['a week', '604800'],
    ['longer than the universe', '9'.repeat(400)],
    ['in the year 9999', 'Fri, 31 Dec 9999 23:59:59 GMT'],
  ])('Retry-After of %s ends at the deadline, where one last poll decides', async (_, header) => {
    const result = await gate([{ status: 429, headers: { 'Retry-After': header } }, good], {
      timeout_minutes: '0.06',
    })
    expectPassed(result)
    expect(result.requests).toHaveLength(2)
    expect(result.durationMs).toBeGreaterThan(3600)
    expect(result.durationMs).toBeLessThan(3600 + START_AND_END_MS)
  })

  test('pauses grow while it lasts', async () => {
    const { requests, log } = await gate([{ status: 500 }], { timeout_minutes: '0.07' })
    const pauses = requests.slice(1).map(({ atMs }, nth) => atMs - (requests[nth]?.atMs ?? 0))
    expect(pauses.length).toBeLessThanOrEqual(3)
    expect(pauses[1]).toBeGreaterThan(1950)
    expect(log).toContain('trying again in 1 s, then with longer pauses')
  })
})

describe.concurrent('what trying again would not help ends the wait at once', () => {
  test.each([400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422, 426, 451])(
    'HTTP %i, even when it names a time to come back',
    async (status) => {
      const result = await gate(
        [{ status, body: { error: 'Not like this' }, headers: { 'Retry-After': '1' } }, good],
        { timeout_minutes: '1' },
      )
      expectError(
        result,
        new RegExp(`HTTP ${status}\\)?: Not like this`, 'u'),
        /Check (?:api_key|job_id|api_url)/u,
      )
      expect(result.requests).toHaveLength(1)
      expect(result.outputs['timed_out']).toBe('false')
    },
  )

  test('a redirect is not followed, and nobody there sees the key', async () => {
    const elsewhere = await startSandbox()
    const results = await Promise.all(
      [301, 302, 303, 307, 308].map((status) =>
        gate([{ status, headers: { Location: `${elsewhere.apiUrl}/get_inbox_test_results` } }]),
      ),
    )
    await elsewhere.close()
    for (const result of results)
      expectError(result, /is not followed so that the key stays here/u, /Check api_url/u)
    expect(elsewhere.requests).toEqual([])
  })

  test('also after good polls: what was seen before decides nothing', async () => {
    const result = await gate([{ body: halfway }, { status: 401, body: { error: 'Key revoked' } }], {
      timeout_minutes: '1',
      min_inbox_rate: '10',
      warn_only: 'true',
      on_timeout: 'warn',
    })
    expectError(result, /refused the key \(HTTP 401\): Key revoked/u, /Check api_key/u)
    // What the API last said is told all the same.
    expect(result.outputs).toMatchObject({ status: 'Processing', received: '5', timed_out: 'false' })
  })
})

describe.concurrent('an outage after good polls', () => {
  const outages: [string, Reply][] = [
    ['of resets', { fault: 'refuse-and-reset' }],
    ['of silence', { fault: 'stall-headers' }],
    ['of pages', { body: '<h1>Maintenance</h1>' }],
  ]
  test.each(outages)('%s leaves an open verdict open, and the step fails', async (_, outage) => {
    const result = await gate([{ body: halfway }, outage], { timeout_minutes: '0.04' })
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toBe('')
    expect(result.outputs).toMatchObject({ verdict: 'undecided', timed_out: 'true', received: '5' })
    const warned = annotations(result).filter(({ level }) => level === 'warning')
    expect(warned).toHaveLength(1)
    expect(warned[0]?.message).toContain('The last poll failed, the results are those of the poll before')
  })

  test('that ends in time changes nothing', async () => {
    const result = await gate([{ body: halfway }, { fault: 'refuse-and-reset' }, { body: '' }, good], {
      timeout_minutes: '0.2',
    })
    expectPassed(result)
    expect(annotations(result)).toEqual([])
  })
})

describe.runIf(withSignals).concurrent('the clock of the machine jumping between two polls', () => {
  const pauses = ({ requests }: GateRun) =>
    requests.slice(1).map(({ atMs }, nth) => atMs - (requests[nth]?.atMs ?? 0))

  /** The clock jumps as soon as the log tells of the first poll. Without the fixture the signal ends the process. */
  async function gateWithJump(hours: number, job: Scenario, inputs: Record<string, string>) {
    const result = await gate(job, inputs, {
      env: {
        NODE_OPTIONS: `--import=${new URL('./clock-jump.ts', import.meta.url)}`,
        CLOCK_JUMP_HOURS: String(hours),
      },
      interrupt: { signal: 'SIGUSR2', onLine: /received 5\/10/u },
      // Before the test's own limit, so that a wait that is a day too long leaves no process behind.
      killAfterMs: 20_000,
    })
    const [, date = '', ms] = /the clock says (\S+), in milliseconds (\d+)/u.exec(result.stdout) ?? []
    for (const now of [Date.parse(date), Number(ms)]) {
      expect(Math.abs(now - hours * 3_600_000 - Date.now())).toBeLessThan(60_000)
    }
    return result
  }

  const DAY = 24
  const directions = [
    ['forward', DAY],
    ['back', -DAY],
  ] as const

  test.each(directions)('a day %s: polls go on at their interval until Completed', async (_, hours) => {
    const replies = inTurn([{ body: halfway }, { body: halfway }, { body: halfway }, good])
    const result = await gateWithJump(hours, replies, PATIENT)
    expectPassed(result)
    expect(result.requests).toHaveLength(4)
    for (const pause of pauses(result)) {
      expect(pause).toBeGreaterThan(950)
      expect(pause).toBeLessThan(10_000)
    }
    expect(result.summary).toMatch(/waited \d+ s, 4 polls/u)
  })

  test.each(directions)('a day %s: the deadline comes when timeout_minutes says', async (_, hours) => {
    const result = await gateWithJump(hours, inTurn([{ body: halfway }]), { timeout_minutes: '0.06' })
    expect(result.outputs).toMatchObject({ verdict: 'undecided', timed_out: 'true', received: '5' })
    expect(result.durationMs).toBeGreaterThan(3600)
    expect(result.durationMs).toBeLessThan(3600 + START_AND_END_MS)
    expect(result.summary).toMatch(/waited \d+ s, \d polls/u)
  })

  test.each(directions)('a day %s: a Retry-After date is read by the clock of the API', async (_, hours) => {
    const busy = () => ({
      status: 503,
      headers: { 'Retry-After': new Date(Date.now() + 3000).toUTCString() },
    })
    const job: Scenario = {
      title: '',
      reply: ({ number }) => [{ body: halfway }, busy()][number - 1] ?? good,
    }
    const result = await gateWithJump(hours, job, PATIENT)
    expectPassed(result)
    expect(result.requests).toHaveLength(3)
    // The header counts whole seconds, and so does the date of the answer.
    expect(pauses(result)[1]).toBeGreaterThan(1950)
    expect(pauses(result)[1]).toBeLessThan(12_000)
  })
})

describe.concurrent('the baseline', () => {
  const baseline = { baseline_job_id: 'earlier', max_inbox_rate_drop: '5' }

  test('that cannot be read in time is an error when a rule needs it', async () => {
    const jobs = { earlier: inTurn([{ fault: 'stall-headers' }]) }
    const result = await gate([good], baseline, { jobs })
    expectError(result, /baseline test, which max_inbox_rate_drop needs, could not be read/u, RETRY_HINT)
    expect(result.durationMs).toBeLessThan(DEADLINE_MS + START_AND_END_MS)
  })

  test('of the wrong shape is an error when a rule needs it', async () => {
    const jobs = { earlier: inTurn([{ body: { ...completed, summary: null } }]) }
    expectError(await gate([good], baseline, { jobs }), /summary is null/u, /No verdict rests on a guess/u)
  })

  test('that the API does not know is told by the input that names it', async () => {
    const jobs = { earlier: inTurn([{ status: 404, body: { error: 'Unknown job' } }]) }
    expectError(
      await gate([good], baseline, { jobs }),
      /does not know this job_id/u,
      /Check baseline_job_id: /u,
    )
    const only = { baseline_job_id: 'earlier' }
    const [warning] = annotations(await gate([good], { ...PATIENT, ...only }, { jobs }))
    expect(warning).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('Check baseline_job_id: '),
    })
  })

  test.runIf(withSignals)('that is still being read when the run is cancelled passes nothing', async () => {
    const jobs = { earlier: inTurn([{ fault: 'stall-headers' }]) }
    const interrupt = { signal: 'SIGTERM', afterMs: 2000 } as const
    const result = await gate([good], { ...baseline, timeout_minutes: '1' }, { jobs, interrupt })
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ verdict: 'undecided', status: 'Completed' })
    expect(errors(result).at(-1)).toContain('cancelled')
  })
})

describe.concurrent('a proxy', () => {
  const through = (proxy: string, options: GateOptions = {}): GateOptions => ({
    ...options,
    env: { HTTP_PROXY: proxy, ...options.env },
  })

  test.each([
    ['HTTP_PROXY', 'http://user:pa%40ss@127.0.0.1'],
    ['http_proxy', 'http://user:pa%40ss@127.0.0.1'],
    ['ALL_PROXY', 'http://user:pa%40ss@127.0.0.1'],
    ['HTTP_PROXY', 'user:pa%40ss@127.0.0.1'],
  ])('named by %s (%s) carries the requests, and its password shows nowhere', async (variable, url) => {
    const proxy = await startProxy()
    const result = await gate(
      [{ body: halfway }, good],
      { timeout_minutes: '0.1' },
      {
        env: { [variable]: `${url}:${proxy.port}` },
      },
    )
    await proxy.close()
    expectPassed(result)
    expect(proxy.tunnels.length).toBeGreaterThan(0)
    expect(proxy.tunnels[0]?.headers['proxy-authorization']).toBe(
      `Basic ${Buffer.from('user:pa@ss').toString('base64')}`,
    )
    for (const request of result.requests) expect(request.headers).not.toHaveProperty('proxy-authorization')
    expect(JSON.stringify([result.stdout, result.allFiles])).not.toMatch(/pa(?:%40|@)ss/u)
  })

  test('written without a scheme is an http one for an https API too', async () => {
    const proxy = await startProxy('403 Forbidden')
    const env = { HTTPS_PROXY: `127.0.0.1:${proxy.port}` }
    await gate([], { api_url: 'https://api.campaigncleaner.invalid/v1' }, { env })
    await proxy.close()
    expect(proxy.tunnels[0]?.target).toBe('api.campaigncleaner.invalid:443')
  })

  test.each(['127.0.0.1', '*', 'example.com,127.0.0.1', '127.0.0.1:PORT'])(
    'is not asked for what NO_PROXY names (%s)',
    async (list) => {
      const proxy = await startProxy()
      const sandbox = await startSandbox()
      const noProxy = list.replace('PORT', new URL(sandbox.apiUrl).port)
      sandbox.play(JOB, inTurn([good]))
      const result = await gate(
        [],
        { ...PATIENT, api_url: sandbox.apiUrl },
        through(`http://127.0.0.1:${proxy.port}`, { env: { NO_PROXY: noProxy } }),
      )
      await Promise.all([proxy.close(), sandbox.close()])
      expect(result.outputs['verdict']).toBe('passed')
      expect(proxy.tunnels).toEqual([])
    },
  )

  test.each([
    ['407 Proxy Authentication Required', /407/u],
    ['403 Forbidden', /403/u],
    ['502 Bad Gateway', /502/u],
  ])('that answers %s is told by its status, and its password is not', async (answer, cause) => {
    const proxy = await startProxy(answer)
    const result = await gate([good], {}, through(`http://user:hunter2@127.0.0.1:${proxy.port}`))
    await proxy.close()
    expectError(result, cause, CONNECTION_HINT)
    expect(result.requests).toEqual([])
    expect(JSON.stringify([result.stdout, result.allFiles])).not.toContain('hunter2')
  })

  test('that hangs up', async () => {
    const proxy = await startProxy((socket) => socket.destroy())
    const result = await gate([good], {}, through(`http://127.0.0.1:${proxy.port}`))
    await proxy.close()
    expectError(result, /through the proxy: socket hang up/u, CONNECTION_HINT)
  })

  test('that never answers is bound by the deadline', async () => {
    const proxy = await startProxy(() => {})
    const result = await gate([good], {}, through(`http://127.0.0.1:${proxy.port}`))
    await proxy.close()
    expectError(result, /no full answer within/u, RETRY_HINT)
    expect(result.durationMs).toBeLessThan(DEADLINE_MS + START_AND_END_MS)
  })

  test('that is not there', async () => {
    const proxy = await startProxy()
    await proxy.close()
    const result = await gate([good], {}, through(`http://user:hunter2@127.0.0.1:${proxy.port}`))
    expectError(result, /ECONNREFUSED/u, CONNECTION_HINT)
    expect(JSON.stringify([result.stdout, result.allFiles])).not.toContain('hunter2')
  })

  test.each([
    'socks5://user:hunter2@127.0.0.1:1080',
    'http://user:hunter2@:99999',
    'http://user:%zz-hunter2@127.0.0.1:8080',
    'ftp://user:hunter2@127.0.0.1',
    '://hunter2',
  ])('that is no proxy this action can use (%s) is refused at once, and not quoted', async (proxy) => {
    const result = await gate([good], { timeout_minutes: '1' }, through(proxy))
    expectError(result, /the proxy cannot be used: /u, /Check the environment variable HTTPS_PROXY/u)
    expect(result.requests).toEqual([])
    expect(JSON.stringify([result.stdout, result.allFiles])).not.toContain('hunter2')
  })
})

const QUICKLY_MS = 2000

/** Sends the signals at the first line that matches, `apartMs` apart. */
async function cancelled(
  signals: readonly NodeJS.Signals[],
  onLine: RegExp,
  replies: readonly Reply[],
  inputs: Record<string, string> = {},
) {
  let signalledAt = 0
  const result = await gate(
    replies,
    { timeout_minutes: '1', ...inputs },
    {
      onLine(line, child) {
        if (signalledAt > 0 || !onLine.test(line)) return
        signalledAt = performance.now()
        for (const [nth, signal] of signals.entries()) setTimeout(() => child.kill(signal), 60 * nth)
      },
    },
  )
  expect(signalledAt).toBeGreaterThan(0)
  expect(performance.now() - signalledAt).toBeLessThan(QUICKLY_MS)
  expect(result.stderr).toBe('')
  expect(result.exitCode).toBe(1)
  expect(result.outputs['verdict']).toMatch(/^(?:passed|undecided)$/u)
  expect(result.outputs['report_file']).toBeTruthy()
  expect(result.summary).toContain('Inbox placement')
  return result
}

describe.runIf(withSignals).concurrent('cancellation', () => {
  test.each<NodeJS.Signals[][]>([
    [['SIGINT']],
    [['SIGTERM']],
    [['SIGINT', 'SIGINT']],
    [['SIGINT', 'SIGTERM']],
    [['SIGTERM', 'SIGTERM', 'SIGINT']],
  ])('%j while sleeping after a failed poll', async (signals) => {
    const result = await cancelled(signals, /trying again in/u, [
      { status: 503, headers: { 'Retry-After': '40' } },
    ])
    expect(result.outputs['verdict']).toBe('undecided')
    expect(result.log + errors(result).join()).toContain('cancelled')
  })

  test('before the first answer', async () => {
    await cancelled(['SIGINT', 'SIGINT'], /^Polling/u, [{ fault: 'stall-headers' }])
  })

  test('while a body trickles in', async () => {
    await cancelled(['SIGTERM'], /^Polling/u, [{ fault: 'trickle' }])
  })

  test('while a connection is being made', async () => {
    const server = createServer(() => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await cancelled(['SIGINT'], /^Polling/u, [], { api_url: `https://127.0.0.1:${port}/v1` })
    server.close()
  })
})

// One after the other: what is measured here is work, not sleep.
describe.runIf(withSignals)('cancellation while a large report is being written', () => {
  const large = testBody(seeds(20_000, () => ({ provider: 'Gmail', placement: 'Inbox' })))

  test.each<NodeJS.Signals[][]>([
    [['SIGINT']],
    [['SIGTERM']],
    [['SIGINT', 'SIGINT']],
    [['SIGINT', 'SIGTERM']],
  ])('%j: all of it is written, and the step does not count as passed', async (signals) => {
    const result = await cancelled(signals, /received 20000\/20000/u, [{ body: large }])
    expect(JSON.parse(result.files.resultsFile ?? '').test.results).toHaveLength(20_000)
    expect(result.outputs).toMatchObject({ total_seeds: '20000', status: 'Completed' })
  })
})

test('as many seeds as are accepted are judged, reported and written', async () => {
  const many = seeds(150_000, (nth) => ({
    provider: `p${nth}`,
    placement: 'Inbox',
    address: `${nth}@a.b`,
    submissionResult: '',
    senderIp: `${nth}`,
  }))
  const result = await gate([{ body: testBody(many) }], { ...PATIENT, provider_min_inbox_rate: '*: 50' })
  expectPassed(result)
  expect(Buffer.byteLength(result.summary)).toBeLessThan(1024 * 1024)
  expect(JSON.parse(result.files.resultsFile ?? '').test.results).toHaveLength(150_000)
})

test('a fault is told the same way however often it comes: one line, not one for each poll', async () => {
  const { log } = await gate([{ status: 500, body: { error: 'Oops' } }], { timeout_minutes: '0.07' })
  expect(log.split('\n').filter((line) => line.includes('HTTP 500'))).toHaveLength(1)
})

test('the key is sent to nobody but the API', async () => {
  const proxy = await startProxy()
  const { apiUrl, close } = await startSandbox()
  await runAction({
    inputs: { job_id: JOB, api_key: 'cc-not-for-proxies', api_url: apiUrl, timeout_minutes: '0' },
    env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` },
  })
  await Promise.all([proxy.close(), close()])
  expect(proxy.tunnels).toHaveLength(1)
  expect(JSON.stringify(proxy.tunnels)).not.toContain('cc-not-for-proxies')
})
