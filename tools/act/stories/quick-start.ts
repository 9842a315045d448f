import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../actions.ts'
import { check, step } from '../checks.ts'
import { type Example, withExample } from '../example.ts'
import type { Setting, Story } from '../story.ts'

export const quickStart: Story = {
  title: "the README's quick start mails nobody but the seeds, whatever the verdict",
  tell: (setting) =>
    withQuickStart(
      setting,
      ({ workflow }) => workflow,
      async (example) => {
        for (const [scenario, verdict] of [
          ['all-inbox-completed', 'passed'],
          ['all-spam-completed', 'failed'],
        ] as const) {
          example.delivers = () => scenario
          const run = await example.run({ event: 'workflow_dispatch' })
          check(run, () => assert.equal(step(run, 'gate').outputs['verdict'], verdict))
        }
        assert.deepEqual(mailed(example), ['--to', '--to'])
      },
    ),
}

export const quickStartWithList: Story = {
  title: 'with its second part it mails the list only what passed, also with warn_only',
  tell: (setting) =>
    withQuickStart(setting, withListAndWarnOnly, async (example) => {
      for (const scenario of ['all-spam-completed', 'all-inbox-completed'] as const) {
        example.delivers = () => scenario
        const run = await example.run({ event: 'workflow_dispatch' })
        check(run, () => assert.equal(run.exitCode, 0))
      }
      assert.deepEqual(mailed(example), ['--to', '--to', '--list'])
    }),
}

interface QuickStart {
  readonly workflow: string
  /** The step that the second part adds. */
  readonly listStep: string
}

/** In a user's repository, the workflow is a file of any name. */
function withQuickStart(
  setting: Setting,
  made: (parts: QuickStart) => string,
  story: (example: Example) => Promise<void>,
): Promise<void> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const [workflow = '', listStep = ''] = Array.from(
    readme.matchAll(/^```yaml\n(.*?)^```$/gmsu),
    ([, text]) => text,
  )
  return withExample(setting, 'send-then-gate.yml', story, () => made({ workflow, listStep }))
}

function withListAndWarnOnly({ workflow, listStep }: QuickStart): string {
  const warning = workflow.replace(
    /^( +)min_inbox_rate: 80\n/mu,
    (line, indent) => `${line}${indent}warn_only: true\n`,
  )
  assert.notEqual(warning, workflow)
  return `${warning}\n${listStep.replaceAll(/^(?=.)/gmu, '      ')}`
}

/** The first option of each call of `send-campaign`. */
function mailed(example: Example): (string | undefined)[] {
  return example.sent().map(([option]) => option)
}
