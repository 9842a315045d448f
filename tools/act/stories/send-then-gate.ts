import assert from 'node:assert/strict'
import { check, step } from '../checks.ts'
import { GATE, withExample } from '../example.ts'
import type { Story } from '../story.ts'

export const sendThenGate: Story = {
  title: 'send-then-gate.yml sends to every seed, and to the list only what passed',
  examples: ['send-then-gate.yml'],
  tell: (setting) =>
    withExample(setting, 'send-then-gate.yml', async (example) => {
      const good = await example.run({ event: 'workflow_dispatch' })
      const sent = example.sent()
      check(good, () => {
        assert.equal(good.exitCode, 0)
        assert.deepEqual(pick(step(good, 'gate').outputs), { verdict: 'passed', inbox_rate: '100' })
        assert.match(step(good, 'gate').summary, /100% in the inbox/u)
        const seeds = step(good, 'test').outputs['send_to'] ?? ''
        assert.equal(seeds.split('\n').length, 50)
        assert.deepEqual(sent, [
          ['--to', seeds],
          ['--list', 'customers'],
        ])
        const shown = seeds
          .split('\n')
          .filter((seed) => `${good.log}${step(good, 'gate').summary}`.includes(seed))
        assert.deepEqual(shown, [], 'the log or the summary shows seed addresses')
        assert.deepEqual(
          example.sandbox.requests.map(({ url, body }) => [url, JSON.parse(body)]),
          [
            ['/v1/create_inbox_test', { test_name: 'Newsletter 1' }],
            ['/v1/get_inbox_test_results', { job_id: 'created-1' }],
          ],
        )
      })

      example.delivers = () => 'outlook-to-spam-completed'
      const bad = await example.run({ event: 'workflow_dispatch' })
      check(bad, () => {
        assert.equal(bad.exitCode, 1)
        assert.deepEqual(pick(step(bad, 'gate').outputs), { verdict: 'failed', inbox_rate: '84' })
        assert.equal(step(bad, 'gate').result, 'failure')
        assert(step(bad, 'gate').annotations.some(({ level }) => level === 'error'))
        assert.match(step(bad, 'gate').summary, /84% in the inbox \(85% required\)/u)
      })
      assert.deepEqual(
        example.sent().map(([option]) => option),
        ['--to', '--list', '--to'],
      )
    }),
}

export const warnOnly: Story = {
  title: 'send-then-gate.yml spares the list when warn_only lets a failed gate pass',
  examples: ['send-then-gate.yml'],
  async tell(setting) {
    const change = (text: string) =>
      text.replace('min_inbox_rate: 85\n', 'min_inbox_rate: 85\n          warn_only: true\n')
    await withExample(
      setting,
      'send-then-gate.yml',
      async (example) => {
        example.delivers = () => 'all-spam-completed'
        const run = await example.run({ event: 'workflow_dispatch' })
        check(run, () => {
          assert.equal(run.exitCode, 0)
          assert.deepEqual(pick(step(run, 'gate').outputs), { verdict: 'failed', inbox_rate: '0' })
        })
        assert.deepEqual(
          example.sent().map(([option]) => option),
          ['--to'],
        )
      },
      change,
    )
  },
}

export const alarm: Story = {
  title: 'send-and-alarm.yml sends to list and seeds at once, and fails when the mail went to spam',
  examples: ['send-and-alarm.yml'],
  tell: (setting) =>
    withExample(setting, 'send-and-alarm.yml', async (example) => {
      example.delivers = () => 'half-and-half-completed'
      const run = await example.run({ event: 'workflow_dispatch' })
      check(run, () => {
        assert.equal(run.exitCode, 1)
        assert.equal(step(run, GATE).outputs['verdict'], 'failed')
        const seeds = step(run, 'test').outputs['send_to'] ?? ''
        assert.deepEqual(example.sent(), [['--list', 'customers', '--also-to', seeds]])
      })
    }),
}

export const refusedKey: Story = {
  title: 'send-then-gate.yml sends nothing when the API refuses the key',
  examples: ['send-then-gate.yml'],
  tell: (setting) =>
    withExample(setting, 'send-then-gate.yml', async (example) => {
      const secrets = { CAMPAIGN_CLEANER_API_KEY: 'another-key' }
      const run = await example.run({ event: 'workflow_dispatch', secrets })
      check(run, () => {
        assert.equal(run.exitCode, 1)
        assert.equal(step(run, 'test').result, 'failure')
        assert(!run.steps.has('gate'), 'the gate ran')
      })
      assert.deepEqual(example.sent(), [])
    }),
}

function pick({ verdict, inbox_rate }: Record<string, string>) {
  return { verdict, inbox_rate }
}
