import assert from 'node:assert/strict'
import { startGitHub } from '../../sandbox/github.ts'
import { check } from '../checks.ts'
import { withExample } from '../example.ts'
import type { Story } from '../story.ts'

/** The head of a pull request from a fork, which is no commit of the repository's own branches. */
const HEAD = '9d2e4f1c8a7b6d5e4f3a2b1c0d9e8f7a6b5c4d3e'

export const forksReport: Story = {
  title:
    'forks-report.yml shows the verdict at the commit of the fork, where its job is no check, and in a comment',
  tell: (setting) =>
    withExample(setting, 'forks-report.yml', async (example) => {
      const github = await startGitHub()
      github.pullRequests = [{ number: 7, state: 'open', headSha: HEAD, head: 'stranger:news' }]
      const env = { GITHUB_API_URL: github.apiUrl, GITHUB_GRAPHQL_URL: `${github.apiUrl}/graphql` }
      try {
        const run = () => example.run({ event: 'workflow_run', payload, env })
        const statuses = () => github.statuses.map(({ sha, context, state }) => [sha, context, state])

        example.delivers = () => 'subject-shouting-completed'
        const failed = await run()
        check(failed, () => {
          assert.equal(failed.exitCode, 1)
          assert.deepEqual(statuses(), [[HEAD, 'Inbox placement', 'failure']])
          assert.match(github.statuses[0]?.description ?? '', /60% in the inbox/u)
          assert.match(github.statuses[0]?.target_url ?? '', /\/actions\/runs\/\d+\/attempts\/1$/u)
          assert.equal(github.comments.length, 1)
        })

        example.delivers = () => 'all-inbox-completed'
        const passed = await run()
        check(passed, () => {
          assert.equal(passed.exitCode, 0)
          assert.deepEqual(statuses().slice(1), [[HEAD, 'Inbox placement', 'success']])
        })
      } finally {
        await github.close()
      }
    }),
}

/** The part of GitHub's event that the workflow, the runner and the action read. */
const payload = {
  action: 'completed',
  workflow_run: {
    id: 99,
    name: 'Render the newsletter',
    event: 'pull_request',
    conclusion: 'success',
    head_sha: HEAD,
    head_branch: 'news',
    head_repository: { id: 6, owner: { login: 'stranger' } },
    pull_requests: [],
  },
  repository: { id: 5, full_name: 'acme/mail' },
}
