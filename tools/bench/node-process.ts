import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ActionOptions, type ActionResult, runAction } from '../runner/run-action.ts'
import { jobOf, type Network, type ServerAddresses } from './servers.ts'

const USAGE = fileURLToPath(new URL('./usage.cjs', import.meta.url))

/** What a process used, from its start to the end of its JavaScript. */
export interface Usage {
  /** User and system time of all its threads, in milliseconds. */
  readonly cpuMs: number
  /** Largest resident set, in bytes. */
  readonly peakBytes: number
  /** Processor time of the longest turn of its event loop, in milliseconds, to within 10: so long may a signal go unheard. */
  readonly longestTurnMs: number
}

/** An empty file: what Node itself takes. CommonJS, because that is the least it can be asked to do. */
export function emptyScript(): { path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const path = join(folder, 'empty.cjs')
  writeFileSync(path, '')
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

/** How the action is asked to look once at the Completed test with so many seeds. */
export function oneLook(
  { apiUrl, apiKey }: ServerAddresses,
  seeds: number,
  network: Network = 'http',
  certificates?: string,
): ActionOptions {
  return {
    inputs: { job_id: jobOf(seeds), api_key: apiKey, api_url: apiUrl[network] },
    env: { NODE_EXTRA_CA_CERTS: certificates },
  }
}

/**
 * The same, and to write the result to a pull request, of an event as GitHub sends it. The first run creates the comment, all
 * others update it.
 */
export function oneLookWithComment(
  servers: ServerAddresses,
  seeds: number,
  network: Network = 'http',
  certificates?: string,
): ActionOptions {
  const { inputs, env } = oneLook(servers, seeds, network, certificates)
  const head = { sha: 'ffac537e6cbbf934b08745a378932722df287a53', label: 'acme:news' }
  return {
    inputs: { ...inputs, comment: 'always' },
    event: { name: 'pull_request', payload: { pull_request: { number: 7, state: 'open', head } } },
    env: { ...env, GITHUB_API_URL: servers.githubUrl[network] },
  }
}

/**
 * Runs to the end as the runner would.
 * @throws when it fails: a run that stops half-way must not pass for a fast one
 */
export async function succeed(options: ActionOptions): Promise<ActionResult> {
  return succeeded(options, await runAction(options))
}

function succeeded<Result extends ActionResult>(options: ActionOptions, result: Result): Result {
  const wantsComment = options.inputs?.['comment'] === 'always'
  if (result.exitCode !== 0 || (wantsComment && result.outputs['comment_url'] === undefined)) {
    throw new Error(`the measured process failed:\n${result.stdout}${result.stderr}`)
  }
  return result
}

/** The same, with what it used. @throws when it fails */
export async function succeedAndTell(options: ActionOptions): Promise<ActionResult & Usage> {
  return succeeded(options, await runAndTell(options))
}

/** Runs to an end, whatever that is, and tells what the process used; looking at that costs it about 2 ms. */
export async function runAndTell(options: ActionOptions): Promise<ActionResult & Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const file = join(folder, 'usage.json')
  try {
    // Quoted, because the path may hold a space; Node takes a backslash in it for an escape.
    const NODE_OPTIONS = `--require ${JSON.stringify(USAGE)}`
    const result = await runAction({
      ...options,
      env: { ...options.env, NODE_OPTIONS, BENCH_USAGE_FILE: file },
    })
    return { ...result, ...(JSON.parse(readFileSync(file, 'utf8')) as Usage) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
