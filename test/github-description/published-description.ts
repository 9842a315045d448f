import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { GitHubRequest } from '../../tools/sandbox/github.ts'

/** GitHub's published description of its REST API, served on loopback by a validator. */
export interface PublishedDescription {
  /** @returns what is wrong with the request, as the validator says it; null for nothing */
  hold(request: GitHubRequest): Promise<string | null>
  /** @returns the validator's own verdict: 0, or 1 when any request broke the description */
  close(): Promise<number | null>
}

/** Unknown parameters count as wrong too: GitHub ignores what it does not know, and a misspelt filter is none. */
export async function openPublishedDescription(): Promise<PublishedDescription> {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@octokit/openapi/package.json'))
  const port = await freePort()
  const steady = spawn(
    process.execPath,
    [
      require.resolve('@stdy/cli/steady.js'),
      ...['--port', String(port), '--no-color', '--reject-on-sdk-error', '--fail-on-ambiguous'],
      join(folder, 'generated', 'api.github.com.json'),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const closed = once(steady, 'close')
  steady.stderr.resume()
  steady.stdout.resume()
  // What it prints when it is ready depends on where it runs; that it answers does not.
  while (!(await accepts(port))) {
    if (steady.exitCode !== null) throw new Error(`the validator ended with exit code ${steady.exitCode}`)
    await setTimeout(100)
  }

  return {
    async hold({ method, path, body }) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { 'Content-Type': 'application/json' },
        ...(body === '' ? {} : { body }),
      })
      const answer = await response.text()
      const faults = Number(response.headers.get('x-steady-error-count') ?? 0)
      return response.ok && faults === 0
        ? null
        : `${method} ${path}: ${response.headers.get('x-steady-error-1-message') ?? answer.slice(0, 500)}`
    },
    async close() {
      steady.kill('SIGINT')
      const [code] = await closed
      return code
    },
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
