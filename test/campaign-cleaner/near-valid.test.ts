import { isIPv4 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InputName } from '../../src/inputs/gate-inputs.ts'
import { hostileTexts } from '../../tools/sandbox/hostile-text.ts'
import { type SeedSpec, seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { byJob, ok, step } from '../one-step.ts'

/** A new one each time; a failure is played again with the one that was printed. */
const SEED = Number(process.env['FAST_CHECK_SEED'] ?? Date.now() % 2 ** 31)
const CASES = 3000

// ---------------------------------------------------------------- what comes in

type Json = Record<string, unknown>
type Inputs = Partial<Record<InputName, string>>

const PROVIDERS = ['Gmail', 'Yahoo', 'Outlook']
const ROWS = [
  'provider',
  'seed_address',
  'email_found',
  'placement',
  'spf_status',
  'sender_ip',
  'submission_result',
]
const COUNTS = ['total_seeds', 'received', 'inbox', 'spam', 'unknown_placement', 'pending']
const RATES = ['inbox_rate', 'spam_rate']
const TOP = ['job_id', 'test_name', 'submitted_date', 'submitted_by', 'status', 'summary', 'results', 'error']

const seedSpec: fc.Arbitrary<SeedSpec> = fc
  .record({
    provider: fc.constantFrom(...PROVIDERS),
    placement: fc.constantFrom('Inbox', 'Inbox', 'Inbox', 'Inbox', 'Spam', 'Pending', 'Promotions'),
    spf: fc.constantFrom('pass', 'pass', 'pass', 'fail', null),
    senderIp: fc.constantFrom('192.0.2.10', '192.0.2.10', '198.51.100.7'),
  })
  .map(({ provider, placement, spf, senderIp }) =>
    placement === 'Pending'
      ? { provider, placement }
      : { provider, placement, senderIp, ...(spf === null ? {} : { spf }) },
  )

/** Answers an API could give, most of them good ones: what is bent must have been worth passing. */
const body = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant(
      testBody(seeds(10, (nth) => ({ provider: PROVIDERS[nth % 3] ?? '', placement: 'Inbox' }))),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 4 }).map((pending) =>
      testBody(
        seeds(20, (nth) => ({
          provider: PROVIDERS[nth % 3] ?? '',
          placement: nth < pending ? 'Pending' : 'Inbox',
        })),
      ),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.array(seedSpec, { minLength: 1, maxLength: 12 }).map((specs) => testBody(specs)),
  },
  // Each figure believable, not all of them together.
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.array(seedSpec, { minLength: 10, maxLength: 10 }),
        fc.constantFrom('Completed', 'Processing', 'paused'),
        fc.dictionary(fc.constantFrom(...COUNTS.slice(1)), fc.constantFrom(0, 1, 5, 9, 10), { maxKeys: 3 }),
        fc.dictionary(fc.constantFrom(...RATES), fc.constantFrom(0, 10, 50, 90, 100), { maxKeys: 2 }),
        fc.nat({ max: 10 }),
      )
      .map(([specs, status, counts, rates, shown]) => {
        const whole = testBody(
          shown % 2 === 0 ? specs : seeds(10, () => ({ provider: 'Gmail', placement: 'Inbox' })),
          { status, summary: { ...counts, ...rates } },
        )
        return { ...whole, results: testBody(specs).results.slice(0, shown) }
      }),
  },
)

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      false,
      0,
      -0,
      1,
      -1,
      5,
      10,
      20,
      99.5,
      100,
      100.0001,
      101,
      0.5,
      1e21,
      1e308,
      -1e308,
      10_001,
    ],
    ...[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, Number.MIN_VALUE],
    ...[
      '',
      ' ',
      '0',
      '10',
      '10%',
      '100 %',
      '%',
      '100%%',
      '+5',
      '-5',
      '1e2',
      '0x64',
      '1,5',
      '1_0',
      '٣',
      '１００',
      'NaN',
    ],
    ...[
      'Infinity',
      'null',
      'undefined',
      'true',
      'TRUE',
      'false',
      'yes',
      'Inbox',
      ' inbox ',
      'INBOX\u200b',
      'Spam',
    ],
    ...[
      'Pending',
      'Completed',
      'completed ',
      'Compl\u0435ted',
      'Processing',
      'pass',
      'PASS',
      'pass fail',
      '192.0.2.10',
    ],
    ...[
      '::ffff:192.0.2.10',
      '192.0.2.10/24',
      '192.0.2.010',
      'job-1',
      '__proto__',
      'toString',
      [],
      {},
      [[]],
      [null],
    ],
  ),
  fc.constantFrom(...hostileTexts),
  fc.integer({ min: -3, max: 25 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
)

const place = fc.oneof(
  fc.record({ at: fc.constant('summary'), field: fc.constantFrom(...COUNTS, ...RATES) }),
  fc.record({ at: fc.constant('row'), field: fc.constantFrom(...ROWS) }),
  fc.record({ at: fc.constant('top'), field: fc.constantFrom(...TOP) }),
  fc.record({
    at: fc.constantFrom('top', 'summary', 'row'),
    field: fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'hasOwnProperty',
      'toString',
      'length',
      'ERROR',
    ),
  }),
)

