import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { asWorkflow, file, lint, misuses, PUBLISHED, type Step, type Workflow } from './github-checks.ts'
import { codeBlocks, targets } from './markdown.ts'

const documents = [...globSync('*.md'), ...globSync('docs/*.md')].map((path) => path.replaceAll('\\', '/'))
const snippets = documents.flatMap((document) =>
  codeBlocks(file(document), 'yaml').map(({ heading, text }) => ({
    name: `${document}, ${heading}`,
    text: asWorkflow(text),
  })),
)
const workflow = (text: string) => parse(text) as Workflow

describe.each(snippets)('the YAML in $name', ({ text }) => {
  const { permissions, jobs } = workflow(text)
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  test('is a workflow, or steps of one, that GitHub accepts and that keep to action.yml', async () => {
    expect(await lint(text)).toEqual([])
    expect(misuses(text)).toEqual([])
  })

  test('says what its token may do, and lets it write nothing', () => {
    expect(permissions).toBeDefined()
    expect(Object.values(permissions ?? {})).not.toContain('write')
  })

  test('pastes no expression into a script, where its value would be run', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })

  test('uses this action by one name and major version', () => {
    for (const { uses } of steps)
      expect(uses ?? `${PUBLISHED}@v1`).toMatch(
        /^(?:acme\/inbox-placement-gate(?:\/create)?@v1|actions\/.*)$/u,
      )
  })
})

test('no YAML in a document hides behind another name of the language', () => {
  for (const document of documents)
    for (const language of ['yml', 'YAML']) expect(codeBlocks(file(document), language), document).toEqual([])
})

test('the documents link to every example', () => {
  const linked = documents.flatMap((document) =>
    targets(file(document)).map((target) => target.replace(/^\.\.\//u, '')),
  )
  const examples = globSync('examples/*').map((path) => path.replaceAll('\\', '/'))
  expect(examples.filter((path) => !linked.includes(path))).toEqual([])
})

describe.each(globSync('examples/*.yml').map((path) => basename(path)))('examples/%s', (name) => {
  const text = file(`examples/${name}`)
  const { permissions, jobs } = workflow(text)
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  test('is a workflow that GitHub accepts, and keeps to action.yml', async () => {
    expect(await lint(text)).toEqual([])
    expect(misuses(text)).toEqual([])
  })

  test('says in comments at its top what it is for, and bounds the time of each job', () => {
    expect(text).toMatch(/^# \S/u)
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0)
  })

  test('asks for no permission that it does not need', () => {
    const uses = (pattern: RegExp) => steps.some((step) => pattern.test(step.uses ?? ''))
    const pushes = steps.some(({ run }) => run?.includes('git push'))
    expect(permissions).toEqual({
      ...(uses(/^actions\/checkout@/u) ? { contents: pushes ? 'write' : 'read' } : {}),
      ...(uses(/^actions\/download-artifact@/u) ? { actions: 'read' } : {}),
      ...(steps.some((step) => step.with?.['comment']) ? { 'pull-requests': 'write' } : {}),
      ...(steps.some((step) => step.with?.['commit_status']) ? { statuses: 'write' } : {}),
    })
  })

  test('leaves no token behind, unless it pushes with it', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with).toEqual(
        step.with?.['path'] === undefined ? { 'persist-credentials': false } : { path: expect.any(String) },
      )
  })

  test('pastes no expression into a script, where its value would be run', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })

  test('follows a major version of this action, and pins every other to a commit', () => {
    const used = Array.from(text.matchAll(/\buses: *(.*)/gu), ([, action]) => action)
    for (const action of used)
      expect(action).toMatch(
        /^(?:acme\/inbox-placement-gate(?:\/create)?@v\d+|[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/u,
      )
  })
})

describe('an example that mails a list', () => {
  const mailing = globSync('examples/*.yml')
    .map((path) => basename(path))
    .filter((name) => file(`examples/${name}`).includes('--list '))

  test('is there', () => expect(mailing).toContain('send-then-gate.yml'))

  test.each(mailing)('%s runs once at a time, and says what Re-run jobs does', (name) => {
    expect(workflow(file(`examples/${name}`)).concurrency).toBeDefined()
    expect(file(`examples/${name}`)).toContain('"Re-run jobs"')
  })

  test.each(mailing)('%s mails it only when the gate passed, or calls itself an alarm', (name) => {
    const text = file(`examples/${name}`)
    const steps = Object.values(workflow(text).jobs).flatMap((job) => job.steps)
    const [list] = steps.filter(({ run }) => run?.includes('--list '))
    const isAfterGate =
      steps.findIndex(({ uses }) => uses === `${PUBLISHED}@v1`) < steps.indexOf(list as Step)
    if (/^# An alarm, not a gate/u.test(text)) expect(isAfterGate).toBe(false)
    else expect([isAfterGate, list?.if]).toEqual([true, "steps.gate.outputs.verdict == 'passed'"])
  })
})

describe('the checks see mistakes', () => {
  const step = (lines: string, after = '') => `on: push
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - id: gate
        uses: ${PUBLISHED}@v1
        with:
${lines}${after}`
  const good = '          job_id: x\n          api_key: y\n'

  test('and have nothing against what is right', async () => {
    expect(misuses(step(good))).toEqual([])
    expect(await lint(step(good))).toEqual([])
  })

  test('an input that does not exist', () => {
    expect(misuses(step(`${good}          min_inbox: 80\n`))).toEqual(['unknown input min_inbox'])
  })

  test('an input that is missing', () => {
    expect(misuses(step('          job_id: x\n'))).toEqual(['missing input api_key'])
  })

  test('an output that does not exist', () => {
    const reading = (output: string) => `      - run: 'true'\n        if: steps.gate.outputs.${output}\n`
    expect(misuses(step(good, reading('verdit')))).toEqual(['unknown output verdit'])
    expect(misuses(step(good, reading('verdict')))).toEqual([])
  })

  test('the same of the action that creates a test', () => {
    const create = step('          test_name: x\n          job_id: y\n').replace('@v1', '/create@v1')
    expect(misuses(create)).toEqual(['unknown input job_id', 'missing input api_key'])
    const reading = `      - run: 'true'\n        if: steps.gate.outputs.verdict\n`
    expect(misuses(`${create}${reading}`)).toContain('unknown output verdict')
  })

  test('what GitHub would refuse', async () => {
    expect(await lint(`permissions:\n  pull-request: write\n${step(good)}`)).not.toEqual([])
  })
})
