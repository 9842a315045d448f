import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RequestTimeout } from '../../src/net/http.ts'
import { USER_AGENT } from '../../src/version.ts'
import { anyText } from '../any-text.ts'
import { answer, type Creation, created, creation, type Fate, KEY, SEEDS } from '../one-creation.ts'

const PERHAPS = 'The test may exist all the same: look in Campaign Cleaner before you run this again.'

/** The one line that the step failed with, and that it set nothing. */
function failure({ failed, outputs, files }: Creation): string {
  expect(failed).toHaveLength(1)
  expect([outputs, files]).toEqual([{}, {}])
  return failed[0] ?? ''
}

describe('the request', () => {
  test('goes out once, with the key and the name, whatever characters that holds', async () => {
    const { requests } = await creation(created(), { test_name: 'Spring "$(news)" ::x::' })
    expect(requests).toMatchObject([
      {
        method: 'POST',
        url: 'https://api.campaigncleaner.com/v1/create_inbox_test',
        headers: {
          'X-CC-API-Key': KEY,
          'Content-Type': 'application/json',
          Accept: 'application/json',
          'User-Agent': USER_AGENT,
        },
      },
    ])
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ test_name: 'Spring "$(news)" ::x::' })
  })

  test('has the extra fields beside the name', async () => {
    const { requests } = await creation(created(), { extra_fields: '{"list_id": 7, "tags": ["a"]}' })
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ test_name: 'Spring', list_id: 7, tags: ['a'] })
  })
})

describe('a created test', () => {
  test('is handed over in every form that a sender may need', async () => {
    const { outputs, files, failed } = await creation(created())
    expect(failed).toEqual([])
    expect(outputs).toEqual({
      job_id: 'job-7',
      send_to: SEEDS.join('\n'),
      send_to_json: JSON.stringify(SEEDS),
      send_to_file: '/temp/send-to.txt',
      seeds: '3',
      mailtester_address: '',
    })
    expect(files).toEqual({ 'send-to.txt': `${SEEDS.join('\n')}\n` })
  })

  test('appears in the log by its domains, and no address stands there', async () => {
    const { info, masks, order } = await creation(created())
    expect(info).toEqual([
      'Created inbox test job-7 with 3 seeds: 2 at gmail.example, 1 at mail.yahoo.example. Send the campaign to every address in the output send_to.',
    ])
    expect(masks).toEqual([KEY, ...SEEDS])
    expect(order.indexOf('mask')).toBe(0)
    expect(order.lastIndexOf('mask')).toBeLessThan(order.indexOf('writeFile'))
  })

  test('of many domains names the ten with most seeds', async () => {
    const send_to = Array.from({ length: 23 }, (_, index) => `s${index}@d${index % 12}.example`)
    const { info } = await creation(created({ send_to }))
    expect(info[0]).toContain('23 seeds: 2 at d0.example, 2 at d1.example')
    expect(info[0]).toContain('the others at 2 more domains.')
  })

  test("counts the mail tester's address as no seed, wherever it stands", async () => {
    const mailtester_address = 'Check@mailtester.example'
    const inside = await creation(
      created({ send_to: [...SEEDS, 'check@mailtester.example'], mailtester_address }),
    )
    expect(inside.outputs).toMatchObject({ seeds: '3', mailtester_address })
    expect(inside.outputs['send_to']?.split('\n')).toHaveLength(4)
    expect(inside.info[0]).toContain('mailtester_address')
    const outside = await creation(created({ mailtester_address }))
    expect(outside.outputs).toMatchObject({ seeds: '3', mailtester_address, send_to: SEEDS.join('\n') })
    expect(outside.masks).toContain(mailtester_address)
  })

  test.each([
    ['a number', 7_001, '7001'],
    ['text with space around it', ' job-7 ', 'job-7'],
  ])('has a job_id that may be %s', async (_, job_id, read) => {
    expect((await creation(created({ job_id }))).outputs['job_id']).toBe(read)
  })

  test('may list its addresses in one text, with commas, spaces or line breaks between them', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9.+=-]{0,20}$/u), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(',', ', ', ' ', '\n', '\r\n', ',\n', '\t', ' , '),
        fc.constantFrom('', '\n', ', '),
        async (names, between, after) => {
          const addresses = names.map((name) => `${name}@seed.example`)
          const asList = await creation(created({ send_to: addresses }))
          const asText = await creation(created({ send_to: addresses.join(between) + after }))
          expect(asText.failed).toEqual([])
          expect(asText.outputs).toEqual(asList.outputs)
          expect(JSON.parse(asText.outputs['send_to_json'] ?? '')).toEqual(addresses)
        },
      ),
      { numRuns: 50 },
    ))

  test('lists a doubled address once', async () => {
    const { outputs } = await creation(created({ send_to: [...SEEDS, 'SEED.1@gmail.example'] }))
    expect(outputs).toMatchObject({ seeds: '3', send_to: SEEDS.join('\n') })
  })

  test('with a message beside its addresses is still a good answer', async () => {
    const { failed } = await creation(created({ message: 'Inbox test created', detail: 'ok', error: null }))
    expect(failed).toEqual([])
  })

  test.each([
    [1000, 1001, 0],
    [1001, 1, 1],
  ])(
    'with %i addresses is masked only up to 1,000, and a warning says so',
    async (count, masks, warnings) => {
      const send_to = Array.from({ length: count }, (_, index) => `s${index}@a.example`)
      const done = await creation(created({ send_to }))
      expect(done.masks).toHaveLength(masks)
      expect(done.annotations).toHaveLength(warnings)
      expect(done.outputs['seeds']).toBe(String(count))
      expect(JSON.parse(done.outputs['send_to_json'] ?? '')).toHaveLength(count)
    },
  )
})

