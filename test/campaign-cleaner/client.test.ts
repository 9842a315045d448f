import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type ClientOptions, inboxTestClient, interpret } from '../../src/campaign-cleaner/client.ts'
import type { Reading } from '../../src/campaign-cleaner/response.ts'
import { ApiError, type ApiErrorKind } from '../../src/core/api-error.ts'
import { textsOf } from '../../src/core/texts.ts'
import {
  BodyTooLarge,
  CompressedBody,
  type HttpReply,
  type HttpRequest,
  ProxyFault,
  RequestTimeout,
} from '../../src/net/http.ts'
import { UnusableProxy } from '../../src/net/proxy.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { asText } from '../texts.ts'

const ORIGIN = 'https://api.example.com'
const KEY = 'cc_live_9f8E7d6C5b4a3Z2y'
const NOW = Date.UTC(2026, 10, 23, 9, 30, 0)
const body = testBody([
  { provider: 'Gmail', placement: 'Inbox' },
  { provider: 'Outlook', placement: 'Spam' },
])

/** What each hint must send the reader to. */
const HINTS = {
  retry: 'timeout_minutes',
  busy: 'timeout_minutes',
  key: 'api_key',
  access: 'api_key',
  job: 'job_id',
  request: 'api_url',
  redirect: 'api_url',
  shape: 'dashboard',
  size: 'api_url',
  api: 'Campaign Cleaner',
  not_api: 'api_url',
} satisfies Record<ApiErrorKind, string>

/** Every field of the seeds is needed, and addresses are masked. */
const READING: Reading = {
  needs: new Set(['provider', 'placement', 'spf', 'senderIp']),
  texts: textsOf(secretsOf([KEY]), 'masked'),
}

/** What was asked, and the answer to it. */
let requests: HttpRequest[]
let reply: HttpReply

beforeEach(() => {
  requests = []
})

function client(over: Partial<ClientOptions> = {}) {
  return inboxTestClient({
    apiUrl: `${ORIGIN}/v1`,
    apiKey: KEY,
    userAgent: 'inbox-placement-gate/1.2.3',
    send: (request) => {
      requests.push(request)
      return Promise.resolve(reply)
    },
    wallClock: () => NOW,
    ...over,
  })
}

const ask = (over: Partial<ClientOptions> = {}, jobId = 'job-1') =>
  client(over)(asText(jobId), READING, 1000, new AbortController().signal)

type Headers = Record<string, string>

/** The API answers with an object as JSON or a text as it is. */
function answer(status: number, body: object | string, headers: Headers = {}) {
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  reply = {
    status,
    headers: Object.fromEntries(names),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

/** What a poll fails with. */
async function failure(polling: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await polling.then(
    () => new Error('the answer was accepted'),
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw error
}

async function refused(status: number, reply: object | string, headers: Headers = {}) {
  answer(status, reply, headers)
  const { kind, message, hint, retryAfterMs } = await failure(ask())
  return { kind, message, hint, retryAfterMs }
}

describe('the request', () => {
  test('is one POST with the job id as JSON, the key in its own header, the name of the action, and room for 8 MiB', async () => {
    answer(200, body)
    await ask({}, 'job "1"\\')
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://api.example.com/v1/get_inbox_test_results',
        headers: {
          'X-CC-API-Key': KEY,
          'Content-Type': 'application/json',
          Accept: 'application/json',
          'User-Agent': 'inbox-placement-gate/1.2.3',
        },
        body: '{"job_id":"job \\"1\\"\\\\"}',
        limitMs: 1000,
        maxBytes: 8_388_608,
      },
    ])
  })
})

test('a message beside results is no error', async () => {
  answer(200, { ...body, message: 'ok', detail: 'all good' })
  expect(await ask()).toMatchObject({ completed: true })
})

test('results come back parsed', async () => {
  answer(200, body)
  expect(await ask()).toMatchObject({
    jobId: asText('job-1'),
    completed: true,
    summary: { totalSeeds: 2, inboxRate: 50 },
    seeds: [{ placement: 'inbox' }, { placement: 'spam' }],
  })
})

