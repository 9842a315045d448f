import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorText } from '../../src/campaign-cleaner/error-text.ts'
import { ShapeError } from '../../src/campaign-cleaner/fields.ts'
import { type Reading, readInboxTest } from '../../src/campaign-cleaner/response.ts'
import type { InboxTest, SeedField } from '../../src/core/inbox-test.ts'
import { textsOf } from '../../src/core/texts.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { hostileTexts } from '../../tools/sandbox/hostile-text.ts'
import { type SeedBody, type TestBody, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { type AsShown, asShown, asText, OPENLY } from '../texts.ts'

/** Every field of the seeds is needed, and addresses show in full. */
const ALL: Reading = {
  needs: new Set<SeedField>(['provider', 'placement', 'spf', 'senderIp']),
  texts: OPENLY,
}
/** No rule needs anything of the seeds. */
const NONE: Reading = { needs: new Set(), texts: OPENLY }

const body = testBody(
  [
    { provider: 'Gmail', placement: 'Inbox' },
    { provider: 'Outlook', placement: 'Spam', spf: 'fail' },
    { provider: 'Yahoo', placement: 'Moved' },
    { provider: 'iCloud', placement: 'Pending' },
  ],
  { jobId: 'job-1' },
)

const read = (value: unknown, jobId = 'job-1', reading = ALL) =>
  asShown(readInboxTest(value, asText(jobId), reading))
const readWith = (over: Record<string, unknown>, reading = ALL) =>
  read({ ...body, ...over }, 'job-1', reading)
const readSummary = (over: Record<string, unknown>) =>
  readWith({ summary: { ...body.summary, ...over } }).summary
const readSeed = (over: Record<string, unknown>, reading = ALL) => {
  const [first] = body.results
  const [seed] = readWith({ results: [{ ...first, ...over }] }, reading).seeds
  if (seed === undefined) throw new Error('the seed is gone')
  return seed
}

/** Without the fields of that name. */
function without<T extends object>(fields: T, ...names: (keyof T)[]): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !names.includes(name as keyof T)),
  ) as Partial<T>
}

/** What the response is refused with. */
function refusal(parse: () => unknown): string {
  try {
    parse()
  } catch (error) {
    if (error instanceof ShapeError) return error.message
    throw error
  }
  throw new Error('the response was accepted')
}

test('the documented response is read in full', () => {
  expect(read(body)).toMatchObject({
    jobId: 'job-1',
    testName: 'Spring newsletter',
    submittedDate: '2026-11-20 09:30:00',
    status: 'Processing',
    completed: false,
    summary: {
      totalSeeds: 4,
      received: 3,
      inbox: 1,
      spam: 1,
      unknown: 1,
      pending: 1,
      inboxRate: 25,
      spamRate: 25,
    },
    seeds: [
      {
        provider: 'Gmail',
        address: { shown: 'seed-01@gmail.example' },
        placement: 'inbox',
        placementText: 'Inbox',
        spf: 'pass',
        senderIp: '192.0.2.10',
        submissionResult: '250 OK',
      },
      expect.objectContaining({ provider: 'Outlook', placement: 'spam', spf: 'fail' }),
      expect.objectContaining({ provider: 'Yahoo', placement: 'unknown', placementText: 'Moved' }),
      expect.objectContaining({ provider: 'iCloud', placement: 'pending', spf: null, senderIp: null }),
    ],
    differingSeeds: 0,
    listFault: null,
  } satisfies AsShown<InboxTest>)
})

test("the account's e-mail, submitted_by, is not kept", () => {
  expect(JSON.stringify(read(body))).not.toContain(body.submitted_by)
})

