import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { marker } from '../../src/github/comment-marker.ts'
import { type Comment, GitHubError } from '../../src/github/github-api.ts'
import { octokitApi } from '../../src/github/octokit.ts'
import { publishComment } from '../../src/github/publish-comment.ts'
import { routesFromEnv, UnusableProxy } from '../../src/net/proxy.ts'
import { httpSender } from '../../src/net/send.ts'
import { type GitHubStandIn, startGitHub } from '../../tools/sandbox/github.ts'
import { fakeClock } from '../fake-clock.ts'
import { PULL_REQUEST_RUN } from '../fake-runner.ts'

const TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'
const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'

let github: GitHubStandIn
beforeEach(async () => {
  github = await startGitHub()
  return () => github.close()
})
afterEach(() => {
  vi.useRealTimers()
})

const never = new AbortController().signal
const send = httpSender(routesFromEnv({}))
const open = (signal = never) => octokitApi(send, TOKEN, github.apiUrl, 'acme/mail', signal)

/** What the request fails with. */
async function faultOf(request: Promise<unknown>): Promise<GitHubError> {
  const error = await request.catch((thrown: unknown) => thrown)
  if (!(error instanceof GitHubError)) throw new Error(`not a GitHubError: ${String(error)}`)
  return error
}

function answered(status: number, body: unknown, type = 'application/json') {
  return () => ({ status, body, headers: { 'Content-Type': type } })
}

describe('a request', () => {
  test('carries the token and the name of this action', async () => {
    await (await open()).pullRequest(7)
    expect(github.requests).toMatchObject([
      {
        method: 'GET',
        path: '/repos/acme/mail/pulls/7',
        authorization: `token ${TOKEN}`,
        userAgent: expect.stringMatching(/^inbox-placement-gate\/\d/u),
      },
    ])
  })

  test('that hangs is given up after five seconds, so that another try can follow', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    github.trouble = () => 'hang'
    const fault = faultOf((await open()).pullRequest(7))
    await arrival()
    await vi.advanceTimersByTimeAsync(5000)
    expect(await fault).toMatchObject({
      message: 'reading pull request #7: no full answer within 5 s',
      mayPass: true,
    })
  })

  test('ends at once when the run is cancelled, and says that and nothing about GitHub', async () => {
    const cancellation = new AbortController()
    github.trouble = () => 'hang'
    const request = (await open(cancellation.signal)).pullRequest(7)
    await arrival()
    cancellation.abort(new Error('cancelled by SIGTERM'))
    await expect(request).rejects.toThrow(/^cancelled by SIGTERM$/u)
  })

  async function arrival() {
    await vi.waitUntil(() => github.requests.length > 0)
  }
})

describe('whose comments are ours', () => {
  test.each([
    ['the token of the workflow', 'github-actions[bot]'],
    ['a token of another GitHub App', 'mail-gate[bot]'],
    ["a person's token", 'octocat'],
  ])('%s is asked for its login, which is how its comments are signed', async (_, login) => {
    const other = await startGitHub({ login })
    try {
      const api = await octokitApi(send, TOKEN, other.apiUrl, 'acme/mail', never)
      expect(await api.viewer()).toBe(login)
      expect(JSON.parse(other.requests[0]?.body ?? '')).toEqual({ query: 'query { viewer { login } }' })
    } finally {
      await other.close()
    }
  })

  test("GraphQL's errors, which come with status 200, are errors", async () => {
    github.trouble = answered(200, { data: null, errors: [{ message: 'Something went wrong' }] })
    expect(await faultOf((await open()).viewer())).toMatchObject({
      message: 'asking whose token this is: Something went wrong',
      mayPass: true,
    })
    github.trouble = answered(200, { data: null, errors: [{ message: 'API rate limit exceeded' }] })
    expect(await faultOf((await open()).viewer())).toMatchObject({ isRateLimit: true, mayPass: false })
  })
})

describe('the pull requests of a branch', () => {
  test('are the open ones of that branch', async () => {
    github.pullRequests = [
      { number: 1, state: 'open', headSha: 'a', head: 'octocat:fix' },
      { number: 2, state: 'closed', headSha: 'b', head: 'octocat:fix' },
      { number: 3, state: 'open', headSha: 'c', head: 'mallory:fix' },
    ]
    expect(await (await open()).pullRequestsOfBranch('octocat:fix')).toEqual([
      { number: 1, isOpen: true, headSha: 'a' },
    ])
  })

  test('are none where GitHub ignored the branch and listed them all', async () => {
    github.trouble = answered(200, [{ number: 99, state: 'open', head: { sha: 'z', label: 'someone:else' } }])
    expect(await (await open()).pullRequestsOfBranch('octocat:fix')).toEqual([])
  })
})