describe('what may go right later is tried again', () => {
  test.each([408, 425, 500, 502, 503, 504, 599])('HTTP %d', async (status) => {
    expect(await refused(status, '<h1>Busy</h1>')).toEqual({
      kind: 'retry',
      message: `the API answered HTTP ${status}`,
      hint: expect.stringContaining(HINTS.retry),
      retryAfterMs: null,
    })
  })

  test('HTTP 429 with what the API said about it, and every other request of the run waits too', async () => {
    expect(await refused(429, { error: 'Too many requests' })).toMatchObject({
      kind: 'busy',
      message: 'the API answered HTTP 429: Too many requests',
    })
  })

  test('HTTP 403 with Retry-After, whoever says so', async () => {
    const pause = { 'Retry-After': '7' }
    for (const reply of ['<h1>Slow down</h1>', '', { error: 'Slow down' }]) {
      expect(await refused(403, reply, pause)).toMatchObject({ kind: 'busy', retryAfterMs: 7000 })
    }
    // What says nothing about a time is no such header.
    expect(await refused(403, {}, { 'Retry-After': 'soon' })).toMatchObject({ kind: 'access' })
  })

  test.each([200, 403])('HTTP %d with an error about a rate limit', async (status) => {
    expect(await refused(status, { error: 'Rate limit exceeded' })).toMatchObject({
      kind: 'busy',
      message: `the API answered HTTP ${status}: Rate limit exceeded`,
    })
    expect(
      await refused(status, { ...body, error: 'Too many requests' }, { 'Retry-After': '5' }),
    ).toMatchObject({
      kind: 'busy',
      retryAfterMs: 5000,
    })
  })

  test.each([408, 425, 429, 500, 503])('HTTP %d, whatever its error says', async (status) => {
    for (const error of ['Invalid API key', 'Job not found', 'Out of credits']) {
      answer(status, { error })
      const { retryable, message } = await failure(ask())
      expect([retryable, message]).toEqual([true, `the API answered HTTP ${status}: ${error}`])
    }
  })

  test.each([429, 503])('HTTP %d with a body that nobody can read', async (status) => {
    const packed = new CompressedBody('gzip', status)
    const error = await failure(ask({ send: () => Promise.reject(packed) }))
    expect([error.retryable, error.message]).toEqual([
      true,
      `the API answered HTTP ${status} with a body compressed as "gzip", which was not asked for`,
    ])
  })

  test('after the seconds of Retry-After', async () => {
    expect(await refused(503, '', { 'Retry-After': '17' })).toMatchObject({ retryAfterMs: 17_000 })
  })

  test("at the date of Retry-After, by the server's clock or else by this one", async () => {
    const until = { 'Retry-After': 'Mon, 23 Nov 2026 09:31:00 GMT' }
    expect(await refused(503, '', until)).toMatchObject({ retryAfterMs: 60_000 })
    expect(await refused(503, '', { ...until, Date: 'Mon, 23 Nov 2026 09:30:50 GMT' })).toMatchObject({
      retryAfterMs: 10_000,
    })
  })

  test.each(['', '<html>Maintenance</html>', '{"status": "Compl', '{"a":1}}'])(
    'a body that is not JSON (%j)',
    async (reply) => {
      expect(await refused(200, reply)).toEqual({
        kind: 'retry',
        message: 'the API answered HTTP 200 with a body that is not JSON',
        hint: expect.stringContaining(HINTS.retry),
        retryAfterMs: null,
      })
    },
  )

  test('an error of the connection, with the code that people search for', async () => {
    const reset = Object.assign(new Error('read failed'), { code: 'ECONNRESET' })
    expect(await failure(ask({ send: () => Promise.reject(reset) }))).toMatchObject({
      kind: 'retry',
      message: 'the connection to api.example.com failed: read failed (ECONNRESET)',
      hint: expect.stringContaining('Check `api_url` and the network path to it'),
      retryable: true,
    })
  })

  test('an error of several lines, on one', async () => {
    const tls = Object.assign(new Error('C0DE:error:0A00010B:wrong version number:\n'), { code: 'ERR_SSL' })
    expect((await failure(ask({ send: () => Promise.reject(tls) }))).message).toBe(
      'the connection to api.example.com failed: C0DE:error:0A00010B:wrong version number: (ERR_SSL)',
    )
  })

  test('of an error at each of several addresses, the first is reported', async () => {
    const refusals = ['::1', '127.0.0.1'].map((address) =>
      Object.assign(new Error(`connect ECONNREFUSED ${address}:443`), { code: 'ECONNREFUSED' }),
    )
    const error = await failure(ask({ send: () => Promise.reject(new AggregateError(refusals)) }))
    expect(error.message).toBe(
      'the connection to api.example.com failed: connect ECONNREFUSED ::1:443 (ECONNREFUSED)',
    )
  })

  test('an answer that does not come in time', async () => {
    const late = new RequestTimeout('no complete answer within 30 s')
    expect(await failure(ask({ send: () => Promise.reject(late) }))).toMatchObject({
      kind: 'retry',
      message: 'the connection to api.example.com failed: no complete answer within 30 s',
      hint: expect.stringContaining(HINTS.retry),
    })
  })

  test('even something thrown that is no error', async () => {
    const nothing = inboxTestClient({
      apiUrl: ORIGIN,
      apiKey: KEY,
      userAgent: 'test',
      send: () => Promise.reject('gone'),
      wallClock: () => NOW,
    })
    const error = await failure(nothing(asText('job-1'), READING, 1000, new AbortController().signal))
    expect(error.message).toBe('the connection to api.example.com failed: gone')
  })
})