/** Things that happen to data between a database and a client. */
const bend = fc.record({
  how: fc.constantFrom(
    'set',
    'set',
    'drop',
    'null',
    'text',
    'negative',
    'huge',
    'swap',
    'nest',
    'repeat',
    'row+',
    'row-',
  ),
  place,
  other: place,
  value: oddValue,
  row: fc.nat({ max: 11 }),
})
type Bend = typeof bend extends fc.Arbitrary<infer T> ? T : never

/** Own fields only, and `__proto__` is one of them, as JSON.parse has it. */
function put(target: Json, field: string, value: unknown) {
  Object.defineProperty(target, field, { value, enumerable: true, configurable: true, writable: true })
}

function own(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function asNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

interface Change {
  readonly holder: Json
  readonly field: string
  readonly value: unknown
  readonly row: number
}

const CHANGES: Readonly<Record<string, (change: Change) => void>> = {
  set: ({ holder, field, value }) => put(holder, field, value),
  drop: ({ holder, field }) => delete holder[field],
  null: ({ holder, field }) => put(holder, field, null),
  text: ({ holder, field }) => put(holder, field, asText(own(holder, field))),
  negative: ({ holder, field }) => put(holder, field, -asNumber(own(holder, field)) || -1),
  huge: ({ holder, field }) => put(holder, field, asNumber(own(holder, field)) * 1e6 || 1e300),
  nest: ({ holder, field, row }) =>
    put(holder, field, row % 2 === 0 ? { value: own(holder, field) } : [own(holder, field)]),
}

function bent(original: object, bends: readonly Bend[]): string {
  const copy = structuredClone(original) as Json
  for (const each of bends) bendOnce(copy, each)
  // A name twice in one object: JSON.parse keeps the last. Only text can hold it.
  return bends
    .filter(({ how }) => how === 'repeat')
    .reduce((text, { place: { field }, value }) => {
      const twice = `"${field}":${JSON.stringify(value) ?? 'null'},"${field}":`
      return text.replace(`"${field}":`, () => twice)
    }, JSON.stringify(copy))
}

function bendOnce(copy: Json, { how, place: where, other, value, row }: Bend) {
  const rows = Array.isArray(copy['results']) ? (copy['results'] as unknown[]) : []
  if (how === 'row+') rows.push(row % 2 === 0 ? value : JSON.parse(JSON.stringify(rows[0] ?? null)))
  if (how === 'row-') rows.splice(row, 1)
  const holders: Record<string, unknown> = {
    top: copy,
    summary: copy['summary'],
    row: rows[row % Math.max(1, rows.length)],
  }
  const holder = asObject(holders[where.at])
  const partner = asObject(holders[other.at])
  if (holder === null) return
  CHANGES[how]?.({ holder, field: where.field, value, row })
  if (how !== 'swap' || partner === null) return
  const mine = own(holder, where.field)
  put(holder, where.field, own(partner, other.field))
  put(partner, other.field, mine)
}

const inputs: fc.Arbitrary<Inputs> = fc.record({
  min_inbox_rate: fc.constantFrom('0', '0', '50', '80', '95', '100'),
  max_spam_rate: fc.constantFrom('', '', '0', '10', '99'),
  provider_min_inbox_rate: fc.constantFrom('', '', 'gmail: 80', 'Gmail: 50\n*: 20', '*: 100', 'GMX: 0'),
  require_spf: fc.constantFrom('false', 'false', 'true'),
  allowed_sender_ips: fc.constantFrom('', '', '192.0.2.0/24'),
  max_missing_seeds: fc.constantFrom('', '', '0', '3'),
  max_inbox_rate_drop: fc.constantFrom('', '', '5'),
  on_timeout: fc.constantFrom('decide', 'warn', 'fail'),
  wait_for: fc.constantFrom('completed', 'verdict'),
  timeout_minutes: fc.constantFrom('0', '0', '1'),
})

const nearValid = fc.record({
  // Few bends most of the time: a wreck is refused by whichever field is read first.
  text: fc
    .tuple(body, fc.array(bend, { maxLength: 5, size: 'small' }))
    .map(([good, bends]) => bent(good, bends)),
  inputs,
})

// ---------------------------------------------------------------- what may pass

/** A count or rate as a plain reader takes it: a number, or its decimal digits; NaN otherwise. */
function figure(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\s*\d+(?:\.\d+)?\s*%?\s*$/u.test(value)
    ? Number.parseFloat(value)
    : Number.NaN
}

const lower = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : ''
const providerOf = (value: unknown) =>
  lower(value).normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase()

type Where = 'inbox' | 'spam' | 'unknown' | 'pending'

/** Where a line says that its seed is: in the inbox only if the API says both that the mail was found and that it was there. */
function whereIs(row: Json): Where | 'tab' {
  const found = typeof row['email_found'] === 'boolean' ? row['email_found'] : lower(row['email_found'])
  const word = lower(row['placement'])
  if (found === false || found === 'false') return 'pending'
  if (word === 'inbox' || word === 'spam') return word
  if (word === 'promotions') return 'tab'
  return found === true || found === 'true' || (word !== '' && word !== 'pending') ? 'unknown' : 'pending'
}

/** One mailbox with all that its lines say. */
interface Listed {
  readonly rows: readonly Json[]
  readonly where: readonly Where[]
  /** An empty one could be any. */
  readonly providers: readonly string[]
}

/** Lines with one address are one mailbox; where a line has none that tells it apart, it is one of its own. */
function mailboxes(rows: readonly Json[]): Json[][] {
  const address = (row: Json) => {
    const text = lower(own(row, 'seed_address'))
    return text === '' || /[*•\ufffd]/u.test(text) ? null : text
  }
  const alone = rows.filter((row) => address(row) === null).map((row) => [row])
  const named = Map.groupBy(
    rows.filter((row) => address(row) !== null),
    address,
  )
  return [...alone, ...named.values()]
}

/** What the tabs may be by the summary's two counts: every split of them is tried. */
function tabsAre(
  places: readonly (readonly (Where | 'tab')[])[],
  inbox: number,
  unknown: number,
  spam: number,
) {
  const certain = (where: Where) => places.filter((each) => each.every((one) => one === where)).length
  const between = places.filter(
    (each) =>
      each.every((one) => one === 'tab' || one === 'inbox' || one === 'unknown') &&
      (each.includes('tab') || (each.includes('inbox') && each.includes('unknown'))),
  ).length
  const fits = (asInbox: number) =>
    certain('inbox') + asInbox <= inbox &&
    certain('unknown') + between - asInbox <= unknown &&
    certain('spam') <= spam
  const splits = Array.from({ length: between + 1 }, (_, split) => split).filter(fits)
  if (between > 0 && splits.length > 0 && splits.every((split) => split === between))
    return ['inbox'] as const
  if (between > 0 && splits.length > 0 && splits.every((split) => split === 0)) return ['unknown'] as const
  return ['inbox', 'unknown'] as const
}

interface Plain {
  readonly isCompleted: boolean
  readonly total: number
  readonly received: number
  readonly inbox: number
  readonly spam: number
  readonly unknown: number
  readonly pending: number
  readonly inboxRate: number
  readonly spamRate: number
  readonly listed: readonly Listed[]
}

/**
 * Why these data do not show what the inputs ask for; null when they do. This is the contract read aloud, not the code:
 * Completed tests by the API's own rates, others by the worst that any of their figures leaves possible.
 */
function whatIsNotShown(text: string, asked: Inputs): string | null {
  const data = readPlainly(text, asked)
  if (typeof data === 'string') return data
  const { isCompleted, total, received, pending } = data
  const missing = Math.max(pending, total - received, countListed(data, 'pending'))
  // Only a wait that is over may let seeds go missing.
  const mayMiss = asked.max_missing_seeds === '' ? -1 : Number(asked.max_missing_seeds)
  if (asked.max_missing_seeds !== '' && missing > mayMiss) return 'missing seeds'
  const settled = isCompleted || missing <= mayMiss
  return (
    rateNotShown(data, asked, settled) ??
    providerNotShown(data, asked) ??
    senderNotShown(data, asked, settled)
  )
}

/** The figures, or why they are none. */
function readPlainly(text: string, asked: Inputs): Plain | string {
  const data = JSON.parse(text) as Json
  const error = own(data, 'error')
  if (typeof error === 'string' && error.trim() !== '') return 'it is an error'
  const isCompleted = lower(own(data, 'status')) === 'completed'
  const summary = asObject(own(data, 'summary'))
  const rows = listOf(own(data, 'results'), isCompleted, isListNeeded(asked))
  if (summary === null || rows === null) return 'no results'
  const counts = COUNTS.map((name) => figure(own(summary, name)))
  const rates = RATES.map((name) => figure(own(summary, name)))
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) return 'a count is none'
  if (!rates.every((rate) => rate >= 0 && rate <= 100)) return 'a rate is none'
  const [total = 0, received = 0, inbox = 0, spam = 0, unknown = 0, pending = 0] = counts
  const [inboxRate = 0, spamRate = 0] = rates
  if (total < 1) return 'no seeds'
  const boxes = mailboxes(rows)
  const places = boxes.map((box) => [...new Set(box.map(whereIs))])
  const tabs = tabsAre(places, inbox, unknown, spam)
  const listed = boxes.map((box, nth) => ({
    rows: box,
    where: [...new Set((places[nth] ?? []).flatMap((each) => (each === 'tab' ? tabs : [each])))],
    providers: [...new Set(box.map((row) => providerOf(own(row, 'provider'))))],
  }))
  return { isCompleted, total, received, inbox, spam, unknown, pending, inboxRate, spamRate, listed }
}

