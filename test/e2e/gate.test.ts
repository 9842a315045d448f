import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ActionOptions, type ActionResult, runAction } from '../runner/run-action.ts'
import { seeds, testBody } from '../sandbox/inbox-test-body.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { always, type ScenarioName, scenarios } from '../sandbox/scenarios.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

/** Plays a scenario afresh and runs the built action against it, with quick polls. */
function gate(scenario: ScenarioName, inputs: Record<string, string> = {}, options: ActionOptions = {}) {
  sandbox.play(scenario, scenarios({ speed: 4 })[scenario])
  sandbox.requests.length = 0
  return runAction({
    ...options,
    inputs: {
      job_id: scenario,
      api_key: sandbox.apiKey,
      api_url: sandbox.apiUrl,
      poll_interval_seconds: '1',
      timeout_minutes: '0.1',
      ...inputs,
    },
  })
}

const annotations = (result: ActionResult) =>
  result.commands
    .filter(({ command }) => command === 'error' || command === 'warning')
    .map(({ command, properties, message }) => ({
      level: command,
      title: properties['title'] ?? null,
      message,
    }))

const errors = (result: ActionResult) => annotations(result).filter((each) => each.level === 'error')

/** The tables of a Markdown text, as rows of plain cell texts. */
function tables(markdown: string): string[][][] {
  const found: string[][][] = []
  visit(unified().use(remarkParse).use(remarkGfm).parse(markdown), 'table', (table) => {
    found.push(
      table.children.map((row) =>
        row.children.map((cell) => {
          let text = ''
          visit(cell, (node) => {
            if (node.type === 'text' || node.type === 'inlineCode') text += node.value
          })
          return text.replaceAll('\u00a0', ' ').trim()
        }),
      ),
    )
  })
  return found
}

