import webhooks from '@octokit/webhooks-examples' with { type: 'json' }
import { describe, expect, test } from 'vitest'
import type { GitHubContext } from '../../src/core/github-context.ts'
import type { PullRequest } from '../../src/github/github-api.ts'
import { findPullRequest } from '../../src/github/pull-request.ts'
import { PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'

// Payloads as GitHub sent them.
const examples = webhooks as unknown as { name: string; examples: Record<string, unknown>[] }[]
const payloads = (name: string) => examples.find((each) => each.name === name)?.examples ?? []

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'
const OTHER = '0'.repeat(40)

interface Known extends PullRequest {
  /** `owner:branch` */
  readonly branch?: string
  /** Commits that GitHub associates with it beside head and merge. */
  readonly commits?: readonly string[]
}

const open = (number: number, over: Partial<Known> = {}): Known => ({
  number,
  state: 'open',
  headSha: SHA,
  mergeSha: null,
  ...over,
})
const merged = (number: number, over: Partial<Known> = {}) =>
  open(number, { state: 'merged', headSha: OTHER, mergeSha: SHA, ...over })

/** Knows the pull requests given, and keeps what was asked. */
function github(...pullRequests: readonly Known[]) {
  const asked: string[] = []
  return {
    asked,
    pullRequestsOfCommit: (sha: string) => {
      asked.push(`commit ${sha}`)
      const has = ({ headSha, mergeSha, commits = [] }: Known) =>
        [headSha, mergeSha, ...commits].includes(sha)
      return Promise.resolve(pullRequests.filter(has))
    },
    pullRequestsOfBranch: (head: string) => {
      asked.push(`branch ${head}`)
      return Promise.resolve(pullRequests.filter(({ branch }) => branch === head))
    },
  }
}

function context(eventName: string, event: unknown, sha: string | null = SHA): GitHubContext {
  return { ...PULL_REQUEST_RUN, eventName, event, sha }
}

const byPullRequest = (over: object = {}) => ({ pull_request: { number: 8, ...over } })
const queue = (base: string) => ({
  merge_group: { head_ref: `refs/heads/gh-readonly-queue/${base}/pr-108-${SHA}` },
})
const comment = (issue: object) => ({ issue: { number: 12, state: 'open', ...issue } })
const workflowRun = (over: object) => ({ repository: { id: 5 }, workflow_run: { head_sha: SHA, ...over } })
const listed = (...of: readonly [number: number, repository: number][]) => ({
  pull_requests: of.map(([number, id]) => ({ number, base: { repo: { id } } })),
})

describe('the pull request is known without a request', () => {
  test.each<[string, string, unknown, number]>([
    ['pull_request', 'pull_request', byPullRequest({ state: 'open' }), 8],
    ['pull_request, closed and not merged', 'pull_request', byPullRequest({ state: 'closed' }), 8],
    [
      'pull_request, closed because it was merged',
      'pull_request',
      { action: 'closed', ...byPullRequest({ state: 'closed', merged: true, merge_commit_sha: SHA }) },
      8,
    ],
    ['pull_request_target', 'pull_request_target', byPullRequest(), 8],
    ['pull_request_review', 'pull_request_review', byPullRequest(), 8],
    ['pull_request_review_comment', 'pull_request_review_comment', byPullRequest(), 8],
    ['issue_comment on a pull request', 'issue_comment', comment({ pull_request: {} }), 12],
    [
      'issue_comment on one that was merged',
      'issue_comment',
      comment({ pull_request: {}, state: 'closed' }),
      12,
    ],
    ['merge_group', 'merge_group', queue('main'), 108],
    [
      'merge_group on a base named like a queued pull request',
      'merge_group',
      queue('release/pr-5-abc/1.0'),
      108,
    ],
    ['workflow_run of a branch of this repository', 'workflow_run', workflowRun(listed([9, 5], [3, 6])), 9],
  ])('%s', async (_, eventName, event, number) => {
    const api = github()
    expect(await findPullRequest(null, context(eventName, event), api)).toBe(number)
    expect(api.asked).toEqual([])
  })

  test.each(['pull_request', 'pull_request_review', 'pull_request_review_comment', 'merge_group'])(
    'from every payload of %s that GitHub shows',
    async (name) => {
      for (const payload of payloads(name)) {
        const { number } = (payload['pull_request'] ?? { number: 104 }) as { number: number }
        expect(await findPullRequest(null, context(name, payload), github())).toBe(number)
      }
    },
  )

  test.each([
    ['an event of another pull request', 'pull_request', byPullRequest()],
    ['a push', 'push', {}],
    ['a schedule', 'schedule', {}],
    ['an event whose file could not be read', 'pull_request', null],
    ['a run without a commit', 'workflow_dispatch', {}, null],
  ])('pr_number is used as it is, with %s', async (_, eventName, event, sha: string | null = SHA) => {
    const api = github()
    expect(await findPullRequest(42, context(eventName, event, sha), api)).toBe(42)
    expect(api.asked).toEqual([])
  })
})

describe('the commit leads to the pull request', () => {
  test.each<[string, readonly Known[], number]>([
    ['the open one whose head it is', [open(4, { headSha: OTHER, commits: [SHA] }), open(5)], 5],
    ['the open one that it is part of', [open(4, { headSha: OTHER, commits: [SHA] })], 4],
    ['the one that was merged by it', [merged(6), merged(7, { mergeSha: OTHER, commits: [SHA] })], 6],
    ['an open one before a merged one', [merged(6), open(5, { headSha: OTHER, commits: [SHA] })], 5],
    ['none that was closed without a merge', [open(3, { state: 'closed' }), open(5)], 5],
  ])('of a push: %s', async (_, known, number) => {
    const api = github(...known)
    expect(await findPullRequest(null, context('push', {}), api)).toBe(number)
    expect(api.asked).toEqual([`commit ${SHA}`])
  })

  test('of a workflow_run after a push, too: the one that was merged by it', async () => {
    const head_repository = { id: 5, owner: { login: 'acme' } }
    const event = workflowRun({ event: 'push', head_branch: 'main', head_repository, ...listed() })
    const api = github(merged(6))
    expect(await findPullRequest(null, context('workflow_run', event), api)).toBe(6)
    expect(api.asked).toEqual([`commit ${SHA}`])
  })

  test('of a fork’s workflow_run, whose list is empty: by its branch, open or merged since', async () => {
    const payload =
      payloads('workflow_run').find(
        (each) => (each['workflow_run'] as { pull_requests: [] }).pull_requests.length === 0,
      ) ?? {}
    const run = payload['workflow_run'] as {
      head_sha: string
      head_branch: string
      head_repository: { owner: { login: string } }
    }
    const branch = `${run.head_repository.owner.login}:${run.head_branch}`
    const event = {
      repository: { id: 5 },
      workflow_run: { ...run, event: 'pull_request' },
    }
    const [older, newer] = [
      { headSha: OTHER, branch },
      { headSha: run.head_sha, branch },
    ]
    const api = github(open(5, older), open(6, newer))
    expect(await findPullRequest(null, context('workflow_run', event), api)).toBe(6)
    expect(api.asked).toEqual([`branch ${branch}`])
    const since = github(merged(5, older), merged(6, newer))
    expect(await findPullRequest(null, context('workflow_run', event), since)).toBe(6)
  })
})

describe('there is none to comment on', () => {
  const nowhere = (eventName: string, event: unknown, ...known: readonly Known[]) =>
    expect(findPullRequest(null, context(eventName, event), github(...known))).rejects

  test('a schedule on the branch that a pull request was merged into has nothing to do with it', async () => {
    await nowhere('schedule', {}, merged(6)).toThrow('no open pull request')
    await nowhere('workflow_dispatch', {}, merged(6)).toThrow('no open pull request')
    await nowhere('workflow_run', workflowRun({ event: 'schedule' }), merged(6)).toThrow(
      'no open pull request',
    )
  })

  test('a pull request that was merged before, and is only part of the push', async () => {
    await nowhere('push', {}, merged(6, { mergeSha: OTHER, commits: [SHA] })).toThrow('no open or merged')
  })

  test('a commit that belongs to several names none of them', async () => {
    await nowhere('push', {}, open(4), open(5)).toThrow('#4, #5')
  })

  test('issue_comment on an issue: its number is not a pull request', async () => {
    const issue = payloads('issue_comment').find((each) => !('pull_request' in (each['issue'] as object)))
    await nowhere('issue_comment', issue).toThrow('no open pull request')
  })

  test.each([
    'refs/heads/main',
    'refs/heads/feature/pr-9-abc',
    'refs/heads/gh-readonly-queue/main/pr-0-abc',
    'refs/heads/gh-readonly-queue/main/pr-99999999999999999999-abc',
  ])('merge_group of %s', async (head_ref) => {
    await nowhere('merge_group', { merge_group: { head_ref } }).toThrow('no open pull request')
  })

  test('a run without a commit', async () => {
    await expect(findPullRequest(null, context('schedule', {}, null), github())).rejects.toThrow(
      'names no pull request',
    )
  })

  test.each([
    null,
    'text',
    [],
    { pull_request: null },
    { pull_request: { number: '7' } },
    { pull_request: { number: -1 } },
    { pull_request: { number: 1.5 } },
  ])('a payload that is not what GitHub sends is not trusted: %j', async (payload) => {
    await nowhere('pull_request', payload).toThrow('no open or merged pull request')
  })
})
