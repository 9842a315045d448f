import { existsSync, globSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { inboxTestClient, interpret } from '../../src/campaign-cleaner/client.ts'
import { type InputName, InvalidInputs, readInputs } from '../../src/inputs/inputs.ts'
import { wilsonInterval } from '../../src/judge/statistics.ts'
import { judge } from '../../src/judge/verdict.ts'
import { BodyTooLarge, RequestTimeout, UnknownEncoding } from '../../src/net/http.ts'
import { UnusableProxy } from '../../src/net/proxy.ts'
import { verdictLine } from '../../src/wording/verdict-line.ts'
import { DEFAULT_RULES, gateResult, inboxTest, seed } from '../builders.ts'
import { file } from './github-checks.ts'
import { anchors, firstCells, targets } from './markdown.ts'

const README = file('README.md')

describe('the links of every document lead somewhere', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']

  test.each(documents)('%s', (document) => {
    const markdown = file(document)
    for (const target of targets(markdown)) {
      if (/^https:\/\//u.test(target)) continue
      if (target.startsWith('#')) expect(anchors(markdown), target).toContain(target.slice(1))
      else expect(existsSync(new URL(`../../${target}`, import.meta.url)), target).toBe(true)
    }
  })
})

describe('the messages that the README lists are those a user can meet', () => {
  const listed = ['Inputs', 'The API', 'The verdict', 'Warnings'].flatMap(rows)
  const written = writtenMessages()
  let made: string[] = []
  beforeAll(async () => {
    made = [...(await apiMessages()), ...inputMessages(), ...verdictMessages()]
  })

  // What GitHub says itself, and its runner of an input that is not declared.
  const githubs = [
    'Resource not accessible by integration',
    'Bad credentials',
    'Not Found',
    '… is locked',
    'rate limit',
    'Unexpected input(s)',
  ]

  test.each(listed.filter((message) => !githubs.includes(message)))('%s', (message) => {
    expect([...made, ...written].filter((text) => phrase(message).test(text))).not.toEqual([])
  })

  test('none of the API, the inputs, the verdict or the search for the pull request is left out', () => {
    const patterns = listed.map(phrase)
    const search = file('src/github/pull-request.ts').matchAll(/new NoPullRequest\(\s*`(.*)`/gu)
    const all = [...made, ...Array.from(search, ([, text = '']) => text)]
    expect(all.length).toBeGreaterThan(50)
    expect(all.filter((text) => !patterns.some((pattern) => pattern.test(text)))).toEqual([])
  })
})

describe('the worked example of the README', () => {
  const seeds = [
    ...Array.from({ length: 45 }, () => seed()),
    ...Array.from({ length: 2 }, () => seed({ placement: 'spam' })),
    ...Array.from({ length: 3 }, () => seed({ placement: 'pending', spf: null, senderIp: null })),
  ]
  const example = inboxTest({ seeds })
  const verdict = (
    minInboxRate: number,
    onTimeout: 'decide' | 'fail' = 'decide',
    timeIsUp = false,
    maxMissingSeeds: number | null = null,
  ) =>
    judge({ ...DEFAULT_RULES, minInboxRate, onTimeout, maxMissingSeeds }, example, {
      timeIsUp,
      baselineInboxRate: null,
    }).verdict

  test('its table of thresholds holds', () => {
    const shown = Array.from(README.matchAll(/^\| (\d+) \| (passed|undecided|failed) \|/gmu))
    expect(shown.map(([, threshold]) => threshold)).toEqual(['85', '93', '97'])
    for (const [, threshold, said] of shown) expect(verdict(Number(threshold))).toBe(said)
  })

  test('what becomes of it at the deadline holds', () => {
    expect([85, 93, 97].map((threshold) => verdict(threshold, 'decide', true))).toEqual([
      'passed',
      'undecided',
      'failed',
    ])
    expect([85, 93, 97].map((threshold) => verdict(threshold, 'fail', true))).toEqual([
      'failed',
      'failed',
      'failed',
    ])
  })

  test('three allowed to be missing make it complete enough, two do not', () => {
    expect([85, 90, 93].map((threshold) => verdict(threshold, 'fail', true, 3))).toEqual([
      'passed',
      'passed',
      'failed',
    ])
    expect(verdict(85, 'decide', true, 2)).toBe('failed')
  })
})

test('the intervals of the README are those of the report', () => {
  const shown = Array.from(README.matchAll(/^\| (\d+) of (\d+) \| 84 % \| ([\d.]+) % and ([\d.]+) % \|$/gmu))
  expect(shown).toHaveLength(2)
  for (const [, inbox, seeds, low, high] of shown) {
    const interval = wilsonInterval(Number(inbox), Number(seeds))
    expect([interval.low.toFixed(1), interval.high.toFixed(1)]).toEqual([low, high])
  }
})

/** The messages in the first column of a table under `When it fails`. */
function rows(heading: string): string[] {
  const [, after = ''] = README.split('\n## When it fails\n')
  return firstCells(after, heading).flat()
}

/** A listed message as a pattern: `…` stands for anything in one line, and capitals do not count. */
function phrase(message: string): RegExp {
  const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')
  return new RegExp(message.split('…').map(literal).join('.*'), 'iu')
}

/** What the client of the API says of answers and of connections that fail. */
async function apiMessages(): Promise<string[]> {
  const answers: [number, string][] = [
    ...[302, 400, 401, 403, 404, 408, 422, 425, 429, 500, 503].map((status): [number, string] => [
      status,
      '{}',
    ]),
    [400, '{"error": "Bad request"}'],
    ...['Invalid API key', 'Unknown job_id', 'No credits left'].map((error): [number, string] => [
      200,
      JSON.stringify({ error }),
    ]),
    [200, '<!doctype html>'],
    [200, '{}'],
  ]
  const ofAnswers = answers.map(([status, body]) =>
    said(() => interpret({ status, headers: {}, body }, 'job-1', (text) => text, 0)),
  )
  const faults = [
    new RequestTimeout('no full answer within 30 s'),
    new BodyTooLarge('a body of more than 32 MiB'),
    new UnknownEncoding('a body packed as "br"'),
    new UnusableProxy('the proxy cannot be used: Invalid URL'),
    new Error('connect ECONNREFUSED 127.0.0.1:443'),
  ]
  const ofConnections = faults.map((fault) => {
    const ask = inboxTestClient({
      apiUrl: 'https://api.example.com/v1',
      apiKey: 'key',
      userAgent: 'test',
      clean: (text) => text,
      send: () => Promise.reject(fault),
      wallClock: () => 0,
    })
    return ask('job-1', 1000, new AbortController().signal).then(
      () => 'nothing was wrong',
      (error: Error) => error.message,
    )
  })
  return [...ofAnswers, ...(await Promise.all(ofConnections))]
}

/** What the inputs say of values that are none. */
function inputMessages(): string[] {
  const wrong: Partial<Record<InputName, string>> = {
    job_id: 'null',
    api_key: 'two words',
    min_inbox_rate: '0.85',
    max_spam_rate: 'much',
    provider_min_inbox_rate: 'Gmail: 90\nGMAIL: 80\nYahoo',
    require_spf: 'yes',
    allowed_sender_ips: 'example.com',
    max_missing_seeds: 'few',
    max_inbox_rate_drop: '5',
    wait_for: 'ever',
    timeout_minutes: '-1',
    poll_interval_seconds: '0',
    on_timeout: 'pass',
    warn_only: 'no',
    comment: 'sometimes',
    pr_number: '0',
    seed_addresses: 'shown',
    api_url: 'http://api.example.com',
  }
  const problems = (values: Partial<Record<InputName, string>>) => {
    try {
      readInputs((name) => values[name] ?? '')
    } catch (error) {
      if (error instanceof InvalidInputs) return error.problems.map(({ message }) => message)
    }
    return []
  }
  const found = [...problems(wrong), ...problems({})]
  expect(found.length).toBeGreaterThan(Object.keys(wrong).length)
  return found
}

/** What the last line and the rules say of verdicts. */
function verdictMessages(): string[] {
  const lines = [
    gateResult({ verdict: 'failed' }),
    gateResult({ verdict: 'undecided', timedOut: true }),
    gateResult({ verdict: 'undecided', ending: 'cancelled', test: null }),
    gateResult({ verdict: 'failed', ending: 'cancelled' }),
  ].map(verdictLine)
  const rules = {
    ...DEFAULT_RULES,
    requireSpf: true,
    providerMinInboxRate: [{ provider: 'Nobody', minimum: 80 }],
    onTimeout: 'fail',
  } as const
  const { summary } = inboxTest({ seeds: [seed(), seed()] })
  const tests = [inboxTest(), inboxTest({ summary }), inboxTest({ seeds: [seed({ placement: 'pending' })] })]
  const notes = tests.flatMap((each) =>
    judge(rules, each, { timeIsUp: true, baselineInboxRate: null }).rules.flatMap(({ note }) => note ?? []),
  )
  expect(new Set(notes).size).toBe(4)
  return [...lines, ...notes]
}

/** Texts as they are written in the code, with `…` for what they quote. */
function writtenMessages(): string[] {
  const literal = /`[^`]*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/gu
  const code = (path: string) => file(path.replaceAll('\\', '/')).replace(/^\s*(?:\/\/|\/?\*).*$/gmu, '')
  return globSync('src/**/*.ts').flatMap((path) =>
    Array.from(code(path).matchAll(literal), ([text]) => text.slice(1, -1).replace(/\$\{[^}]*\}/gu, '…')),
  )
}

function said(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error('nothing was wrong')
}
