import type { Html, Link, Nodes, Root, Table, TableCell } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkGithub from 'remark-github'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ActionResult } from '../runner/run-action.ts'
import { hostileTexts } from '../sandbox/hostile-text.ts'
import { type SeedSpec, testBody } from '../sandbox/inbox-test-body.ts'
import type { Reply } from '../sandbox/scenario.ts'
import { annotations, type GateRun, gate, inTurn, JOB } from './one-gate.ts'

const LOOK_ONCE = { timeout_minutes: '0', poll_interval_seconds: '1' }

// ---------------------------------------------------------------- what a reader's page shows

const RUN_URL = 'https://github.com/acme/mail/actions/runs/4242'

/** HTML that the report writes itself, whole: anything else in an HTML node came from somewhere else. */
const OWN_HTML =
  /^(?:<\/?sub>|<\/?details>|<details><summary>(?:All [\d,]+ seeds?|By sender IP \([\d,]+\))<\/summary>)$/u

/** The page as GitHub makes it: mentions, references and bare URLs in its text become links. */
function page(markdown: string): Root {
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkGithub, { repository: 'acme/mail', mentionStrong: false })
  return processor.runSync(processor.parse(markdown)) as Root
}

function all<Type extends Nodes['type']>(root: Nodes, type: Type): Extract<Nodes, { type: Type }>[] {
  const found: Nodes[] = []
  visit(root, type, (node) => {
    found.push(node as Nodes)
  })
  return found as Extract<Nodes, { type: Type }>[]
}

function plain(node: Nodes): string {
  let text = ''
  visit(node, (each) => {
    if (each.type === 'text' || each.type === 'inlineCode') text += each.value
  })
  return text
}

function cells(table: Table): string[][] {
  return table.children.map((row) => row.children.map((cell: TableCell) => plain(cell)))
}

// ---------------------------------------------------------------- what must hold for every text