describe('what trying again would not help fails at once, and says whose turn it is', () => {
  test.each([
    [401, 'key'],
    [403, 'access'],
  ] as const)('HTTP %d: the key', async (status, kind) => {
    expect(await refused(status, { error: 'No such account' })).toEqual({
      kind,
      message: `the API refused the key (HTTP ${status}): No such account`,
      hint: expect.stringContaining(HINTS[kind]),
      retryAfterMs: null,
    })
  })

  test.each([
    [{}, ''],
    [{ error: 'Nothing here' }, ': Nothing here'],
    [{ message: 'Not Found' }, ': Not Found'],
  ])('HTTP 404 with %j: the job id', async (reply, said) => {
    expect(await refused(404, reply)).toEqual({
      kind: 'job',
      message: `the API does not know this job id (HTTP 404)${said}`,
      hint: expect.stringContaining(HINTS.job),
      retryAfterMs: null,
    })
  })

  test.each([401, 403, 404])(
    'HTTP %d in another form than the API has: what stands between',
    async (status) => {
      for (const [reply, form] of [
        ['<html><h1>Not Found</h1></html>', 'a web page'],
        ['\n<!doctype html>', 'a web page'],
        ['', 'nothing'],
        [' \n', 'nothing'],
        ['Job not found', 'no JSON object'],
        ['["Job not found"]', 'no JSON object'],
        ['"Invalid API key"', 'no JSON object'],
        ['null', 'no JSON object'],
      ] as const) {
        expect(await refused(status, reply)).toEqual({
          kind: 'not_api',
          message: `this is not the API: it answered HTTP ${status} with ${form}`,
          hint: 'Check `api_url`; a firewall or a proxy may have answered in its place.',
          retryAfterMs: null,
        })
      }
    },
  )

  test.each([400, 402, 405, 409, 410, 422, 451, 499])('HTTP %d: the request', async (status) => {
    expect(await refused(status, '')).toEqual({
      kind: 'request',
      message: `the API answered HTTP ${status} without saying why`,
      hint: expect.stringContaining(HINTS.request),
      retryAfterMs: null,
    })
  })

  test('another 4xx with what the API said', async () => {
    expect(await refused(422, { error: 'Wrong format' })).toMatchObject({
      kind: 'request',
      message: 'the API answered HTTP 422: Wrong format',
    })
  })

  test.each([
    ['Invalid API Key', 'access'],
    ['api_key missing', 'access'],
    ['Wrong ApiKey', 'access'],
    ['Unauthorized', 'access'],
    ['Authentication failed', 'access'],
    ['Access forbidden', 'access'],
    ['Invalid job_id', 'job'],
    ['Job not found', 'job'],
    ['Unknown JobId', 'job'],
    ['No job id given', 'api'],
    ['Out of credits', 'api'],
    ['Jobs are paused', 'api'],
    ['Job results are temporarily locked', 'api'],
  ] as const)('an error with HTTP 200, %j: %s', async (error, kind) => {
    expect(await refused(200, { ...body, error })).toEqual({
      kind,
      message: `the API answered HTTP 200: ${error}`,
      hint: expect.stringContaining(HINTS[kind]),
      retryAfterMs: null,
    })
  })

  test.each([
    ['Invalid API key', 'access'],
    ['Unknown job', 'job'],
  ] as const)('an error with HTTP 400, %j: %s', async (error, kind) => {
    expect(await refused(400, { error })).toMatchObject({
      kind,
      message: `the API answered HTTP 400: ${error}`,
    })
  })

  test.each([
    ['Error', { ...body, Error: 'Out of credits' }],
    ['ERROR', { ...body, ERROR: 'Out of credits' }],
    ['message without a summary', { message: 'Out of credits' }],
    ['detail without a summary', { detail: 'Out of credits' }],
  ])('an error under the name %s with HTTP 200', async (_, reply) => {
    expect(await refused(200, reply)).toMatchObject({
      kind: 'api',
      message: 'the API answered HTTP 200: Out of credits',
    })
  })

  test('a message with an error status says why', async () => {
    expect(await refused(400, { ...body, message: 'Wrong plan' })).toMatchObject({
      kind: 'request',
      message: 'the API answered HTTP 400: Wrong plan',
    })
  })

  test.each([301, 400, 401, 403, 404, 410, 429, 503, 200])(
    'HTTP %d: a reason for a headline, in which nothing is quoted',
    async (status) => {
      for (const said of ['Invalid API key "<!channel>"', 'Job <!channel> not found', '<!channel>']) {
        answer(status, { error: said }, { location: 'https://channel.example' })
        const { reason, message } = await failure(ask())
        expect(reason).toMatch(/^[a-zA-Z0-9 ]+$/u)
        expect(message).toMatch(/channel/u)
      }
    },
  )

  test('an address in what the API says is masked', async () => {
    const { message } = await refused(400, { error: 'no mail for anna.smith@gmail.com' })
    expect(message).toContain('a•••@gmail.com')
    expect(message).not.toContain('anna')
  })

  test('a response of the wrong shape names the field', async () => {
    const { inbox_rate: _, ...summary } = body.summary
    expect(await refused(200, { ...body, summary })).toEqual({
      kind: 'shape',
      message:
        "the API's response is unusable: summary.inbox_rate is missing, expected a percentage from 0 to 100",
      hint: expect.stringContaining(HINTS.shape),
      retryAfterMs: null,
    })
  })

  test.each(['null', '[]', '"Completed"', '0'])('so does JSON that is no object: %s', async (json) => {
    expect(await refused(200, json)).toMatchObject({
      kind: 'shape',
      message: expect.stringContaining('the response is '),
    })
  })

  test('a body that is too large', async () => {
    const large = new BodyTooLarge('a body of more than 8 MiB')
    expect(await failure(ask({ send: () => Promise.reject(large) }))).toMatchObject({
      kind: 'size',
      message: 'the API answered with a body of more than 8 MiB',
      hint: expect.stringContaining(HINTS.size),
    })
  })

  test('a compressed body, which nobody asked for', async () => {
    const packed = new CompressedBody('br', 404)
    expect(await failure(ask({ send: () => Promise.reject(packed) }))).toMatchObject({
      kind: 'not_api',
      message: 'the API answered with a body compressed as "br", which was not asked for',
    })
  })

  test('a proxy that cannot be used', async () => {
    const unusable = new UnusableProxy('the proxy cannot be used: Invalid URL')
    expect(await failure(ask({ send: () => Promise.reject(unusable) }))).toMatchObject({
      kind: 'request',
      message: 'the proxy cannot be used: Invalid URL',
      hint: expect.stringContaining('HTTPS_PROXY'),
      retryable: false,
    })
  })

  test('a proxy that wants credentials is answered with where they belong', async () => {
    const fault = new ProxyFault('the proxy asks for a user name and a password (HTTP 407)', {
      wantsCredentials: true,
    })
    expect(await failure(ask({ send: () => Promise.reject(fault) }))).toMatchObject({
      kind: 'retry',
      message: `the connection to api.example.com failed: ${fault.message}`,
      hint: expect.stringContaining('http://user:password@'),
    })
  })

  test('whatever else the API answers with an error status, it is never taken for results', () => {
    const status = fc.integer({ min: 300, max: 599 })
    const reply = fc.oneof(fc.constant(JSON.stringify(body)), fc.json(), fc.string())
    fc.assert(
      fc.property(status, reply, (code, text) => {
        expect(() =>
          interpret({ status: code, headers: {}, body: text }, asText('job-1'), READING, NOW),
        ).toThrow(ApiError)
      }),
    )
  })
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('HTTP %d is not followed: the key must not travel', async (status) => {
    // A second request would find no answer and fail with another message.
    expect(await refused(status, body, { Location: 'https://elsewhere.example/v1' })).toEqual({
      kind: 'redirect',
      message: `the API answered with a redirect to https://elsewhere.example/v1 (HTTP ${status}), which is not followed, so that the key goes nowhere else`,
      hint: expect.stringContaining(HINTS.redirect),
      retryAfterMs: null,
    })
  })

  test('without a target is one too', async () => {
    expect(await refused(304, '')).toMatchObject({
      kind: 'redirect',
      message:
        'the API answered with a redirect (HTTP 304), which is not followed, so that the key goes nowhere else',
    })
  })
})

