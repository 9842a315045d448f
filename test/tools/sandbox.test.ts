import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manySeeds } from '../../tools/sandbox/campaigns.ts'
import { type SeedBody, seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { type Sandbox, startSandbox } from '../../tools/sandbox/sandbox.ts'
import type { Fault } from '../../tools/sandbox/scenario.ts'
import { always, redirectTo, scenarios } from '../../tools/sandbox/scenarios.ts'

let sandbox: Sandbox
let nowMs: number

beforeEach(async () => {
  nowMs = 1_000
  sandbox = await startSandbox({ now: () => nowMs })
  for (const [jobId, scenario] of Object.entries(scenarios())) sandbox.play(jobId, scenario)
})

afterEach(() => sandbox.close())

interface Answer {
  status: number
  headers: Headers
  body: ReturnType<typeof testBody> & { error?: string }
}

/** One poll as the action makes it; `init` bends it. */
function request(jobId: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${sandbox.apiUrl}/get_inbox_test_results`, {
    method: 'POST',
    headers: { 'X-CC-API-Key': sandbox.apiKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ job_id: jobId }),
    redirect: 'manual',
    ...init,
  })
}

async function poll(jobId: string, init: RequestInit = {}): Promise<Answer> {
  const response = await request(jobId, init)
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  }
}

describe('the endpoint', () => {
  it('listens on loopback under /v1', () => {
    expect(sandbox.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
  })

  it.each([
    ['a missing key', {}],
    ['a wrong key', { 'X-CC-API-Key': 'other' }],
  ])('answers %s with 401 and the error field', async (_, key) => {
    const { status, body } = await poll('all-inbox', {
      headers: { 'Content-Type': 'application/json', ...key },
    })
    expect(status).toBe(401)
    expect(body).toEqual({ error: 'Invalid or missing API key' })
  })

  it.each([
    ['not JSON', 'job_id=all-inbox'],
    ['another field', '{"id":"all-inbox"}'],
    ['a further field', '{"job_id":"all-inbox","verbose":true}'],
    ['an id that is no text', '{"job_id":7}'],
    ['an empty id', '{"job_id":""}'],
    ['a bare string', '"all-inbox"'],
  ])('answers a body that is %s with 400', async (_, body) => {
    expect((await poll('', { body })).status).toBe(400)
  })

  it('insists on application/json', async () => {
    const headers = { 'X-CC-API-Key': sandbox.apiKey, 'Content-Type': 'text/plain' }
    expect((await poll('all-inbox', { headers })).status).toBe(400)
  })

  it('answers an unknown job, another path and another method with an error', async () => {
    expect(await poll('nobody')).toMatchObject({ status: 404, body: { error: 'Job nobody not found' } })
    expect((await fetch(`${sandbox.apiUrl}/other`)).status).toBe(404)
    const get = await fetch(`${sandbox.apiUrl}/get_inbox_test_results`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('records every request, refused ones too', async () => {
    await fetch(`${sandbox.apiUrl}/other`)
    nowMs += 250
    await poll('all-inbox')
    expect(sandbox.requests).toMatchObject([
      { method: 'GET', url: '/v1/other', body: '', atMs: 1_000 },
      { method: 'POST', url: '/v1/get_inbox_test_results', body: '{"job_id":"all-inbox"}', atMs: 1_250 },
    ])
    expect(sandbox.requests[1]?.headers['x-cc-api-key']).toBe(sandbox.apiKey)
  })

  it('fills in the job id unless the scenario has one or answers an error', async () => {
    sandbox.play('named', always('', { body: testBody([], { jobId: 'other' }) }))
    expect((await poll('all-inbox')).body.job_id).toBe('all-inbox')
    expect((await poll('named')).body.job_id).toBe('other')
    expect((await poll('api-error')).body).not.toHaveProperty('job_id')
  })

  it('starts a replaced job over', async () => {
    const stepped = scenarios()['all-inbox-stepped']
    sandbox.play('again', stepped)
    await poll('again')
    expect((await poll('again')).body.summary).not.toMatchObject({ received: 0 })
    sandbox.play('again', stepped)
    expect((await poll('again')).body.summary).toMatchObject({ received: 0 })
  })
})

describe('a response body', () => {
  const fields = ['job_id', 'test_name', 'submitted_date', 'submitted_by', 'status', 'summary', 'results']
  const summaryFields = [
    'total_seeds',
    'received',
    'inbox',
    'spam',
    'unknown_placement',
    'pending',
    'inbox_rate',
    'spam_rate',
  ]
  const seedFields = [
    'provider',
    'seed_address',
    'email_found',
    'placement',
    'spf_status',
    'sender_ip',
    'submission_result',
  ]

  it.each(['all-inbox', 'outlook-to-spam-completed', 'numeric-strings', 'hostile', 'paused', 'growing-list'])(
    'of %s has the fields of the vendor page, in its order',
    async (jobId) => {
      const { body } = await poll(jobId)
      expect(Object.keys(body)).toEqual(fields)
      expect(Object.keys(body.summary)).toEqual(summaryFields)
      for (const seed of body.results) expect(Object.keys(seed)).toEqual(seedFields)
    },
  )

  it('counts its summary from its seeds', () => {
    const specs = [
      ...seeds(4, () => ({ provider: 'Gmail', placement: 'Inbox' })),
      { provider: 'Gmail', placement: 'Spam' },
      { provider: 'Gmail', placement: 'Promotions' },
      { provider: 'Gmail', placement: null },
      { provider: 'Gmail', placement: 'Pending' },
      { provider: 'Gmail', placement: null, found: false },
    ]
    const body = testBody(specs)
    expect(body.status).toBe('Processing')
    expect(body.summary).toEqual({
      total_seeds: 9,
      received: 7,
      inbox: 4,
      spam: 1,
      unknown_placement: 2,
      pending: 2,
      inbox_rate: 44.44,
      spam_rate: 11.11,
    })
  })

  it('lets parts be overridden', () => {
    const body = testBody([], { status: 'paused', summary: { inbox_rate: null } })
    expect(body.status).toBe('paused')
    expect(body.summary).toMatchObject({ total_seeds: 0, inbox_rate: null })
  })
})

describe('a scenario that unfolds', () => {
  it('fills over real time from the first poll on', async () => {
    const received = []
    for (const atMs of [50_000, 52_000, 54_000, 58_000]) {
      nowMs = atMs
      received.push((await poll('all-inbox')).body.summary.received)
    }
    expect(received).toEqual([0, expect.any(Number), expect.any(Number), 50])
    expect(received).toEqual(received.toSorted((a, b) => Number(a) - Number(b)))
    expect((await poll('all-inbox')).body.status).toBe('Completed')
  })

  it('moves with each poll when stepped, and is over at once when completed', async () => {
    const first = (await poll('outlook-to-spam-stepped')).body
    const second = (await poll('outlook-to-spam-stepped')).body
    const third = (await poll('outlook-to-spam-stepped')).body
    expect(first.summary).toMatchObject({ received: 0, pending: 50 })
    expect(second.status).toBe('Processing')
    expect(Number(second.summary.received)).toSatisfy((received: number) => received > 20 && received < 30)
    expect(third).toMatchObject({
      status: 'Completed',
      summary: { inbox: 42, spam: 7, unknown_placement: 1 },
    })
    expect((await poll('outlook-to-spam-completed')).body.results).toEqual(third.results)
  })

  it('keeps what has arrived: a seed never turns back', async () => {
    const placed = (results: SeedBody[]) => results.filter((seed) => seed.email_found)
    const early = (await poll('outlook-to-spam-stepped')).body.results
    const middle = (await poll('outlook-to-spam-stepped')).body.results
    const late = (await poll('outlook-to-spam-stepped')).body.results
    expect(placed(early)).toEqual([])
    expect(late).toEqual(expect.arrayContaining(placed(middle)))
  })

  it('never completes with lost seeds', async () => {
    const { body } = await poll('lost-seeds-completed')
    expect(body).toMatchObject({
      status: 'Processing',
      summary: { total_seeds: 50, pending: 3, inbox_rate: 94 },
    })
    expect((await poll('lost-many-completed')).body.summary).toMatchObject({ pending: 20 })
  })

  it('shares its addresses with its baseline', async () => {
    const addresses = async (jobId: string) =>
      (await poll(jobId)).body.results.map((seed) => seed.seed_address)
    const bad = await addresses('outlook-to-spam')
    expect(new Set(bad).size).toBe(50)
    expect(await addresses('outlook-to-spam-baseline')).toEqual(bad)
    expect((await poll('outlook-to-spam-baseline')).body).toMatchObject({
      status: 'Completed',
      summary: { inbox: 49, spam: 1 },
    })
  })

  it('comes at any number of seeds', async () => {
    expect((await poll('thousands-completed')).body.summary).toMatchObject({
      total_seeds: 5_000,
      inbox_rate: 90.02,
    })
    expect(testBody(manySeeds(7)).summary).toMatchObject({ total_seeds: 7 })
  })

  it('survives JSON with every hostile text in it', async () => {
    const { body } = await poll('hostile-completed')
    expect(body.status).toBe('Completed')
    expect(body.results.map((seed) => seed.provider)).toContain('__proto__')
    expect(body.test_name).toContain('\u001b[2K')
    expect(body.test_name).toContain('\n::set-output name=verdict::passed')
  })

  it('speaks in strings when asked to', async () => {
    const { body } = await poll('numeric-strings-completed')
    expect(body).toMatchObject({ status: ' COMPLETED ', summary: { total_seeds: '50', inbox_rate: '84%' } })
    expect(body.results[0]).toMatchObject({ email_found: 'true', placement: ' inbox ', spf_status: 'PASS' })
  })

  it('lists pending seeds or leaves them out', async () => {
    expect((await poll('all-inbox')).body.results).toHaveLength(50)
    const growing = (await poll('growing-list')).body
    expect(growing).toMatchObject({ summary: { pending: 50 }, results: [] })
  })

  it('pauses, in lower case', async () => {
    const statuses = [
      await poll('paused-stepped'),
      await poll('paused-stepped'),
      await poll('paused-stepped'),
    ]
    expect(statuses.map(({ body }) => body.status)).toEqual(['paused', 'paused', 'completed'])
  })
})

describe('a scenario of errors', () => {
  it.each([
    ['wrong-key', 403],
    ['unknown-job', 404],
    ['api-error', 200],
    ['job-error', 200],
    ['hostile-error', 200],
  ])('%s answers %i with an error', async (jobId, status) => {
    expect(await poll(jobId)).toMatchObject({ status, body: { error: expect.any(String) } })
  })

  it('rate-limited says when to come back, then completes', async () => {
    const limited = await poll('rate-limited')
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2'])
    expect((await poll('rate-limited')).body.status).toBe('Completed')
  })

  it('flaky fails three ways, then completes', async () => {
    expect((await request('flaky')).status).toBe(503)
    await expect(request('flaky')).rejects.toThrow('fetch failed')
    await expect(poll('flaky')).rejects.toThrow('terminated')
    expect((await poll('flaky')).body.status).toBe('Completed')
  })

  it('outage begins after two good polls and lasts', async () => {
    const statuses = []
    for (let number = 1; number <= 4; number += 1) statuses.push((await poll('outage')).status)
    expect(statuses).toEqual([200, 200, 503, 503])
  })

  it('redirect points elsewhere, or to a sandbox that can tell whether anyone came', async () => {
    expect((await request('redirect')).headers.get('location')).toContain('https://elsewhere.example/')
    const elsewhere = await startSandbox()
    sandbox.play('there', redirectTo(`${elsewhere.apiUrl}/get_inbox_test_results`))
    await request('there', { redirect: 'follow' })
    expect(elsewhere.requests).toHaveLength(1)
    await elsewhere.close()
  })

  it('not-json and wrong-shape answer 200 all the same', async () => {
    const page = await request('not-json')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html'])
    expect((await poll('wrong-shape')).body).toMatchObject({
      status: 'Completed',
      summary: { inbox_rate: null },
    })
  })
})

describe('a fault', () => {
  const playing = (fault: Fault) => {
    sandbox.play(fault, always(fault, { fault, body: testBody(manySeeds(10)) }))
    return request(fault, { signal: AbortSignal.timeout(240_000) })
  }
  /** What the socket said, which fetch keeps as the cause of its own error. */
  const cause = (error: Error) => (error.cause as { code?: string }).code

  it('refuse-and-reset gives no answer', async () => {
    const error = await playing('refuse-and-reset').catch((reason: Error) => reason)
    expect(cause(error as Error)).toBe('ECONNRESET')
  })

  it('reset-inside-body breaks a good answer off', async () => {
    const response = await playing('reset-inside-body')
    expect(response.status).toBe(200)
    const error = await response.text().catch((reason: Error) => reason)
    expect(cause(error as Error)).toBe('ECONNRESET')
  })

  it('cut-body ends before the length it promised', async () => {
    const response = await playing('cut-body')
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1_000)
    const error = await response.text().catch((reason: Error) => reason)
    expect(cause(error as Error)).toBe('UND_ERR_SOCKET')
  })

  it('stall-headers takes the request and stays silent', async () => {
    sandbox.play('stall', always('', { fault: 'stall-headers' }))
    await expect(request('stall', { signal: AbortSignal.timeout(300) })).rejects.toThrow('timeout')
    expect(sandbox.requests).toHaveLength(1)
  })

  it('trickle sends headers, then drips', async () => {
    const response = await playing('trickle')
    const chunks = []
    for await (const chunk of response.body ?? []) {
      chunks.push(new TextDecoder().decode(chunk))
      if (chunks.length === 3) break
    }
    expect(chunks).toEqual([' ', ' ', ' '])
  })

  it('huge-body is valid JSON of 64 MiB without a length', async () => {
    const response = await playing('huge-body')
    expect(response.headers.get('content-length')).toBeNull()
    const body = await response.text()
    expect(body.length).toBeGreaterThan(64 * 1024 * 1024)
    expect(Object.keys(JSON.parse(body))).toEqual(['padding'])
  })

  it('gzip-bomb is small on the wire', async () => {
    const response = await playing('gzip-bomb')
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect((await response.text()).length).toBeGreaterThan(64 * 1024 * 1024)
  })

  it('lets clients hang up and the sandbox close in the middle of it', async () => {
    for (const fault of ['huge-body', 'gzip-bomb', 'trickle'] as const) {
      const response = await playing(fault)
      await response.body?.cancel()
    }
    const stalled = playing('stall-headers').catch(() => 'hung up')
    await expect.poll(() => sandbox.requests.length).toBe(4)
    await sandbox.close()
    expect(await stalled).toBe('hung up')
    sandbox = await startSandbox()
  })
})

it('names every job id once and says what it plays', () => {
  for (const { title } of Object.values(scenarios())) expect(title).toMatch(/^.{10,90}$/)
})