const MEANT = new Set(['add-mask', 'debug', 'error', 'warning'])
/** Controls, separators of lines, bidi and other invisible format characters, tags: none has a place in a line of a log. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

function expectHarmlessLog(result: ActionResult) {
  expect(result.stderr).toBe('')
  expect(result.stdout.replaceAll('\n', '')).not.toMatch(UNSEEN)
  expect(result.commands.filter(({ command }) => !MEANT.has(command))).toEqual([])
  // Read as carelessly as anyone might: no line that could begin a command but those the action means.
  for (const line of result.stdout.split('\n')) {
    if (!/^::(?:add-mask|debug|error|warning)[ :]/u.test(line)) expect(line).not.toMatch(/^\s*::|##\[/u)
  }
  for (const { level, title, message } of annotations(result)) {
    expect(title ?? '').toMatch(level === 'error' ? /^(?:Inbox placement.*)?$/u : /^Inbox placement/u)
    expect(`${title}${message}`).not.toMatch(UNSEEN)
  }
  expect(annotations(result).filter(({ title }) => title === 'Owned')).toEqual([])
}

function expectHarmlessPage(markdown: string) {
  const root = page(markdown)
  for (const type of [
    'image',
    'imageReference',
    'linkReference',
    'definition',
    'footnoteReference',
    'footnoteDefinition',
    'code',
    'thematicBreak',
  ] as const) {
    expect(all(root, type)).toEqual([])
  }
  expect(
    all(root, 'link')
      .map(({ url }: Link) => url)
      .filter((url) => url !== RUN_URL),
  ).toEqual([])
  expect(
    all(root, 'html')
      .map(({ value }: Html) => value)
      .filter((html) => !OWN_HTML.test(html)),
  ).toEqual([])
  const headings = all(root, 'heading').map(({ depth }) => depth)
  expect(headings).toEqual([2, 3, 3].slice(0, headings.length))
  // Text outside of code spans is the action's own or plain words; nothing in it could be a reference or a character that hides.
  for (const { value } of all(root, 'text')) {
    expect(value).not.toMatch(/[@#]\w|https?:|www\.|:\w+:|\$\w|\[\^/u)
    expect(value.replaceAll('\n', '')).not.toMatch(UNSEEN)
  }
  for (const { value } of all(root, 'inlineCode')) expect(value).not.toMatch(UNSEEN)
  for (const table of all(root, 'table')) {
    for (const row of table.children)
      expect(row.children).toHaveLength(table.children[0]?.children.length ?? 0)
  }
}

function expectHarmless(result: ActionResult) {
  expectHarmlessLog(result)
  expectHarmlessPage(result.summary)
  expectHarmlessPage(result.files.reportFile ?? '')
  expect(Object.keys(result.outputs).filter((name) => !OUTPUTS.has(name))).toEqual([])
  expect(JSON.parse(result.files.resultsFile ?? '')).toMatchObject({ schema_version: 1 })
}

const OUTPUTS = new Set([
  ...[
    'verdict',
    'status',
    'timed_out',
    'inbox_rate',
    'spam_rate',
    'total_seeds',
    'received',
    'inbox',
    'spam',
  ],
  ...['unknown_placement', 'pending', 'report_file', 'results_file', 'comment_url'],
])

// ---------------------------------------------------------------- the API's texts

/** More that means something somewhere: to the runner, to GitHub's page, to a terminal, to the file of outputs. */
const TEXTS = [
  ...hostileTexts,
  '::stop-commands::owned',
  '\ufeff::error title=Owned::owned',
  '\u2003::warning title=Owned::owned',
  '::error title=Owned::%0A::error title=Owned::x%0D%25',
  '#\u200b#[error title=Owned]x',
  '# #[error]x ###[group]x',
  'verdict=passed\nverdict<<EOF\npassed\nEOF',
  'ghadelimiter_0',
  '\\| a \\\\| b \\\\\\| c',
  '`|` ``|`` \\`|\\`',
  '| --- | --- |',
  '<!--',
  '-->',
  '<![CDATA[',
  '<?php ',
  '<details>',
  '</sub>',
  '<summary>x',
  '&lt;img&gt; &#x3c;b&#x3e;',
  '$$\\href{javascript:alert(1)}{x}$$',
  'acme/mail@0123456789abcdef',
  'deadbeef',
  'https://github.com/acme/mail/issues/1',
  'javascript:alert(1)',
  '> quote',
  '- [x] done',
  '1. one',
  '    code',
  '~~~',
  '***',
  '===',
  '# h',
  '\u001b]0;title\u0007\u001b[?25l\u009b2J',
  '\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u061c\u200e\u200f',
  '%0A%0D%3A%2C::',
  '\\x1b[2J \\u001b[2J \\n::error::x',
]

const specsOf = (text: (nth: number) => string): SeedSpec[] =>
  TEXTS.flatMap((_, nth) =>
    (['Inbox', 'Spam', text(nth + 3)] as const).map((placement) => ({
      provider: text(nth),
      address: `${text(nth + 1)}@${text(nth + 2)}`,
      placement,
      spf: text(nth + 4),
      senderIp: text(nth + 5),
      submissionResult: text(nth + 6),
      found: true,
    })),
  )

