import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { marker } from '../../src/github/sticky-comment.ts'
import { type GitHubRequest, type GitHubStandIn, startGitHub } from '../github/github-stand-in.ts'
import { openPublishedDescription } from '../github/published-description.ts'
import { type ActionOptions, runAction } from '../runner/run-action.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { type ScenarioName, scenarios } from '../sandbox/scenarios.ts'

let sandbox: Sandbox
let github: GitHubStandIn
const seen: GitHubRequest[] = []

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

beforeEach(async () => {
  github = await startGitHub()
  return async () => {
    seen.push(...github.requests)
    await github.close()
  }
})

const TOKEN = 'ghs_standInForTheWorkflowToken'

function gate(scenario: ScenarioName, inputs: Record<string, string> = {}, options: ActionOptions = {}) {
  sandbox.play(scenario, scenarios()[scenario])
  return runAction({
    event: { name: 'pull_request', payload: { pull_request: { number: 7 } } },
    githubToken: TOKEN,
    ...options,
    env: { GITHUB_API_URL: github.apiUrl, ...options.env },
    inputs: {
      job_id: scenario,
      api_key: sandbox.apiKey,
      api_url: sandbox.apiUrl,
      timeout_minutes: '0',
      comment: 'always',
      ...inputs,
    },
  })
}

const warnings = (result: Awaited<ReturnType<typeof gate>>) =>
  result.commands.filter((each) => each.command === 'warning').map((each) => each.message)

test('without being asked, nothing is said to GitHub', async () => {
  await gate('all-inbox-completed', { comment: 'never' })
  expect(github.requests).toEqual([])
})

test('always: the report is created once, then updated in place, and the output says where', async () => {
  const first = await gate('outlook-to-spam-completed', { min_inbox_rate: '85' })
  expect(first.exitCode).toBe(1)
  expect(first.outputs['comment_url']).toBe('https://github.com/acme/mail/pull/7#issuecomment-1000')
  expect(github.comments[0]?.body).toContain('## ❌ Inbox placement failed: 84.0 % inbox')
  const second = await gate('all-inbox-completed')
  expect(second.outputs['comment_url']).toBe(first.outputs['comment_url'])
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]?.body).toContain('## ✅ Inbox placement passed')
  expect(warnings(second)).toEqual([])
})

test('on_failure: nothing for a good test, a comment for a bad one, and the comment follows when it passes later', async () => {
  await gate('all-inbox-completed', { comment: 'on_failure' })
  expect(github.comments).toEqual([])
  await gate('all-spam-completed', { comment: 'on_failure' })
  expect(github.comments[0]?.body).toContain('failed')
  await gate('all-inbox-completed', { comment: 'on_failure' })
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]?.body).toContain('passed')
})

test("an error is shown in the comment with its hint, so that an old report does not stand as this run's", async () => {
  await gate('all-inbox-completed')
  await gate('unknown-job')
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]?.body).toContain('could not be judged')
  expect(github.comments[0]?.body).toContain('Check job_id')
})

test('invalid inputs are shown in the comment too', async () => {
  await gate('all-inbox-completed', { min_inbox_rate: '0.85' })
  expect(github.comments[0]?.body).toContain('did you mean 85?')
})

test('a test still processing says so', async () => {
  await gate('lost-seeds-completed', { min_inbox_rate: '96' })
  expect(github.comments[0]?.body).toContain('Inbox placement undecided')
  expect(github.comments[0]?.body).toContain('status Processing')
})

test('comment_key keeps the comments of a matrix apart', async () => {
  await gate('all-inbox-completed', { comment_key: 'A' })
  await gate('all-inbox-completed', { comment_key: 'B' })
  await gate('all-inbox-completed', { comment_key: 'A' })
  expect(github.comments).toHaveLength(2)
})

test('finds its comment behind a hundred others, and leaves one with its marker by somebody else alone', async () => {
  const begin = marker({ workflow: 'Newsletter', job: 'gate' }, '')
  github.comments = [
    { id: 1, author: 'mallory', body: `${begin}forged` },
    ...Array.from({ length: 230 }, (_, index) => ({ id: 2 + index, author: 'octocat', body: 'chat' })),
    { id: 900, author: 'github-actions[bot]', body: `${begin}old report` },
  ]
  await gate('all-inbox-completed')
  expect(github.comments).toHaveLength(232)
  expect(github.comments[0]?.body).toContain('forged')
  expect(github.comments.at(-1)?.body).toContain('passed')
})

test('thousands of seeds stay below 65,536 characters, and the summary is linked for the rest', async () => {
  await gate('thousands-completed')
  const body = github.comments[0]?.body ?? ''
  expect(body.length).toBeLessThanOrEqual(65_536)
  expect(body.length).toBeGreaterThan(60_000)
  expect(body).toContain(
    "seeds are left out here to stay within GitHub's size limit; the [job summary](https://github.com/acme/mail/actions/runs/4242)",
  )
})

