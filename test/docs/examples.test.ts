import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { complaints, file, lint } from './github-checks.ts'

/** Fenced yaml blocks, under the heading they stand beneath. */
function yamlBlocks(markdown: string): { heading: string; text: string }[] {
  const found: { heading: string; text: string }[] = []
  let heading = ''
  for (const [, title, text] of markdown.matchAll(/^#+ (.+)$|^```ya?ml\n([\s\S]*?)^```$/gmu)) {
    if (title !== undefined) heading = title
    if (text !== undefined) found.push({ heading, text })
  }
  return found
}

describe('every workflow in the README is one that GitHub accepts', () => {
  const examples = yamlBlocks(file('README.md'))

  test('there are some', () => {
    expect(examples.length).toBeGreaterThanOrEqual(8)
  })

  test.each(examples)('$heading', async ({ text }) => {
    expect(parse(text)).toHaveProperty('jobs')
    expect(await complaints(text)).toEqual([])
    expect(await lint(text)).toEqual([])
  })
})

describe("the project's own workflows", () => {
  test.each(readdirSync(new URL('../../.github/workflows/', import.meta.url)))('%s', async (name) => {
    const text = file(`.github/workflows/${name}`)
    expect(await complaints(text)).toEqual([])
    expect(await lint(text)).toEqual([])
  })

  test('no expression stands inside a script, where its value would be run', () => {
    for (const name of readdirSync(new URL('../../.github/workflows/', import.meta.url))) {
      const { jobs } = parse(file(`.github/workflows/${name}`)) as {
        jobs: Record<string, { steps: { run?: string }[] }>
      }
      for (const { steps } of Object.values(jobs))
        for (const { run } of steps) expect(run ?? '').not.toContain('${{')
    }
  })
})

test('action.yml is what GitHub expects of an action, with a face for the Marketplace', async () => {
  expect(await complaints(file('action.yml'), 'action.yml')).toEqual([])
  expect(parse(file('action.yml'))).toMatchObject({
    branding: { icon: expect.any(String), color: expect.any(String) },
  })
})

describe('the checks see mistakes', () => {
  const step = (lines: string) => `on: push
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/inbox-placement-gate@v1
        with:
${lines}`

  test('an input that does not exist', async () => {
    const text = step('          job_id: x\n          api_key: y\n          min_inbox: 80\n')
    expect((await complaints(text)).join()).toContain('min_inbox')
  })

  test('an input that is missing', async () => {
    expect((await complaints(step('          job_id: x\n'))).join()).toContain('api_key')
  })

  test('an expression that is none', async () => {
    const text = step('          job_id: ${{ secret.X }}\n          api_key: y\n')
    expect((await complaints(text)).join()).toContain('secret')
    expect((await lint(text)).join()).toContain('secret')
  })

  test('a permission that does not exist', async () => {
    const text = `permissions:\n  pull-request: write\n${step('          job_id: x\n          api_key: y\n')}`
    expect([...(await complaints(text)), ...(await lint(text))].join()).toContain('pull-request')
  })

  test('an action file with an unknown key', async () => {
    expect(await complaints(`${file('action.yml')}\nfoo: bar\n`, 'action.yml')).not.toEqual([])
  })
})
