import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { renderResults } from '../../src/publish/results-file.ts'
import { gateResult, ruleResult } from '../builders.ts'
import { file, type Workflow } from './github-checks.ts'
import { codeBlocks } from './markdown.ts'

/** The script of a step, by the step's name. */
function script(name: string): string {
  const steps = codeBlocks(file('README.md'), 'yaml').flatMap((block) =>
    Object.values((parse(block.text) as Workflow).jobs).flatMap((job) => job.steps),
  )
  const run = steps.find((step) => step.name === name)?.run
  if (run === undefined) throw new Error(`no step ${name} with a script in the README`)
  return run
}

/** Runs a script in an empty folder, as a step without `shell:` is run on Linux and macOS. */
async function runStep(source: string, env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'step-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const outputFile = join(folder, 'output')
  writeFileSync(join(folder, 'script.sh'), source)
  writeFileSync(outputFile, '')
  const child = spawn('bash', ['-e', 'script.sh'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], GITHUB_OUTPUT: outputFile, ...env },
  })
  const log = Promise.all([text(child.stdout), text(child.stderr)])
  const [exitCode] = await once(child, 'close')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { exitCode, log: (await log).join(''), output: read('output'), read }
}

const has = (tool: string) => spawnSync(tool, ['--version']).status === 0
const canRun = process.platform !== 'win32' && ['bash', 'curl', 'jq'].every(has)

describe.runIf(canRun)('the step that creates the inbox test', () => {
  const ENV = { API_KEY: 'cc-key', TEST_NAME: 'The "spring" $(newsletter)' }

  /** Runs it against an API with one answer. */
  async function create(status: number, answer: string) {
    const asked: { request: IncomingMessage; body: string }[] = []
    const api = createServer(async (request, response) => {
      asked.push({ request, body: await text(request) })
      response.writeHead(status).end(answer)
    }).listen(0, '127.0.0.1')
    await once(api, 'listening')
    onTestFinished(() => void api.close())
    const { port } = api.address() as AddressInfo
    const vendors = 'https://api.campaigncleaner.com/'
    expect(script('Create the inbox test')).toContain(`${vendors}v1/create_inbox_test `)
    const source = script('Create the inbox test').replace(vendors, `http://127.0.0.1:${port}/`)
    return { asked, ...(await runStep(source, ENV)) }
  }

  test('asks with the key and the name, whatever characters they hold', async () => {
    const { asked } = await create(200, '{"job_id": "job-7", "send_to": []}')
    expect(asked).toHaveLength(1)
    expect(asked[0]?.request.method).toBe('POST')
    expect(asked[0]?.request.headers).toMatchObject({
      'x-cc-api-key': 'cc-key',
      'content-type': 'application/json',
    })
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ test_name: ENV.TEST_NAME })
  })

  test('keeps job_id as an output and the seeds in a file, and prints neither', async () => {
    const sendTo = ['a@gmail.example', 'b@yahoo.example']
    const done = await create(200, JSON.stringify({ job_id: 'job-7', send_to: sendTo }))
    expect(done).toMatchObject({ exitCode: 0, output: 'job_id=job-7\n', log: '' })
    expect(JSON.parse(done.read('seeds.json'))).toEqual(sendTo)
  })

  test.each([
    ['a refusal', 401, '{"error": "Invalid API key"}', 'Invalid API key'],
    ['an error that comes with 200', 200, '{"error": "No credits left"}', 'No credits left'],
    ['an answer without a job_id', 200, '{}', 'no job_id in the answer'],
    ['an answer that is not JSON', 502, '<!doctype html>', 'parse error'],
  ])('fails at %s, and says why', async (_, status, answer, reason) => {
    const { exitCode, log, output } = await create(status, answer)
    expect(exitCode).not.toBe(0)
    expect(log).toContain(reason)
    expect(output).toBe('')
  })
})

test.runIf(canRun)('the step that names what failed reads it from the results file', async () => {
  const provider = ruleResult({
    rule: 'provider_min_inbox_rate',
    provider: 'Outlook',
    outcome: 'failed',
  })
  const rules = [ruleResult({ outcome: 'failed' }), ruleResult({ rule: 'max_spam_rate' }), provider]
  const folder = mkdtempSync(join(tmpdir(), 'results-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const results = join(folder, 'results.json')
  writeFileSync(results, renderResults(gateResult({ verdict: 'failed', rules })))
  const { log } = await runStep(script('Name what failed'), { RATE: '84', RESULTS: results })
  expect(log).toBe('84 % in the inbox. Failed:\nmin_inbox_rate\nprovider_min_inbox_rate Outlook\n')
})
