import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { emptyScript, oneLook, oneLookWithComment, succeed } from './node-process.ts'
import { publishedActions } from './published-actions.ts'
import { jobOf, type ServerAddresses, startServers } from './servers.ts'
import { median, pairedRatio } from './statistics.ts'
import { type Bench, type Effort, figure, measured, table, times } from './table.ts'

const SEEDS = 50
const LOOP_SCRIPT = fileURLToPath(new URL('./curl-and-jq.sh', import.meta.url))
const DIST = new URL('../../dist/', import.meta.url)

const NODE = 'an empty Node process'
const LOOP = 'a loop of `curl` and `jq`'

interface Contestant {
  readonly name: string
  /** Runs once and tells how long that took, in milliseconds. */
  readonly run: () => Promise<number> | number
}

/** What a step costs beyond the wait: from the start of its process to the end. */
export const wholeAction: Bench = {
  title: 'The whole action, one poll of a Completed test',

  async run({ quick, actions }: Effort) {
    using servers = await startServers()
    using empty = emptyScript()
    const tools = missingTools()
    const contestants: Contestant[] = [
      { name: NODE, run: async () => (await succeed({ entry: empty.path })).durationMs },
      ...(tools.length === 0 ? [{ name: LOOP, run: () => loop(servers) }] : []),
      { name: 'the action', run: async () => (await succeed(oneLook(servers, SEEDS))).durationMs },
      {
        name: 'the action, with a pull-request comment',
        run: async () => (await succeed(oneLookWithComment(servers, SEEDS))).durationMs,
      },
      ...publishedActions(actions ?? null).map(({ name, load }) => ({
        name: `${name}, only loaded`,
        run: load,
      })),
    ]
    const rounds = quick ? 5 : 60
    const taken = await inTurn(contestants, rounds)

    const against = tools.length === 0 ? [NODE, LOOP] : [NODE]
    const rows = [...taken].map(([name, walls]) => [
      name,
      figure(median(walls)),
      ...against.map((other) => times(pairedRatio(walls, taken.get(other) ?? []))),
    ])
    const what = `Wall time of a child process against the sandbox on loopback, ${SEEDS} seeds, dist of ${distKilobytes()} kB;`
    return [
      measured(what, `medians of ${rounds} runs each in turn, and of the ratios within a turn`),
      table(['', 'ms', ...against.map((name) => `against ${name}`)], rows),
      ...(tools.length === 0
        ? []
        : [`Left out: the loop, because ${tools.join(', ')} cannot be started here.`]),
    ].join('\n\n')
  },
}

/** A B C A B C …, after one round that only warms the file cache. */
async function inTurn(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const taken = new Map(contestants.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of contestants) {
      const ms = await run()
      if (round > 0) taken.get(name)?.push(ms)
    }
  }
  return taken
}

function loop({ apiUrl, apiKey }: ServerAddresses): number {
  const { PATH } = process.env
  const env = { PATH, API_URL: apiUrl, API_KEY: apiKey, JOB_ID: jobOf(SEEDS) }
  const startedAtMs = performance.now()
  const { status, stderr } = spawnSync('bash', [LOOP_SCRIPT], { env, encoding: 'utf8' })
  const ms = performance.now() - startedAtMs
  if (status !== 0) throw new Error(`the loop failed: ${stderr}`)
  return ms
}

function missingTools(): string[] {
  return ['bash', 'curl', 'jq'].filter((tool) => spawnSync(tool, ['--version']).status !== 0)
}

function distKilobytes(): number {
  const bytes = readdirSync(DIST).reduce((sum, file) => sum + statSync(new URL(file, DIST)).size, 0)
  return Math.round(bytes / 1000)
}