describe('an answer that no campaign can rest on fails, names the field, and sets nothing', () => {
  const ids = [
    undefined,
    null,
    '',
    ' ',
    'null',
    'undefined',
    'a b',
    'a,b',
    'a\nb=c',
    'x'.repeat(201),
    'job\ufffd7',
    'job\u200b7',
    `job-${KEY}`,
    {},
    2 ** 53,
    1.5,
  ]
  test.each(ids)('job_id: %j', async (job_id) => {
    const line = failure(await creation(created({ job_id })))
    expect(line).toMatch(/^Inbox test not created: the API's response is unusable: job_id is /u)
    expect(line).toContain(PERHAPS)
  })

  const lists = [
    undefined,
    null,
    [],
    '',
    ' , \n',
    {},
    7,
    true,
    ...['nobody', 'a@b', '@b.example', 'a@b.example;c@d.example'],
  ]
  const entries = [
    null,
    7,
    '',
    'nobody',
    '--all@b.example',
    'A <a@b.example>',
    "o'x@b.example",
    'a@b.example\nc',
    { email: 'a@b.example' },
  ]
  test.each([...lists, ...entries.map((entry) => [...SEEDS, entry])])('send_to: %j', async (send_to) => {
    const line = failure(await creation(created({ send_to })))
    expect(line).toMatch(/^Inbox test not created: the API's response is unusable: (?:a part of )?send_to/u)
    expect(line).toContain('(the answer names the job_id job-7)')
    expect(line).toContain(PERHAPS)
    expect(line).not.toMatch(/\w\w@\w/u)
  })

  test('only the address of the mail tester', async () => {
    const send_to = ['check@m.example']
    expect(failure(await creation(created({ send_to, mailtester_address: 'check@m.example' })))).toContain(
      'send_to',
    )
  })

  test('more than 10,000 addresses', async () => {
    const send_to = Array.from({ length: 10_001 }, (_, index) => `s${index}@a.example`)
    expect(failure(await creation(created({ send_to })))).toContain('at most 10,000 addresses')
  })

  test.each(['none', 7, ['check@m.example']])('mailtester_address: %j', async (mailtester_address) => {
    expect(failure(await creation(created({ mailtester_address })))).toContain('mailtester_address is ')
  })

  test.each(['[]', '"job-7"', '7', 'null'])('the body %s', async (body) => {
    expect(failure(await creation(answer(body)))).toContain('the response is ')
  })
})

describe('one test, not two: a request that may have reached the API is never sent again', () => {
  const closed = Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' })
  const reached: [string, Fate][] = [
    ['no answer in time', { lost: new RequestTimeout('no complete answer within 30 s') }],
    ['a connection that is closed', { lost: closed }],
    ['an answer that broke off', { lost: new Error('the answer was cut off') }],
    ['an empty body', answer('')],
    ['a body that is not JSON', answer('<!doctype html>')],
    ['a body cut short', answer(JSON.stringify({ job_id: 'job-7' }).slice(0, -1))],
    ...[408, 425, 500, 502, 503, 504].map((status): [string, Fate] => [
      `HTTP ${status}`,
      answer({ error: 'Later' }, status, { 'retry-after': '1' }),
    ]),
    ['HTTP 503 with a page', answer('<h1>Down</h1>', 503)],
  ]
  test.each(reached)('%s', async (_, fate) => {
    const done = await creation((nth) => (nth === 1 ? fate : created()))
    expect(done.requests).toHaveLength(1)
    expect(failure(done)).toContain(PERHAPS)
  })

  test('HTTP 500 with a job_id names it', async () => {
    expect(failure(await creation(answer({ job_id: 'job-8', error: 'Half done' }, 500)))).toContain(
      'job_id job-8',
    )
  })

  test('a cancellation after it went out says so too', async () => {
    const cancellation = new AbortController()
    const done = await creation(
      () => {
        cancellation.abort(new Error('cancelled by SIGTERM'))
        return { lost: cancellation.signal.reason }
      },
      {},
      { signal: cancellation.signal },
    )
    expect(failure(done)).toBe(`Inbox test not created: cancelled by SIGTERM. ${PERHAPS}`)
  })

  test('whatever came before it, and whatever else would come after', () => {
    const nothingDone: Fate[] = [
      { unsent: new Error('connect ECONNREFUSED') },
      answer({ error: 'Slow down' }, 429),
      answer({ error: 'Slow down' }, 429, { 'retry-after': '3' }),
    ]
    const others: Fate[] = [
      created(),
      { lost: new Error('socket hang up') },
      ...[200, 400, 401, 403, 404, 408, 425, 500, 503].map((status) => answer({ error: 'No' }, status)),
      answer('<html>', 502),
    ]
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...nothingDone, ...others), { minLength: 1, maxLength: 8 }),
        async (fates) => {
          const last = fates.at(-1) ?? created()
          const { requests, outputs, failed } = await creation((nth) => fates[nth - 1] ?? last)
          const sent = requests.map((_, index) => fates[index] ?? last)
          expect(sent.slice(0, -1).filter((fate) => !nothingDone.includes(fate))).toEqual([])
          const isCreated = sent.at(-1) === others[0]
          expect([failed.length, outputs['job_id']]).toEqual(isCreated ? [0, 'job-7'] : [1, undefined])
        },
      ),
      { numRuns: 500 },
    )
  })

  test('a cancellation before it says that nothing was sent', async () => {
    const signal = AbortSignal.abort(new Error('cancelled by SIGTERM'))
    const done = await creation(created(), {}, { signal })
    expect(done.requests).toEqual([])
    expect(failure(done)).toBe(
      'Inbox test not created: cancelled by SIGTERM. Nothing was sent to the API yet.',
    )
  })
})

