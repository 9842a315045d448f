import webhooks from '@octokit/webhooks-examples' with { type: 'json' }
import { describe, expect, test } from 'vitest'
import type { GitHubContext } from '../../src/github/context.ts'
import type { GitHubApi, PullRequest } from '../../src/github/github-api.ts'
import { findPullRequest } from '../../src/github/pull-request.ts'
import { PULL_REQUEST_RUN } from '../fake-runner.ts'

// Payloads as GitHub sent them.
const examples = webhooks as unknown as { name: string; examples: Record<string, unknown>[] }[]
const payloads = (name: string) => examples.find((each) => each.name === name)?.examples ?? []

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'

/** Knows the pull requests given, and keeps what was asked. */
function api(pullRequests: (PullRequest & { branch?: string; commits?: string[] })[]) {
  const asked: string[] = []
  const known: Pick<GitHubApi, 'pullRequest' | 'pullRequestsOfCommit' | 'pullRequestsOfBranch'> = {
    pullRequest: (number) => {
      asked.push(`number ${number}`)
      const found = pullRequests.find((each) => each.number === number)
      return found === undefined ? Promise.reject(new Error('not found')) : Promise.resolve(found)
    },
    pullRequestsOfCommit: (sha) => {
      asked.push(`commit ${sha}`)
      return Promise.resolve(
        pullRequests.filter((each) => each.headSha === sha || each.commits?.includes(sha)),
      )
    },
    pullRequestsOfBranch: (head) => {
      asked.push(`branch ${head}`)
      return Promise.resolve(pullRequests.filter((each) => each.branch === head))
    },
  }
  return Object.assign(known as GitHubApi, { asked })
}

function context(eventName: string, event: unknown, sha: string | null = SHA): GitHubContext {
  return { ...PULL_REQUEST_RUN, eventName, event, sha }
}

const open = (number: number, headSha = SHA) => ({ number, isOpen: true, headSha })
const anyOpen = () => api(Array.from({ length: 200 }, (_, index) => open(index + 1)))

test('pr_number wins over the event', async () => {
  const github = anyOpen()
  expect(
    await findPullRequest(42, context('pull_request', payloads('pull_request')[0]), github),
  ).toMatchObject({ number: 42 })
})

