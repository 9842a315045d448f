import { expect, test } from 'vitest'
import { octokitApi } from '../../src/github/octokit.ts'
import { publishComment } from '../../src/github/publish-comment.ts'
import { routesFromEnv } from '../../src/net/proxy.ts'
import { httpSender } from '../../src/net/send.ts'
import {
  type GitHubRequest,
  type GitHubStandIn,
  type StandInOptions,
  startGitHub,
} from '../../tools/sandbox/github.ts'
import { fakeClock } from '../fake-clock.ts'
import { PULL_REQUEST_RUN } from '../fake-runner.ts'
import { openPublishedDescription } from './published-description.ts'

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'

test("every kind of request keeps to GitHub's published description of its API", async () => {
  const description = await openPublishedDescription()
  // GraphQL is not part of the description, which is REST's.
  const requests = (await everyPath()).filter((each) => each.path !== '/graphql')
  const kinds = new Set(requests.map(({ method, path }) => `${method} ${path.replace(/\?.*|\d+/gu, '')}`))
  expect([...kinds].toSorted()).toEqual([
    'DELETE /repos/acme/mail/issues/comments/',
    'GET /repos/acme/mail/commits/ffacecbbfbadfa/pulls',
    'GET /repos/acme/mail/issues//comments',
    'GET /repos/acme/mail/pulls',
    'GET /repos/acme/mail/pulls/',
    'PATCH /repos/acme/mail/issues/comments/',
    'POST /repos/acme/mail/issues//comments',
  ])
  for (const request of requests) expect(await description.hold(request)).toBeNull()
  expect(await description.close()).toBe(0)
})

test('a request that strays from the description would be seen', async () => {
  const description = await openPublishedDescription()
  const bad = (method: string, path: string, body = ''): GitHubRequest => ({
    ...{ method, path, body },
    authorization: '',
    userAgent: '',
  })
  const comments = '/repos/acme/mail/issues/7/comments'
  expect(await description.hold(bad('GET', `${comments}?per_pages=100`))).toContain('per_pages')
  expect(await description.hold(bad('POST', comments, '{"text":"report"}'))).toContain('body')
  expect(await description.hold(bad('GET', '/repos/acme/mail/pulls?state=opened'))).toContain('opened')
  expect(await description.close()).toBe(1)
})

/** All that the action ever asks of GitHub, on github.com and on an Enterprise Server. */
async function everyPath(): Promise<GitHubRequest[]> {
  const workflowRun = {
    workflow_run: { head_sha: SHA, head_branch: 'news', head_repository: { owner: { login: 'acme' } } },
  }
  const requests: GitHubRequest[] = []
  for (const options of [{}, { prefix: '/api/v3' }] satisfies StandInOptions[]) {
    const standIn = await startGitHub(options)
    try {
      standIn.comments = Array.from({ length: 130 }, (_, id) => ({ id, author: 'octocat', body: 'chat' }))
      const first = await publish(standIn, 'pull_request', { pull_request: { number: 7 } }, 'first')
      // As if another run had created one at the same moment: it will be deleted.
      const [written] = standIn.comments.slice(-1)
      if (written !== undefined) standIn.comments.push({ ...written, id: written.id + 1 })
      const kinds = [
        first,
        await publish(standIn, 'workflow_run', workflowRun, 'second'),
        await publish(standIn, 'push', {}, 'second'),
      ]
      expect(kinds).toEqual(['created', 'updated', 'unchanged'])
      requests.push(...standIn.requests)
    } finally {
      await standIn.close()
    }
  }
  return requests
}

async function publish(standIn: GitHubStandIn, eventName: string, event: unknown, report: string) {
  const context = { ...PULL_REQUEST_RUN, apiUrl: standIn.apiUrl, eventName, event, sha: SHA }
  const send = httpSender(routesFromEnv({}))
  const outcome = await publishComment(
    { mayCreate: true, key: '', prNumber: null, render: () => report },
    context,
    {
      openApi: (repository, signal) => octokitApi(send, 'ghs_standIn', context.apiUrl, repository, signal),
      clock: fakeClock(),
      signal: new AbortController().signal,
    },
  )
  return outcome.kind
}
