import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server on loopback that takes as long as one over a network. */
export interface SlowLink {
  readonly port: number
  close(): void
}

/**
 * Passes every byte on, half a round trip late. A new connection is open one round trip late, as TCP's own handshake takes one.
 * @param roundTripMs milliseconds
 */
export async function slowLink(toPort: number, roundTripMs: number): Promise<SlowLink> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const target = connect(toPort, '127.0.0.1')
    delay(client, target, roundTripMs / 2, roundTripMs)
    delay(target, client, roundTripMs / 2, 0)
    for (const socket of [client, target]) sockets.add(socket.setNoDelay().on('error', () => {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** @param opensAfterMs nothing is passed on earlier than this, plus the delay itself, after the connection was accepted */
function delay(from: Socket, to: Socket, delayMs: number, opensAfterMs: number): void {
  const opensAt = performance.now() + opensAfterMs
  const inTime = (pass: () => void) =>
    setTimeout(pass, delayMs + Math.max(0, opensAt - performance.now())).unref()
  from.on('data', (chunk) => inTime(() => to.write(chunk)))
  from.on('close', () => inTime(() => to.end()))
}
