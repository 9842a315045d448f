import { describe, expect, test } from 'vitest'
import type { HttpReply } from '../../src/net/http.ts'
import { hostileTexts } from '../../tools/sandbox/hostile-text.ts'
import { type SeedSpec, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { expectHarmlessPage, UNSEEN } from '../hostile-page.ts'
import { type Api, failing, ok, placed, type Step, step, TOKEN } from '../one-step.ts'
import { skeleton } from '../report/parsed.ts'

const ONCE = { timeout_minutes: '0' }
const GOOD = testBody([{ provider: 'Gmail', placement: 'Inbox' }])

/** A body with one text wherever the API may put some. */
function bodyOf(text: string) {
  const said = { provider: text, placement: text, spf: text, senderIp: text, submissionResult: text }
  const specs: SeedSpec[] = [{ ...said, found: true, address: `${text}@a.example` }]
  return { ...testBody(specs, { testName: text, submittedDate: text, status: text }), submitted_by: text }
}

/** What an API can do with a text besides: put it into errors, or where a number or a truth belongs. */
function answersWith(text: string): HttpReply[] {
  return [
    ok(bodyOf(text)),
    failing(200, text),
    { status: 401, headers: {}, body: JSON.stringify({ error: { message: text, [text]: text } }) },
    { status: 400, headers: {}, body: JSON.stringify({ message: text, detail: text }) },
    { status: 503, headers: {}, body: text },
    ok({ ...GOOD, job_id: text }),
    ok({ ...GOOD, results: text }),
    ok({ ...GOOD, summary: { ...GOOD.summary, inbox_rate: text } }),
    ok({ ...GOOD, summary: { ...GOOD.summary, total_seeds: text } }),
    ok({ ...GOOD, results: [{ ...GOOD.results[0], email_found: text }] }),
    { status: 307, headers: { location: `https://a.example/?k=${text}` }, body: '' },
  ]
}

/** Everything that leaves the step, but for what the runner is told to mask. */
function everyWord({ info, debug, annotations, outputs, files, failed, summary }: Step): string[] {
  const said = annotations.flatMap(({ title, message }) => [title, message])
  return [...info, ...debug, ...said, ...failed, ...Object.values(outputs), ...Object.values(files), summary]
}

describe('a hostile text', () => {
  const asked = {
    ...ONCE,
    provider_min_inbox_rate: '*: 90',
    require_spf: 'true',
    allowed_sender_ips: '192.0.2.0/24',
  }

  test.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 50)), text]))(
    'from the API is words or code on the page, wherever it stands: %s',
    async (_, text) => {
      for (const answer of [
        ok(bodyOf(text)),
        failing(200, text),
        ok({ ...GOOD, status: text, job_id: text }),
      ]) {
        const { summary, outputs } = await step(asked, answer)
        expectHarmlessPage(summary)
        expect(outputs['headline']).not.toMatch(UNSEEN)
      }
    },
  )

  test('changes nothing of a report but its words', async () => {
    // Those that are kept as names: the others are missing.
    const whole = hostileTexts
      .map((text) => text.trim())
      .filter((text) => text !== '' && text.isWellFormed() && text.length <= 200)
    const body = (text: (nth: number) => string): Api => {
      const specs = whole.map((_, nth) => ({
        ...{ provider: text(nth), address: `${text(nth + 1)}@a.example`, placement: 'Spam' },
        ...{ spf: 'pass', senderIp: text(nth + 2), submissionResult: text(nth + 3) },
      }))
      return ok(testBody(specs, { testName: text(5), submittedDate: text(6) }))
    }
    const inputs = { ...ONCE, seed_addresses: 'full' }
    const hostile = await step(
      inputs,
      body((nth) => whole[nth % whole.length] ?? ''),
    )
    const tame = await step(
      inputs,
      body((nth) => `Provider ${nth % whole.length}`),
    )
    expect(skeleton(hostile.summary)).toBe(skeleton(tame.summary))
  })

  test.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 50)), text]))(
    'from the workflow is quoted, and no more: %s',
    async (_, text) => {
      const names = [
        ...[
          'job_id',
          'baseline_job_id',
          'comment_key',
          'provider_min_inbox_rate',
          'allowed_sender_ips',
          'api_url',
        ],
        ...[
          'min_inbox_rate',
          'wait_for',
          'comment',
          'pr_number',
          'seed_addresses',
          'history_file',
          'provider_weights',
        ],
      ]
      const result = await step(Object.fromEntries(names.map((name) => [name, text])), ok(GOOD))
      expectHarmlessPage(result.summary)
      const labelled = await step({ ...ONCE, job_id: `${text}: a\nB: b` }, placed({ Inbox: 3, Spam: 2 }))
      expectHarmlessPage(labelled.summary)
    },
  )
})