describe('the status', () => {
  test.each(['Completed', 'completed', ' COMPLETED\n'])('%j is Completed', (status) => {
    expect(readWith({ status }).completed).toBe(true)
  })

  test.each(['Processing', 'paused', 'Complete', 'Completed?', 'Fertig'])(
    'any other, such as %j, is not finished and shown as it came',
    (status) => {
      expect(readWith({ status })).toMatchObject({ completed: false, status })
    },
  )

  test.each([
    ['missing', undefined],
    ['null', null],
    ['""', '  '],
    ['true', true],
    ['a list', ['Completed']],
  ])('%s is refused: nothing says whether the test is finished', (shown, status) => {
    expect(refusal(() => readWith({ status }))).toMatch(new RegExp(`^status is ${shown}, expected `, 'u'))
  })
})

describe('the job id of the answer', () => {
  test.each([undefined, null, '', 'job-1', ' JOB-1 '])(
    '%j is taken for the test that was asked for',
    (jobId) => {
      expect(readWith({ job_id: jobId }).jobId).toBe('job-1')
    },
  )

  test('may be a number', () => {
    expect(read({ ...body, job_id: 4711 }, '4711').jobId).toBe('4711')
  })

  test('of another test is refused: its results would be judged as this one', () => {
    expect(refusal(() => readWith({ job_id: 'job-2' }))).toBe(
      'job_id is "job-2", expected the test that was asked for, "job-1"',
    )
  })
})

describe('counts', () => {
  const COUNTS = {
    total_seeds: 'totalSeeds',
    received: 'received',
    inbox: 'inbox',
    spam: 'spam',
    unknown_placement: 'unknown',
    pending: 'pending',
  } as const
  const names = Object.keys(COUNTS) as (keyof typeof COUNTS)[]

  test.each(names)('%s may be a number or the same number as text', (name) => {
    const count = Number(body.summary[name])
    expect(readSummary({ [name]: count })[COUNTS[name]]).toBe(count)
    expect(readSummary({ [name]: ` ${count} ` })[COUNTS[name]]).toBe(count)
  })

  test.each(names)('%s as text may have any number of digits', (name) => {
    expect(readSummary({ total_seeds: '120', [name]: '120' })[COUNTS[name]]).toBe(120)
  })

  test.each(names)('%s that is no count is refused', (name) => {
    for (const value of [
      undefined,
      null,
      '',
      -1,
      1.5,
      Number.NaN,
      1e300,
      '1.5',
      '-1',
      '0x2',
      'two',
      true,
      [1],
      {},
    ]) {
      expect(refusal(() => readSummary({ [name]: value }))).toMatch(
        new RegExp(`^summary\\.${name} is .*, expected a count of seeds$`, 'u'),
      )
    }
  })

  test.each(names.filter((name) => name !== 'total_seeds'))('%s above total_seeds is refused', (name) => {
    expect(refusal(() => readSummary({ [name]: 5 }))).toBe(
      `summary.${name} is 5, expected at most summary.total_seeds, 4`,
    )
  })

  test.each([0, '0', -0])('a test of no seeds at all (%j) is refused: it would pass any rule', (none) => {
    expect(refusal(() => readSummary({ total_seeds: none }))).toBe(
      'summary.total_seeds is 0, expected at least one seed',
    )
  })
})

describe('a test of impossible size is refused before anything is worked out from it', () => {
  test('by its count', () => {
    expect(readSummary({ total_seeds: 10_000 }).totalSeeds).toBe(10_000)
    expect(refusal(() => readSummary({ total_seeds: 10_001 }))).toBe(
      'summary.total_seeds is 10001, expected at most 10,000 seeds',
    )
  })

  test('by its list', () => {
    const list = (length: number) =>
      Array.from({ length }, (_, index) => ({ ...body.results[0], seed_address: `${index}@gmail.example` }))
    expect(readWith({ results: list(10_000) }).seeds).toHaveLength(10_000)
    expect(refusal(() => readWith({ results: list(10_001) }))).toMatch(/^results is a list, .*10,000 seeds$/u)
  })
})

