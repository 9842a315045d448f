import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScenarioName } from '../../sandbox/scenarios.ts'
import { check, step } from '../checks.ts'
import { type Example, withExample } from '../example.ts'
import { git } from '../repository.ts'
import type { Story } from '../story.ts'

const START = { event: 'workflow_dispatch' }

export const historyBranch: Story = {
  title: 'history-branch.yml makes its branch, keeps every run there, and mails the list only what passed',
  examples: ['history-branch.yml'],
  tell: (setting) =>
    withExample(setting, 'history-branch.yml', async (example) => {
      const first = await example.run(START)
      check(first, () => {
        assert.equal(first.exitCode, 0)
        assert.deepEqual(kept(example), ['created-1 passed'])
        assert.deepEqual(filesOnBranch(example), ['history.jsonl'])
      })

      example.delivers = () => 'subject-shouting-completed'
      const bad = await example.run(START)
      check(bad, () => {
        assert.equal(bad.exitCode, 1)
        assert.match(step(bad, 'gate').summary, /40\spoints/u)
        assert.deepEqual(kept(example), ['created-1 passed', 'created-2 failed'])
      })
      const mailed = example.sent().map(([option]) => option)
      assert.deepEqual(mailed, ['--to', '--list', '--to'])
    }),
}

export const movedBranch: Story = {
  title: 'history-branch.yml stays green and keeps both lines when the branch moved during the wait',
  examples: ['history-branch.yml'],
  tell: (setting) =>
    withExample(setting, 'history-branch.yml', async (example) => {
      const first = await example.run(START)
      check(first, () => assert.equal(first.exitCode, 0))

      // A test is created when the branch has been fetched, and its line is pushed when the mail has arrived.
      const another = join(setting.folder, 'another')
      example.delivers = (): ScenarioName => {
        git(setting.folder, 'clone', '--quiet', '--branch', 'inbox-history', example.origin, another)
        const [line = ''] = lines(example)
        appendFileSync(
          join(another, 'history.jsonl'),
          `${line.replaceAll('created-1', 'from-another-run')}\n`,
        )
        git(another, 'commit', '--quiet', '--all', '--message', 'Another run')
        git(another, 'push', '--quiet')
        return 'all-inbox-completed'
      }
      const second = await example.run(START)
      check(second, () => {
        assert.equal(second.exitCode, 0)
        assert.deepEqual(kept(example).toSorted(), [
          'created-1 passed',
          'created-2 passed',
          'from-another-run passed',
        ])
        assert.deepEqual(example.sent().at(-1), ['--list', 'customers'])
      })
    }),
}

export const refusedPush: Story = {
  title: 'history-branch.yml mails nobody but the seeds when the history cannot be kept',
  examples: ['history-branch.yml'],
  tell: (setting) =>
    withExample(setting, 'history-branch.yml', async (example) => {
      writeFileSync(join(example.origin, 'hooks/pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
      const run = await example.run(START)
      check(run, () => {
        assert.equal(run.exitCode, 1)
        assert.equal(step(run, 'Keep the history').result, 'failure')
        assert.deepEqual(
          example.sent().map(([option]) => option),
          ['--to'],
        )
      })
    }),
}

/** The lines of the history at the origin. */
function lines({ origin }: Example): string[] {
  return git(origin, 'show', 'inbox-history:history.jsonl').trimEnd().split('\n')
}

/** What the history says, a test a line. */
function kept(example: Example): string[] {
  return lines(example)
    .map((line) => JSON.parse(line))
    .map(({ job_id, verdict }) => `${job_id} ${verdict}`)
}

function filesOnBranch({ origin }: Example): string[] {
  return git(origin, 'ls-tree', '-r', '--name-only', 'inbox-history').trimEnd().split('\n')
}
