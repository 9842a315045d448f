import assert from 'node:assert/strict'
import { createAnswers } from '../../sandbox/created-tests.ts'
import { check, step } from '../checks.ts'
import { withExample } from '../example.ts'
import type { Story } from '../story.ts'

const SHOW = 'Show what to do next'
const STARTED = { event: 'workflow_dispatch', payload: { inputs: { test_name: 'Spring "$(newsletter)"' } } }

export const createByHand: Story = {
  title: 'create-by-hand.yml keeps the seed addresses as an artifact, and shows the job_id',
  examples: ['create-by-hand.yml'],
  tell: (setting) =>
    withExample(setting, 'create-by-hand.yml', async (example) => {
      const run = await example.run(STARTED)
      check(run, () => {
        assert.equal(run.exitCode, 0)
        const { job_id, send_to = '' } = step(run, 'test').outputs
        assert.equal(job_id, 'created-1')
        assert.equal(example.artifact('seed-addresses'), `${send_to}\n`)
        assert.match(step(run, SHOW).summary, /\(50 seeds\).*\n.*job_id `created-1`/u)
        const shown = send_to
          .split('\n')
          .filter((seed) => `${run.log}${step(run, SHOW).summary}`.includes(seed))
        assert.deepEqual(shown, [], 'the log or the summary shows seed addresses')
      })
      assert.deepEqual(
        example.sandbox.requests.map(({ body }) => JSON.parse(body)),
        [{ test_name: 'Spring "$(newsletter)"' }],
      )
    }),
}

export const lostAnswer: Story = {
  title: 'create-by-hand.yml asks once, keeps nothing and says so when the answer is lost',
  examples: ['create-by-hand.yml'],
  tell: (setting) =>
    withExample(setting, 'create-by-hand.yml', async (example) => {
      example.creates = () => createAnswers['create-closed']
      const run = await example.run(STARTED)
      check(run, () => {
        assert.equal(run.exitCode, 1)
        const [error, ...others] = step(run, 'test').annotations
        assert.match(error?.message ?? '', /The test may exist all the same/u)
        assert.deepEqual(others, [])
        assert(!run.steps.has(SHOW), 'a later step ran')
      })
      assert.equal(example.sandbox.requests.length, 1)
    }),
}
