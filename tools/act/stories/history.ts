import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { check, step } from '../checks.ts'
import { type Example, GATE, jsonLines, withExample } from '../example.ts'
import type { Story } from '../story.ts'

export const history: Story = {
  title: 'history.yml keeps its history from run to run, and compares with the last test that passed',
  tell: (setting) =>
    withExample(setting, 'history.yml', async (example) => {
      const cache = join(setting.folder, 'cache')
      mkdirSync(cache)
      const run = () => example.run({ event: 'workflow_dispatch', env: { CACHE: cache } })

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

      const keys = readdirSync(cache).sort()
      assert.deepEqual(keys, ['inbox-history-1001-1', 'inbox-history-1002-1', 'inbox-history-1003-1'])
      const entries = jsonLines<Record<string, unknown>>(join(cache, 'inbox-history-1003-1'))
      assert.deepEqual(
        entries.map(({ job_id, verdict }) => [job_id, verdict]),
        [
          ['created-1', 'passed'],
          ['created-2', 'failed'],
          ['created-3', 'passed'],
        ],
      )
    }),
}

/** The tests whose results were read after the nth was created, each once. */
function asked({ sandbox }: Example, nth: number): string[] {
  const bodies = sandbox.requests.map(({ body }) => JSON.parse(body))
  const created = bodies.flatMap(({ test_name }, index) => (test_name === undefined ? [] : [index]))
  const ids = bodies.slice(created[nth - 1]).flatMap(({ job_id }) => job_id ?? [])
  return Array.from(new Set<string>(ids)).sort()
}
