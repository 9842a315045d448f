import { describe, expect, test } from 'vitest'
import { hostileTexts } from '../../tools/sandbox/hostile-text.ts'
import { type SeedSpec, seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import type { Reply } from '../../tools/sandbox/scenario.ts'
import { expectHarmlessPage, UNSEEN } from '../hostile-page.ts'
import { errors, type GateRun, gate, inTurn } from './one-gate.ts'

const ONCE = { timeout_minutes: '0' }
const GOOD = testBody(seeds(10, () => ({ provider: 'Gmail', placement: 'Inbox' })))

/** Every text in turn in every field of a seed, and all of them in those of the test. */
function bodyOf(texts: readonly string[], addressOf: (nth: number, placement: number) => string) {
  const at = (nth: number) => texts[nth % texts.length] ?? ''
  const specs = texts.flatMap((_, nth) =>
    ['Inbox', 'Spam', at(nth + 3)].map(
      (placement, which): SeedSpec => ({
        ...{ provider: at(nth), address: addressOf(nth, which), placement, found: true },
        ...{ spf: at(nth + 4), senderIp: at(nth + 5), submissionResult: at(nth + 6) },
      }),
    ),
  )
  const whole = texts.join(' ')
  return {
    ...testBody(specs, { testName: whole, submittedDate: whole, status: 'Completed' }),
    submitted_by: whole,
  }
}

const MEANT = ['add-mask', 'debug', 'error', 'warning']

/** No line of stdout is a command but those the action means, read as carelessly as anybody might; nothing in it hides. */
function expectHarmlessLog({ stdout, stderr, commands }: GateRun) {
  expect(stderr).toBe('')
  expect(commands.filter(({ command }) => !MEANT.includes(command))).toEqual([])
  expect(commands.filter(({ properties }) => /own/iu.test(properties['title'] ?? ''))).toEqual([])
  expect(stdout.replaceAll('\n', '')).not.toMatch(UNSEEN)
  for (const line of stdout.split('\n'))
    if (!/^::(?:add-mask|debug|error|warning)[ :]/u.test(line)) expect(line).not.toMatch(/^\s*::|##\[/u)
}

describe.concurrent('an API full of hostile texts', () => {
  test('gets no command into the log, no output of its own, and nothing but words and code onto the page', async () => {
    const reply: Reply = {
      body: bodyOf(hostileTexts, (nth, which) => `${hostileTexts[nth]?.slice(0, 64)}${which}@${nth}.example`),
    }
    const inputs = {
      ...{
        ...ONCE,
        require_spf: 'true',
        allowed_sender_ips: '192.0.2.0/24',
        provider_min_inbox_rate: '*: 90',
      },
      ...{ seed_addresses: 'full', baseline_job_id: 'earlier' },
    }
    const result = await gate([reply], inputs, { jobs: { earlier: inTurn([reply]) } })
    expectHarmlessLog(result)
    expectHarmlessPage(result.summary)
    expect(result.outputs).toMatchObject({ verdict: 'failed', status: 'Completed' })
    expect(JSON.parse(result.files.resultsFile ?? '').tests[0].test.results).toHaveLength(
      3 * hostileTexts.length,
    )
  })

  test('nor into the error that it gives', async () => {
    const result = await gate([{ status: 400, body: { error: hostileTexts.join('\n') } }], ONCE)
    expectHarmlessLog(result)
    expectHarmlessPage(result.summary)
  })

  test('nor does a workflow that passes them on', async () => {
    const given = hostileTexts.map((text) => text.replaceAll('\0', '')).join('\n')
    const result = await gate([], {
      job_id: given,
      wait_for: given,
      provider_min_inbox_rate: given,
      comment_key: given,
    })
    expectHarmlessLog(result)
    expectHarmlessPage(result.summary)
  })
})

test('the key and the addresses show on no surface, in whatever disguise the API repeats them', async () => {
  const key = 'cc_live_9f8E7d6C5b4a3Z2y'
  const token = 'ghs_Sn34kyT0kenOfTheWorkflow9876'
  const name = 'carolinasplaceholder'
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const ofKey = [
    ...[key, encodeURIComponent(`${key}/+`), Array.from(key).join(' '), base64(key), base64(`user:${key}`)],
    ...[
      Buffer.from(key).toString('hex'),
      Array.from(key, (each) => `&#${each.charCodeAt(0)};`).join(''),
      token,
    ],
  ]
  const ofAddress = ['@', ' @ ', '%40', '%2540', '&#64;', '&#x40;', '&commat;', '\\u0040', '＠'].map(
    (at) => `${name}${at}gmail.example`,
  )
  const texts = [...ofKey, ...ofAddress].map((text) => `<${text}>`)
  const reply: Reply = { body: bodyOf(texts, (nth, which) => `${name}.${nth}.${which}@gmail.example`) }
  const inputs = {
    ...ONCE,
    provider_min_inbox_rate: '*: 90',
    require_spf: 'true',
    baseline_job_id: 'earlier',
  }
  const options = { sandbox: { apiKey: key }, githubToken: token, jobs: { earlier: inTurn([reply]) } }
  const results = await Promise.all([
    gate([reply], inputs, options),
    ...texts.map((text) => gate([{ status: 400, body: { error: text } }], ONCE, options)).slice(0, 3),
  ])
  for (const result of results) {
    // The runner masks what it is given, so that has to be the first thing it hears.
    expect(result.commands.slice(0, 2).map(({ message }) => message)).toEqual([key, token])
    const lines = result.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'))
    const said = [...lines, result.stderr, ...Object.values(result.allFiles)].join('\n')
    const letters = said
      .replace(/&#(\d+);/gu, (_, code) => String.fromCharCode(Number(code)))
      .replace(/[^a-z0-9]/giu, '')
      .toLowerCase()
    for (const secret of [key, token, base64(key).slice(0, -3), Buffer.from(key).toString('hex')])
      expect(letters.includes(secret.replace(/[^a-z0-9]/giu, '').toLowerCase())).toBe(false)
    expect(said.toLowerCase().includes(name)).toBe(false)
  }
  for (const { headers, url, body } of results.flatMap(({ requests }) => requests)) {
    const { 'x-cc-api-key': sent, ...others } = headers
    expect(sent).toBe(key)
    expect(JSON.stringify([others, url, body])).not.toMatch(new RegExp(`${key}|${token}`, 'u'))
  }
})

// One after the other: what is measured here is work, not sleep.
describe('an answer beyond all measure', () => {
  test.each<[string, Reply, RegExp]>([
    ['64 MiB of body', { fault: 'huge-body' }, /8 MiB/u],
    ['a small body that unpacks to 64 MiB', { fault: 'gzip-bomb' }, /compressed as "gzip"/u],
    [
      'a list of too many seeds',
      { body: { ...GOOD, results: Array.from({ length: 10_001 }, () => ({})) } },
      /results .*10,000/u,
    ],
  ])('%s is refused at once', async (_, reply, cause) => {
    const result = await gate([reply], { timeout_minutes: '1', require_spf: 'true' })
    expect(result.exitCode).toBe(1)
    expect(errors(result)).toEqual([expect.stringMatching(cause)])
    expect(result.requests).toHaveLength(1)
    expect(result.durationMs).toBeLessThan(15_000)
  })

  test.each([
    [
      'one long text that looks like an address',
      () => ({ ...GOOD, test_name: `${'a'.repeat(7 * 2 ** 20)}@` }),
    ],
    ['millions of brackets', () => '['.repeat(7 * 2 ** 20)],
  ])('%s holds up neither the step nor a signal', async (_, body) => {
    const started = performance.now()
    const result = await gate([{ body: body() }], ONCE)
    expect(result.exitCode).toBeLessThan(2)
    expect(result.stderr).toBe('')
    // A second for the text, as test/privacy measures it; the rest for the process, the wire, and a busy machine.
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('up to 10,000 seeds it is judged, reported and written', { timeout: 90_000 }, async () => {
    const many = seeds(10_000, (nth) => ({
      ...{ provider: `p${nth % 500}`, placement: 'Inbox', address: `${nth}@a.b` },
      ...{ submissionResult: '', senderIp: `${nth}` },
    }))
    const result = await gate([{ body: testBody(many) }], {
      timeout_minutes: '1',
      provider_min_inbox_rate: '*: 50',
    })
    expect([result.exitCode, errors(result)]).toEqual([0, []])
    expect(Buffer.byteLength(result.summary)).toBeLessThan(1024 * 1024)
    expect(JSON.parse(result.files.resultsFile ?? '').tests[0].test.results).toHaveLength(10_000)
  })
})
