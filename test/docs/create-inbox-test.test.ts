import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { file, type Workflow } from './github-checks.ts'
import { runStep } from './step.ts'

const KEY = 'cc-key-"5f\\2e"'
const SEEDS = ['seed.1@gmail.example', 's-2+x@mail.yahoo.example']
const GOOD = JSON.stringify({ job_id: 'job-7', send_to: SEEDS, test_name: 'Spring' })

type Answer = { readonly status?: number; readonly body: string } | 'hang' | 'reset'

/** The vendor's API with one answer to everything. */
async function startApi(answer: Answer) {
  const asked: { request: IncomingMessage; body: string }[] = []
  const server = createServer(async (request, response) => {
    asked.push({ request, body: await text(request) })
    if (answer === 'reset') request.socket.resetAndDestroy()
    else if (answer !== 'hang') response.writeHead(answer.status ?? 200).end(answer.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
}

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'repository-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  copyFileSync(
    new URL('../../examples/create-inbox-test', import.meta.url),
    join(folder, 'create-inbox-test'),
  )
  return folder
}

/** Runs the script as a step of a workflow does. */
async function create(answer: Answer, env: Record<string, string> = {}, name = 'Spring "$(news)"') {
  const { asked, url } = await startApi(answer)
  const folder = repository()
  const variables = { CAMPAIGN_CLEANER_API_KEY: KEY, CAMPAIGN_CLEANER_API_URL: url, NAME: name, ...env }
  const done = await runStep('bash create-inbox-test "$NAME"', folder, variables)
  return { asked, ...done }
}

/** What can go wrong, and what the log says then. */
const TROUBLE: [string, Answer, string][] = [
  ['an outage', { status: 502, body: '<!doctype html>' }, 'HTTP 502: the answer is not JSON'],
  ['an outage with an empty body', { status: 502, body: '' }, 'HTTP 502: '],
  ['an empty body with 200', { body: '' }, 'HTTP 200: the answer is not a JSON object'],
  ['a blank body', { body: ' \n' }, 'the answer is not a JSON object'],
  ['a body that is not JSON', { body: 'OK' }, 'the answer is not JSON'],
  ['a body that is cut short', { body: GOOD.slice(0, -2) }, 'the answer is not JSON'],
  ['two answers in one', { body: `${GOOD}\n${GOOD}` }, 'the answer is not a JSON object'],
  ['a list', { body: `[${GOOD}]` }, 'the answer is not a JSON object'],
  ['a refusal', { status: 401, body: '{"error": "Invalid API key"}' }, 'the API says: Invalid API key'],
  ['an error with 200', { body: '{"error": "No credits left"}' }, 'the API says: No credits left'],
  ['a good body with a status that is not', { status: 500, body: GOOD }, 'HTTP 500: that is not a success'],
  ['a redirect', { status: 302, body: GOOD }, 'HTTP 302: that is not a success'],
  ['no job_id', { body: JSON.stringify({ send_to: SEEDS }) }, 'no job_id'],
  ...[null, '', 'null', 7, 'a\nb=c'].map((job_id): [string, Answer, string] => [
    `the job_id ${JSON.stringify(job_id)}`,
    { body: JSON.stringify({ job_id, send_to: SEEDS }) },
    'no job_id',
  ]),
  ['no send_to', { body: '{"job_id": "job-7"}' }, 'no addresses in send_to'],
  ...[null, [], '', 'a@b.example', {}].map((send_to): [string, Answer, string] => [
    `send_to as ${JSON.stringify(send_to)}`,
    { body: JSON.stringify({ job_id: 'job-7', send_to }) },
    'no addresses in send_to',
  ]),
  ...[null, '', 'nobody', 'a@b.example\nc', '--all@b.example', { email: 'a@b.example' }].map(
    (entry): [string, Answer, string] => [
      `${JSON.stringify(entry)} among the addresses`,
      { body: JSON.stringify({ job_id: 'job-7', send_to: [...SEEDS, entry] }) },
      'send_to has an entry that is not an address',
    ],
  ),
  ['a connection that breaks', 'reset', 'look in Campaign Cleaner whether the test was created'],
]

const has = (tool: string) => spawnSync(tool, ['--version']).status === 0
const canRun = process.platform !== 'win32' && ['bash', 'curl', 'jq'].every(has)

describe.runIf(canRun)('create-inbox-test', () => {
  test('asks once, with the key and the name, whatever characters they hold', async () => {
    const { asked } = await create({ body: GOOD })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.request).toMatchObject({ method: 'POST', url: '/v1/create_inbox_test' })
    expect(asked[0]?.request.headers).toMatchObject({
      'x-cc-api-key': KEY,
      'content-type': 'application/json',
    })
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ test_name: 'Spring "$(news)"' })
  })

  test('sets job_id and the seeds as outputs, and shows no seed in a log that masks', async () => {
    const { exitCode, log, outputs } = await create({ body: GOOD }, { GITHUB_ACTIONS: 'true' })
    expect(exitCode).toBe(0)
    expect(outputs).toEqual({ job_id: 'job-7', send_to: SEEDS.join('\n') })
    expect(log).toContain('job-7')
    const masks = SEEDS.map((seed) => `::add-mask::${seed}`)
    expect(log.split('\n').filter((line) => SEEDS.some((seed) => line.includes(seed)))).toEqual(masks)
  })

  test('an API that hangs is given up', async () => {
    const { asked, url } = await startApi('hang')
    const folder = repository()
    const script = join(folder, 'create-inbox-test')
    const patient = readFileSync(script, 'utf8')
    expect(patient).toContain(' --max-time 60 ')
    writeFileSync(script, patient.replace(' --max-time 60 ', ' --max-time 0.5 '))
    const env = { CAMPAIGN_CLEANER_API_KEY: KEY, CAMPAIGN_CLEANER_API_URL: url }
    const { exitCode, log, outputs } = await runStep('bash create-inbox-test Spring', folder, env)
    expect(exitCode).not.toBe(0)
    expect(log).toContain('look in Campaign Cleaner whether the test was created')
    expect(outputs).toEqual({})
    expect(asked).toHaveLength(1)
  })

  test("the API's words are one line of the log, and never a command to the runner", async () => {
    const error = `Stop\n::set-output name=x::y\u001b[2J \u0085::error::${'x'.repeat(5000)}`
    const { log } = await create({ body: JSON.stringify({ error }) })
    const lines = log.trim().split('\n')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^create-inbox-test: HTTP 200: the API says: Stop ::set-output[ -~]{0,300}$/u)
  })

  test('the key is in no command line and in no line of the log, even when the API repeats it', async () => {
    const { asked, url } = await startApi({
      status: 401,
      body: JSON.stringify({ error: `Not valid: ${KEY}` }),
    })
    const folder = repository()
    writeFileSync(
      join(folder, 'curl'),
      `#!/usr/bin/env bash\necho "$@" >> arguments\nexec ${which('curl')} "$@"\n`,
    )
    chmodSync(join(folder, 'curl'), 0o755)
    const { log } = await runStep('PATH=$PWD:$PATH bash create-inbox-test Spring', folder, {
      CAMPAIGN_CLEANER_API_KEY: KEY,
      CAMPAIGN_CLEANER_API_URL: url,
    })
    expect(asked[0]?.request.headers['x-cc-api-key']).toBe(KEY)
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).not.toContain(KEY)
    expect(log).toContain('Not valid: ***')
    expect(log).not.toContain(KEY.slice(0, 6))
  })

  test.each([
    ['without a key', { CAMPAIGN_CLEANER_API_KEY: '' }, 'is the secret set?'],
    ['with a key that has a line break', { CAMPAIGN_CLEANER_API_KEY: 'a\nX-Other: b' }, 'is the secret set?'],
    ['without a name', { NAME: '' }, 'give the test a name'],
    [
      'where the key would travel in the clear',
      { CAMPAIGN_CLEANER_API_URL: 'http://a.example/v1' },
      'must be https',
    ],
  ])('asks nothing %s', async (_, env, reason) => {
    const { asked, exitCode, log } = await create({ body: GOOD }, env)
    expect(exitCode).not.toBe(0)
    expect(log).toContain(reason)
    expect(asked).toEqual([])
  })
})