describe('what surely did nothing is tried again until timeout_minutes', () => {
  const unsent = {
    unsent: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
  }
  const busy = (seconds: string) => answer({ error: 'Too many requests' }, 429, { 'retry-after': seconds })

  test('no connection, with growing pauses', async () => {
    const done = await creation((nth) => (nth < 4 ? unsent : created()))
    expect(done.failed).toEqual([])
    expect(done.outputs['job_id']).toBe('job-7')
    expect(done.pauses).toEqual([1000, 2000, 4000])
    expect(done.info[0]).toMatch(
      /^the connection to api\.campaigncleaner\.com failed: .*; trying again in 1 s$/u,
    )
  })

  test('429, after as long as it asks for', async () => {
    const done = await creation((nth) => (nth === 1 ? busy('7') : created()))
    expect(done.pauses).toEqual([7000])
    expect(done.failed).toEqual([])
  })

  test.each([
    ['no connection', unsent, /the connection to .* failed/u],
    ['429', busy('0'), /HTTP 429: Too many requests\. The API asks for fewer requests/u],
  ])('%s for too long fails, and not as if a test could exist', async (_, fate, why) => {
    const done = await creation(fate, { timeout_minutes: '2' })
    const line = failure(done)
    expect(line).toMatch(why)
    expect(line).not.toContain('may exist')
    const waited = done.pauses.reduce((sum, pause) => sum + pause, 0)
    expect(waited).toBeGreaterThan(50_000)
    // A request that the deadline could cut short is not begun.
    expect(waited).toBeLessThanOrEqual(110_000)
  })

  test.each(['0', '0.1'])('with timeout_minutes %s there is one try', async (timeout_minutes) => {
    expect((await creation(unsent, { timeout_minutes })).requests).toHaveLength(1)
  })

  test('each request gets up to 30 seconds, and never more than is left', async () => {
    const limits = async (timeout_minutes: string) =>
      (await creation((nth) => (nth < 5 ? unsent : created()), { timeout_minutes })).requests.map(
        ({ limitMs }) => limitMs,
      )
    expect(await limits('1')).toEqual([30_000, 30_000, 30_000, 30_000, 30_000])
    expect(await limits('0.5')).toEqual([30_000, 29_000, 27_000, 23_000, 15_000])
    expect(await limits('0.05')).toEqual([3_000])
    expect(await limits('0')).toEqual([30_000])
  })
})

