import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAnswers } from '../../sandbox/created-tests.ts'
import { check, step } from '../checks.ts'
import { withExample } from '../example.ts'
import type { Setting, Story } from '../story.ts'

const SHOW = 'Show what to do next'

export const createByHand: Story = {
  title: 'create-by-hand.yml keeps the seed addresses as an artifact, and shows the job_id',
  tell: (setting) =>
    withExample(setting, 'create-by-hand.yml', async (example) => {
      const run = await example.run(startedByHand(setting))
      check(run, () => {
        assert.equal(run.exitCode, 0)
        const { job_id, send_to = '' } = step(run, 'test').outputs
        assert.equal(job_id, 'created-1')
        assert.equal(readFileSync(artifact(setting), 'utf8'), `${send_to}\n`)
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
  tell: (setting) =>
    withExample(setting, 'create-by-hand.yml', async (example) => {
      example.creates = () => createAnswers['create-closed']
      const run = await example.run(startedByHand(setting))
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

function startedByHand(setting: Setting) {
  const folder = join(setting.folder, 'artifacts')
  mkdirSync(folder)
  const payload = { inputs: { test_name: 'Spring "$(newsletter)"' } }
  return { event: 'workflow_dispatch', payload, env: { ARTIFACTS: folder } }
}

function artifact(setting: Setting): string {
  return join(setting.folder, 'artifacts', 'seed-addresses')
}
