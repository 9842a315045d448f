import { describe, expect, test } from 'vitest'
import type { GitHubContext } from '../../src/core/github-context.ts'
import { commitStatus } from '../../src/github/commit-status.ts'
import { type GitHubApi, GitHubError, type PullRequest, type Status } from '../../src/github/github-api.ts'
import { fakeClock } from '../../tools/clock/fake-clock.ts'
import { PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'

const HEAD = 'a'.repeat(40)
const OWN = 'b'.repeat(40)
const never = new AbortController().signal

interface Scene {
  readonly event?: readonly [name: string, payload: unknown]
  readonly sha?: string | null
  readonly prNumber?: number | null
  /** One for each request to set a status, in turn. */
  readonly faults?: (GitHubError | null)[]
  /** What looking for the pull request fails with. */
  readonly lookup?: GitHubError
}

/** A status on a GitHub whose pull requests all have the head given, and what was asked of it. */
function open({ event = ['push', {}], sha = OWN, prNumber = null, faults = [], lookup }: Scene = {}) {
  const asked: string[] = []
  const set: (Status & { readonly sha: string })[] = []
  const pullRequest = { state: 'open', headSha: HEAD, mergeSha: null } satisfies Omit<PullRequest, 'number'>
  const api: Pick<GitHubApi, 'pullRequest' | 'setStatus'> = {
    pullRequest: (number) => {
      asked.push(`pull request ${number}`)
      if (lookup !== undefined) return Promise.reject(lookup)
      return Promise.resolve({ number, ...pullRequest })
    },
    setStatus: (commit, status) => {
      asked.push(status.state)
      const fault = faults.shift() ?? null
      if (fault !== null) return Promise.reject(fault)
      set.push({ sha: commit, ...status })
      return Promise.resolve()
    },
  }
  const context: GitHubContext = {
    ...PULL_REQUEST_RUN,
    eventName: event[0],
    event: event[1],
    sha,
    runUrl: 'https://github.com/acme/mail/actions/runs/42/attempts/2',
  }
  const openApi = () => Promise.resolve(api as GitHubApi)
  const effects = { openApi, clock: fakeClock(), signal: never }
  return { asked, set, status: commitStatus({ name: 'Inbox placement', prNumber }, context, effects) }
}

const pullRequestEvent = { pull_request: { number: 7, head: { sha: HEAD } } }
const comment = { issue: { number: 12, pull_request: {} } }

describe('the commit', () => {
  test.each<[string, Scene, string, string[]]>([
    ['of a pull_request', { event: ['pull_request', pullRequestEvent] }, HEAD, []],
    [
      'of a pull_request, whatever pr_number says',
      { event: ['pull_request', pullRequestEvent], prNumber: 9 },
      HEAD,
      [],
    ],
    ['of a workflow_run', { event: ['workflow_run', { workflow_run: { head_sha: HEAD } }] }, HEAD, []],
    ['of a merge_group', { event: ['merge_group', { merge_group: { head_sha: HEAD } }] }, HEAD, []],
    ['of pr_number', { event: ['workflow_dispatch', {}], prNumber: 9 }, HEAD, ['pull request 9']],
    [
      'of the pull request that was commented on',
      { event: ['issue_comment', comment] },
      HEAD,
      ['pull request 12'],
    ],
    ['of an issue that was commented on', { event: ['issue_comment', { issue: { number: 3 } }] }, OWN, []],
    ['of a push', {}, OWN, []],
    ['of a schedule', { event: ['schedule', {}] }, OWN, []],
    ['of an event that cannot be read', { event: ['pull_request', null] }, OWN, []],
  ])('%s', async (_, scene, expected, before) => {
    const { asked, set, status } = open(scene)
    expect(await status.conclude('success', 'passed', never)).toBeNull()
    expect(set.map(({ sha }) => sha)).toEqual([expected])
    expect(asked).toEqual([...before, 'success'])
  })

  test('is fixed at the start: what is pushed while the run waits changes nothing', async () => {
    const { asked, set, status } = open({ prNumber: 9 })
    status.pending()
    await status.conclude('failure', 'failed', never)
    expect(asked).toEqual(['pull request 9', 'pending', 'failure'])
    expect(set.map(({ sha }) => sha)).toEqual([HEAD, HEAD])
  })

  test('that GitHub does not give ends nothing while the run waits, and is reported when it ends', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { set, status } = open({ prNumber: 9, lookup: new GitHubError('Not Found', 404) })
    // Node tells of an unhandled rejection when all that was due has run.
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
    expect(await status.conclude('success', 'passed', never)).toMatchObject({
      message: 'Not Found (HTTP 404)',
      hint: expect.stringContaining('pr_number'),
    })
    expect(set).toEqual([])
  })

  test('that is not known is said, and none is guessed', async () => {
    const { set, status } = open({ sha: null })
    expect(await status.conclude('success', 'passed', never)).toMatchObject({
      message: expect.stringContaining('GITHUB_SHA'),
    })
    expect(set).toEqual([])
  })
})

describe('the status', () => {
  test('is pending while the run waits, said once, and then what came of it, with a link to the attempt', async () => {
    const { set, status } = open()
    status.pending()
    status.pending()
    await status.conclude('failure', 'failed: 60%', never)
    const common = {
      sha: OWN,
      context: 'Inbox placement',
      targetUrl: 'https://github.com/acme/mail/actions/runs/42/attempts/2',
    }
    expect(set).toEqual([
      { ...common, state: 'pending', description: 'waiting for the inbox test' },
      { ...common, state: 'failure', description: 'failed: 60%' },
    ])
  })

  test('of a wait that could not be shown is no fault when the end can', async () => {
    const { set, status } = open({ faults: [new GitHubError('no', 422), null] })
    status.pending()
    expect(await status.conclude('success', 'passed', never)).toBeNull()
    expect(set.map(({ state }) => state)).toEqual(['success'])
  })

  test('is tried again after an outage, and after a short rate limit', async () => {
    const { set, status } = open({
      faults: [new GitHubError('down', 502), new GitHubError('slow down', 429, { retryAfterMs: 5000 })],
    })
    expect(await status.conclude('success', 'passed', never)).toBeNull()
    expect(set).toHaveLength(1)
  })

  test.each([
    [403, 'Resource not accessible by integration', 'statuses: write'],
    [404, 'Not Found', 'statuses: write'],
    [401, 'Bad credentials', 'github_token'],
    [422, 'No commit found for SHA', 'of this repository only'],
  ])('that GitHub refuses (%i %s) is a reason with what to do', async (code, message, hint) => {
    const { status } = open({ faults: [new GitHubError(message, code)] })
    expect(await status.conclude('success', 'passed', never)).toMatchObject({
      message: `${message} (HTTP ${code})`,
      hint: expect.stringContaining(hint),
    })
  })
})
