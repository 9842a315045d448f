import assert from 'node:assert/strict'
import { check, job, step } from '../checks.ts'
import { GATE, withExample } from '../example.ts'
import { pullRequestEvent, withGitHub } from '../pull-request.ts'
import type { Story } from '../story.ts'

const ACME = 'Placement of acme'
const GLOBEX = 'Placement of globex'

export const clients: Story = {
  title:
    'clients.yml keeps two clients apart: mail, rules, comment, status and history, whatever becomes of the other',
  examples: ['clients.yml'],
  tell: (setting) =>
    withGitHub((github, env) =>
      withExample(setting, 'clients.yml', async (example) => {
        const run = () =>
          example.run({ event: 'pull_request', payload: pullRequestEvent(github, 'acme/mail'), env })
        const comments = () =>
          github.comments.map(({ body }) => /\S+ in the inbox( \(.*?\))?/u.exec(body)?.[0]).toSorted()
        const statuses = () => github.statuses.map(({ context, state }) => `${context}: ${state}`).toSorted()

        example.delivers = (name) =>
          name.startsWith('globex') ? 'subject-shouting-completed' : 'all-inbox-completed'
        const first = await run()
        check(first, () => {
          assert.equal(first.exitCode, 1)
          assert.equal(step(job(first, ACME), GATE).outputs['verdict'], 'passed')
          assert.equal(step(job(first, GLOBEX), GATE).outputs['verdict'], 'failed')
          assert.deepEqual(comments(), ['100% in the inbox', '60% in the inbox (75% required)'])
          assert.deepEqual(statuses(), [
            'Inbox placement of acme: success',
            'Inbox placement of globex: failure',
          ])
          for (const client of ['acme', 'globex']) {
            const seeds = step(job(first, `Placement of ${client}`), 'test').outputs['send_to'] ?? ''
            const mail = ['--html', `<p>News of ${client}</p>\n`, '--to', seeds]
            assert(
              example.sent().some((call) => call.join() === mail.join()),
              `${client} sent no mail of its own`,
            )
          }
        })

        // 84% is enough for one and not for the other.
        example.delivers = () => 'outlook-to-spam-completed'
        const second = await run()
        check(second, () => {
          assert.equal(second.exitCode, 1)
          const { verdict: ofAcme, previous_verdict: beforeAcme } = step(job(second, ACME), GATE).outputs
          const { verdict: ofGlobex, previous_verdict: beforeGlobex } = step(
            job(second, GLOBEX),
            GATE,
          ).outputs
          assert.deepEqual([beforeAcme, ofAcme], ['passed', 'failed'])
          assert.deepEqual([beforeGlobex, ofGlobex], ['failed', 'passed'])
          assert.deepEqual(comments(), ['84% in the inbox', '84% in the inbox (85% required)'])
          assert.equal(statuses().length, 4)
        })
      }),
    ),
}