describe('an API that puts hostile text into every field', () => {
  const hostile = (nth: number) => TEXTS[nth % TEXTS.length] ?? ''
  const harmless = (nth: number) => `text ${nth % TEXTS.length}`
  const everything = (text: (nth: number) => string, whole: string): Reply => ({
    body: {
      ...testBody(specsOf(text), { testName: whole, submittedDate: whole }),
      submitted_by: whole,
      status: 'Completed',
    },
  })
  const asked = {
    ...LOOK_ONCE,
    require_spf: 'true',
    allowed_sender_ips: '192.0.2.0/24',
    provider_min_inbox_rate: '*: 90',
    seed_addresses: 'full',
    baseline_job_id: 'earlier',
  }
  const play = (reply: Reply) => gate([reply], asked, { jobs: { earlier: inTurn([reply]) } })
  let result: GateRun
  let twin: GateRun
  beforeAll(async () => {
    ;[result, twin] = await Promise.all([
      play(everything(hostile, TEXTS.join(' '))),
      play(everything(harmless, 'text')),
    ])
  })

  test('gets no command, no escape and no hidden character into the log', () => expectHarmlessLog(result))

  test('gets nothing into the report but words and code: no link, image, mention, reference, heading or HTML', () => {
    expectHarmless(result)
    expect(result.summary.length).toBeGreaterThan(20_000)
  })

  test('changes no table: the same ones, with as many columns, and each seed in its row', () => {
    const [mine, theirs] = [result, twin].map(({ summary }) => all(page(summary), 'table').map(cells))
    expect(mine?.map((table) => table[0])).toEqual(theirs?.map((table) => table[0]))
    expect(mine?.at(-1)).toHaveLength(1 + 3 * TEXTS.length)
  })

  test('shows each text where it belongs, as far as it can be seen', () => {
    const seen = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 60)
    const letters = new Set(TEXTS.map((text) => seen(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ''))))
    const rows = cells(all(page(result.summary), 'table').at(-1) as Table).slice(1)
    for (const row of rows) {
      expect([...letters].some((text) => text.startsWith(seen(row[0] ?? '').slice(0, 40)))).toBe(true)
    }
  })

  test.each(TEXTS.map((text, nth) => [JSON.stringify(text.slice(0, 60)), text, nth]))(
    'is as harmless one text at a time: %s',
    async (_, text) => {
      const whole: Reply = {
        body: {
          ...testBody([{ provider: text, placement: text, found: true, spf: text, senderIp: text }], {
            testName: text,
            submittedDate: text,
          }),
          status: text.trim() === '' ? 'Processing' : text,
        },
      }
      const [shown, refused] = await Promise.all([
        gate([whole], { ...LOOK_ONCE, provider_min_inbox_rate: '*: 90' }),
        gate([{ status: 400, body: { error: { message: text } } }], LOOK_ONCE),
      ])
      for (const each of [shown, refused]) {
        expectHarmless(each)
        expect(each.exitCode).toBe(1)
      }
    },
  )

  test('whatever the target of a redirect is called', async () => {
    // A header holds no control characters; everything else it may.
    const targets = TEXTS.map((text) => text.replace(/[^\x20-\x7e]/gu, '').trim()).filter(
      (text) => text !== '',
    )
    const replies = targets.map((Location) => ({ status: 302, headers: { Location } }))
    for (let first = 0; first < replies.length; first += 6) {
      const results = await Promise.all(
        replies.slice(first, first + 6).map((reply) => gate([reply], LOOK_ONCE)),
      )
      for (const each of results) expectHarmless(each)
    }
  })

  test('whatever it puts where a number or a truth belongs', async () => {
    const good = testBody([{ provider: 'Gmail', placement: 'Inbox' }])
    for (const text of [
      '::error title=Owned::owned',
      '\n::error title=Owned::owned',
      '##[error]x',
      '@octocat #1 `|`',
    ]) {
      const bodies = [
        { ...good, summary: { ...good.summary, total_seeds: text } },
        { ...good, summary: { ...good.summary, inbox_rate: text } },
        { ...good, results: [{ ...good.results[0], email_found: text }] },
        { ...good, job_id: text },
        { ...good, results: text },
      ]
      const results = await Promise.all(bodies.map((body) => gate([{ body }], LOOK_ONCE)))
      for (const each of results) {
        expectHarmless(each)
        expect(each.outputs['verdict']).toBe('error')
      }
    }
  })
})