describe('a good test', () => {
  let result: ActionResult
  beforeAll(async () => {
    result = await gate('all-inbox-stepped')
  })

  test('passes the step and writes nothing to stderr', () => {
    expect(result.exitCode).toBe(0)
    expect(result.stderr).toBe('')
    expect(annotations(result)).toEqual([])
  })

  test('sets every output that is known', () => {
    expect(result.outputs).toEqual({
      verdict: 'passed',
      status: 'Completed',
      timed_out: 'false',
      inbox_rate: '100',
      spam_rate: '0',
      total_seeds: '50',
      received: '50',
      inbox: '50',
      spam: '0',
      unknown_placement: '0',
      pending: '0',
      report_file: expect.stringContaining('report.md'),
      results_file: expect.stringContaining('results.json'),
    })
  })

  test('polls with exactly the request the API documents', () => {
    expect(sandbox.requests).toHaveLength(3)
    for (const request of sandbox.requests) {
      expect(request.method).toBe('POST')
      expect(request.url).toBe('/v1/get_inbox_test_results')
      expect(JSON.parse(request.body)).toEqual({ job_id: 'all-inbox-stepped' })
      expect(request.headers).toMatchObject({
        'x-cc-api-key': sandbox.apiKey,
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': expect.stringMatching(/^inbox-placement-gate\/\d+\.\d+\.\d+$/u),
      })
    }
  })

  test('logs one line for each change and the verdict with its numbers', () => {
    const lines = result.log.split('\n')
    expect(lines).toHaveLength(5)
    expect(lines.slice(1, 4).map((line) => /received (\d+\/\d+)/u.exec(line)?.[1])).toEqual([
      '0/50',
      '25/50',
      '50/50',
    ])
    expect(lines[4]).toContain('passed: 100.0 % inbox (80 % required)')
  })

  test('writes the report to the job summary and to the report file, with every provider and seed', () => {
    expect(result.summary).toMatch(/^## ✅ Inbox placement passed: 100\.0 % inbox, 80 % required\n/u)
    const [rules, placement, providers, senders, all] = tables(result.summary)
    expect(rules).toEqual([
      ['Rule', 'Required', 'Measured', 'Result'],
      ['Inbox rate', '≥ 80 %', '100.0 %', '✅ passed'],
    ])
    expect(placement?.slice(1).map((row) => row.slice(0, 3))).toEqual([
      ['📥 Inbox', '50', '100.0 %'],
      ['🚫 Spam', '0', '0.0 %'],
      ['❔ Unknown', '0', '0.0 %'],
      ['⏳ Pending', '0', '0.0 %'],
    ])
    expect(providers?.slice(1).map((row) => row[0])).toEqual(['Gmail', 'Yahoo', 'Outlook', 'iCloud'])
    expect(senders).toHaveLength(2)
    expect(all).toHaveLength(51)
    expect(result.files.reportFile).toBe(result.summary)
  })

  test('writes the results as JSON with a schema version', () => {
    const results = JSON.parse(result.files.resultsFile ?? '')
    expect(results).toMatchObject({
      schema_version: 1,
      verdict: 'passed',
      job_id: 'all-inbox-stepped',
      test: { summary: { total_seeds: 50, inbox: 50, inbox_rate: 100 } },
      rules: [{ rule: 'min_inbox_rate', outcome: 'passed' }],
    })
    expect(results.test.results).toHaveLength(50)
  })
})

describe('a bad test', () => {
  const bad: Record<string, string> = {
    min_inbox_rate: '85',
    max_spam_rate: '15',
    provider_min_inbox_rate: 'Gmail: 90\noutlook: 75\n*: 50',
    require_spf: 'true',
    allowed_sender_ips: '192.0.2.0/24',
  }
  let result: ActionResult
  beforeAll(async () => {
    result = await gate('outlook-to-spam-completed', bad)
  })

  test('fails the step, and had set the outputs before', () => {
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({
      verdict: 'failed',
      inbox_rate: '84',
      spam_rate: '14',
      inbox: '42',
      spam: '7',
    })
  })

  test('annotates each failed rule once, and ends with one line that carries the numbers', () => {
    expect(errors(result).map((each) => each.title)).toEqual([
      'Inbox placement: Inbox rate',
      'Inbox placement: Inbox rate, Outlook',
      'Inbox placement: Seeds where SPF did not pass',
      'Inbox placement: Seeds from other sender IPs',
      null,
    ])
    const last = result.commands.at(-1)
    expect(last?.command).toBe('error')
    expect(last?.message).toContain(
      'failed: 84.0 % inbox (85 % required), 14.0 % spam, 50 of 50 seeds received',
    )
  })

  test('judges and shows every rule, failed ones and others', () => {
    expect(
      tables(result.summary)[0]
        ?.slice(1)
        .map((row) => [row[0], row[2], row[3]]),
    ).toEqual([
      ['Inbox rate', '84.0 %', '❌ failed'],
      ['Spam rate', '14.0 %', '✅ passed'],
      ['Inbox rate, Gmail', '100.0 %', '✅ passed'],
      ['Inbox rate, Outlook', '20.0 %', '❌ failed'],
      ['Inbox rate, Yahoo', '100.0 %', '✅ passed'],
      ['Inbox rate, iCloud', '100.0 %', '✅ passed'],
      ['Seeds where SPF did not pass', '7', '❌ failed'],
      ['Seeds from other sender IPs', '7', '❌ failed'],
    ])
  })

  test('lists providers and sender IPs worst first', () => {
    expect(tables(result.summary)[2]?.[1]?.[0]).toBe('Outlook')
    expect(tables(result.summary)[3]?.[1]?.[0]).toBe('198.51.100.7')
  })

  test('says in plain words what stands out', () => {
    expect(result.summary).toContain('**Outlook alone is the problem:** 7 of 10 seeds in spam')
    expect(result.summary).toContain('**SPF fails from `198.51.100.7`:** 7 seeds')
  })

  test('only warns with warn_only, and the verdict output still says failed', async () => {
    const warned = await gate('outlook-to-spam-completed', { ...bad, warn_only: 'true' })
    expect(warned.exitCode).toBe(0)
    expect(warned.outputs['verdict']).toBe('failed')
    expect(errors(warned)).toEqual([])
    expect(annotations(warned)).toHaveLength(5)
  })

  test('fails at a rate of 0', async () => {
    const spam = await gate('all-spam-completed')
    expect(spam.exitCode).toBe(1)
    expect(spam.outputs).toMatchObject({ verdict: 'failed', inbox_rate: '0' })
  })
})

describe('seeds that never arrive', () => {
  const short = { timeout_minutes: '0.03', poll_interval_seconds: '1' }

  test('a verdict that they cannot change stands when time is up', async () => {
    const result = await gate('lost-seeds-completed', { ...short, min_inbox_rate: '90' })
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({
      verdict: 'passed',
      status: 'Processing',
      timed_out: 'true',
      pending: '3',
    })
    expect(result.summary).toContain('**3 seeds never received the mail**')
    expect(result.summary).toContain('send_to')
  })

  test('an open verdict fails the step', async () => {
    const result = await gate('lost-seeds-completed', { ...short, min_inbox_rate: '96' })
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ verdict: 'undecided', timed_out: 'true' })
    expect(tables(result.summary)[0]?.[1]).toEqual([
      'Inbox rate',
      '≥ 96 %',
      '94.0 to 100.0 %',
      '⏳ undecided',
    ])
  })

  test('on_timeout: warn lets an open verdict warn once, but a failed one still fails', async () => {
    const open = await gate('lost-seeds-completed', { ...short, min_inbox_rate: '96', on_timeout: 'warn' })
    expect(open.exitCode).toBe(0)
    expect(open.outputs['verdict']).toBe('undecided')
    expect(annotations(open).map((each) => each.level)).toEqual(['warning'])
    const failed = await gate('lost-many-completed', {
      ...short,
      min_inbox_rate: '80',
      max_spam_rate: '0',
      on_timeout: 'warn',
      max_missing_seeds: '5',
    })
    expect(failed.exitCode).toBe(1)
    expect(failed.outputs['verdict']).toBe('failed')
  })

  test('on_timeout: fail makes lateness a failed rule of its own', async () => {
    const result = await gate('lost-seeds-completed', { ...short, on_timeout: 'fail' })
    expect(result.exitCode).toBe(1)
    expect(result.outputs['verdict']).toBe('failed')
  })

  test('max_missing_seeds judges the rates as they stand', async () => {
    const result = await gate('lost-seeds-completed', {
      ...short,
      min_inbox_rate: '94',
      max_missing_seeds: '3',
    })
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({ verdict: 'passed', timed_out: 'true' })
    const fewer = await gate('lost-seeds-completed', {
      ...short,
      min_inbox_rate: '90',
      max_missing_seeds: '2',
    })
    expect(fewer.exitCode).toBe(1)
    expect(errors(fewer)[0]?.title).toBe('Inbox placement: Missing seeds')
  })

  test('timeout_minutes: 0 looks once', async () => {
    const result = await gate('lost-seeds-completed', { timeout_minutes: '0', min_inbox_rate: '90' })
    expect(result.outputs).toMatchObject({ verdict: 'passed', timed_out: 'true' })
    expect(sandbox.requests).toHaveLength(1)
  })

  test('wait_for: verdict stops as soon as nothing can change, is not timed out, and says how many were pending', async () => {
    const result = await gate('lost-seeds-completed', { min_inbox_rate: '90', wait_for: 'verdict' })
    expect(result.exitCode).toBe(0)
    expect(sandbox.requests).toHaveLength(1)
    expect(result.outputs).toMatchObject({ verdict: 'passed', status: 'Processing', timed_out: 'false' })
    expect(result.summary).toContain('**3 seeds were still pending** and could not have changed the verdict')
  })
})