describe('a refusal is reported once, with who is to blame', () => {
  test.each([
    ['401', answer({ error: 'Invalid API key' }, 401), /refused the key.*Check `api_key`/u],
    [
      '402',
      answer({ error: 'No credits left' }, 402),
      /HTTP 402: No credits left\. The API created no test/u,
    ],
    [
      '200 with an error',
      answer({ error: 'No credits left' }),
      /HTTP 200: No credits left\. The API created no test/u,
    ],
    [
      '400 for a missing field',
      answer({ error: 'list_id is required' }, 400),
      /list_id is required\. .*`extra_fields`/u,
    ],
    ['404 in JSON', answer({ error: 'No such job endpoint' }, 404), /HTTP 404: No such job endpoint/u],
    ['200 that mentions a job', answer({ error: 'Job limit reached' }), /HTTP 200: Job limit reached/u],
    ['403 in JSON', answer({ error: 'Not allowed' }, 403), /refused the key.*Check `api_key`/u],
    ['403 with a page', answer('<h1>Stop</h1>', 403), /this is not the API.*Check `api_url`/u],
    ['404 with nothing', answer('', 404), /this is not the API.*Check `api_url`/u],
    [
      '400 with a page',
      answer('<h1>Bad request</h1>', 400),
      /HTTP 400 without saying why\. Check `api_url`/u,
    ],
    [
      '403 with Retry-After',
      answer({ error: 'Slow down' }, 403, { 'retry-after': '1' }),
      /HTTP 403: Slow down\. The API asks for fewer requests/u,
    ],
    [
      '200 with an error about a rate limit',
      answer({ error: 'Rate limit exceeded' }),
      /Rate limit exceeded\. The API asks for fewer requests/u,
    ],
    ['a redirect', answer('', 302, { location: 'https://elsewhere.example/' }), /redirect.*Check `api_url`/u],
  ])('%s', async (_, reply, why) => {
    const done = await creation(reply)
    expect(done.requests).toHaveLength(1)
    const line = failure(done)
    expect(line).toMatch(why)
    expect(line).not.toMatch(/may exist|`job_id`/u)
  })
})