describe('rates', () => {
  test.each([
    [0, 0],
    [100, 100],
    [92.5, 92.5],
    ['92.5', 92.5],
    ['92.5%', 92.5],
    [' 92.5 % ', 92.5],
    ['0', 0],
    ['100.00%', 100],
  ])('%j is %d percent', (value, rate) => {
    expect(readSummary({ inbox_rate: value, spam_rate: value })).toMatchObject({
      inboxRate: rate,
      spamRate: rate,
    })
  })

  test('any percentage with decimals is itself, as a number and as text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom('', '%', ' %'),
        (tenThousandth, sign) => {
          const rate = tenThousandth / 10_000
          expect(readSummary({ inbox_rate: rate }).inboxRate).toBe(rate)
          expect(readSummary({ spam_rate: `${rate.toFixed(4)}${sign}` }).spamRate).toBe(rate)
        },
      ),
    )
  })

  const NO_RATES = [
    [undefined, 'missing'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [-0.1, '-0.1'],
    [100.1, '100.1'],
    ['', '""'],
    ['-5', '"-5"'],
    ['101%', '"101%"'],
    ['1e1', '"1e1"'],
    ['N/A', '"N/A"'],
    ['92,5', '"92,5"'],
    [true, 'true'],
    [[92.5], 'a list'],
    [{ value: 92.5 }, 'an object'],
  ] as const

  test.each(NO_RATES)('%j is refused: no verdict rests on it', (value, shown) => {
    for (const field of ['inbox_rate', 'spam_rate']) {
      expect(refusal(() => readSummary({ [field]: value }))).toBe(
        `summary.${field} is ${shown}, expected a percentage from 0 to 100`,
      )
    }
  })

  test('counts and rates that contradict each other are both kept, for others to compare', () => {
    expect(readSummary({ inbox: 4, inbox_rate: 10 })).toMatchObject({ inbox: 4, inboxRate: 10 })
  })
})

describe('where a seed is', () => {
  test.each([
    ['Inbox', true, 'inbox'],
    [' INBOX ', true, 'inbox'],
    ['spam', 'true', 'spam'],
    ['Inbox', undefined, 'inbox'],
    ['Spam', null, 'spam'],
    ['Pending', false, 'pending'],
    ['pending', undefined, 'pending'],
    [null, false, 'pending'],
    [null, undefined, 'pending'],
    ['', ' False ', 'pending'],
  ])('placement %j with email_found %j: %s', (placement, found, where) => {
    expect(readSeed({ placement, email_found: found }).placement).toBe(where)
  })

  test.each([
    ['Promotions', true],
    ['Junk', 'TRUE'],
    ['Moved', undefined],
    ['Pending', true],
    [null, true],
    ['', true],
  ])('received, but placed in %j (email_found %j): unknown', (placement, found) => {
    expect(readSeed({ placement, email_found: found }).placement).toBe('unknown')
  })

  test.each(['Inbox', 'Spam', 'Promotions'])(
    '%s without the mail having been found is no evidence: pending',
    (placement) => {
      expect(readSeed({ placement, email_found: false }).placement).toBe('pending')
    },
  )

  test('the word the API used is kept, to be quoted', () => {
    expect(readSeed({ placement: ' Promotions ' }).placementText).toBe('Promotions')
  })

  test.each(['yes', '', 1, 0, [], {}])(
    'email_found of %j is refused, or missing where no rule needs it',
    (found) => {
      expect(readSeed({ email_found: found }, NONE)).toEqual(readSeed({ email_found: null }, NONE))
      expect(refusal(() => readSeed({ email_found: found }))).toMatch(
        /^results\[0\]\.email_found is .*, expected true or false$/u,
      )
    },
  )
})

describe('a tab of an inbox', () => {
  const inTab = (counts: Record<string, unknown>) => {
    const [seed] = readWith({
      results: [{ ...body.results[0], placement: 'Inbox/Promotions' }],
      summary: { ...body.summary, inbox: 0, unknown_placement: 0, ...counts },
    }).seeds
    return seed
  }

  test('counts as what the summary counts it, and keeps its word', () => {
    expect(inTab({ inbox: 1 })).toMatchObject({ placement: 'inbox', placementText: 'Inbox/Promotions' })
    expect(inTab({ unknown_placement: 1 })).toMatchObject({ placement: 'unknown' })
    expect(inTab({ inbox: 1 })).not.toHaveProperty('open')
  })

  test('is open where the counts leave both', () => {
    const open = { placement: ['inbox', 'unknown'] }
    expect(inTab({ inbox: 1, unknown_placement: 1 })).toMatchObject({ placement: 'unknown', open })
    const lines = [body.results[0], body.results[0]].map((line) => ({ ...line, placement: 'Social' }))
    expect(readWith({ results: lines })).toMatchObject({ seeds: [{ open }], differingSeeds: 0 })
  })

  test('that was not found is pending', () => {
    expect(readSeed({ placement: 'Promotions', email_found: false }).placement).toBe('pending')
  })
})