// ---------------------------------------------------------------- secrets

/** Keys as vendors and people make them. */
const KEYS = ['cc_live_9f8E7d6C5b4a3Z2y', 'k3y+/=%&Zx81nq+/=%41Lm&pQ7']

const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(2, '0')
const escapedAs = (secret: string, code: (character: string) => string) =>
  Array.from(secret, (each) => (/\w/u.test(each) ? each : code(each))).join('')

/** How an API, a proxy or a web server between may say a key again. */
const DISGUISES: [string, (secret: string) => string][] = [
  ['as it is', (secret) => secret],
  ['URL-encoded', encodeURIComponent],
  ['URL-encoded in full', (secret) => Array.from(secret, (each) => `%${hex(each)}`).join('')],
  ['URL-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['JSON-escaped', (secret) => escapedAs(secret, (each) => `\\u00${hex(each)}`)],
  ['as JSON in JSON', (secret) => JSON.stringify(JSON.stringify({ key: secret }))],
  ['HTML-escaped', (secret) => escapedAs(secret, (each) => `&#${each.charCodeAt(0)};`)],
  ['in upper case', (secret) => secret.toUpperCase()],
  ['spaced out', (secret) => Array.from(secret).join(' ')],
  ['over two lines', (secret) => `${secret.slice(0, 9)}\n${secret.slice(9)}`],
  ['with invisible characters inside', (secret) => Array.from(secret).join('\u200b')],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64url', (secret) => Buffer.from(secret).toString('base64url')],
  ['in base64 with a user', (secret) => Buffer.from(`user:${secret}`).toString('base64')],
  ['in hex', (secret) => Buffer.from(secret).toString('hex')],
]

/** Letters and digits of a text, as it is and with what hides them taken off once and twice. */
function bare(text: string): string[] {
  const decoded = (from: string) =>
    from
      .replace(/%([0-9a-f]{2})|\\u00([0-9a-f]{2})/giu, (_, url, json) =>
        String.fromCharCode(Number.parseInt(url ?? json, 16)),
      )
      .replace(/&#(\d+);/gu, (_, code) => String.fromCharCode(Number(code)))
      .replaceAll('&amp;', '&')
  const letters = (from: string) => from.toLowerCase().replace(/[^a-z0-9]/gu, '')
  const once = decoded(text)
  return [text, once, decoded(once)].map(letters)
}

/** What may stand nowhere: the secrets, and what they are in the disguises that no decoding above takes off. */
function formsOf(secrets: readonly string[]): string[] {
  const encoded = DISGUISES.filter(([name]) => /base64|hex/u.test(name))
  return secrets
    .flatMap((secret) => [secret, ...encoded.map(([, disguise]) => disguise(secret))])
    .flatMap(bare)
}

function expectNoSecret(result: Step, forms: readonly string[]) {
  const said = bare(everyWord(result).join('\n'))
  expect(forms.filter((form) => said.some((letters) => letters.includes(form)))).toEqual([])
}

describe.each(KEYS)('the key %s', (key) => {
  const asked = {
    ...ONCE,
    api_key: key,
    github_token: TOKEN,
    seed_addresses: 'full',
    provider_min_inbox_rate: '*: 90',
  }

  const forms = formsOf([key, TOKEN])

  test.each(DISGUISES)('shows nowhere when the API repeats it %s', async (_, disguise) => {
    for (const secret of [key, TOKEN])
      for (const answer of answersWith(`got ${disguise(secret)} there`))
        expectNoSecret(await step(asked, answer), forms)
  })

  test.each([
    ...['job_id', 'baseline_job_id', 'comment_key', 'provider_min_inbox_rate', 'allowed_sender_ips'],
    ...['min_inbox_rate', 'wait_for', 'timeout_minutes', 'api_url', 'pr_number', 'seed_addresses', 'comment'],
    ...['provider_weights', 'history_file', 'quiet_minutes'],
  ])('is refused and shows nowhere when it was pasted into %s', async (name) => {
    for (const value of [key, `${key}: 90`, `Label ${key}: job-1`, `https://127.0.0.1:1/${key}/v1`, TOKEN]) {
      const body = ok(testBody([{ provider: key, placement: 'Inbox' }]))
      const result = await step({ ...asked, [name]: value }, body)
      expectNoSecret(result, forms)
      expect(result.outputs['verdict']).toBe('error')
      expect(result.failed.join()).toContain(name)
    }
  })
})
