import assert from 'node:assert/strict'
import type { CreateAnswer } from '../../sandbox/created-tests.ts'
import { check, step } from '../checks.ts'
import { GATE, withExample } from '../example.ts'
import type { Story } from '../story.ts'

/** Each test has seeds of its own, so that mail to the wrong ones shows. */
const ownSeeds: CreateAnswer = {
  title: 'addresses that name their test',
  reply: ({ jobId, testName, seeds }) => ({
    body: { job_id: jobId, test_name: testName, send_to: seeds.map((seed) => `${jobId}-${seed}`) },
  }),
}

export const severalTests: Story = {
  title: 'several-tests.yml sends each variant to its own seeds, and names the variant that failed',
  examples: ['several-tests.yml'],
  tell: (setting) =>
    withExample(setting, 'several-tests.yml', async (example) => {
      example.delivers = (testName) =>
        testName.includes('short') ? 'subject-short-completed' : 'subject-shouting-completed'
      example.creates = () => ownSeeds
      const run = await example.run({ event: 'workflow_dispatch' })
      check(run, () => {
        assert.equal(run.exitCode, 1)
        const seeds = (id: string) => step(run, id).outputs['send_to'] ?? ''
        assert.notEqual(seeds('short'), seeds('long'))
        assert.deepEqual(example.sent(), [
          ['--subject', 'short', '--to', seeds('short')],
          ['--subject', 'long', '--to', seeds('long')],
        ])
        const { verdict, headline = '', tests = '' } = step(run, GATE).outputs
        assert.equal(verdict, 'failed')
        assert.match(headline, /\b1 of 2 tests failed: Long subject, 60% in the inbox/u)
        const variants: Record<string, unknown>[] = JSON.parse(tests)
        assert.deepEqual(
          variants.map(({ label, job_id, verdict, inbox_rate }) => [label, job_id, verdict, inbox_rate]),
          [
            ['Short subject', 'created-1', 'passed', 96],
            ['Long subject', 'created-2', 'failed', 60],
          ],
        )
        assert.match(step(run, GATE).summary, /more than chance/u)
      })
    }),
}
