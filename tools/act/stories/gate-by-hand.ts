import assert from 'node:assert/strict'
import { scenarios } from '../../sandbox/scenarios.ts'
import { check, step } from '../checks.ts'
import { GATE, withExample } from '../example.ts'
import type { Story } from '../story.ts'

export const gateByHand: Story = {
  title: 'gate-by-hand.yml judges the test whose job_id it is given',
  examples: ['gate-by-hand.yml'],
  tell: (setting) =>
    withExample(setting, 'gate-by-hand.yml', async (example) => {
      for (const [scenario, verdict, exitCode] of [
        ['all-inbox-completed', 'passed', 0],
        ['half-and-half-completed', 'failed', 1],
      ] as const) {
        example.sandbox.play(`job-${verdict}`, scenarios()[scenario])
        const payload = { inputs: { job_id: `job-${verdict}` } }
        const run = await example.run({ event: 'workflow_dispatch', payload })
        check(run, () => {
          assert.equal(run.exitCode, exitCode)
          assert.equal(step(run, GATE).outputs['verdict'], verdict)
        })
      }
      assert.deepEqual(
        example.sandbox.requests.map(({ body }) => JSON.parse(body)),
        [{ job_id: 'job-passed' }, { job_id: 'job-failed' }],
      )
    }),
}