describe.runIf(canRun)('in send-then-gate.yml', () => {
  /** Runs the workflow's scripts one after the other, until one fails, as the runner does. */
  async function runWorkflow(answer: Answer) {
    const { asked, url } = await startApi(answer)
    const folder = repository()
    writeFileSync(join(folder, 'send-campaign'), '#!/usr/bin/env bash\nprintf "%s\\n" "$@" > sent\n')
    chmodSync(join(folder, 'send-campaign'), 0o755)
    const { jobs } = parse(file('examples/send-then-gate.yml')) as Workflow
    let log = ''
    let outputs: Record<string, string> = {}
    for (const { run, env = {} } of jobs['send']?.steps ?? []) {
      if (run === undefined) continue
      const values: Record<string, string> = {
        '${{ secrets.CAMPAIGN_CLEANER_API_KEY }}': KEY,
        '${{ steps.test.outputs.send_to }}': outputs['send_to'] ?? '',
      }
      const variables = Object.entries(env).map(([name, value]) => [name, values[value] ?? value])
      const step = await runStep(run, folder, {
        ...Object.fromEntries(variables),
        CAMPAIGN_CLEANER_API_URL: url,
        GITHUB_RUN_NUMBER: '12',
      })
      log += step.log
      outputs = { ...outputs, ...step.outputs }
      if (step.exitCode !== 0) break
    }
    const sent = join(folder, 'sent')
    return { asked, log, outputs, sent: existsSync(sent) ? readFileSync(sent, 'utf8') : null }
  }

  test('the campaign goes to every seed', async () => {
    const { sent } = await runWorkflow({ body: GOOD })
    expect(sent?.trim().split('\n')).toEqual(['--list', 'customers', '--also-to', ...SEEDS])
  })

  test.each(TROUBLE)('nothing is sent after %s, and the log says why', async (_, answer, reason) => {
    const { asked, log, outputs, sent } = await runWorkflow(answer)
    expect(sent).toBeNull()
    expect(log).toContain(reason)
    expect(outputs).toEqual({})
    expect(asked).toHaveLength(1)
  })
})

function which(tool: string): string {
  return spawnSync('bash', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim()
}
