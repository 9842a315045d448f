import { validate } from '@octokit/graphql-schema'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { marker } from '../../src/github/comment-marker.ts'
import { COMMENTS_QUERY } from '../../src/github/comments-query.ts'
import { GitHubError } from '../../src/github/github-api.ts'
import { type Body, octokitApi, type Query } from '../../src/github/octokit.ts'
import { publishComment } from '../../src/github/publish-comment.ts'
import { routesFromEnv, UnusableProxy } from '../../src/net/proxy.ts'
import { httpSender } from '../../src/net/send.ts'
import { fakeClock } from '../../tools/clock/fake-clock.ts'
import { PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'
import { type GitHubStandIn, startGitHub } from '../../tools/sandbox/github.ts'

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
      message: 'reading pull request #7: no complete answer within 5 s',
      fault: 'outage',
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

describe('the comments of a pull request', () => {
  const written = (id: number, author = 'github-actions[bot]') => ({ id, author, body: `${id}` })

  test('are asked for with one query, which keeps to GitHub’s published schema', async () => {
    expect(validate(COMMENTS_QUERY)).toEqual([])
    // What the check would see.
    expect(validate(COMMENTS_QUERY.replace('fullDatabaseId', 'fullDatabaseNumber'))).toHaveLength(1)
    await (await open()).ownComments(7)
    expect(github.requests.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      [
        'POST',
        '/graphql',
        { query: COMMENTS_QUERY, variables: { owner: 'acme', repo: 'mail', number: 7, cursor: null } },
      ],
    ])
  })

  test('are asked for at the address that GitHub Enterprise Server has for queries', async () => {
    const enterprise = await startGitHub({ prefix: '/api/v3' })
    try {
      enterprise.comments = [written(1)]
      const api = await octokitApi(send, TOKEN, enterprise.apiUrl, 'acme/mail', never)
      expect(await api.ownComments(7)).toHaveLength(1)
      expect(enterprise.requests.map(({ path }) => path)).toEqual(['/graphql'])
    } finally {
      await enterprise.close()
    }
  })

  test.each([
    ['the token of the workflow', 'github-actions[bot]'],
    ['a token of another GitHub App', 'mail-gate[bot]'],
    ["a person's token", 'octocat'],
  ])('are those written with %s, and no others', async (_, login) => {
    const other = await startGitHub({ login })
    try {
      other.comments = [written(1, 'mallory'), written(2_500_000_000, login), written(3, '')]
      const api = await octokitApi(send, TOKEN, other.apiUrl, 'acme/mail', never)
      expect(await api.ownComments(7)).toEqual([
        {
          id: 2_500_000_000,
          body: '2500000000',
          url: 'https://github.com/acme/mail/pull/7#issuecomment-2500000000',
        },
      ])
    } finally {
      await other.close()
    }
  })

  test('are read to the last page, a hundred at a time, and by no address that an answer names', async () => {
    const elsewhere = await startGitHub()
    try {
      github.comments = Array.from({ length: 201 }, (_, index) => written(index + 1))
      github.headers = { Link: `<${elsewhere.apiUrl}/graphql>; rel="next"` }
      const ids = (await (await open()).ownComments(7)).map(({ id }) => id)
      expect(ids).toEqual(Array.from({ length: 201 }, (_, index) => index + 1))
      expect(github.requests).toHaveLength(3)
      expect(elsewhere.requests).toEqual([])
    } finally {
      await elsewhere.close()
    }
  })

  const nodes = [{ viewerDidAuthor: true, fullDatabaseId: '1', body: 'x', url: null }]
  const comments = (over: object) => ({
    data: { repository: { pullRequest: { comments: { nodes, pageInfo: { hasNextPage: false }, ...over } } } },
  })
  const failing = (error: object) => ({ data: { repository: null }, errors: [error] })

  test.each<[string, unknown, string, GitHubError['fault']]>([
    ['no data', {}, 'the answer does not hold the comments', 'outage'],
    ['data that is nothing', { data: null }, 'the answer does not hold the comments', 'outage'],
    ['no comments', comments({ nodes: null }), 'the answer does not hold the comments', 'outage'],
    [
      'no word on further pages',
      comments({ pageInfo: null }),
      'the answer does not hold the comments',
      'outage',
    ],
    [
      'a further page without a cursor',
      comments({ pageInfo: { hasNextPage: true, endCursor: null } }),
      'the answer does not hold the comments',
      'outage',
    ],
    [
      'a comment of ours without its number',
      comments({ nodes: [{ viewerDidAuthor: true }] }),
      'the answer does not hold the comments',
      'outage',
    ],
    ['a fault that may pass', failing({ message: 'Something went wrong' }), 'Something went wrong', 'outage'],
    ['a fault without words', { errors: [null] }, 'the answer is not what GitHub describes', 'outage'],
    ['faults that are no list', { errors: 'all' }, 'the answer is not what GitHub describes', 'outage'],
    [
      'a rate limit',
      failing({ type: 'RATE_LIMIT', message: 'API rate limit exceeded' }),
      'API rate limit exceeded',
      'rate_limit',
    ],
    [
      'a pull request that is not there, or not for this token',
      failing({ type: 'NOT_FOUND', message: 'Could not resolve to a PullRequest with the number of 7.' }),
      'Could not resolve to a PullRequest with the number of 7.',
      'not_found',
    ],
    [
      'a token without access',
      failing({ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }),
      'Resource not accessible by integration',
      'forbidden',
    ],
    [
      'a personal token without the scope',
      failing({
        type: 'INSUFFICIENT_SCOPES',
        message: 'Your token has not been granted the required scopes',
      }),
      'Your token has not been granted the required scopes',
      'forbidden',
    ],
    [
      'an Enterprise Server without a field',
      failing({
        extensions: { code: 'undefinedField', typeName: 'IssueComment', fieldName: 'fullDatabaseId' },
        message: "Field 'fullDatabaseId' doesn't exist on type 'IssueComment'",
      }),
      "Field 'fullDatabaseId' doesn't exist on type 'IssueComment'",
      'unsupported',
    ],
  ])('%s is a fault of ours to explain', async (_, body, said, fault) => {
    github.trouble = answered(200, body)
    expect(await faultOf((await open()).ownComments(7))).toMatchObject({
      message: `reading the comments of pull request #7: ${said}`,
      fault,
      status: null,
    })
  })

  test('a comment that is gone while it is listed is passed over', async () => {
    github.trouble = answered(200, comments({ nodes: [null, ...nodes] }))
    expect(await (await open()).ownComments(7)).toEqual([{ id: 1, body: 'x', url: null }])
  })

  test('a page that names itself as the next is the last', async () => {
    const pageInfo = { hasNextPage: true, endCursor: 'again' }
    github.trouble = answered(200, comments({ pageInfo }))
    await (await open()).ownComments(7)
    expect(github.requests).toHaveLength(2)
  })
})