describe('a text whose bytes are not UTF-8 is missing, for another may look the same', () => {
  test.each(['Caf\ufffd', '\ufffd', 'half \ud83d', '\udc00'])('%j', (text) => {
    const texts = ['provider', 'seed_address', 'placement', 'spf_status', 'sender_ip', 'submission_result']
    const all = (value: unknown) => Object.fromEntries(texts.map((name) => [name, value]))
    expect(readSeed(all(text))).toEqual(readSeed(all(null)))
    expect(readWith({ test_name: text, submitted_date: text, job_id: text })).toEqual(
      readWith({ test_name: null, submitted_date: null, job_id: null }),
    )
    expect(refusal(() => readWith({ status: text }))).toMatch(/^status is /u)
  })
})

describe('the name of a provider is missing', () => {
  const providers = (names: readonly string[]) =>
    readWith({
      results: names.map((provider, nth) => ({
        ...body.results[0],
        provider,
        seed_address: `${nth}@gmail.example`,
      })),
    }).seeds.map(({ provider }) => provider)

  test.each(['x', 'é', '📬'])('with more than 200 characters, such as %s', (character) => {
    expect(readSeed({ provider: ` ${character.repeat(200)} ` }).provider).toBe(character.repeat(200))
    expect(readSeed({ provider: character.repeat(201) }).provider).toBeNull()
    expect(readSeed({ provider: character.repeat(500) }).provider).toBeNull()
  })

  test.each(['\u200b', '\u2060 \ufeff', '\u00ad'])('of which nothing can be seen: %j', (name) => {
    expect(readSeed({ provider: name }).provider).toBeNull()
    expect(readSeed({ provider: `${name}G` }).provider).not.toBeNull()
  })

  test('in a list with more than 500 providers, and so are all others', () => {
    const names = Array.from({ length: 501 }, (_, nth) => `Provider ${nth}`)
    expect(providers(names.slice(1))).toEqual(names.slice(1))
    expect(new Set(providers(names))).toEqual(new Set([null]))
  })

  test('however often a provider is listed or however it is spelled, it is one of them', () => {
    const names = Array.from({ length: 500 }, (_, nth) => [`Provider ${nth}`, `PROVIDER  ${nth}`]).flat()
    expect(providers([...names, ''])).toEqual([...names, null])
  })
})

