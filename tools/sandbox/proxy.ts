import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'

/** One request as it arrived. */
interface SeenRequest {
  /** `host:port` of a tunnel; the whole URL of a plain request. */
  target: string
  headers: IncomingHttpHeaders
}

/** An HTTP proxy on loopback, as a company's network has one. */
export interface Proxy {
  port: number
  /** The tunnels it was asked to open. */
  tunnels: SeenRequest[]
  /** The plain requests it was asked to pass on. */
  requests: SeenRequest[]
  close(): Promise<void>
}

/** What it answers instead of doing its work: a status line with its headers, or nothing but what this does to the socket. */
type Refusal = string | ((socket: Socket) => unknown)

/** @param refusal undefined for a proxy that does its work */
export async function startProxy(refusal?: Refusal, host = '127.0.0.1'): Promise<Proxy> {
  const tunnels: SeenRequest[] = []
  const requests: SeenRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer((message, response) => {
    const { url: target = '', headers, socket } = message
    requests.push({ target, headers })
    if (refusal === undefined) passOn(message, response)
    else refuse(refusal, socket)
  })
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  server.on('connect', ({ url: target = '', headers }, socket: Socket) => {
    tunnels.push({ target, headers })
    if (refusal === undefined) openTunnel(target, socket)
    else refuse(refusal, socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    requests,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function refuse(refusal: Refusal, socket: Socket): void {
  if (typeof refusal === 'function') refusal(socket)
  else socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`)
}

function openTunnel(target: string, socket: Socket): void {
  const { hostname, port } = new URL(`http://${target}`)
  const server = connect(Number(port), hostname, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(server).pipe(socket)
  })
  server.on('error', () => socket.destroy())
  socket.on('close', () => server.destroy())
}

function passOn(message: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = message
  const { 'proxy-authorization': _, ...own } = headers
  const onward = request(message.url ?? '', { method: method ?? 'GET', headers: own }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    pipeline(answer, response, () => {})
  })
  onward.on('error', () => response.writeHead(502).end())
  message.pipe(onward)
}
