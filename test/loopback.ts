import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect } from 'vitest'

/** Real waits are short; this only tells "at its limit" from never. */
export const SOON_MS = 1500

const opened: (() => unknown)[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()))
})

/** Listens on loopback until the test ends. @returns the port */
export async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
  })
  server.listen(0, host)
  await once(server, 'listening')
  opened.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

interface SeenRequest {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An HTTP server that reads each request in full and leaves the answer to `answer`. */
export async function serve(answer: (response: ServerResponse, nth: number) => unknown) {
  const requests: SeenRequest[] = []
  const closed: Promise<unknown>[] = []
  const server = createServer(async (request, response) => {
    // A reset is an end like any other.
    closed.push(new Promise((resolve) => request.socket.once('close', resolve)))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, url, headers } = request
    requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
    await answer(response, requests.length)
  })
  const url = `http://127.0.0.1:${await listen(server)}/v1/results`
  return { url, requests, closed }
}

/** What a promise is rejected with, and after how long. */
export async function rejection(promise: Promise<unknown>) {
  const start = performance.now()
  try {
    await promise
  } catch (error) {
    return { error: error as Error & { code?: string }, afterMs: performance.now() - start }
  }
  throw new Error('it was resolved')
}

/** Fails unless the promise resolves soon. */
export async function soon(promise: Promise<unknown> | undefined) {
  const late = new AbortController()
  const tooLate = delay(SOON_MS, 'too late', { signal: late.signal })
  const winner = await Promise.race([promise?.then(() => 'in time'), tooLate])
  late.abort()
  tooLate.catch(() => {})
  expect(winner).toBe('in time')
}