describe('what the API may write differently', () => {
  test('numbers and booleans as text, words in any case', async () => {
    const result = await gate('numeric-strings-completed', { min_inbox_rate: '84' })
    expect(result.outputs).toMatchObject({ verdict: 'passed', inbox_rate: '84', spam: '7' })
  })

  test('an unknown status is not finished, and shown as it came', async () => {
    const result = await gate('paused-stepped', { timeout_minutes: '0' })
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ status: 'paused', verdict: 'undecided' })
  })

  test('a list that grows as mail arrives', async () => {
    expect((await gate('growing-list-stepped', { require_spf: 'true' })).outputs).toMatchObject({
      verdict: 'passed',
    })
  })

  test('a rate that contradicts its own counts is judged as it is, with a warning', async () => {
    sandbox.play(
      'contradiction',
      always('', {
        body: testBody(
          seeds(10, () => ({ provider: 'Gmail', placement: 'Inbox' })),
          { summary: { inbox_rate: 50 } },
        ),
      }),
    )
    const result = await gate('all-inbox', { job_id: 'contradiction' })
    expect(result.outputs['verdict']).toBe('failed')
    expect(annotations(result).filter((each) => each.level === 'warning')).toHaveLength(1)
    expect(result.summary).toContain('**The API contradicts itself:**')
  })
})