describe('a workflow that passes hostile text on', () => {
  // No process can be given a NUL in its environment.
  const GIVEN = TEXTS.map((text) => text.replaceAll('\0', ''))
  const FREE = [
    'job_id',
    'baseline_job_id',
    'comment_key',
    'provider_min_inbox_rate',
    'allowed_sender_ips',
    'api_url',
  ]
  const CHOSEN = [
    'min_inbox_rate',
    'wait_for',
    'comment',
    'timeout_minutes',
    'pr_number',
    'seed_addresses',
    'warn_only',
  ]

  test.each(GIVEN.map((text) => [JSON.stringify(text.slice(0, 60)), text]))(
    'gets nothing else than told what is wrong: %s',
    async (_, text) => {
      const inputs = Object.fromEntries([...FREE, ...CHOSEN].map((name) => [name, text]))
      expectHarmless(await gate([], inputs))
    },
  )

  test.each(
    TEXTS.filter((text) => !/\p{Cc}/u.test(text) && text.trim() !== '').map((text) => [
      JSON.stringify(text.slice(0, 60)),
      text,
    ]),
  )('may wait for a test and a provider of that name: %s', async (_, text) => {
    const reply = { body: testBody([{ provider: text, placement: 'Inbox' }]) }
    const result = await gate(
      [reply],
      {
        ...LOOK_ONCE,
        job_id: text,
        baseline_job_id: text,
        comment_key: text,
        provider_min_inbox_rate: `${text}: 90`,
      },
      { jobs: { [text.trim().toWellFormed()]: inTurn([reply]) } },
    )
    expectHarmless(result)
  })
})

// ---------------------------------------------------------------- secrets

/** Keys as vendors and people make them. */
const KEYS = ['cc_live_9f8E7d6C5b4a3Z2y', 'k3y+/=%&Zx81nq+/=%41Lm&pQ7']
const TOKEN = 'ghs_Sn34kyT0kenOfTheWorkflow9876'

const escapedAs = (secret: string, code: (character: string) => string) =>
  Array.from(secret, (each) => (/\w/u.test(each) ? each : code(each))).join('')
const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(2, '0')

