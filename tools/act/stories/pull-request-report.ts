import assert from 'node:assert/strict'
import type { GitHubStandIn } from '../../sandbox/github.ts'
import type { WorkflowRun } from '../act.ts'
import { check, step } from '../checks.ts'
import { type Example, GATE, withExample } from '../example.ts'
import { pullRequestEvent, ratesOf, withGitHub } from '../pull-request.ts'
import type { Setting, Story } from '../story.ts'

interface PullRequests {
  example: Example
  github: GitHubStandIn
  /** Runs the workflow for pull request 7, whose branch is in a repository of that name. */
  run(headRepository: string): Promise<WorkflowRun>
}

export const pullRequestReport: Story = {
  title:
    'pull-request-report.yml comments on what passed too, and updates the comment when the next commit is tested',
  examples: ['pull-request-report.yml'],
  tell: (setting) =>
    withPullRequests(setting, async ({ example, github, run }) => {
      const first = await run('acme/mail')
      check(first, () => {
        assert.equal(first.exitCode, 0)
        assert.deepEqual(ratesOf(github), [[1000, '100%']])
        assert.match(step(first, GATE).outputs['comment_url'] ?? '', /#issuecomment-1000$/u)
      })

      example.delivers = () => 'subject-shouting-completed'
      const second = await run('acme/mail')
      check(second, () => {
        assert.equal(second.exitCode, 1)
        assert.deepEqual(ratesOf(github), [[1000, '60%']])
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
  examples: ['pull-request-report.yml'],
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

function withPullRequests(
  setting: Setting,
  story: (pullRequests: PullRequests) => Promise<void>,
): Promise<void> {
  return withGitHub((github, env) =>
    withExample(setting, 'pull-request-report.yml', (example) =>
      story({
        example,
        github,
        run: (headRepository) =>
          example.run({ event: 'pull_request', payload: pullRequestEvent(github, headRepository), env }),
      }),
    ),
  )
}