describe('faults of the API', () => {
  test.each<[ScenarioName, string, string]>([
    ['wrong-key', 'refused the key (HTTP 403)', 'Check api_key'],
    ['unknown-job', 'does not know this job_id (HTTP 404)', 'Check job_id'],
    ['job-error', 'Invalid job_id', 'Check job_id'],
    ['api-error', 'Results are not available', 'trying again would not help'],
    ['redirect', 'redirect to https://elsewhere.example', 'Check api_url'],
    ['wrong-shape', 'summary.inbox_rate is null', 'No verdict rests on a guess'],
  ])('%s fails at once, with what happened and what to do', async (scenario, happened, hint) => {
    const result = await gate(scenario)
    expect(result.exitCode).toBe(1)
    expect(sandbox.requests).toHaveLength(1)
    expect(result.outputs).toMatchObject({ verdict: 'error', timed_out: 'false' })
    expect(errors(result)).toHaveLength(1)
    expect(errors(result)[0]?.message).toContain(happened)
    expect(errors(result)[0]?.message).toContain(hint)
    expect(result.summary).toContain('could not be judged')
    expect(result.stdout + result.stderr).not.toMatch(/^\s+at /mu)
  })

  test.each<ScenarioName>(['flaky', 'rate-limited'])(
    '%s passes once the API is well again',
    async (scenario) => {
      const result = await gate(scenario, { timeout_minutes: '0.3' })
      expect(result.outputs['verdict']).toBe('passed')
      expect(result.log).toContain('trying again in')
    },
  )

  test('an outage after good polls leaves the last good results to decide at the deadline', async () => {
    const result = await gate('outage', { min_inbox_rate: '40', timeout_minutes: '0.08' })
    expect(result.outputs).toMatchObject({ verdict: 'passed', timed_out: 'true' })
    expect(annotations(result).map((each) => each.level)).toEqual(['warning'])
  })

  test('an API that is never readable in time is an error', async () => {
    const result = await gate('not-json', { timeout_minutes: '0.02', on_timeout: 'warn', warn_only: 'true' })
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ verdict: 'error', timed_out: 'true' })
  })
})

