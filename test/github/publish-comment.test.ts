import { describe, expect, test, vi } from 'vitest'
import type { GitHubContext } from '../../src/github/context.ts'
import { type Comment, type GitHubApi, GitHubError } from '../../src/github/github-api.ts'
import { type CommentRequest, publishComment } from '../../src/github/publish-comment.ts'
import { marker } from '../../src/github/sticky-comment.ts'
import { fakeClock } from '../fake-clock.ts'

const context: GitHubContext = {
  apiUrl: 'https://api.github.com',
  repository: 'acme/mail',
  eventName: 'pull_request',
  event: { pull_request: { number: 7 } },
  sha: null,
  workflow: 'Newsletter',
  job: 'gate',
  runUrl: null,
}
const begin = marker(context, '')

/** A pull request with these comments; the faults come first, one for each try. */
function github(comments: Comment[] = [], faults: GitHubError[] = []): GitHubApi {
  return {
    viewer: () => Promise.resolve('me'),
    pullRequest: (number) => {
      const fault = faults.shift()
      return fault === undefined
        ? Promise.resolve({ number, isOpen: true, headSha: null })
        : Promise.reject(fault)
    },
    pullRequestsOfCommit: () => Promise.resolve([]),
    pullRequestsOfBranch: () => Promise.resolve([]),
    async *comments() {
      yield* await Promise.resolve(comments)
    },
    createComment: (_, body) => {
      comments.push({ id: comments.length, author: 'me', body, url: 'new' })
      return Promise.resolve('new')
    },
    updateComment: (id, body) => {
      const index = comments.findIndex((each) => each.id === id)
      comments[index] = { id, author: 'me', body, url: 'old' }
      return Promise.resolve('old')
    },
  }
}

function publish(
  api: GitHubApi,
  over: Partial<CommentRequest> = {},
  clock = fakeClock(),
  run: GitHubContext = context,
) {
  return publishComment({ mayCreate: true, key: '', prNumber: null, render: () => 'report', ...over }, run, {
    openApi: () => Promise.resolve(api),
    clock,
    signal: new AbortController().signal,
  })
}

test('creates the comment once, and updates it in place from then on', async () => {
  const comments: Comment[] = []
  expect(await publish(github(comments))).toEqual({ kind: 'created', url: 'new' })
  expect(await publish(github(comments), { render: () => 'newer' })).toEqual({ kind: 'updated', url: 'old' })
  expect(comments.map((each) => each.body)).toEqual([`${begin}newer`])
})

test('leaves a comment alone that already says the same', async () => {
  const comments = [{ id: 1, author: 'me', body: `${begin}report`.replaceAll('\n', '\r\n'), url: 'old' }]
  expect(await publish(github(comments))).toEqual({ kind: 'unchanged', url: 'old' })
})

test("never touches another author's comment, even with the same marker", async () => {
  const foreign = { id: 1, author: 'someone', body: `${begin}mine!`, url: 'theirs' }
  const comments = [foreign]
  expect(await publish(github(comments))).toMatchObject({ kind: 'created' })
  expect(comments[0]).toEqual(foreign)
})

test('a marker quoted inside a comment does not make it the one', async () => {
  const quoting = { id: 1, author: 'me', body: `> ${begin}report`, url: 'old' }
  expect(await publish(github([quoting]))).toMatchObject({ kind: 'created' })
})

test('where none may be created, an old one is still brought up to date', async () => {
  expect(await publish(github(), { mayCreate: false })).toEqual({ kind: 'not-needed', url: null })
  const comments = [{ id: 1, author: 'me', body: `${begin}failed`, url: 'old' }]
  expect(await publish(github(comments), { mayCreate: false })).toMatchObject({ kind: 'updated' })
})

test('asks for a text that leaves room for the marker', async () => {
  const comments: Comment[] = []
  await publish(github(comments), { render: (limit) => 'x'.repeat(limit) })
  expect(comments[0]?.body).toHaveLength(65_536)
})