test('GitHub Enterprise Server is reached at GITHUB_API_URL', async () => {
  const enterprise = await startGitHub({ prefix: '/api/v3' })
  try {
    await gate('all-inbox-completed', {}, { env: { GITHUB_API_URL: enterprise.apiUrl } })
    await gate('all-spam-completed', {}, { env: { GITHUB_API_URL: enterprise.apiUrl } })
    expect(enterprise.comments).toHaveLength(1)
    expect(enterprise.comments[0]?.body).toContain('failed')
  } finally {
    await enterprise.close()
  }
})

describe('what GitHub does wrong is one warning, and changes nothing else', () => {
  test.each<[string, GitHubStandIn['trouble'], string]>([
    [
      'a read-only token',
      ({ method }) =>
        method === 'POST'
          ? { status: 403, body: { message: 'Resource not accessible by integration' } }
          : null,
      'pull-requests: write',
    ],
    [
      'a token that is not valid',
      () => ({ status: 401, body: { message: 'Bad credentials' } }),
      'github_token',
    ],
    [
      'a refusal of the content',
      ({ method }) => (method === 'POST' ? { status: 422, body: { message: 'Validation Failed' } } : null),
      'HTTP 422',
    ],
    [
      'a rate limit',
      () => ({ status: 429, body: { message: 'API rate limit exceeded' }, headers: { 'Retry-After': '60' } }),
      'the next run',
    ],
    ['an outage', () => ({ status: 502, body: { message: 'Bad Gateway' } }), 'HTTP 502'],
    ['a connection that breaks', () => 'reset', 'the next run'],
  ])('%s', async (_, trouble, expected) => {
    github.trouble = trouble
    const result = await gate('all-inbox-completed')
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({ verdict: 'passed', inbox_rate: '100' })
    expect(result.outputs['comment_url']).toBeUndefined()
    expect(result.summary).toContain('passed')
    expect(warnings(result)).toHaveLength(1)
    expect(warnings(result)[0]).toContain(expected)
    expect(result.stderr).toBe('')
    expect(result.stdout.split(TOKEN)).toHaveLength(2)
  })

  test('no pull request', async () => {
    github.pullRequests = []
    const result = await gate('all-inbox-completed', {}, { event: { name: 'push', payload: {} } })
    expect(result.exitCode).toBe(0)
    expect(warnings(result)).toEqual([expect.stringContaining('pr_number')])
  })

  test('a closed pull request', async () => {
    github.pullRequests = [{ number: 7, state: 'closed', headSha: 'x', head: 'acme:news' }]
    expect(warnings(await gate('all-inbox-completed'))).toEqual([expect.stringContaining('#7 is closed')])
    expect(github.comments).toEqual([])
  })

  test('a passing fault is tried again', async () => {
    let tries = 0
    github.trouble = () => {
      tries += 1
      return tries === 1 ? { status: 502 } : null
    }
    const result = await gate('all-inbox-completed')
    expect(warnings(result)).toEqual([])
    expect(github.comments).toHaveLength(1)
  })

  test('a comment whose answer was lost is not written twice', async () => {
    let lost = false
    github.trouble = ({ method, path, body }) => {
      if (lost || method !== 'POST' || !path.endsWith('/comments')) return null
      lost = true
      github.comments.push({ id: 1, author: 'github-actions[bot]', body: JSON.parse(body).body })
      return 'reset'
    }
    await gate('all-inbox-completed')
    expect(github.comments).toHaveLength(1)
  })
})

test.skipIf(process.platform === 'win32')(
  'a cancelled run writes no comment, and is not held up by GitHub',
  async () => {
    github.trouble = () => 'hang'
    const result = await gate('all-inbox-completed', {}, { interrupt: { signal: 'SIGTERM', afterMs: 2000 } })
    expect(result.durationMs).toBeLessThan(2000 + 2000)
    expect(result.outputs['verdict']).toBe('passed')
    expect(github.comments).toEqual([])
  },
)

test("every request keeps to GitHub's published description of its API", async () => {
  const description = await openPublishedDescription()
  // GraphQL is not part of the description, which is REST's.
  const requests = seen.filter((each) => each.path !== '/graphql')
  const kinds = new Set(requests.map(({ method, path }) => `${method} ${path.replace(/\?.*|\d+/gu, '')}`))
  expect(kinds.size).toBeGreaterThanOrEqual(5)
  const wrong = await Promise.all(requests.map((request) => description.hold(request)))
  expect(wrong.filter((each) => each !== null)).toEqual([])
  expect(await description.close()).toBe(0)
}, 60_000)