describe('inputs', () => {
  test('reports every mistake at once, names each, and makes no request', async () => {
    const result = await gate('all-inbox', {
      job_id: '',
      min_inbox_rate: '0.85',
      timeout_minutes: 'soon',
      provider_min_inbox_rate: 'Gmail: 101\nGmail 90',
      comment: 'yes',
    })
    expect(result.exitCode).toBe(1)
    expect(sandbox.requests).toEqual([])
    expect(result.outputs).toMatchObject({ verdict: 'error' })
    const messages = errors(result).map((each) => each.message)
    expect(messages.slice(0, -1).map((message) => message.split(/[ :]/u)[0])).toEqual([
      'job_id',
      'min_inbox_rate',
      'provider_min_inbox_rate',
      'provider_min_inbox_rate',
      'timeout_minutes',
      'comment',
    ])
    expect(messages[1]).toContain('did you mean 85?')
    expect(messages.at(-1)).toContain('6 inputs are invalid')
    expect(result.summary).toContain('did you mean 85?')
  })

  test('a secret is never shown, not even an invalid one', async () => {
    const result = await gate('all-inbox', {
      api_key: 'two words',
      api_url: 'https://user:hunter2@api.example/v1',
    })
    expect(errors(result)).toHaveLength(3)
    for (const each of annotations(result)) expect(each.message).not.toMatch(/two words|hunter2/u)
  })
})

describe('what must not leak', () => {
  const everywhere = (result: ActionResult) =>
    [
      ...result.commands.filter((each) => each.command !== 'add-mask').map((each) => JSON.stringify(each)),
      result.log,
      result.stderr,
      ...Object.values(result.allFiles),
    ].join('\n')

  test.each(['masked', 'hidden'])('no seed address in full with seed_addresses: %s', async (mode) => {
    const result = await gate('outlook-to-spam-completed', { seed_addresses: mode })
    expect(everywhere(result)).not.toMatch(/seed-\d+@/u)
    expect(everywhere(result).includes('s•••@gmail.example')).toBe(mode === 'masked')
    expect(
      result.commands.filter((each) => each.command === 'add-mask' && each.message.includes('@')),
    ).toHaveLength(50)
  })

  test('seed addresses in full when asked for', async () => {
    const result = await gate('outlook-to-spam-completed', { seed_addresses: 'full' })
    expect(result.summary).toContain('seed-01@gmail.example')
  })

  test('hidden addresses are null in the results file', async () => {
    const result = await gate('all-inbox-completed', { seed_addresses: 'hidden' })
    const { test: shown } = JSON.parse(result.files.resultsFile ?? '')
    expect(shown.results[0].seed_address).toBeNull()
  })

  test('the API key and the token appear only where they are masked', async () => {
    const token = 'ghs_notForAnyone1234567890'
    sandbox.play(
      'echo',
      always('', { body: { error: `bad key ${sandbox.apiKey} or ${encodeURIComponent(sandbox.apiKey)}` } }),
    )
    for (const job of ['all-inbox-completed', 'echo'] as const) {
      const result = await gate('all-inbox-completed', { job_id: job }, { githubToken: token })
      expect(result.commands.slice(0, 2).map((each) => each.command)).toEqual(['add-mask', 'add-mask'])
      expect(everywhere(result)).not.toContain(sandbox.apiKey)
      expect(everywhere(result)).not.toContain(token)
    }
  })

  test("the account's e-mail address", async () => {
    expect(everywhere(await gate('all-inbox-completed', { seed_addresses: 'full' }))).not.toContain(
      'campaigns@acme.example',
    )
  })

  test('no text of the API becomes a workflow command, and the report keeps its tables', async () => {
    const result = await gate('hostile-completed')
    const meant = new Set(['add-mask', 'error', 'warning', 'debug'])
    expect(result.commands.filter((each) => !meant.has(each.command))).toEqual([])
    expect(['\u001b', '##['].filter((bad) => result.stdout.includes(bad))).toEqual([])
    for (const table of tables(result.summary)) {
      for (const row of table) expect(row).toHaveLength(table[0]?.length ?? 0)
    }
  })
})

