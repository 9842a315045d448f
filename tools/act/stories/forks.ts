import assert from 'node:assert/strict'
import { check } from '../checks.ts'
import { withExample } from '../example.ts'
import { ratesOf, withGitHub } from '../pull-request.ts'
import type { Story } from '../story.ts'

/** The head of a pull request from a fork, which is no commit of the repository's own branches. */
const HEAD = '9d2e4f1c8a7b6d5e4f3a2b1c0d9e8f7a6b5c4d3e'

export const forks: Story = {
  title:
    'forks-render.yml keeps the mail, and forks-report.yml sends it and shows the verdict at the commit of the fork and in a comment',
  examples: ['forks-render.yml', 'forks-report.yml'],
  tell: (setting) =>
    withGitHub((github, env) =>
      withExample(setting, 'forks-report.yml', async (example) => {
        github.pullRequests = [{ number: 7, state: 'open', headSha: HEAD, head: 'stranger:news' }]
        const statuses = () => github.statuses.map(({ sha, context, state }) => [sha, context, state])

        const rendered = await example.run({ file: 'forks-render.yml', event: 'pull_request' })
        check(rendered, () => {
          assert.equal(rendered.exitCode, 0)
          assert.equal(example.artifact('newsletter'), MAIL)
        })
        const report = () => example.run({ event: 'workflow_run', payload: renderedEvent(1001), env })

        const passed = await report()
        check(passed, () => {
          assert.equal(passed.exitCode, 0)
          assert.deepEqual(statuses(), [[HEAD, 'Inbox placement', 'success']])
          assert.match(github.statuses[0]?.description ?? '', /100% in the inbox/u)
          assert.match(github.statuses[0]?.target_url ?? '', /\/actions\/runs\/1002\/attempts\/1$/u)
          assert.deepEqual(ratesOf(github), [[1000, '100%']])
          assert.deepEqual(
            example.sent().map(([option, mail]) => [option, mail]),
            [['--html', MAIL]],
          )
        })

        example.delivers = () => 'subject-shouting-completed'
        const failed = await report()
        check(failed, () => {
          assert.equal(failed.exitCode, 1)
          assert.deepEqual(statuses().slice(1), [[HEAD, 'Inbox placement', 'failure']])
          assert.deepEqual(ratesOf(github), [[1000, '60%']])
        })

        // A render that failed, and one that was not for a pull request.
        for (const over of [{ conclusion: 'failure' }, { event: 'push' }]) {
          const skipped = await example.run({
            event: 'workflow_run',
            payload: renderedEvent(1001, over),
            env,
          })
          check(skipped, () => assert.deepEqual([skipped.exitCode, skipped.steps.size], [0, 0]))
        }
      }),
    ),
}

/** What the stand-in for ./render makes. */
const MAIL = '<p>Rendered from newsletter</p>\n'

/** The part of GitHub's event that the workflow, the runner and the action read. */
function renderedEvent(id: number, over: object = {}) {
  return {
    action: 'completed',
    workflow_run: {
      id,
      name: 'Render the newsletter',
      event: 'pull_request',
      conclusion: 'success',
      head_sha: HEAD,
      head_branch: 'news',
      head_repository: { id: 6, owner: { login: 'stranger' } },
      pull_requests: [],
      ...over,
    },
    repository: { id: 5, full_name: 'acme/mail' },
  }
}