function isListNeeded(asked: Inputs): boolean {
  return (
    asked.provider_min_inbox_rate !== '' || asked.require_spf === 'true' || asked.allowed_sender_ips !== ''
  )
}

/** null for what is no list of seeds where one is needed; where none is, what is none is not there. */
function listOf(value: unknown, isCompleted: boolean, isNeeded: boolean): Json[] | null {
  // Before the first seed there may be no list to give.
  if (!Array.isArray(value)) return isNeeded && !(value === null && !isCompleted) ? null : []
  const rows = value.map(asObject).filter((row) => row !== null)
  return isNeeded && rows.length < value.length ? null : rows
}

/** Those that may be there. */
function countListed({ listed }: Plain, where: Where): number {
  return listed.filter((each) => each.where.includes(where)).length
}

const isInInbox = ({ where }: Listed) => where.every((each) => each === 'inbox')

function rateNotShown(data: Plain, asked: Inputs, settled: boolean): string | null {
  const { total, received, inbox, spam, unknown, pending, inboxRate, spamRate, listed } = data
  const percentOf = (count: number) => (100 * Math.min(Math.max(count, 0), total)) / total
  const least = settled
    ? inboxRate
    : Math.min(
        inboxRate,
        percentOf(inbox),
        percentOf(received - spam - unknown),
        percentOf(total - pending - spam - unknown),
        percentOf(total - listed.filter(({ where }) => !where.includes('inbox')).length),
      )
  const mostSpam = settled
    ? spamRate
    : Math.max(
        spamRate,
        percentOf(total - inbox),
        percentOf(spam + unknown + pending),
        percentOf(countListed(data, 'spam')),
      )
  if (least <= 0) return 'nothing in the inbox'
  if (least < Number(asked.min_inbox_rate)) return 'inbox rate'
  if (asked.max_spam_rate !== '' && mostSpam > Number(asked.max_spam_rate)) return 'spam rate'
  const isDrop = asked.max_inbox_rate_drop !== '' && 100 - least > Number(asked.max_inbox_rate_drop) + 1e-6
  return isDrop ? 'drop' : null
}

