import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../actions.ts'
import { check, step } from '../checks.ts'
import { type Example, withExample } from '../example.ts'
import type { Setting, Story } from '../story.ts'

export const quickStart: Story = {
  title: "the README's quick start mails nobody but the seeds, whatever the verdict",
  examples: [],
  tell: (setting) =>
    withReadme(
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

export const firstSteps: Story = {
  title: "the README's first steps send to every seed, and fail when the mail went to spam",
  examples: [],
  tell: (setting) =>
    withReadme(setting, withStepsAlone, async (example) => {
      for (const [scenario, exitCode] of [
        ['all-inbox-completed', 0],
        ['all-spam-completed', 1],
      ] as const) {
        example.delivers = () => scenario
        const run = await example.run({ event: 'workflow_dispatch' })
        check(run, () => {
          assert.equal(run.exitCode, exitCode)
          assert.deepEqual(example.sent().at(-1), ['--to', step(run, 'test').outputs['send_to']])
        })
      }
    }),
}

export const quickStartWithList: Story = {
  title: "the README's quick start with its second part mails the list only what passed, also with warn_only",
  examples: [],
  tell: (setting) =>
    withReadme(setting, withListAndWarnOnly, async (example) => {
      for (const scenario of ['all-spam-completed', 'all-inbox-completed'] as const) {
        example.delivers = () => scenario
        const run = await example.run({ event: 'workflow_dispatch' })
        check(run, () => assert.equal(run.exitCode, 0))
      }
      assert.deepEqual(mailed(example), ['--to', '--to', '--list'])
    }),
}

interface Readme {
  /** The first lines under the picture: the steps alone. */
  readonly steps: string
  readonly workflow: string
  /** The step that the second part adds. */
  readonly listStep: string
}

/** In a user's repository, the workflow is a file of any name. */
function withReadme(
  setting: Setting,
  made: (readme: Readme) => string,
  story: (example: Example) => Promise<void>,
): Promise<void> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const [steps = '', workflow = '', listStep = ''] = Array.from(
    readme.matchAll(/^```yaml\n(.*?)^```$/gmsu),
    ([, text]) => text,
  )
  return withExample(setting, 'send-then-gate.yml', story, () => made({ steps, workflow, listStep }))
}

/** The steps in the place of those of the workflow, behind the checkout that brings `./send-campaign`. */
function withStepsAlone({ steps, workflow }: Readme): string {
  const [head = ''] = workflow.split(/^ +- name: Create the inbox test\n/mu)
  return `${head}${indented(steps)}`
}

function withListAndWarnOnly({ workflow, listStep }: Readme): string {
  const warning = workflow.replace(
    /^( +)min_inbox_rate: 80\n/mu,
    (line, indent) => `${line}${indent}warn_only: true\n`,
  )
  assert.notEqual(warning, workflow)
  return `${warning}\n${indented(listStep)}`
}

function indented(steps: string): string {
  return steps.replaceAll(/^(?=.)/gmu, '      ')
}

/** The first option of each call of `send-campaign`. */
function mailed(example: Example): (string | undefined)[] {
  return example.sent().map(([option]) => option)
}