// Windows has no signals that a process could catch; its runner ends the step by other means.
describe.skipIf(process.platform === 'win32')('cancellation', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s while sleeping: what is known is written, and the step fails within two seconds',
    async (signal) => {
      const started = performance.now()
      const result = await gate(
        'lost-seeds-completed',
        { min_inbox_rate: '90', poll_interval_seconds: '30', timeout_minutes: '5' },
        {
          interrupt: { signal, onLine: /received 47\/50/u },
        },
      )
      expect(performance.now() - started).toBeLessThan(4000)
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({
        verdict: 'passed',
        status: 'Processing',
        timed_out: 'false',
        pending: '3',
      })
      expect(errors(result).at(-1)?.message).toContain('cancelled')
      expect(result.summary).toContain('cancelled')
    },
  )

  test('while a request is in flight', async () => {
    sandbox.play('stalled', always('', { fault: 'stall-headers' }))
    const result = await gate(
      'all-inbox',
      { job_id: 'stalled', timeout_minutes: '5' },
      { interrupt: { signal: 'SIGTERM', afterMs: 1500 } },
    )
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ verdict: 'undecided' })
    expect(result.durationMs).toBeLessThan(1500 + 2000)
  })
})

describe('the runner', () => {
  test('without a job summary the rest is done all the same', async () => {
    const result = await gate('all-inbox-completed', {}, { env: { GITHUB_STEP_SUMMARY: undefined } })
    expect(result.exitCode).toBe(0)
    expect(annotations(result)).toEqual([])
    expect(result.files.reportFile).toContain('Inbox placement passed')
  })

  test('a job summary that cannot be written is a warning', async () => {
    const result = await gate(
      'all-inbox-completed',
      {},
      { env: { GITHUB_STEP_SUMMARY: '/nonexistent/folder/summary' } },
    )
    expect(result.exitCode).toBe(0)
    expect(annotations(result).map((each) => each.level)).toEqual(['warning'])
    expect(result.outputs['verdict']).toBe('passed')
  })

  test('thousands of seeds stay below the size limit of a job summary, and the files have them all', async () => {
    const result = await gate('thousands-completed')
    expect(Buffer.byteLength(result.summary)).toBeLessThan(1024 * 1024)
    expect(tables(result.files.reportFile ?? '').at(-1)).toHaveLength(5001)
    expect(JSON.parse(result.files.resultsFile ?? '').test.results).toHaveLength(5000)
  })
})

describe('comparison with an earlier test', () => {
  test('shows deltas, seeds that moved, and whether chance explains them', async () => {
    sandbox.play('outlook-to-spam-baseline', scenarios()['outlook-to-spam-baseline'])
    const result = await gate('outlook-to-spam-completed', {
      baseline_job_id: 'outlook-to-spam-baseline',
      max_inbox_rate_drop: '5',
    })
    expect(result.exitCode).toBe(1)
    expect(errors(result)[0]?.title).toBe('Inbox placement: Drop against baseline')
    expect(result.summary).toContain('▼ 14.0 points')
    expect(result.summary).toMatch(
      /\*\*Down 14 points since the baseline:\*\* lost 8 of 50 seeds, all at Outlook, gained 1.*unlikely to be chance \(p = 0\.039\)/u,
    )
    expect(sandbox.requests.filter((each) => each.body.includes('baseline'))).toHaveLength(1)
  })

  test('a baseline that cannot be read is an error when a rule needs it, else a warning', async () => {
    const needed = await gate('all-inbox-completed', { baseline_job_id: 'nowhere', max_inbox_rate_drop: '5' })
    expect(needed.exitCode).toBe(1)
    expect(needed.outputs['verdict']).toBe('error')
    expect(errors(needed)[0]?.message).toContain('baseline')
    const shown = await gate('all-inbox-completed', { baseline_job_id: 'nowhere' })
    expect(shown.exitCode).toBe(0)
    expect(annotations(shown).map((each) => each.level)).toEqual(['warning'])
  })
})