function providerNotShown({ total, listed }: Plain, asked: Inputs): string | null {
  const nameless = listed.filter(({ providers }) => providers.includes(''))
  // A seed that is surely in the inbox makes no provider worse, whichever it belongs to.
  const nobodys = nameless.filter((each) => !isInInbox(each)).length + Math.max(0, total - listed.length)
  const rateOf = (name: string) => {
    const certain = listed.filter(({ providers }) => providers.every((each) => each === name))
    const possible = listed.filter(
      ({ providers }) => providers.length > 1 && providers.includes(name) && !providers.includes(''),
    )
    const inbox = certain.filter(isInInbox).length
    const outside = possible.filter((each) => !isInInbox(each)).length
    return (100 * inbox) / (certain.length + outside + nobodys)
  }
  const lines = (asked.provider_min_inbox_rate ?? '').split('\n').filter((line) => line !== '')
  const named = lines.map((line) => lower(line.split(':')[0]))
  const others = new Set(
    listed.flatMap(({ providers }) => providers).filter((name) => name !== '' && !named.includes(name)),
  )
  for (const line of lines) {
    const [name = '', minimum] = line.split(':')
    // NaN is the rate of no seeds at all: not enough for a provider that is named, and no rule for any other.
    const low =
      name === '*'
        ? [...others].find((each) => rateOf(each) < Number(minimum))
        : [lower(name)].find((each) => !(rateOf(each) >= Number(minimum)))
    if (low !== undefined) return `provider ${low}`
    if (name === '*' && nobodys > 0 && Number(minimum) > 0) return 'providers not listed'
  }
  return null
}

