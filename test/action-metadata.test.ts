import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { INPUT_GROUPS } from '../src/inputs/gate-inputs.ts'
import { publish } from '../src/publish/publish.ts'
import { VERSION } from '../src/version.ts'
import { fakeRunner } from '../tools/runner/fake-runner.ts'
import { observedRun } from './builders.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')

interface Input {
  readonly description?: string
  readonly required?: boolean
  readonly default?: unknown
}

interface Action {
  readonly name: string
  readonly inputs: Record<string, Input>
  readonly outputs: Record<string, { readonly description?: string }>
  readonly runs: Record<string, unknown>
}

const action = parse(read('action.yml')) as Action

describe('the inputs of action.yml', () => {
  test('are those the code declares, in the same groups and order, with the same defaults', () => {
    const declared = Object.entries(INPUT_GROUPS).flatMap(([title, inputs]) => [
      ...(title === '' ? [] : [`# ${title}`]),
      ...inputs.map(({ name, byDefault }) => [name, byDefault]),
    ])
    const lines = [...read('action.yml').matchAll(/^ {2}(# .*|[a-z_]+):?$/gmu)].map(([, line = '']) => line)
    const shown = lines
      .slice(0, lines.indexOf('verdict'))
      .map((line) => (line.startsWith('#') ? line : [line, action.inputs[line]?.default ?? '']))
    // The runner gives the token of the workflow.
    expect(shown).toEqual(
      declared.map((each) => (each[0] === 'github_token' ? ['github_token', '${{ github.token }}'] : each)),
    )
  })

  test('have defaults that are text: YAML would make a number or a boolean of an unquoted one', () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      expect(['string', 'undefined'], name).toContain(typeof input.default)
    }
  })

  test('are required where the code requires them', () => {
    const required = Object.entries(action.inputs).filter(([, input]) => input.required === true)
    expect(required.map(([name]) => name)).toEqual(['job_id', 'api_key'])
  })

  test('are all described', () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      expect(input.description?.trim(), name).toMatch(/\.$/u)
    }
  })
})

describe('the outputs of action.yml', () => {
  test('are those the code sets', async () => {
    const { runner, outputs } = fakeRunner()
    // A run that knows everything there is to know, so that every output is set.
    await publish(() => observedRun(), runner)
    const set = [...Object.keys(outputs), 'comment_url']
    expect(Object.keys(action.outputs).toSorted()).toEqual(set.toSorted())
  })

  test('are all described', () => {
    for (const [name, output] of Object.entries(action.outputs)) {
      expect(output.description?.trim(), name).toMatch(/\.$/u)
    }
  })
})

describe('the action', () => {
  test('runs its bundle on Node 24', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' })
    expect(existsSync(join(ROOT, 'dist', 'index.js'))).toBe(true)
  })

  test('is tested on the Node it runs on', () => {
    expect(process.version).toMatch(/^v24\./u)
  })

  test('has one version, in the package, its lock file and the code', () => {
    expect(JSON.parse(read('package.json')).version).toBe(VERSION)
    expect(JSON.parse(read('package-lock.json')).packages[''].version).toBe(VERSION)
  })
})
