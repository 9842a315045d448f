import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Counts of seeds of the Completed tests that the API of the bench plays. */
export const SIZES = [50, 500, 5_000, 10_000] as const

/** How the servers are reached: plain or encrypted, on loopback or as over a network. */
export const NETWORKS = ['http', 'http, 50 ms', 'https', 'https, 50 ms'] as const
export type Network = (typeof NETWORKS)[number]

/** One round trip on the slow networks, in milliseconds. */
export const ROUND_TRIP_MS = 50

export interface ServerAddresses {
  readonly apiUrl: Readonly<Record<Network, string>>
  readonly apiKey: string
  /** What `GITHUB_API_URL` is set to. It is plain http in every network. */
  readonly githubUrl: Readonly<Record<Network, string>>
}

/** The job id of the test with so many seeds. */
export function jobOf(seeds: number): string {
  return `seeds-${seeds}`
}

/** Starts the sandbox and GitHub's stand-in in another process; disposing ends it. */
export async function startServers(): Promise<ServerAddresses & Disposable> {
  const servers = fork(new URL('./servers-process.ts', import.meta.url))
  const [addresses] = (await once(servers, 'message')) as [ServerAddresses]
  return { ...addresses, [Symbol.dispose]: () => servers.disconnect() }
}