describe('the event names the pull request', () => {
  test.each([
    ['pull_request', 'pull_request'],
    ['pull_request_target', 'pull_request'],
    ['pull_request_review', 'pull_request_review'],
    ['pull_request_review_comment', 'pull_request_review_comment'],
  ])('%s', async (eventName, example) => {
    const [payload = {}] = payloads(example)
    const { number, head } = payload['pull_request'] as { number: number; head: { sha: string } }
    const github = anyOpen()
    const found = await findPullRequest(null, context(eventName, payload), github)
    expect(found).toEqual({ number, isOpen: true, headSha: head.sha })
    expect(github.asked).toEqual([])
  })

  test('a pull request that was closed since is still the one: what the event says is not asked again', async () => {
    const [payload = {}] = payloads('pull_request')
    const { number } = payload['pull_request'] as { number: number }
    const closed = api([{ number, isOpen: false, headSha: SHA }])
    expect(await findPullRequest(null, context('pull_request', payload), closed)).toMatchObject({ number })
  })

  test('a pull_request event of a closed one says so without a request', async () => {
    const payload = { pull_request: { number: 8, state: 'closed', head: { sha: SHA } } }
    const github = api([])
    await expect(findPullRequest(null, context('pull_request', payload), github)).rejects.toThrow(
      '#8 is closed',
    )
    expect(github.asked).toEqual([])
  })

  test.each([
    { number: 8 },
    { number: 8, state: 'open' },
    { number: 8, state: 'ajar', head: { sha: SHA } },
    { number: 8, head: { sha: SHA } },
  ])('one that the event only half describes is asked for: %j', async (described) => {
    const github = api([open(8)])
    await findPullRequest(null, context('pull_request', { pull_request: described }), github)
    expect(github.asked).toEqual(['number 8'])
  })

  test("pr_number is asked for when it is not the event's", async () => {
    const payload = { pull_request: { number: 8, state: 'open', head: { sha: SHA } } }
    const github = api([open(9)])
    expect(await findPullRequest(9, context('pull_request', payload), github)).toMatchObject({ number: 9 })
    expect(github.asked).toEqual(['number 9'])
    expect(await findPullRequest(8, context('pull_request', payload), api([]))).toMatchObject({ number: 8 })
  })

  test('issue_comment on a pull request', async () => {
    const payload = {
      issue: { number: 12, pull_request: { url: 'https://api.github.com/repos/acme/mail/pulls/12' } },
    }
    expect(await findPullRequest(null, context('issue_comment', payload), anyOpen())).toMatchObject({
      number: 12,
    })
    const github = api([])
    const withState = { issue: { ...payload.issue, state: 'open' } }
    expect(await findPullRequest(null, context('issue_comment', withState), github)).toEqual({
      number: 12,
      isOpen: true,
      headSha: null,
    })
    expect(github.asked).toEqual([])
  })

  test('issue_comment on an issue names none: its number is not a pull request', async () => {
    const payload = payloads('issue_comment').find((each) => !('pull_request' in (each['issue'] as object)))
    const github = api([])
    await expect(findPullRequest(null, context('issue_comment', payload), github)).rejects.toThrow(
      'no open pull request',
    )
    expect(github.asked).toEqual([`commit ${SHA}`])
  })

  test('merge_group', async () => {
    const [payload] = payloads('merge_group')
    expect(await findPullRequest(null, context('merge_group', payload), anyOpen())).toMatchObject({
      number: 104,
    })
  })

  test('merge_group on a base with slashes, even one named like a queued pull request', async () => {
    const payload = {
      merge_group: { head_ref: `refs/heads/gh-readonly-queue/release/pr-5-abc/1.0/pr-108-${SHA}` },
    }
    expect(await findPullRequest(null, context('merge_group', payload), anyOpen())).toMatchObject({
      number: 108,
    })
  })

  test.each([
    'refs/heads/main',
    'refs/heads/feature/pr-9-abc',
    'refs/heads/gh-readonly-queue/main/pr-0-abc',
    'refs/heads/gh-readonly-queue/main/pr-99999999999999999999-abc',
  ])('a merge_group of %s names none', async (headRef) => {
    const github = api([])
    const payload = { merge_group: { head_ref: headRef } }
    await expect(findPullRequest(null, context('merge_group', payload), github)).rejects.toThrow(
      'no open pull request',
    )
    expect(github.asked).toEqual([`commit ${SHA}`])
  })

  test('workflow_run of a branch of this repository', async () => {
    const payload = {
      repository: { id: 5 },
      workflow_run: {
        pull_requests: [
          { number: 9, base: { repo: { id: 5 } } },
          { number: 3, base: { repo: { id: 6 } } },
        ],
      },
    }
    expect(await findPullRequest(null, context('workflow_run', payload), anyOpen())).toMatchObject({
      number: 9,
    })
  })
})

describe('the commit leads to the pull request', () => {
  test('workflow_run of a fork, whose list is empty: by its branch and commit', async () => {
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
    const github = api([
      { ...open(5, 'other'), branch },
      { ...open(6, run.head_sha), branch },
    ])
    expect(await findPullRequest(null, context('workflow_run', payload), github)).toMatchObject({ number: 6 })
    expect(github.asked).toEqual([`branch ${branch}`])
  })

  test('a push: the open pull request whose head it is', async () => {
    const github = api([
      { ...open(4, 'other'), commits: [SHA] },
      open(5),
      { number: 6, isOpen: false, headSha: SHA },
    ])
    expect(await findPullRequest(null, context('push', {}), github)).toMatchObject({ number: 5 })
  })

  test('a commit inside one open pull request', async () => {
    expect(
      await findPullRequest(null, context('push', {}), api([{ ...open(4, 'other'), commits: [SHA] }])),
    ).toMatchObject({ number: 4 })
  })
})

describe('there is none to comment on', () => {
  test('a commit that belongs to several open pull requests names none of them', async () => {
    await expect(findPullRequest(null, context('push', {}), api([open(4), open(5)]))).rejects.toThrow(
      '#4, #5',
    )
  })

  test('a closed pull request', async () => {
    const github = api([{ number: 8, isOpen: false, headSha: SHA }])
    await expect(findPullRequest(8, context('push', {}), github)).rejects.toThrow('#8 is closed')
    await expect(findPullRequest(null, context('push', {}), github)).rejects.toThrow('no open pull request')
  })

  test('a run without a commit', async () => {
    await expect(findPullRequest(null, context('schedule', {}, null), api([]))).rejects.toThrow(
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
    const github = api([])
    await expect(findPullRequest(null, context('pull_request', payload), github)).rejects.toThrow(
      'no open pull request',
    )
    expect(github.asked).toEqual([`commit ${SHA}`])
  })
})
