import assert from 'node:assert/strict'
import { check, step } from '../checks.ts'
import { type Example, GATE, withExample } from '../example.ts'
import type { Story } from '../story.ts'

export const history: Story = {
  title: 'history.yml keeps its history from run to run, and compares with the last test that passed',
  examples: ['history.yml'],
  tell: (setting) =>
    withExample(setting, 'history.yml', async (example) => {
      const run = () => example.run({ event: 'workflow_dispatch' })

      const first = await run()
      check(first, () => {
        assert.equal(first.exitCode, 0)
        assert.match(step(first, GATE).summary, /➖ \| Drop against baseline .*not compared yet/u)
        assert.equal(step(first, GATE).annotations[0]?.level, 'warning')
      })

      example.delivers = () => 'subject-shouting-completed'
      const bad = await run()
      check(bad, () => {
        assert.equal(bad.exitCode, 1)
        assert.deepEqual(asked(example, 2), ['created-1', 'created-2'])
        assert.match(step(bad, GATE).summary, /40\spoints/u)
      })

      example.delivers = () => 'subject-question-completed'
      const good = await run()
      check(good, () => {
        assert.equal(good.exitCode, 0)
        assert.deepEqual(asked(example, 3), ['created-1', 'created-3'])
        assert.equal(step(good, GATE).outputs['previous_verdict'], 'failed')
      })
    }),
}

/** The tests whose results were read after the nth was created, each once. */
function asked({ sandbox }: Example, nth: number): string[] {
  const bodies = sandbox.requests.map(({ body }) => JSON.parse(body))
  const created = bodies.flatMap(({ test_name }, index) => (test_name === undefined ? [] : [index]))
  const ids = bodies.slice(created[nth - 1]).flatMap(({ job_id }) => job_id ?? [])
  return Array.from(new Set<string>(ids)).sort()
}
