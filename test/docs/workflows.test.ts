import { globSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { file, lint, misuses, type Workflow } from './github-checks.ts'

const filesIn = (folder: string) => readdirSync(new URL(`../../${folder}/`, import.meta.url))
const workflows = filesIn('.github/workflows').map((name) => {
  const text = file(`.github/workflows/${name}`)
  return { name, text, workflow: parse(text) as Workflow }
})

describe.each(workflows)("the project's own $name", ({ text, workflow }) => {
  const jobs = Object.entries(workflow.jobs)
  const steps = jobs.flatMap(([, job]) => job.steps)

  test('is a workflow that GitHub accepts', async () => {
    expect(await lint(text)).toEqual([])
    expect(misuses(text)).toEqual([])
  })

  test('pastes no expression into a script, where its value would be run', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })

  test('says what its token may do, and lets it write to the repository in one job at most', () => {
    expect(workflow.permissions).toBeDefined()
    const writing = [workflow.permissions, ...jobs.map(([, job]) => job.permissions)].filter(
      (permissions) => permissions?.['contents'] === 'write',
    )
    expect(writing.length).toBeLessThanOrEqual(1)
  })

  test('keeps the token out of the checkout wherever it does not push with it', () => {
    for (const [name, job] of jobs) {
      const writes = job.permissions?.['contents'] === 'write'
      for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
        expect(step.with?.['persist-credentials'], name).toBe(writes ? undefined : false)
    }
  })

  test('bounds the time of every job, and how many runs there are at once', () => {
    for (const [name, job] of jobs) expect(job['timeout-minutes'], name).toBeGreaterThan(0)
    expect(workflow.concurrency).toBeDefined()
  })

  test('pins every action to a commit, and says which version that is', () => {
    const used = Array.from(text.matchAll(/\buses: *(.*)/gu), ([, action]) => action)
    expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length)
    for (const action of used)
      expect(action).toMatch(/^(?:\.\/.*|[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/u)
  })
})

test('CI and releases run all that has to hold before a change lands', () => {
  for (const workflowName of ['ci.yml', 'release.yml']) {
    const found = workflows.find(({ name }) => name === workflowName)
    const run = Object.values(found?.workflow.jobs ?? {}).flatMap(({ steps }) =>
      steps.map((step) => step.run),
    )
    expect(run, workflowName).toContain('bash .ci/run')
  }
})

test('a release proves where its dist/ was built, after the checks and before it is made', () => {
  const jobs = workflows.find(({ name }) => name === 'release.yml')?.workflow.jobs ?? {}
  const [name, job] = Object.entries(jobs).find(([, { permissions }]) => permissions?.['attestations']) ?? []
  expect(job?.permissions).toEqual({ contents: 'read', 'id-token': 'write', attestations: 'write' })
  expect(job?.steps.at(-1)?.with).toEqual({ 'subject-path': 'dist/*' })
  expect(job?.needs).toBe('checks')
  expect(jobs['release']?.needs).toContain(name)
})

test('action.yml has what the Marketplace asks for: a face, and a description of at most 125 characters', () => {
  const { branding, description } = parse(file('action.yml'))
  expect(branding).toEqual({ icon: expect.any(String), color: expect.any(String) })
  expect(description.length).toBeLessThanOrEqual(125)
})

describe('the issue forms', () => {
  const forms = filesIn('.github/ISSUE_TEMPLATE').filter((name) => name !== 'config.yml')

  test.each(forms)('%s has a name, a description, and a label for every question', (name) => {
    const form = parse(file(`.github/ISSUE_TEMPLATE/${name}`)) as {
      name: string
      description: string
      body: {
        type: string
        id?: string
        attributes: { label?: string; value?: string; options?: string[] }
      }[]
    }
    expect(form.name).toBeTruthy()
    expect(form.description).toBeTruthy()
    const questions = form.body.filter(({ type }) => type !== 'markdown')
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
    for (const { type, attributes } of questions) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type)
      expect(attributes.label).toBeTruthy()
      if (type === 'dropdown') expect(new Set(attributes.options).size).toBe(attributes.options?.length)
    }
  })

  test('send vulnerabilities elsewhere', () => {
    const { blank_issues_enabled, contact_links } = parse(file('.github/ISSUE_TEMPLATE/config.yml'))
    expect(blank_issues_enabled).toBe(false)
    expect(contact_links[0].about).toContain('SECURITY.md')
  })
})

test('Dependabot looks after the packages and the actions', () => {
  const { version, updates } = parse(file('.github/dependabot.yml')) as {
    version: number
    updates: {
      'package-ecosystem': string
      directories: string[]
      schedule: { interval: string }
      cooldown: object
    }[]
  }
  expect(version).toBe(2)
  const folders = updates.map((update) => [update['package-ecosystem'], update.directories])
  const locks = globSync('**/package-lock.json', { exclude: ['**/node_modules'] })
  expect(Object.fromEntries(folders)).toEqual({
    npm: locks.map((path) => `/${path.replaceAll('\\', '/').replace(/\/?package-lock\.json$/u, '')}`),
    'github-actions': ['/', '/examples'],
  })
  for (const { schedule, cooldown } of updates) {
    expect(schedule.interval).toBe('weekly')
    expect(cooldown, 'a week in which a release that was tampered with is found').toEqual({
      'default-days': 7,
    })
  }
})
