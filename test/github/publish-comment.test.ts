import { describe, expect, test, vi } from 'vitest'
import type { Clock } from '../../src/core/clock.ts'
import type { GitHubContext } from '../../src/core/github-context.ts'
import { marker, stampLine, stampOf } from '../../src/github/comment-marker.ts'
import { lookAtComments } from '../../src/github/early-look.ts'
import { type Comment, type GitHubApi, GitHubError } from '../../src/github/github-api.ts'
import { type CommentRequest, publishComment } from '../../src/github/publish-comment.ts'
import { fakeClock } from '../../tools/clock/fake-clock.ts'
import { PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'
import { AUTHOR, pullRequestModel } from './pull-request-model.ts'

const context: GitHubContext = PULL_REQUEST_RUN
const ofRun = (runNumber: number): GitHubContext => ({ ...context, runNumber })
const bodyOf = (run: GitHubContext, text: string) => `${marker(run, '')}${stampLine(stampOf(run))}${text}`

/** The API to a pull request with these comments of ours; the faults come first, one for each try. */
function github(
  comments: readonly string[] = [],
  faults: unknown[] = [],
): GitHubApi & { written: Comment[] } {
  const world = pullRequestModel()
  for (const body of comments) world.add(AUTHOR, body)
  const client = world.client('us', () => Promise.resolve())
  return {
    ...client,
    written: world.comments,
    ownComments: (number) =>
      faults.length > 0 ? Promise.reject(faults.shift()) : client.ownComments(number),
  }
}

function publish(
  api: GitHubApi,
  over: Partial<CommentRequest> = {},
  clock = fakeClock(),
  run: GitHubContext = context,
  signal = new AbortController().signal,
) {
  return publishComment(
    {
      mayCreate: true,
      key: '',
      prNumber: null,
      early: Promise.resolve(null),
      render: () => 'report',
      ...over,
    },
    run,
    {
      openApi: () => Promise.resolve(api),
      clock,
      signal,
    },
  )
}

test('creates the comment once, and the next run updates it in place', async () => {
  const api = github()
  expect(await publish(api)).toEqual({ kind: 'created', url: '#issuecomment-1', warning: null })
  const next = await publish(api, { render: () => 'newer' }, fakeClock(), ofRun(5))
  expect(next).toEqual({ kind: 'updated', url: '#issuecomment-1', warning: null })
  expect(api.written.map((each) => each.body)).toEqual([bodyOf(ofRun(5), 'newer')])
})

test('comment_key keeps comments apart', async () => {
  const api = github()
  for (const key of ['A', 'B', 'A']) await publish(api, { key })
  expect(api.written).toHaveLength(2)
})

test('where none may be created, there is no address', async () => {
  const outcome = await publish(github(), { mayCreate: false })
  expect(outcome).toEqual({ kind: 'not-needed', url: null, warning: null })
})

test('asks for a text that leaves room for the hidden lines', async () => {
  const api = github()
  await publish(api, { render: (limit) => 'x'.repeat(limit) })
  expect(api.written[0]?.body).toHaveLength(65_536)
})

test('a comment whose address GitHub does not give is written all the same', async () => {
  const api = github()
  const createComment: GitHubApi['createComment'] = async (number, body) => ({
    ...(await api.createComment(number, body)),
    url: null,
  })
  expect(await publish({ ...api, createComment })).toMatchObject({ kind: 'created' })
})

test('a run that ends after a later one says which run the comment shows', async () => {
  const api = github([bodyOf({ ...ofRun(9), runAttempt: 2 }, 'later')])
  expect(await publish(api)).toEqual({
    kind: 'superseded',
    url: '#issuecomment-1',
    message: expect.stringMatching(/later run \(#9, attempt 2\).*this one \(#4\)/u),
  })
})

test('jobs that share a comment are told to use comment_key, but a try of our own again is no other job', async () => {
  const api = github()
  expect(await publish(api)).toMatchObject({ warning: null })
  expect(await publish(api)).toMatchObject({ kind: 'unchanged', warning: null })
  const other = await publish(api, {}, fakeClock(), { ...context, writer: 'other' })
  expect(other).toMatchObject({
    kind: 'updated',
    warning: {
      message: expect.stringContaining('only the last'),
      hint: expect.stringContaining('comment_key'),
    },
  })
})

test('an answer that was lost does not lead to a second comment', async () => {
  const api = github()
  let lost = false
  const createComment: GitHubApi['createComment'] = async (number, body) => {
    const created = await api.createComment(number, body)
    if (lost) return created
    lost = true
    throw new GitHubError('the answer was cut off', null)
  }
  expect(await publish({ ...api, createComment })).toMatchObject({ kind: 'unchanged', warning: null })
  expect(api.written).toHaveLength(1)
})

test('a comment that was written is not reported as unwritten when only the look after it fails', async () => {
  const api = github()
  const broken: GitHubApi = {
    ...api,
    ownComments: (number) =>
      api.written.length > 0 ? Promise.reject(new GitHubError('down', 502)) : api.ownComments(number),
  }
  expect(await publish(broken)).toEqual({ kind: 'created', url: '#issuecomment-1', warning: null })
})

describe('a look at the comments while the first poll was out', () => {
  const early = (api: GitHubApi, clock: Clock) =>
    lookAtComments(null, context, {
      openApi: () => Promise.resolve(api),
      clock,
      signal: new AbortController().signal,
    })

  /** An API that counts the looks. */
  function counting() {
    const api = github([bodyOf(ofRun(3), 'old')])
    const looks = { count: 0 }
    const ownComments = (number: number) => {
      looks.count += 1
      return api.ownComments(number)
    }
    return { api: { ...api, ownComments }, looks }
  }

  test('saves one of two looks: the one that guards against others comes last all the same', async () => {
    const { api, looks } = counting()
    const clock = fakeClock()
    const seen = early(api, clock)
    expect(await publish(api, { early: seen }, clock)).toMatchObject({ kind: 'updated' })
    expect(looks.count).toBe(2)
  })

  test('is made again after a longer wait, in which other runs may have written', async () => {
    const { api, looks } = counting()
    const clock = fakeClock()
    const seen = early(api, clock)
    await seen
    clock.pass(5001)
    api.written.splice(0)
    expect(await publish(api, { early: seen }, clock)).toMatchObject({ kind: 'created' })
    expect(looks.count).toBe(3)
  })

  test('that takes longer than it is good for is given up, so that no step waits for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const stuck = { ...github(), ownComments: () => new Promise<never>(() => {}) }
      const seen = early(stuck, fakeClock()).catch((error: Error) => error.message)
      await vi.advanceTimersByTimeAsync(5000)
      expect(await seen).toBe('too old')
    } finally {
      vi.useRealTimers()
    }
  })

  test('that saw what is gone since leads to one comment', async () => {
    const { api } = counting()
    const clock = fakeClock()
    const seen = early(api, clock)
    await seen
    api.written.splice(0)
    expect(await publish(api, { early: seen }, clock)).toMatchObject({ kind: 'created' })
    expect(api.written).toHaveLength(1)
  })
})

test('an event without a pull request leads to pr_number', async () => {
  const api = { ...github(), pullRequestsOfCommit: () => Promise.resolve([]) }
  const push = { ...context, eventName: 'push', event: {}, sha: 'ffac537' }
  expect(await publish(api, {}, fakeClock(), push)).toMatchObject({
    kind: 'unavailable',
    hint: expect.stringContaining('pr_number'),
  })
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
    [301, 'Moved Permanently', 'moved'],
    [401, 'Bad credentials', 'github_token'],
    [403, 'Resource not accessible by integration', 'pull-requests: write'],
    [404, 'Not Found', 'pull-requests: write'],
    [422, 'Validation Failed', 'Report this'],
    [403, 'You have exceeded a secondary rate limit', 'Wait'],
    [429, 'API rate limit exceeded', 'Wait'],
    [403, 'You have triggered an abuse detection mechanism. Please wait a few minutes.', 'Wait'],
    [403, 'Content was submitted too quickly', 'Wait'],
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

  test('a rate limit that says nothing of its end is not knocked at again, whatever status it comes with', async () => {
    for (const status of [403, 429, 503, null]) {
      const clock = fakeClock()
      await publish(github([], [fault(status, 'You have exceeded a secondary rate limit')]), {}, clock)
      expect(clock.sleeps, String(status)).toEqual([])
    }
  })

  const limit = (retryAfterMs: number, status = 403) => new GitHubError('no', status, { retryAfterMs })

  test.each([403, 429])(
    'a rate limit (%i) with Retry-After of at most 30 seconds is waited for',
    async (status) => {
      const clock = fakeClock()
      expect(await publish(github([], [limit(30_000, status)]), {}, clock)).toMatchObject({ kind: 'created' })
      expect(clock.sleeps).toEqual([30_000])
    },
  )

  test('a longer one is not', async () => {
    const clock = fakeClock()
    const outcome = await publish(github([], [limit(31_000)]), {}, clock)
    expect(outcome).toMatchObject({ kind: 'unavailable', hint: expect.stringContaining('Wait') })
    expect(clock.sleeps).toEqual([])
  })

  test('nor is a second one', async () => {
    const clock = fakeClock()
    const outcome = await publish(github([], [limit(2000), limit(2000)]), {}, clock)
    expect(outcome).toMatchObject({ kind: 'unavailable', hint: expect.stringContaining('Wait') })
    expect(clock.sleeps).toEqual([2000])
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
    const broken = { ...github(), ownComments: () => Promise.reject('oops') }
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
    const broken = { ...github(), ownComments: () => Promise.reject(new Error('oops')) }
    expect(await publish(broken)).toMatchObject({ kind: 'unavailable', message: 'oops' })
  })
})

test('outside a workflow run there is nothing to comment on', async () => {
  const outside = { ...context, repository: null }
  expect(await publish(github(), {}, fakeClock(), outside)).toMatchObject({ kind: 'unavailable' })
})

test('a cancelled run stops asking', async () => {
  const abort = new AbortController()
  let tries = 0
  const ownComments = () => {
    tries += 1
    abort.abort(new Error('cancelled by SIGINT'))
    return Promise.reject(new GitHubError('HTTP 502', 502))
  }
  const outcome = await publish({ ...github(), ownComments }, {}, fakeClock(), context, abort.signal)
  expect(outcome).toMatchObject({ kind: 'unavailable', message: 'cancelled by SIGINT' })
  expect(tries).toBe(1)
})

test('a run that was cancelled before asks nothing', async () => {
  const cancelled = AbortSignal.abort(new Error('cancelled by SIGTERM'))
  const api = github([], ['was not to be asked'])
  const outcome = await publish(api, {}, fakeClock(), context, cancelled)
  expect(outcome).toMatchObject({ kind: 'unavailable', message: 'cancelled by SIGTERM' })
})

test('a verdict does not wait for ever, and the hint does not promise that the next run is faster', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const api = { ...github(), ownComments: () => new Promise<never>(() => {}) }
    const startedAt = performance.now()
    const publishing = publish(api).then((outcome) => [outcome, performance.now() - startedAt])
    await vi.advanceTimersByTimeAsync(300_000)
    const [outcome, tookMs] = await publishing
    expect(outcome).toMatchObject({
      kind: 'unavailable',
      message: 'gave up after 2 minutes',
      hint: expect.stringContaining('comment: never'),
    })
    expect(tookMs).toBe(120_000)
  } finally {
    vi.useRealTimers()
  }
})