function senderNotShown(data: Plain, asked: Inputs, settled: boolean): string | null {
  const { total, received, inbox, spam, unknown, pending, listed } = data
  const seedsThere = listed.filter(({ where }) => !where.includes('pending'))
  const rows = listed
    .filter(({ where }) => where.some((each) => each !== 'pending'))
    .flatMap((each) => each.rows)
  const arrived = settled ? Math.max(received, total - pending, inbox + spam + unknown) : total
  const isAllowed = (ip: string) =>
    isIPv4(ip.replace(/^::ffff:/u, '')) && /^(?:::ffff:)?192\.0\.2\./u.test(ip)
  const hasPassed = (row: Json) => lower(own(row, 'spf_status')) === 'pass'
  const isFromAllowed = (row: Json) => isAllowed(lower(own(row, 'sender_ip')))
  if (asked.require_spf === 'true' && !(seedsThere.length >= arrived && rows.every(hasPassed))) return 'SPF'
  const asksForIps = asked.allowed_sender_ips !== ''
  return asksForIps && !(seedsThere.length >= arrived && rows.every(isFromAllowed)) ? 'sender IPs' : null
}

// ---------------------------------------------------------------- the proof

interface Ran {
  readonly outputs: Readonly<Record<string, string>>
  readonly errors: readonly string[]
  readonly failed: boolean
  readonly summary: string
}

const BASELINE = testBody(seeds(10, () => ({ provider: 'Gmail', placement: 'Inbox' })))

