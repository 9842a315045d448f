import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** One CONNECT as it arrived. */
interface TunnelRequest {
  /** `host:port` the client wants to reach. */
  target: string
  headers: IncomingHttpHeaders
}

/** An HTTP proxy on loopback that opens tunnels, as a company's network has one. */
export interface Proxy {
  port: number
  tunnels: TunnelRequest[]
  close(): Promise<void>
}

/** @param answer what it answers each CONNECT with instead of opening the tunnel: a status line with its headers, or nothing at all */
export async function startProxy(answer?: string | ((socket: Socket) => void)): Promise<Proxy> {
  const tunnels: TunnelRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(501).end())
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    tunnels.push({ target: url, headers })
    if (typeof answer === 'function') return answer(socket)
    if (answer !== undefined) return socket.end(`HTTP/1.1 ${answer}\r\n\r\n`)
    const { hostname, port } = new URL(`http://${url}`)
    const target = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => socket.destroy())
    socket.on('close', () => target.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