describe('what else is known of a seed', () => {
  test.each([
    ['pass', 'pass'],
    [' Pass ', 'pass'],
    ['SOFTFAIL', 'softfail'],
    ['Pending', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('spf_status %j is %j', (given, spf) => {
    expect(readSeed({ spf_status: given }).spf).toBe(spf)
  })

  test('texts may be missing, null or blank', () => {
    const unknown = { provider: null, address: null, senderIp: null, submissionResult: null }
    const fields = ['provider', 'seed_address', 'sender_ip', 'submission_result'] as const
    for (const nothing of [undefined, null, '', ' \n']) {
      expect(readSeed(Object.fromEntries(fields.map((field) => [field, nothing])))).toMatchObject(unknown)
    }
    const [first] = body.results
    expect(readWith({ results: [without(first as SeedBody, ...fields)] }).seeds[0]).toMatchObject(unknown)
  })

  test('a number where a text is expected is that number as text', () => {
    expect(readSeed({ submission_result: 250 }).submissionResult).toBe('250')
  })

  test.each<[string, SeedField]>([
    ['provider', 'provider'],
    ['placement', 'placement'],
    ['spf_status', 'spf'],
    ['sender_ip', 'senderIp'],
  ])(
    '%s of another type is refused by its full name where a rule needs it, and else is missing',
    (field, needed) => {
      const wrong = { [field]: { a: 1 } }
      expect(refusal(() => readSeed(wrong))).toBe(`results[0].${field} is an object, expected text`)
      const others = { ...ALL, needs: new Set([...ALL.needs].filter((each) => each !== needed)) }
      expect(readSeed(wrong, others)).toEqual(readSeed({ [field]: null }, others))
    },
  )

  test.each(['seed_address', 'submission_result'])(
    '%s of another type is missing: no rule needs it',
    (field) => {
      expect(readSeed({ [field]: { a: 1 } })).toEqual(readSeed({ [field]: null }))
    },
  )

  test('an entry that is no seed is left out where no rule needs the list', () => {
    expect(readWith({ results: [...body.results, 'seed', null, []] }, NONE).seeds).toHaveLength(4)
  })

  test('an address is masked in every text that quotes it', () => {
    const address = 'anna.smith@gmail.com'
    const masked: Reading = { ...ALL, texts: textsOf(secretsOf([]), 'masked') }
    const seed = readSeed(
      { seed_address: address, submission_result: `to ${address}: ok`, provider: `Gmail (${address})` },
      masked,
    )
    expect(JSON.stringify(seed)).not.toContain('anna')
    expect(seed).toMatchObject({
      address: { shown: 'a•••@gmail.com' },
      submissionResult: 'to a•••@gmail.com: ok',
    })
  })

  test('the seed that is wrong is named by its position', () => {
    expect(refusal(() => readWith({ results: [...body.results, 'seed'] }))).toBe(
      'results[4] is "seed", expected an object',
    )
  })
})

describe('what may be missing, and what may not', () => {
  test.each(['job_id', 'test_name', 'submitted_date', 'submitted_by'] as const)('%s may', (field) => {
    expect(read(without<TestBody>(body, field)).summary.totalSeeds).toBe(4)
  })

  test.each([
    ['absent', undefined],
    ['null', null],
    ['an object', { a: 1 }],
    ['text', 'none'],
  ])('results may be %s, also when Completed, where no rule is counted from it', (_, results) => {
    const { seeds, listFault } = readWith({ results, status: 'Completed' }, NONE)
    expect(seeds).toEqual([])
    expect(listFault).toMatch(/^results is (?:missing|null|an object|"none"), expected a list of seeds$/u)
  })

  test('so may one of more than 10,000 seeds, and the fault is kept for the report', () => {
    expect(readWith({ results: Array.from({ length: 10_001 }, () => ({})) }, NONE)).toMatchObject({
      seeds: [],
      listFault: 'results is a list, expected one of at most 10,000 seeds',
    })
  })

  test('a list that has not begun to fill has no fault', () => {
    expect(readWith({ status: 'Processing', results: null }, NONE).listFault).toBeNull()
    expect(readWith({ status: 'Processing', results: [] }, NONE).listFault).toBeNull()
  })

  test.each(['job_id', 'test_name', 'submitted_date'])(
    '%s may be of another type: it decides nothing',
    (field) => {
      expect(readWith({ [field]: { a: 1 } })).toEqual(readWith({ [field]: null }))
    },
  )

  test.each(['status', 'summary', 'results'] as const)('%s may not', (field) => {
    expect(refusal(() => read(without<TestBody>(body, field)))).toMatch(
      new RegExp(`^${field} is missing, `, 'u'),
    )
  })

  test('results may be empty or shorter than the test: the list fills as mail arrives', () => {
    expect(readWith({ results: [] })).toMatchObject({ seeds: [], summary: { totalSeeds: 4 } })
  })

  test('results may be null while the test runs, and not once it is Completed', () => {
    expect(readWith({ status: 'Processing', results: null })).toMatchObject({ seeds: [], completed: false })
    expect(refusal(() => readWith({ status: 'Completed', results: null }))).toMatch(/^results is null, /u)
  })

  test('fields nobody documented are ignored, even unheard-of ones', () => {
    expect(readWith({ quota: { left: 3 }, toString: 'x' })).toEqual(read(body))
  })

  test.each([
    ['null', null],
    ['a list', []],
    ['"Completed"', 'Completed'],
    ['missing', undefined],
    ['42', 42],
  ])('a response that is %s is refused', (shown, value) => {
    expect(refusal(() => read(value))).toBe(`the response is ${shown}, expected an object`)
  })
})

describe('names that mean something to JavaScript are just names', () => {
  test('fields that a body has only from its prototype are missing', () => {
    expect(refusal(() => read(Object.create(body)))).toMatch(/^status is missing/u)
    expect(refusal(() => readWith({ summary: Object.create(body.summary) }))).toMatch(
      /^summary\.total_seeds is missing/u,
    )
    expect(errorText(Object.create({ error: 'inherited' }), false)).toBeNull()
  })

  test('__proto__ and constructor in a body give it no fields and change nothing else', () => {
    const text = JSON.stringify(without<TestBody>(body, 'status'))
    const hostile = `{"__proto__": {"status": "Completed", "polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, ${text.slice(1)}`
    expect(refusal(() => read(JSON.parse(hostile)))).toMatch(/^status is missing/u)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('a provider may be called so', () => {
    expect(readSeed({ provider: '__proto__' }).provider).toBe('__proto__')
  })
})

describe('an error in the body', () => {
  test.each([
    ['Invalid job_id', 'Invalid job_id'],
    ['two\nlines', 'two\nlines'],
    [{ message: 'nested' }, 'nested'],
    [{ code: 17 }, 'an error without a text'],
    [['a'], 'an error without a text'],
    [{ message: '\u200b' }, 'an error without a text'],
    ['\u200b', 'an error without a text'],
    [true, 'true'],
    [17, '17'],
  ])('%j says %j', (error, text) => {
    expect(errorText({ ...body, error }, false)).toBe(text)
  })

  test.each([undefined, null, '', '  ', false, {}, []])('%j is none', (error) => {
    expect(errorText({ ...body, error }, false)).toBeNull()
  })

  test.each([null, undefined, 'error', ['error'], 7])('a body that is %j has none', (value) => {
    expect(errorText(value, true)).toBeNull()
  })

  test.each(['error', 'Error', 'ERROR'])('is read under the name %s', (name) => {
    expect(errorText({ ...body, [name]: 'No' }, false)).toBe('No')
  })

  test.each(['message', 'detail'])('%s is one only with an error status or without a summary', (name) => {
    expect(errorText({ ...body, [name]: 'No' }, false)).toBeNull()
    expect(errorText({ ...body, [name]: 'No' }, true)).toBe('No')
    expect(errorText({ [name]: 'No' }, false)).toBe('No')
  })

  test('the first that says something counts, whatever else is there', () => {
    expect(errorText({ error: '', Error: null, message: 'Out of credits' }, true)).toBe('Out of credits')
  })
})

describe('secrets that the API echoes', () => {
  const key = 'cc-live-0123456789abcdef'

  test('are in no text that is shown', () => {
    const [seed] = body.results
    const echo = `x ${key}`
    const texts = ['provider', 'seed_address', 'placement', 'spf_status', 'sender_ip', 'submission_result']
    const echoing = {
      ...body,
      job_id: null,
      test_name: echo,
      submitted_date: echo,
      status: echo,
      results: [{ ...seed, ...Object.fromEntries(texts.map((name) => [name, echo])) }],
    }
    const reading = { ...ALL, texts: textsOf(secretsOf([key]), 'full') }
    const parsed = read(echoing, 'job-1', reading)
    expect(JSON.stringify(parsed)).not.toContain('0123456789')
    expect(parsed).toMatchObject({
      testName: 'x ***',
      seeds: [{ provider: 'x ***', placementText: 'x ***' }],
    })
  })

  test('a wrong value is quoted whole or not at all, so that no half of a secret is left', () => {
    for (let before = 0; before < 70; before += 1) {
      const value = `${'x'.repeat(before)}${key}`
      const message = refusal(() => readSummary({ inbox: value }))
      expect(message.includes(key) || message.includes(`a text of ${value.length} characters`)).toBe(true)
    }
  })

  test('a wrong value of up to 60 characters is quoted', () => {
    expect(refusal(() => readSummary({ inbox: 'x'.repeat(60) }))).toContain(`"${'x'.repeat(60)}"`)
    expect(refusal(() => readSummary({ inbox: 'x'.repeat(61) }))).not.toContain('xx')
  })

  test('a wrong value is quoted on one line', () => {
    expect(refusal(() => readSummary({ inbox: 'two\nlines\u202e' }))).toBe(
      'summary.inbox is "two lines", expected a count of seeds',
    )
  })
})

describe('near-valid responses', () => {
  const A_FIELD =
    /^(?:the response|job_id|status|test_name|submitted_date|results(?:\[\d+\](?:\.[a-z_]+)?)?|summary(?:\.[a-z_]+)?) is .+, expected /u
  const key = fc.constantFrom(
    ...['__proto__', 'constructor', 'prototype', 'toString', 'error', 'status', 'summary', 'results'],
    ...Object.keys(body.summary),
    ...Object.keys(body.results[0] ?? {}),
  )
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      '0',
      '100%',
      '101',
      'true',
      'Inbox',
      'Completed',
      -1,
      0,
      1,
      4,
      5,
      1e308,
      null,
      true,
      '__proto__',
    ),
    fc.constantFrom(...hostileTexts),
  )
  const paths = ['', 'summary', 'results', 'results.0', 'results.3'] as const
  const change = fc.record({
    path: fc.constantFrom(...paths),
    key,
    value: fc.option(value, { nil: undefined }),
  })

  /** Sets one field somewhere in a copy of the body, takes it away, or adds a seed: what JSON could have brought. */
  function mutate(
    target: unknown,
    { path, key: name, value: put }: { path: string; key: string; value: unknown },
  ) {
    let at = target as Record<string, unknown>
    for (const step of path.split('.').filter((part) => part !== '')) {
      const next = at[step]
      if (typeof next !== 'object' || next === null) return
      at = next as Record<string, unknown>
    }
    if (Array.isArray(at)) at.push(put)
    else if (put === undefined) delete at[name]
    else Object.defineProperty(at, name, { value: put, enumerable: true, configurable: true, writable: true })
  }

  function expectSound(parsed: AsShown<InboxTest>) {
    const { totalSeeds, received, inbox, spam, unknown, pending, inboxRate, spamRate } = parsed.summary
    expect(totalSeeds).toBeGreaterThanOrEqual(1)
    for (const count of [totalSeeds, received, inbox, spam, unknown, pending]) {
      expect(Number.isSafeInteger(count) && count >= 0 && count <= totalSeeds).toBe(true)
    }
    for (const rate of [inboxRate, spamRate]) expect(rate >= 0 && rate <= 100).toBe(true)
    expect(typeof parsed.status).toBe('string')
    for (const { placement, address, ...texts } of parsed.seeds) {
      expect(['inbox', 'spam', 'unknown', 'pending']).toContain(placement)
      expect(address === null || typeof address.shown === 'string').toBe(true)
      for (const text of Object.values(texts)) expect(text === null || typeof text === 'string').toBe(true)
    }
  }

  function expectReadOrRefused(value: unknown) {
    try {
      expectSound(read(value))
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      expect(error.message).toMatch(A_FIELD)
      expect(error.message.length).toBeLessThan(300)
    }
  }

  test('are read soundly or refused by the name of a field, never anything else', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const copy = structuredClone(body)
        for (const each of changes) mutate(copy, each)
        expectReadOrRefused(copy)
      }),
      { numRuns: 1000 },
    )
  })

  test('so is any JSON at all', () => {
    fc.assert(fc.property(fc.jsonValue(), expectReadOrRefused))
  })
})