describe('a seed address outside of the body', () => {
  const said = 'https://elsewhere.example/?bounced=anna@seeds.example'

  test.each([
    ['the target of a redirect', () => refused(302, '', { Location: said })],
    ['the fault of a connection', () => failure(ask({ send: () => Promise.reject(new Error(said)) }))],
    [
      'the name of an encoding',
      () => failure(ask({ send: () => Promise.reject(new CompressedBody(said, 200)) })),
    ],
  ])('is masked in %s', async (_, fault) => {
    const { message } = await fault()
    expect(message).toContain('https://elsewhere.example/?b•••@seeds.example')
    expect(message).not.toContain('anna')
  })
})

test('a fault of the action itself is not put down to the API', () => {
  const broken = () => {
    throw new TypeError('a bug')
  }
  const reply = { status: 200, headers: {}, body: JSON.stringify(body) }
  expect(() =>
    interpret(reply, asText('job-1'), { ...READING, texts: { ...READING.texts, text: broken } }, NOW),
  ).toThrow(TypeError)
})

test.each([new TypeError('x is undefined'), new RangeError('too deep'), new ReferenceError('y')])(
  'nor to the connection, which would be tried again: %s',
  async (fault) => {
    await expect(ask({ send: () => Promise.reject(fault) })).rejects.toBe(fault)
  },
)