/** The whole step: everything but the network, the clock and the runner is real. */
async function play(text: string, given: Inputs): Promise<Ran> {
  const baseline = given.max_inbox_rate_drop === '' ? '' : 'earlier'
  const asked = { ...given, baseline_job_id: baseline, seed_addresses: 'hidden' }
  const ran = await step(
    asked,
    byJob({ 'job-1': { status: 200, headers: {}, body: text }, earlier: ok(BASELINE) }),
  )
  const annotated = ran.annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
  return {
    outputs: ran.outputs,
    errors: [...ran.debug, ...annotated, ...ran.failed],
    failed: ran.failed.length > 0,
    summary: ran.summary,
  }
}

const FIELD =
  /\b(?:the response|job_id|test_name|submitted_date|status|results(?:\[\d+\](?:\.[a-z_]+)?)?|summary(?:\.[a-z_]+)?) is .+, expected /u

function expectSound({ outputs, errors, failed }: Ran, text: string, asked: Inputs) {
  const verdict = outputs['verdict']
  expect(['passed', 'failed', 'undecided', 'error']).toContain(verdict)
  if (verdict === 'passed') {
    expect(whatIsNotShown(text, asked)).toBeNull()
    expect(failed).toBe(false)
  } else if (!(asked.on_timeout === 'warn' && verdict === 'undecided')) {
    expect(failed).toBe(true)
  }
  expect(errors.join('\n')).not.toMatch(/unexpected error/u)
  if (verdict === 'error') expect(errors.at(-1)).toMatch(saysWhy(text))
}

/** A body that is an error is reported with its error, every other one with the field that is wrong. */
function saysWhy(text: string): RegExp {
  const data = asObject(JSON.parse(text)) ?? {}
  const errors = Object.keys(data).filter((name) => name.toLowerCase() === 'error')
  return errors.some((name) => isNotEmpty(data[name])) ? /the API answered HTTP 200: / : FIELD
}

function isNotEmpty(error: unknown): boolean {
  if (typeof error === 'string') return error.trim() !== ''
  if (typeof error === 'object') return error !== null && Object.keys(error).length > 0
  return error !== false
}

describe('answers that are almost right', () => {
  test(`never pass unless they show it, never break the step, and are refused by the name of a field (seed ${SEED})`, async () => {
    const verdicts: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(nearValid, async ({ text, inputs: asked }) => {
        const ran = await play(text, asked)
        verdicts[String(ran.outputs['verdict'])] = (verdicts[String(ran.outputs['verdict'])] ?? 0) + 1
        expect(ran.summary).toMatch(/^## /u)
        expectSound(ran, text, asked)
      }),
      { seed: SEED, numRuns: CASES },
    )
    // The proof is empty unless each verdict came up often.
    for (const verdict of ['passed', 'failed', 'undecided', 'error']) {
      expect(verdicts[verdict] ?? 0).toBeGreaterThan(CASES / 50)
    }
  })
})

describe('the oracle itself', () => {
  const good = JSON.stringify(BASELINE)
  const plain: Inputs = {
    min_inbox_rate: '80',
    max_spam_rate: '',
    provider_min_inbox_rate: '',
    max_missing_seeds: '',
    max_inbox_rate_drop: '',
    allowed_sender_ips: '',
  }

  test('lets a good test pass', () => {
    expect(whatIsNotShown(good, plain)).toBeNull()
  })

  test.each([
    ['no seeds', { total_seeds: 0 }],
    ['a rate is none', { inbox_rate: null }],
    ['a rate is none', { spam_rate: '-1' }],
    ['nothing in the inbox', { inbox_rate: 0 }],
    ['inbox rate', { inbox_rate: 79.9 }],
    ['a count is none', { pending: 'NaN' }],
  ])('lets none pass with %s: %j', (why, summary) => {
    const text = JSON.stringify({ ...BASELINE, summary: { ...BASELINE.summary, ...summary } })
    expect(whatIsNotShown(text, plain)).toBe(why)
  })
})
