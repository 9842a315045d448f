import { describe, expect, test } from 'vitest'
import type { HttpReply } from '../../src/net/http.ts'
import { type SeedSpec, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { failing, ok, type Step, step, TOKEN } from '../one-step.ts'

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