describe('cancellation', () => {
  test('rejects with its reason, not with an error of the API', async () => {
    const abort = new AbortController()
    const reason = new Error('cancelled by SIGINT')
    const interrupted = client({
      send: () => {
        abort.abort(reason)
        return Promise.reject(reason)
      },
    })
    await expect(interrupted(asText('job-1'), READING, 1000, abort.signal)).rejects.toBe(reason)
  })
})

describe('the key', () => {
  const pieces = Array.from({ length: KEY.length - 7 }, (_, start) =>
    KEY.slice(start, start + 8).toLowerCase(),
  )
  const spelling = fc.constantFrom(
    KEY,
    KEY.toLowerCase(),
    encodeURIComponent(KEY),
    Array.from(KEY).join(' '),
    Array.from(KEY).join('\u200b'),
    Buffer.from(KEY).toString('hex').replace(/../gu, '%$&'),
  )
  const padding = fc.nat({ max: 260 }).map((length) => '.'.repeat(length))
  const echo = fc.tuple(padding, spelling, padding).map((parts) => parts.join(''))

  function expectNoKey({ message, hint }: ApiError) {
    const shown = `${message} ${hint}`.toLowerCase().replace(/[^a-z0-9_]/gu, '')
    for (const piece of pieces) expect(shown).not.toContain(piece)
    expect(shown).not.toContain(KEY.toLowerCase().replaceAll('_', ''))
  }

  function interpreted(status: number, reply: unknown, headers: Headers = {}): ApiError {
    try {
      interpret({ status, headers, body: JSON.stringify(reply) }, asText('job-1'), READING, NOW)
    } catch (error) {
      if (error instanceof ApiError) return error
      throw error
    }
    throw new Error('the answer was accepted')
  }

  test('never shows in a message, wherever an answer echoes it, nor does a part of it', () => {
    fc.assert(
      fc.property(echo, (text) => {
        for (const status of [200, 400, 401, 404, 500]) expectNoKey(interpreted(status, { error: text }))
        expectNoKey(interpreted(200, { ...body, error: { message: text } }))
        expectNoKey(interpreted(200, { ...body, job_id: text }))
        expectNoKey(interpreted(200, { ...body, results: text }))
        expectNoKey(interpreted(200, { ...body, summary: { ...body.summary, inbox_rate: text } }))
        expectNoKey(interpreted(200, { ...body, results: [{ email_found: text }] }))
        expectNoKey(interpreted(302, '', { location: `https://elsewhere.example/${text}` }))
      }),
    )
  })

  test('nor in the message of a connection that failed', async () => {
    await fc.assert(
      fc.asyncProperty(echo, async (text) => {
        for (const error of [new Error(text), new CompressedBody(text, 200)]) {
          expectNoKey(await failure(ask({ send: () => Promise.reject(error) })))
        }
      }),
    )
  })

  test('nor in the results', async () => {
    answer(200, { ...body, test_name: `for ${KEY}`, status: KEY })
    const { testName, status } = await ask()
    expect([testName?.shown, status.shown]).toEqual(['for ***', '***'])
  })
})

test('what the API says is one line, however long and hostile', async () => {
  const { message } = await refused(500, { error: `a\n::error::b\u202e${'c'.repeat(1000)}` })
  expect(message).not.toMatch(/[\n\u202e]/u)
  expect(message.length).toBeLessThan(300)
})