describe('the pull requests of a branch', () => {
  test('are all of that branch, whatever became of them', async () => {
    github.pullRequests = [
      { number: 1, state: 'open', headSha: 'a', head: 'octocat:fix' },
      { number: 2, state: 'closed', headSha: 'b', head: 'octocat:fix' },
      { number: 3, state: 'open', headSha: 'c', head: 'mallory:fix' },
      { number: 4, state: 'closed', headSha: 'd', mergeSha: 'e', head: 'octocat:fix' },
    ]
    expect(await (await open()).pullRequestsOfBranch('octocat:fix')).toEqual([
      { number: 1, state: 'open', headSha: 'a', mergeSha: null },
      { number: 2, state: 'closed', headSha: 'b', mergeSha: null },
      { number: 4, state: 'merged', headSha: 'd', mergeSha: 'e' },
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

test('a status is set on the commit it is for', async () => {
  const status = {
    state: 'success',
    context: 'Inbox placement',
    description: 'passed',
    targetUrl: null,
  } as const
  await (await open()).setStatus(SHA, status)
  expect(github.statuses).toEqual([
    { sha: SHA, state: 'success', context: 'Inbox placement', description: 'passed', target_url: null },
  ])
})

test('how long a rate limit lasts is read from Retry-After, in seconds', async () => {
  for (const [header, retryAfterMs] of [
    ['30', 30_000],
    ['Wed, 25 Nov 2026 07:28:00 GMT', null],
    ['-1', null],
  ] as const) {
    github.trouble = () => ({ status: 403, body: { message: 'no' }, headers: { 'Retry-After': header } })
    expect(await faultOf((await open()).pullRequest(7))).toMatchObject({ retryAfterMs })
  }
})

test('whatever is answered, nobody reads the words of JavaScript', async () => {
  const api = await open()
  const asked: (() => Promise<unknown>)[] = [
    () => api.pullRequest(7),
    () => api.pullRequestsOfCommit(SHA),
    () => api.pullRequestsOfBranch('octocat:fix'),
    () => api.ownComments(7),
    () => api.createComment(7, 'report'),
    () => api.updateComment(1, 'report'),
    () => api.setStatus(SHA, { state: 'error', context: 'c', description: 'd', targetUrl: null }),
  ]
  const keys = fc.constantFrom(
    'data',
    'errors',
    'message',
    'repository',
    'pullRequest',
    'comments',
    'nodes',
    'head',
    'number',
  )
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, 0, 7, '', 'text'),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(keys, tie('json'), { maxKeys: 4 }),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...asked),
      json,
      fc.constantFrom(200, 404, 502),
      async (ask, body, status) => {
        github.trouble = answered(status, body)
        const error = await ask().catch((thrown: unknown) => thrown)
        if (!(error instanceof Error)) return
        expect(error).toBeInstanceOf(GitHubError)
        expect(error.message).not.toMatch(/cannot|undefined|is not (?:a function|iterable|an object)/iu)
      },
    ),
    { numRuns: 300 },
  )
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
    ['a body cut short', () => 'cut', 'the answer was cut off (UND_ERR_SOCKET)', null],
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
    { mayCreate: true, key: '', prNumber: null, early: Promise.resolve(null), render: () => report },
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

test('a request that strays from GitHub’s published description does not compile', () => {
  // It is `npm run typecheck` that fails without an error in each of these.
  const strays = [
    // @ts-expect-error: misspelt
    { per_pages: 100 } satisfies Query<'pulls/list'>,
    // @ts-expect-error: no such state
    { state: 'opened' } satisfies Query<'pulls/list'>,
    // @ts-expect-error: not what a comment's text is called
    { text: 'report' } satisfies Body<'issues/create-comment'>,
    // @ts-expect-error: no such state
    { state: 'failed' } satisfies Body<'repos/create-commit-status'>,
  ]
  expect(strays).toHaveLength(4)
})
