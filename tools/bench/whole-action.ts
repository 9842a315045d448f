import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { selfSigned } from '../sandbox/certificate.ts'
import { emptyScript, oneLook, oneLookWithComment, succeed } from './node-process.ts'
import { publishedActions } from './published-actions.ts'
import {
  jobOf,
  NETWORKS,
  type Network,
  ROUND_TRIP_MS,
  type ServerAddresses,
  startServers,
} from './servers.ts'
import { median, pairedRatio } from './statistics.ts'
import { type Bench, type Effort, figure, measured, table, times } from './table.ts'

const SEEDS = 50
const LOOP_SCRIPT = fileURLToPath(new URL('./curl-and-jq.sh', import.meta.url))
const DIST = new URL('../../dist/', import.meta.url)

const NODE = 'an empty Node process'
const LOOP = 'a loop of `curl` and `jq`'
const ACTION = 'the action'

interface Contestant {
  readonly name: string
  readonly network: Network | null
  /** Runs once and tells how long that took, in milliseconds. */
  readonly run: () => Promise<number> | number
}

/** What a step costs beyond the wait: from the start of its process to the end. */
export const wholeAction: Bench = {
  title: 'The whole action, one poll of a Completed test',

  async run({ quick, actions }: Effort) {
    using servers = await startServers()
    using empty = emptyScript()
    using certificates = trustedCertificates()
    const tools = missingTools()
    const contestants: Contestant[] = [
      { name: NODE, network: null, run: async () => (await succeed({ entry: empty.path })).durationMs },
      ...NETWORKS.flatMap((network) => [
        ...(tools.length === 0
          ? [{ name: LOOP, network, run: () => loop(servers, network, certificates.all) }]
          : []),
        {
          name: ACTION,
          network,
          run: async () => (await succeed(oneLook(servers, SEEDS, network, certificates.own))).durationMs,
        },
        {
          name: 'the action, with a pull-request comment',
          network,
          run: async () =>
            (await succeed(oneLookWithComment(servers, SEEDS, network, certificates.own))).durationMs,
        },
      ]),
      ...publishedActions(actions ?? null).map(({ name, load }) => ({
        name: `${name}, only loaded`,
        network: null,
        run: load,
      })),
    ]
    const rounds = quick ? 3 : 40
    const taken = await inTurn(contestants, rounds)

    const valuesOf = (name: string, network: Network | null) =>
      taken.find(({ contestant }) => contestant.name === name && contestant.network === network)?.walls ?? []
    const rows = taken.map(({ contestant: { name, network }, walls }) => [
      name,
      network ?? '–',
      figure(median(walls)),
      times(pairedRatio(walls, valuesOf(NODE, null))),
      tools.length === 0 && network !== null ? times(pairedRatio(walls, valuesOf(LOOP, network))) : '–',
    ])
    const what = `Wall time of a child process, ${SEEDS} seeds, dist of ${distKilobytes()} kB;`
    return [
      measured(what, `medians of ${rounds} runs each in turn, and of the ratios within a turn`),
      `The sandbox is on loopback, or behind a link whose round trip takes ${ROUND_TRIP_MS} ms. With https, both check a certificate that they trust beside the system's. GitHub's stand-in is plain http throughout.`,
      table(['', 'network', 'ms', `against ${NODE}`, `against ${LOOP}`], rows, 2),
      ...(tools.length === 0
        ? []
        : [`Left out: the loop, because ${tools.join(', ')} cannot be started here.`]),
    ].join('\n\n')
  },
}

interface Taken {
  readonly contestant: Contestant
  /** Milliseconds, a run each. */
  readonly walls: number[]
}

/** A B C A B C …, after one round that only warms the file cache. */
async function inTurn(contestants: readonly Contestant[], rounds: number): Promise<readonly Taken[]> {
  const taken = contestants.map((contestant) => ({ contestant, walls: [] as number[] }))
  for (let round = 0; round <= rounds; round += 1) {
    for (const { contestant, walls } of taken) {
      const ms = await contestant.run()
      if (round > 0) walls.push(ms)
    }
  }
  return taken
}

function loop({ apiUrl, apiKey }: ServerAddresses, network: Network, certificates: string): number {
  const { PATH } = process.env
  const env = {
    PATH,
    API_URL: apiUrl[network],
    API_KEY: apiKey,
    JOB_ID: jobOf(SEEDS),
    CURL_CA_BUNDLE: certificates,
  }
  const startedAtMs = performance.now()
  const { status, stderr } = spawnSync('bash', [LOOP_SCRIPT], { env, encoding: 'utf8' })
  const ms = performance.now() - startedAtMs
  if (status !== 0) throw new Error(`the loop failed: ${stderr}`)
  return ms
}

/** Where Debian, Fedora and macOS keep the certificates that curl reads. */
const SYSTEM_CERTIFICATES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
]

/** Files with the sandbox's certificate: alone for Node, which has the others built in, and after the system's for curl. */
function trustedCertificates(): { own: string; all: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const [own, all] = [join(folder, 'own.pem'), join(folder, 'all.pem')]
  const system = SYSTEM_CERTIFICATES.find((file) => existsSync(file))
  writeFileSync(own, selfSigned.cert)
  writeFileSync(all, `${system === undefined ? '' : readFileSync(system, 'utf8')}\n${selfSigned.cert}`)
  return { own, all, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

function missingTools(): string[] {
  return ['bash', 'curl', 'jq'].filter((tool) => spawnSync(tool, ['--version']).status !== 0)
}

function distKilobytes(): number {
  const bytes = readdirSync(DIST).reduce((sum, file) => sum + statSync(new URL(file, DIST)).size, 0)
  return Math.round(bytes / 1000)
}
