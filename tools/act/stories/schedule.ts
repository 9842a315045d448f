import assert from 'node:assert/strict'
import { scenarios } from '../../sandbox/scenarios.ts'
import { check, step } from '../checks.ts'
import { GATE, withExample } from '../example.ts'
import type { Story } from '../story.ts'

export const schedule: Story = {
  title:
    'schedule.yml is skipped without a test, green with a warning while the verdict is open, and then decides',
  examples: ['schedule.yml'],
  tell: (setting) =>
    withExample(setting, 'schedule.yml', async (example) => {
      const look = (variables = {}) => example.run({ event: 'schedule', variables })
      const idle = await look()
      check(idle, () => assert.deepEqual([idle.exitCode, idle.steps.size], [0, 0]))

      example.sandbox.play('job-7', scenarios()['lost-many-completed'])
      const open = await look({ INBOX_TEST_JOB_ID: 'job-7' })
      check(open, () => {
        assert.equal(open.exitCode, 0)
        assert.equal(step(open, GATE).outputs['verdict'], 'undecided')
        assert.deepEqual(
          step(open, GATE).annotations.map(({ level }) => level),
          ['warning'],
        )
      })

      example.sandbox.play('job-7', scenarios()['half-and-half-completed'])
      const decided = await look({ INBOX_TEST_JOB_ID: 'job-7' })
      check(decided, () => {
        assert.equal(decided.exitCode, 1)
        assert.equal(step(decided, GATE).outputs['verdict'], 'failed')
      })
    }),
}
