import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { complaints, file, lint, PUBLISHED, unknownOutputs, type Workflow } from './github-checks.ts'
import { codeBlocks, sections } from './markdown.ts'

const examples = codeBlocks(file('README.md'), 'yaml')
const workflow = (text: string) => parse(text) as Workflow

describe('every workflow in the README is one that GitHub accepts', () => {
  test.each(examples)('$heading', async ({ text }) => {
    expect(await complaints(text)).toEqual([])
    expect(await lint(text)).toEqual([])
    expect(unknownOutputs(text)).toEqual([])
  })

  test('none hides behind another name of the language', () => {
    for (const language of ['yml', 'YAML']) expect(codeBlocks(file('README.md'), language)).toEqual([])
  })

  test('no other document has one that is not checked', () => {
    for (const document of ['CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'])
      expect(codeBlocks(file(document), 'yaml'), document).toEqual([])
  })
})

describe('the README', () => {
  test('has an example under each use', () => {
    const headings = sections(file('README.md')).map(({ heading }) => heading)
    const uses = headings.slice(headings.indexOf('Uses') + 1, headings.indexOf('How the verdict is reached'))
    expect(uses.length).toBeGreaterThanOrEqual(9)
    for (const use of uses) expect(examples.map(({ heading }) => heading)).toContain(use)
  })

  test('names the permissions of every example, and asks to write only where a comment is written', () => {
    for (const { text, heading } of examples) {
      const { permissions, jobs } = workflow(text)
      const comments = Object.values(jobs).some(({ steps }) => steps.some((step) => step.with?.['comment']))
      expect(permissions, heading).toBeDefined()
      expect(Object.entries(permissions ?? {}).filter(([, access]) => access === 'write')).toEqual(
        comments ? [['pull-requests', 'write']] : [],
      )
    }
  })

  test('pastes no expression into a script, where its value would be run', () => {
    for (const { text, heading } of examples)
      for (const { steps } of Object.values(workflow(text).jobs))
        for (const { run } of steps) expect(run ?? '', heading).not.toContain('${{')
  })

  test('uses this action by one name and major version throughout', () => {
    const uses = examples.flatMap(({ text }) =>
      Object.values(workflow(text).jobs).flatMap(({ steps }) => steps.map((step) => step.uses ?? '')),
    )
    expect(new Set(uses.filter((name) => !name.startsWith('actions/') && name !== ''))).toEqual(
      new Set([`${PUBLISHED}@v1`]),
    )
  })

  test('has the two commands that CI takes from it, each once', () => {
    const commands = codeBlocks(file('README.md'), 'sh').map(({ text }) => text)
    expect(commands).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n'])
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
    expect(await complaints(step(good))).toEqual([])
    expect(await lint(step(good))).toEqual([])
  })

  test('an input that does not exist', async () => {
    const found = await complaints(step(`${good}          min_inbox: 80\n`))
    expect(found).toEqual(["line 11: Invalid action input 'min_inbox'"])
  })

  test('an input that is missing', async () => {
    const found = await complaints(step('          job_id: x\n'))
    expect(found).toEqual(['line 8: Missing required input `api_key`'])
  })

  test('an output that does not exist', () => {
    const reading = (output: string) => `      - run: 'true'\n        if: steps.gate.outputs.${output}\n`
    expect(unknownOutputs(step(good, reading('verdit')))).toEqual(['steps.gate.outputs.verdit'])
    expect(unknownOutputs(step(good, reading('verdict')))).toEqual([])
  })

  test('a step that does not exist', async () => {
    const text = step(good, "      - run: 'true'\n        if: steps.gat.outputs.verdict\n")
    expect((await lint(text)).join()).toContain('property "gat" is not defined')
  })

  test('an expression that is none', async () => {
    const text = step('          job_id: ${{ secret.X }}\n          api_key: y\n')
    expect((await complaints(text)).join()).toContain('secret')
    expect((await lint(text)).join()).toContain('secret')
  })

  test('a permission that does not exist', async () => {
    const text = `permissions:\n  pull-request: write\n${step(good)}`
    expect((await complaints(text)).join()).toContain('pull-request')
    expect((await lint(text)).join()).toContain('pull-request')
  })

  test('an action that is misspelt', async () => {
    const found = await complaints(step(good).replace('inbox-placement', 'inbox-placment'))
    expect(found.join()).toContain('Unable to resolve action `acme/inbox-placment-gate@v1`')
  })
})