describe('when GitHub fails', () => {
  const fault = (status: number | null, message = 'stand-in') => new GitHubError(message, status)

  test('a passing fault is tried again, twice and briefly', async () => {
    const clock = fakeClock()
    expect(await publish(github([], [fault(502), fault(null)]), {}, clock)).toMatchObject({ kind: 'created' })
    expect(clock.sleeps).toEqual([1000, 3000])
  })

  test('one that stays is reported with its status', async () => {
    const faults = [fault(503), fault(503), fault(503, 'down for maintenance')]
    expect(await publish(github([], faults))).toMatchObject({
      kind: 'unavailable',
      message: 'down for maintenance (HTTP 503)',
    })
  })

  test.each([
    [401, 'Bad credentials', 'github_token'],
    [403, 'Resource not accessible by integration', 'pull-requests: write'],
    [404, 'Not Found', 'pull-requests: write'],
    [422, 'Validation Failed', 'Report this'],
    [403, 'You have exceeded a secondary rate limit', 'the next run'],
    [429, 'API rate limit exceeded', 'the next run'],
  ])('%i %s is reported at once, with what to do', async (status, message, hint) => {
    const clock = fakeClock()
    const outcome = await publish(github([], [fault(status, message)]), {}, clock)
    expect(outcome).toMatchObject({
      kind: 'unavailable',
      message: `${message} (HTTP ${status})`,
      hint: expect.stringContaining(hint),
    })
    expect(clock.sleeps).toEqual([])
  })

  test('its text is untrusted: one line, clipped, nothing invisible, and the status stays', async () => {
    const outcome = await publish(github([], [fault(422, `a\nb\u202e${'x'.repeat(999)}`)]))
    expect(outcome.kind === 'unavailable' && outcome.message).toMatch(/^a bx{190,}… \(HTTP 422\)$/u)
    expect(outcome.kind === 'unavailable' && outcome.message.length).toBeLessThanOrEqual(300)
  })

  test('a rate limit is not knocked at again, whatever status it comes with', async () => {
    for (const status of [403, 429, 503, null]) {
      const clock = fakeClock()
      await publish(github([], [fault(status, 'You have exceeded a secondary rate limit')]), {}, clock)
      expect(clock.sleeps, String(status)).toEqual([])
    }
  })

  test('a locked conversation is said to be one, not a missing permission', async () => {
    const locked = fault(403, 'Unable to create comment because issue is locked.')
    expect(await publish(github([], [locked]))).toMatchObject({ hint: expect.stringMatching(/^Unlock/u) })
  })

  test('a pr_number that GitHub does not know is the first thing to check', async () => {
    expect(await publish(github([], [fault(404, 'Not Found')]), { prNumber: 7 })).toMatchObject({
      hint: expect.stringMatching(/^Check `pr_number`/u),
    })
  })

  test('any other refusal is not taken for an outage', async () => {
    expect(await publish(github([], [fault(410, 'Issues are disabled for this repo')]))).toMatchObject({
      hint: expect.stringContaining('Report this'),
    })
  })

  test('what is thrown need not even be an error', async () => {
    const broken = { ...github(), pullRequest: () => Promise.reject('oops') }
    expect(await publish(broken)).toMatchObject({ kind: 'unavailable', message: 'oops' })
  })
})

describe('the read-only token of a fork', () => {
  const readOnly = () => github([], [new GitHubError('Resource not accessible by integration', 403)])
  const fromFork = { number: 7, base: { repo: { id: 1 } }, head: { repo: { id: 2 } } }
  const hintOn = async (eventName: string, pullRequest: object) => {
    const outcome = await publish(readOnly(), {}, fakeClock(), {
      ...context,
      eventName,
      event: { pull_request: pullRequest },
    })
    return outcome.kind === 'unavailable' ? outcome.hint : ''
  }

  test('leads to workflow_run, because no permission would help', async () => {
    expect(await hintOn('pull_request', fromFork)).toMatch(/fork.*workflow_run/u)
    expect(await hintOn('pull_request', { ...fromFork, head: { repo: null } })).toMatch(/workflow_run/u)
    expect(await hintOn('pull_request', fromFork)).not.toContain('permissions')
  })

  test('elsewhere it is the permission that is missing', async () => {
    expect(await hintOn('pull_request_target', fromFork)).toContain('pull-requests: write')
    expect(await hintOn('pull_request', { ...fromFork, head: { repo: { id: 1 } } })).toContain(
      'pull-requests: write',
    )
  })

  test('a fault of anything else is no reason to fail either', async () => {
    const broken = { ...github(), pullRequest: () => Promise.reject(new TypeError('oops')) }
    expect(await publish(broken)).toMatchObject({ kind: 'unavailable', message: 'oops' })
  })
})

test('outside a workflow run there is nothing to comment on', async () => {
  const outcome = await publishComment(
    { mayCreate: true, key: '', prNumber: 7, render: () => '' },
    { ...context, repository: null },
    { openApi: () => Promise.resolve(github()), clock: fakeClock(), signal: new AbortController().signal },
  )
  expect(outcome).toMatchObject({ kind: 'unavailable' })
})

test('a cancelled run stops asking', async () => {
  const abort = new AbortController()
  const api = { ...github(), pullRequest: () => Promise.reject(new GitHubError('HTTP 502', 502)) }
  let tries = 0
  const counting = {
    ...api,
    pullRequest: () => {
      tries += 1
      abort.abort(new Error('cancelled by SIGINT'))
      return api.pullRequest()
    },
  }
  const outcome = await publishComment({ mayCreate: true, key: '', prNumber: 7, render: () => '' }, context, {
    openApi: () => Promise.resolve(counting),
    clock: fakeClock(),
    signal: abort.signal,
  })
  expect(outcome).toMatchObject({ kind: 'unavailable' })
  expect(tries).toBe(1)
})

test('a verdict does not wait for GitHub longer than 15 seconds, all tries together', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const publishing = publishComment({ mayCreate: true, key: '', prNumber: 7, render: () => '' }, context, {
      openApi: (_, signal) =>
        Promise.resolve({
          ...github(),
          pullRequest: () =>
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
        }),
      clock: fakeClock(),
      signal: new AbortController().signal,
    })
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await publishing).toMatchObject({ kind: 'unavailable', message: 'gave up after 15 s' })
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('a run that was cancelled before asks nothing', async () => {
  const asked: string[] = []
  const outcome = await publishComment({ mayCreate: true, key: '', prNumber: 7, render: () => '' }, context, {
    openApi: (_, signal) => {
      asked.push(signal.aborted ? 'aborted' : 'open')
      return Promise.reject(signal.reason)
    },
    clock: fakeClock(),
    signal: AbortSignal.abort(new Error('cancelled by SIGTERM')),
  })
  expect(asked).toEqual(['aborted'])
  expect(outcome).toMatchObject({ kind: 'unavailable', message: 'cancelled by SIGTERM' })
})
