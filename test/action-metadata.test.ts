import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInboxTest } from '../src/campaign-cleaner/response.ts'
import type { GateResult } from '../src/gate-result.ts'
import { INPUT_DEFAULTS } from '../src/inputs/inputs.ts'
import { showTest } from '../src/privacy/seed-addresses.ts'
import { publish } from '../src/publish/publish.ts'
import type { Runner } from '../src/runner/runner.ts'
import { VERSION } from '../src/version.ts'
import { testBody } from './sandbox/inbox-test-body.ts'

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
  test('are those the code reads, with the same defaults', () => {
    const declared = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''])
    expect(Object.fromEntries(declared)).toEqual({
      ...INPUT_DEFAULTS,
      github_token: '${{ github.token }}',
    })
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
  test('are those the code sets', () => {
    const set = new Set(['comment_url'])
    const runner = {
      setOutput: (name: string) => set.add(name),
      writeFile: (name: string) => name,
      appendSummary: () => {},
    } satisfies Partial<Runner>
    publish(passedResult(), runner as unknown as Runner)
    expect(Object.keys(action.outputs).toSorted()).toEqual([...set].toSorted())
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

describe('the README', () => {
  test('lists every input in the order of action.yml, with its default', () => {
    const shown = table('Inputs').map(([name, value]) => [name, value])
    const declared = Object.entries(action.inputs).map(([name, input]) => {
      if (input.required === true) return [name, 'required']
      return [name, input.default ?? expect.stringMatching(/^(?:off|empty|from the event)$/u)]
    })
    expect(shown).toEqual(declared)
  })

  test('lists every output in the order of action.yml', () => {
    expect(table('Outputs').map(([name]) => name)).toEqual(Object.keys(action.outputs))
  })
})

/** The rows of the first table under a heading of the README, as plain texts, without its header. */
function table(heading: string): string[][] {
  const document = unified().use(remarkParse).use(remarkGfm).parse(read('README.md'))
  const start = document.children.findIndex((node) => node.type === 'heading' && plainText(node) === heading)
  const found = document.children.slice(start + 1).find((node) => node.type === 'table')
  if (start === -1 || found?.type !== 'table') throw new Error(`the README has no table under ${heading}`)
  return found.children.slice(1).map((row) => row.children.map(plainText))
}

function plainText(node: Parameters<typeof visit>[0]): string {
  let text = ''
  visit(node, (part) => {
    if ('value' in part && typeof part.value === 'string') text += part.value
  })
  return text.trim()
}

/** A run that knows everything there is to know, so that every output is set. */
function passedResult(): GateResult {
  const body = testBody([{ provider: 'Gmail', placement: 'Inbox' }])
  return {
    verdict: 'passed',
    jobId: 'job-1',
    ending: 'completed',
    timedOut: false,
    test: showTest(
      readInboxTest(body, 'job-1', (text) => text),
      'masked',
    ),
    rules: [],
    disagreements: [],
    baseline: null,
    comparison: null,
    error: null,
    warnings: [],
    polls: 1,
    waitedMs: 0,
    warnOnly: false,
    warnOnTimeout: false,
    minInboxRate: 80,
    runUrl: null,
  }
}