describe('bad input', () => {
  test('is reported all at once, each with its value and what would be valid, before any request', async () => {
    const done = await creation(created(), {
      test_name: 'a\nb',
      api_key: '',
      timeout_minutes: '-1',
      extra_fields: '[1]',
      api_url: 'http://a.example',
    })
    expect(done.requests).toEqual([])
    expect(done.annotations.map(({ message }) => message)).toEqual([
      'test_name "a b": it must be one line without control characters.',
      expect.stringMatching(/^api_key: it is required; give the Campaign Cleaner API key/u),
      'timeout_minutes "-1": it must be a number of minutes, at least 0, such as 30 or 0.5.',
      'extra_fields "[1]": it must be a JSON object, such as {"list_id": 7}.',
      'api_url "http://a.example": it must be an https URL, or an http URL on loopback.',
    ])
    expect(failure(done)).toBe(
      'Inbox test not created: 5 inputs are invalid. Correct the `with:` block of this step.',
    )
  })

  test.each([
    [{ test_name: '' }, /test_name: it is required/u],
    [{ test_name: 'x'.repeat(201) }, /at most 200 characters/u],
    [{ test_name: `a${KEY}` }, /it contains the api_key/u],
    [{ api_key: 'a b' }, /api_key: it must be one line of ASCII/u],
    [{ extra_fields: '{"list_id": }' }, /extra_fields .*it must be a JSON object/u],
    [{ extra_fields: '{"test_name": "x"}' }, /it must not have test_name/u],
    [{ extra_fields: '{"id": 12345678901234567890}' }, /too large/u],
    [{ extra_fields: `{"key": "${KEY}"}` }, /it contains the api_key/u],
  ])('%j is one line, without an annotation of its own', async (inputs, why) => {
    const done = await creation(created(), inputs)
    expect(done.requests).toEqual([])
    expect(done.annotations).toEqual([])
    expect(failure(done)).toMatch(why)
    expect(failure(done)).not.toContain(KEY)
  })

  test('a name of 200 characters of any script is none', async () => {
    expect((await creation(created(), { test_name: '📬'.repeat(200) })).failed).toEqual([])
  })
})

describe('whatever the API answers', () => {
  test('the step fails or hands over addresses; the log shows no address and no key', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            job_id: fc.oneof(fc.constant('job-7'), anyText),
            send_to: fc.oneof(
              fc.constant(SEEDS),
              fc.array(fc.oneof(fc.constantFrom(...SEEDS, KEY), anyText)),
              anyText,
            ),
            error: fc.oneof(fc.constant(''), fc.constantFrom(`No ${SEEDS[0]} ${KEY}`, ...SEEDS), anyText),
          },
          { requiredKeys: [] },
        ),
        fc.constantFrom(200, 200, 200, 400, 401, 404, 500),
        async (body, status) => {
          const done = await creation(answer(body, status))
          const shown = [
            ...done.info,
            ...done.failed,
            ...done.annotations.map(({ message }) => message),
          ].join('\n')
          for (const secret of [KEY, ...SEEDS]) expect(shown).not.toContain(secret)
          const hasOutputs = Object.keys(done.outputs).length > 0
          expect(done.failed.length).toBe(hasOutputs ? 0 : 1)
          if (hasOutputs)
            for (const address of JSON.parse(done.outputs['send_to_json'] ?? ''))
              expect(SEEDS).toContain(address)
        },
      ),
    ))
})

describe('a fault of the action', () => {
  const BUG = new TypeError('x is not a function')

  test('is no fault of the connection: it is not tried again, and its words are for debug logs', async () => {
    const { requests, failed, debug } = await creation({ unsent: BUG })
    expect(requests).toHaveLength(1)
    expect(failed).toEqual([expect.stringMatching(/unexpected error\. This is a fault of the action/u)])
    expect(failed[0]).not.toContain('not a function')
    expect(debug).toEqual([expect.stringContaining('x is not a function')])
  })

  test('after the request went out says that the test may exist all the same', async () => {
    const { requests, failed } = await creation({ lost: BUG })
    expect(requests).toHaveLength(1)
    expect(failed).toEqual([expect.stringMatching(/unexpected error.*The test may exist all the same/u)])
    expect(failed[0]).not.toContain('not a function')
  })
})

test('a file that cannot be written fails, names the test, and sets nothing', async () => {
  const writeFile = () => Promise.reject(new Error('ENOSPC: no space left on device'))
  const done = await creation(created(), {}, { runner: { writeFile } })
  expect(failure(done)).toBe(
    'Inbox test job-7 was created, but the step failed: ENOSPC: no space left on device.',
  )
})

test('a cancellation after the answer keeps the outputs and fails the step', async () => {
  const cancellation = new AbortController()
  const writeFile = () => {
    cancellation.abort(new Error('cancelled by SIGINT'))
    return Promise.resolve('/temp/send-to.txt')
  }
  const { failed, outputs } = await creation(
    created(),
    {},
    { runner: { writeFile }, signal: cancellation.signal },
  )
  expect(failed).toEqual(['Inbox test job-7 was created, but the step failed: cancelled by SIGINT.'])
  expect(outputs['job_id']).toBe('job-7')
})
