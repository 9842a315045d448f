import assert from 'node:assert/strict'
import { type GitHubStandIn, startGitHub } from '../../sandbox/github.ts'
import type { WorkflowRun } from '../act.ts'
import { check, step } from '../checks.ts'
import { type Example, GATE, withExample } from '../example.ts'
import type { Setting, Story } from '../story.ts'

interface PullRequests {
  example: Example
  github: GitHubStandIn
  /** Runs the workflow for pull request 7, whose branch is in a repository of that name. */
  run(headRepository: string): Promise<WorkflowRun>
}

export const pullRequestReport: Story = {
  title: 'pull-request-report.yml creates one comment, and updates it when the next commit is tested',
  tell: (setting) =>
    withPullRequests(setting, async ({ example, github, run }) => {
      example.delivers = () => 'subject-shouting-completed'
      const first = await run('acme/mail')
      check(first, () => {
        assert.equal(first.exitCode, 1)
        assert.deepEqual(ratesOf(github), [[1000, '60%']])
        assert.match(step(first, GATE).outputs['comment_url'] ?? '', /#issuecomment-1000$/u)
      })

      example.delivers = () => 'all-inbox-completed'
      const second = await run('acme/mail')
      check(second, () => {
        assert.equal(second.exitCode, 0)
        assert.deepEqual(ratesOf(github), [[1000, '100%']])
        const writes = github.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')
        assert.deepEqual(
          writes.map(({ method, path }) => `${method} ${path}`),
          ['POST /repos/acme/mail/issues/7/comments', 'PATCH /repos/acme/mail/issues/comments/1000'],
        )
      })
      const names = example.sandbox.requests.flatMap(({ body }) => JSON.parse(body).test_name ?? [])
      assert.deepEqual(names, ['Pull request 7', 'Pull request 7'])
    }),
}

export const pullRequestOfFork: Story = {
  title: 'pull-request-report.yml leaves pull requests from forks alone',
  tell: (setting) =>
    withPullRequests(setting, async ({ example, github, run }) => {
      const skipped = await run('stranger/mail')
      check(skipped, () => {
        assert.equal(skipped.exitCode, 0)
        assert.equal(skipped.steps.size, 0)
      })
      assert.deepEqual([example.sent(), example.sandbox.requests, github.requests], [[], [], []])
    }),
}

async function withPullRequests(
  setting: Setting,
  story: (pullRequests: PullRequests) => Promise<void>,
): Promise<void> {
  const github = await startGitHub()
  const env = { GITHUB_API_URL: github.apiUrl, GITHUB_GRAPHQL_URL: `${github.apiUrl}/graphql` }
  const run = (example: Example) => (headRepository: string) =>
    example.run({ event: 'pull_request', payload: payload(github, headRepository), env })
  try {
    await withExample(setting, 'pull-request-report.yml', (example) =>
      story({ example, github, run: run(example) }),
    )
  } finally {
    await github.close()
  }
}

/** The part of GitHub's event that the workflow, the runner and the action read. */
function payload({ pullRequests: [pullRequest] }: GitHubStandIn, headRepository: string) {
  return {
    action: 'synchronize',
    number: pullRequest?.number,
    pull_request: {
      number: pullRequest?.number,
      head: { ref: 'news', sha: pullRequest?.headSha, repo: { full_name: headRepository } },
      base: { ref: 'main', repo: { full_name: 'acme/mail' } },
    },
    repository: { full_name: 'acme/mail' },
  }
}

/** The id of each comment, and the inbox rate it reports first. */
function ratesOf({ comments }: GitHubStandIn) {
  return comments.map(({ id, body }) => [id, /(\S+) in the inbox/u.exec(body)?.[1]])
}