/** How an API, a proxy or a web server between may say a key again. */
const ECHOES: [string, (secret: string) => string][] = [
  ['as it is', (secret) => secret],
  ['URL-encoded', encodeURIComponent],
  ['URL-encoded in lower case', (secret) => escapedAs(secret, (each) => `%${hex(each)}`)],
  ['URL-encoded in full', (secret) => Array.from(secret, (each) => `%${hex(each).toUpperCase()}`).join('')],
  ['URL-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['JSON-escaped', (secret) => escapedAs(secret, (each) => `\\u00${hex(each)}`)],
  ['as JSON in JSON', (secret) => JSON.stringify(JSON.stringify({ key: secret }))],
  [
    'HTML-escaped',
    (secret) => escapedAs(secret, (each) => (each === '&' ? '&amp;' : `&#${each.charCodeAt(0)};`)),
  ],
  ['in upper case', (secret) => secret.toUpperCase()],
  ['in lower case', (secret) => secret.toLowerCase()],
  ['split by spaces', (secret) => Array.from(secret).join(' ')],
  ['split by hyphens', (secret) => (secret.match(/.{1,4}/gu) ?? []).join('-')],
  ['over two lines', (secret) => `${secret.slice(0, 9)}\n${secret.slice(9)}`],
  ['with invisible characters inside', (secret) => Array.from(secret).join('\u200b')],
  ['in quotes and brackets', (secret) => `"X-CC-API-Key": ['${secret}']`],
]

/** Every text that leaves the action, but for the masks themselves. */
function everyWord(result: ActionResult): string[] {
  const commands = result.commands.filter(({ command }) => command !== 'add-mask')
  const lines = result.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'))
  return [
    ...commands.map((command) => JSON.stringify(command)),
    ...lines,
    result.stderr,
    ...Object.values(result.allFiles),
    ...Object.values(result.outputs),
  ]
}

/** What is left of a text when all that hides a secret from a simple search is taken off. */
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

function expectNoSecret(result: ActionResult, secrets: readonly string[]) {
  // The runner masks what it is told, so that has to be the first thing it hears.
  expect(
    result.stdout
      .split('\n')
      .slice(0, 2)
      .every((line) => line.startsWith('::add-mask::')),
  ).toBe(true)
  for (const secret of secrets) {
    const forms = bare(secret)
    for (const word of everyWord(result)) {
      expect(word).not.toContain(secret)
      for (const letters of bare(word)) for (const form of forms) expect(letters.includes(form)).toBe(false)
    }
  }
}

describe.each(KEYS)('the key %s', (key) => {
  const options = { sandbox: { apiKey: key }, githubToken: TOKEN }
  const secrets = [key, TOKEN]

  test.each(ECHOES)('shows nowhere when the API repeats it %s', async (_, echo) => {
    const whole = (text: string): Reply => {
      const seed = { provider: text, placement: text, spf: text, senderIp: text, submissionResult: text }
      const specs = [{ ...seed, found: true, address: `${text}@a.example` }]
      return {
        body: {
          ...testBody(specs, { testName: text, submittedDate: text, status: text }),
          submitted_by: text,
        },
      }
    }
    const good = testBody([{ provider: 'Gmail', placement: 'Inbox' }])
    const text = `got ${echo(key)} there`
    const replies: Reply[] = [
      whole(text),
      whole(`got ${echo(TOKEN)} there`),
      { body: { error: text } },
      { status: 401, body: { error: { message: text, [text]: text } } },
      { status: 503, body: text },
      { body: { ...good, job_id: text } },
      { body: { ...good, summary: { ...good.summary, inbox_rate: text } } },
      { body: { ...good, results: [{ ...good.results[0], email_found: text }] } },
      { status: 307, headers: { Location: `https://a.example/?k=${text.replace(/[^\x20-\x7e]/gu, '')}` } },
    ]
    const results = await Promise.all(
      replies.map((reply) =>
        gate([reply], { ...LOOK_ONCE, seed_addresses: 'full', provider_min_inbox_rate: '*: 90' }, options),
      ),
    )
    for (const result of results) expectNoSecret(result, secrets)
  })

  test.each([
    ...[
      'job_id',
      'baseline_job_id',
      'comment_key',
      'provider_min_inbox_rate',
      'allowed_sender_ips',
      'min_inbox_rate',
    ],
    ...['wait_for', 'timeout_minutes', 'api_url', 'pr_number', 'seed_addresses', 'comment'],
  ])('shows nowhere when it was pasted into %s', async (name) => {
    const values = [key, `${key}: 90`, `https://127.0.0.1:1/${key}/v1`, TOKEN]
    const good = { body: testBody([{ provider: key, placement: 'Inbox' }]) }
    const results = await Promise.all(
      values.map((value) =>
        gate([good], { ...LOOK_ONCE, [name]: value }, { ...options, jobs: { [value]: inTurn([good]) } }),
      ),
    )
    for (const result of results) expectNoSecret(result, secrets)
  })

  test('shows nowhere when it is the password of a proxy too', async () => {
    const env = { HTTP_PROXY: `http://user:${encodeURIComponent(key)}@127.0.0.1:1` }
    expectNoSecret(await gate([], LOOK_ONCE, { ...options, env }), secrets)
    expectNoSecret(
      await gate([], LOOK_ONCE, { ...options, env: { HTTP_PROXY: `socks5://${key}@127.0.0.1` } }),
      secrets,
    )
  })

  test('shows nowhere when all is well, and travels in its own header only', async () => {
    const result = await gate([{ body: testBody([{ provider: 'Gmail', placement: 'Inbox' }]) }], {}, options)
    expect(result.exitCode).toBe(0)
    expectNoSecret(result, secrets)
    for (const { headers, url, body } of result.requests) {
      expect(headers['x-cc-api-key']).toBe(key)
      const { 'x-cc-api-key': _, ...others } = headers
      expect(JSON.stringify([others, url, body])).not.toContain(key)
      expect(JSON.stringify([headers, url, body])).not.toContain(TOKEN)
    }
  })
})

test('a test that is called like the job it waits for is still found', async () => {
  const result = await gate([{ body: testBody([{ provider: 'Gmail', placement: 'Inbox' }]) }])
  expect(result.summary).toContain(JOB)
})
