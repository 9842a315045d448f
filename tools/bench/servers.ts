import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Counts of seeds of the Completed tests that the API of the bench plays. */
export const SIZES = [50, 500, 5_000, 50_000] as const

export interface ServerAddresses {
  readonly apiUrl: string
  readonly apiKey: string
  /** What `GITHUB_API_URL` is set to. */
  readonly githubUrl: string
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