test('a commit that GitHub does not have belongs to no pull request', async () => {
  github.trouble = answered(422, { message: `No commit found for SHA: ${SHA}` })
  expect(await (await open()).pullRequestsOfCommit(SHA)).toEqual([])
  github.trouble = answered(403, { message: 'Resource not accessible by integration' })
  expect(await faultOf((await open()).pullRequestsOfCommit(SHA))).toMatchObject({ status: 403 })
})

test('comments are read to the last page, a hundred at a time', async () => {
  github.comments = Array.from({ length: 201 }, (_, id) => ({ id, author: 'octocat', body: `${id}` }))
  const ids: number[] = []
  for await (const { id } of (await open()).comments(7)) ids.push(id)
  expect(ids).toEqual(Array.from({ length: 201 }, (_, id) => id))
  expect(github.requests).toHaveLength(3)
})

test('a comment of an account that is gone has no author and is read as any other', async () => {
  github.trouble = answered(200, [{ id: 1, user: null, html_url: 'https://github.com/x' }])
  const comments: Comment[] = []
  for await (const each of (await open()).comments(7)) comments.push(each)
  expect(comments).toEqual([{ id: 1, author: null, body: '', url: 'https://github.com/x' }])
})

describe('a failure says what was being done, and what went wrong', () => {
  test.each<[string, GitHubStandIn['trouble'], string, number | null]>([
    [
      "GitHub's words without its link",
      answered(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' }),
      'Not Found',
      404,
    ],
    [
      'a page of a proxy or an outage',
      answered(502, '<html>Unicorn!</html>', 'text/html'),
      'the answer is not JSON',
      502,
    ],
    [
      'a sign-in page with status 200',
      answered(200, '<html>Sign in</html>', 'text/html'),
      'the answer is not JSON',
      null,
    ],
    ['a picture with status 200', answered(200, 'GIF89a', 'image/gif'), 'the answer is not JSON', null],
    ['nothing with status 200', answered(200, null), 'the answer is not JSON', null],
    ['a body cut short', () => 'cut', 'the answer broke off (UND_ERR_SOCKET)', null],
    [
      'a redirect, which the token must not follow',
      () => ({ status: 301, body: {}, headers: { Location: 'https://elsewhere.example' } }),
      'GitHub answered with a redirect, which is not followed',
      301,
    ],
  ])('%s', async (_, trouble, said, status) => {
    github.trouble = trouble
    expect(await faultOf((await open()).pullRequest(7))).toMatchObject({
      message: `reading pull request #7: ${said}`,
      status,
    })
  })

  test('a connection that breaks, by its cause and once', async () => {
    github.trouble = () => 'reset'
    const { message, status } = await faultOf((await open()).createComment(7, 'report'))
    expect(message).toBe('writing to pull request #7: closed without an answer (ECONNRESET)')
    expect(status).toBeNull()
  })

  test('a proxy that is of no use is not a fault of GitHub to try again after', async () => {
    const unusable = new UnusableProxy('the proxy cannot be used: its URL is not valid')
    const api = await octokitApi(() => Promise.reject(unusable), TOKEN, github.apiUrl, 'acme/mail', never)
    await expect(api.pullRequest(7)).rejects.toBe(unusable)
  })

  test('the token is in no message, not even the part of it that clipping would leave', async () => {
    for (let before = 0; before <= 200; before += 1) {
      github.trouble = answered(422, { message: `${'x'.repeat(before)} ${TOKEN} is not welcome` })
      const { message } = await faultOf((await open()).updateComment(1, 'report'))
      expect(message).not.toContain(TOKEN.slice(0, 8))
    }
  })
})

async function publish(standIn: GitHubStandIn, eventName: string, event: unknown, report: string) {
  const context = { ...PULL_REQUEST_RUN, apiUrl: standIn.apiUrl, eventName, event, sha: SHA }
  const outcome = await publishComment(
    { mayCreate: true, key: '', prNumber: null, render: () => report },
    context,
    {
      openApi: (repository, signal) => octokitApi(send, TOKEN, context.apiUrl, repository, signal),
      clock: fakeClock(),
      signal: never,
    },
  )
  return outcome.kind
}

test('a comment with our marker by anybody else stays as it is, and ours is found behind a hundred others', async () => {
  const begin = marker({ workflow: 'Newsletter', job: 'gate' }, '')
  github.comments = [
    { id: 1, author: 'mallory', body: `${begin}forged` },
    ...Array.from({ length: 120 }, (_, id) => ({ id: id + 2, author: 'octocat', body: 'chat' })),
    { id: 500, author: 'github-actions[bot]', body: `${begin}old` },
  ]
  expect(await publish(github, 'pull_request', { pull_request: { number: 7 } }, 'new')).toBe('updated')
  expect(github.comments[0]?.body).toBe(`${begin}forged`)
  expect(github.comments.at(-1)?.body).toMatch(/^.*\n.*\nnew$/u)
})
