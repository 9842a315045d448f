import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ActionOptions, runAction } from '../../tools/runner/run-action.ts'
import { type GitHubStandIn, startGitHub } from '../../tools/sandbox/github.ts'
import { startProxy } from '../../tools/sandbox/proxy.ts'
import { type Sandbox, startSandbox } from '../../tools/sandbox/sandbox.ts'
import { type ScenarioName, scenarios } from '../../tools/sandbox/scenarios.ts'

let sandbox: Sandbox
let github: GitHubStandIn

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

beforeEach(async () => {
  github = await startGitHub()
  return () => github.close()
})

const TOKEN = 'ghs_standInForTheWorkflowToken'

function gate(scenario: ScenarioName, runNumber: number, options: ActionOptions = {}) {
  sandbox.play(scenario, scenarios()[scenario])
  const pullRequest = { number: 7, state: 'open', head: { sha: 'ffac537e6cbbf934b08745a378932722df287a53' } }
  return runAction({
    event: { name: 'pull_request', payload: { pull_request: pullRequest } },
    githubToken: TOKEN,
    ...options,
    env: { GITHUB_API_URL: github.apiUrl, GITHUB_RUN_NUMBER: String(runNumber), ...options.env },
    inputs: {
      job_id: scenario,
      api_key: sandbox.apiKey,
      api_url: sandbox.apiUrl,
      timeout_minutes: '0',
      comment: 'always',
      ...options.inputs,
    },
  })
}

/** What was asked since the last call. */
const asked = () =>
  github.requests.splice(0).map(({ method, path }) => `${method} ${path.replace(/\d{4,}/u, 'ID')}`)

const warnings = (result: Awaited<ReturnType<typeof gate>>) =>
  result.commands.filter((each) => each.command === 'warning').map((each) => each.message)

test('one comment over the life of a pull request: created, updated, and not by a run that ends late', async () => {
  const first = await gate('all-spam-completed', 1)
  expect(first.exitCode).toBe(1)
  expect(first.outputs['comment_url']).toBe('https://github.com/acme/mail/pull/7#issuecomment-1000')
  expect(asked()).toEqual(['POST /graphql', 'POST /repos/acme/mail/issues/7/comments', 'POST /graphql'])

  const third = await gate('all-inbox-completed', 3)
  expect(third.outputs['comment_url']).toBe(first.outputs['comment_url'])
  expect(asked()).toEqual(['POST /graphql', 'PATCH /repos/acme/mail/issues/comments/ID', 'POST /graphql'])

  const second = await gate('all-spam-completed', 2)
  expect(second.log).toContain('later run (#3)')
  expect(asked()).toEqual(['POST /graphql'])
  expect(github.comments.map((each) => each.body)).toEqual([expect.stringContaining('passed')])
  expect([first, second, third].flatMap(warnings)).toEqual([])
})

test('pr_number needs neither an event that can be read nor an open pull request', async () => {
  github.pullRequests = [{ number: 12, state: 'closed', headSha: 'a', mergeSha: 'b', head: 'acme:news' }]
  const folder = mkdtempSync(join(tmpdir(), 'event-'))
  const file = join(folder, 'event.json')
  writeFileSync(file, '{"pull_request":')
  const result = await gate('all-inbox-completed', 1, {
    env: { GITHUB_EVENT_PATH: file },
    inputs: { pr_number: '12' },
  })
  rmSync(folder, { recursive: true })
  expect(warnings(result)).toEqual([])
  expect(asked()).toEqual(['POST /graphql', 'POST /repos/acme/mail/issues/12/comments', 'POST /graphql'])
})

test('the push of a merge is reported on the pull request that it merged', async () => {
  const mergeSha = 'ffac537e6cbbf934b08745a378932722df287a53'
  github.pullRequests = [{ number: 12, state: 'closed', headSha: 'a', mergeSha, head: 'acme:news' }]
  const result = await gate('all-inbox-completed', 1, { event: { name: 'push', payload: {} } })
  expect(warnings(result)).toEqual([])
  expect(asked()).toEqual([
    `GET /repos/acme/mail/commits/${mergeSha}/pulls?per_page=100`.replace(/\d{4,}/u, 'ID'),
    'POST /graphql',
    'POST /repos/acme/mail/issues/12/comments',
    'POST /graphql',
  ])
})

test('the commit status is pending while the step waits, and then the verdict', async () => {
  const result = await gate('all-inbox-stepped', 1, {
    inputs: {
      comment: 'never',
      commit_status: 'Inbox placement',
      timeout_minutes: '1',
      poll_interval_seconds: '1',
    },
  })
  expect(warnings(result)).toEqual([])
  expect(github.statuses).toMatchObject([
    { state: 'pending', description: 'waiting for the inbox test' },
    { state: 'success', description: result.outputs['headline'] },
  ])
  for (const { sha, context, target_url } of github.statuses) {
    expect([sha, context]).toEqual(['ffac537e6cbbf934b08745a378932722df287a53', 'Inbox placement'])
    expect(target_url).toBe('https://github.com/acme/mail/actions/runs/4242/attempts/1')
  }
})

test.skipIf(process.platform === 'win32')('the commit status of a cancelled run is an error', async () => {
  const result = await gate('lost-many', 1, {
    inputs: {
      comment: 'never',
      commit_status: 'Inbox placement',
      timeout_minutes: '1',
      poll_interval_seconds: '60',
    },
    interrupt: { signal: 'SIGTERM', onLine: /arrived/u },
  })
  expect(result.exitCode).toBe(1)
  expect(github.statuses.at(-1)).toMatchObject({
    state: 'error',
    description: expect.stringMatching(/cancelled/iu),
  })
})

test('a proxy of the environment is the way to GitHub too', async () => {
  const proxy = await startProxy()
  const result = await gate('all-inbox-completed', 1, {
    env: { ALL_PROXY: `http://user:pa%40ss@127.0.0.1:${proxy.port}` },
  })
  await proxy.close()
  expect(warnings(result)).toEqual([])
  expect(github.comments).toHaveLength(1)
  const asked = new Set(proxy.requests.map(({ target }) => new URL(target).origin))
  expect(asked).toEqual(new Set([sandbox.apiUrl, github.apiUrl].map((url) => new URL(url).origin)))
})

test('what GitHub does wrong is one warning, which does not show the token', async () => {
  github.trouble = () => ({ status: 401, body: { message: `Bad credentials: ${TOKEN}` } })
  const result = await gate('all-inbox-completed', 1)
  expect(result.exitCode).toBe(0)
  expect(result.outputs).toMatchObject({ verdict: 'passed', inbox_rate: '100' })
  expect(warnings(result)).toEqual([expect.stringContaining('github_token')])
  expect(result.stderr).toBe('')
  // Once, to have the runner mask it.
  expect(result.stdout.split(TOKEN)).toHaveLength(2)
})

test.skipIf(process.platform === 'win32')(
  'a cancelled run writes no comment, and is not held up by GitHub',
  async () => {
    let signalledAt = 0
    let cancel = () => {}
    github.trouble = ({ path }) => {
      if (path === '/graphql') return null
      signalledAt = performance.now()
      cancel()
      return 'hang'
    }
    const result = await gate('all-inbox-completed', 1, {
      onLine: (_, child) => {
        cancel = () => child.kill('SIGTERM')
      },
    })
    expect(performance.now() - signalledAt).toBeLessThan(2000)
    expect(result.outputs['verdict']).toBe('passed')
    expect(github.comments).toEqual([])
  },
)
