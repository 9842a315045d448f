import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Fault } from './scenario.ts'

const MEBIBYTE = 1024 * 1024
/** Eight times what the action accepts of one response. */
const OVERSIZE_MEBIBYTES = 64
const TRICKLE_MS = 100

/** Answers as the fault says. `body` is what would have been sent without it. */
export async function answerWithFault(
  response: ServerResponse,
  fault: Fault,
  status: number,
  headers: Record<string, string>,
  body: Buffer,
): Promise<void> {
  switch (fault) {
    case 'refuse-and-reset':
      response.socket?.resetAndDestroy()
      return
    case 'hang-up':
      response.socket?.end()
      return
    case 'stall-headers':
      return
    case 'reset-inside-body':
      sendHalf(response, status, headers, body, () => response.socket?.resetAndDestroy())
      return
    case 'cut-body':
      sendHalf(response, status, headers, body, () => response.socket?.end())
      return
    case 'trickle':
      trickle(response.writeHead(status, headers))
      return
    case 'huge-body':
      await streamUntilClientLeaves(Readable.from(oversizeJson()), response.writeHead(status, headers))
      return
    case 'gzip-bomb':
      await streamUntilClientLeaves(
        Readable.from(oversizeJson()).pipe(createGzip()),
        response.writeHead(status, { ...headers, 'Content-Encoding': 'gzip' }),
      )
      return
  }
}

/** Promises the whole body, sends half of it, and breaks off once that half is on the wire. */
function sendHalf(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer,
  breakOff: () => void,
): void {
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) })
  response.write(body.subarray(0, Math.floor(body.length / 2)), breakOff)
}

/** Spaces before a JSON value are valid JSON, so a client can only give up on the time, not on the content. */
function trickle(response: ServerResponse): void {
  response.flushHeaders()
  const timer = setInterval(() => response.write(' '), TRICKLE_MS)
  response.once('close', () => clearInterval(timer))
}

function* oversizeJson(): Generator<Buffer> {
  yield Buffer.from('{"padding":"')
  const mebibyte = Buffer.alloc(MEBIBYTE, 'a')
  for (let sent = 0; sent < OVERSIZE_MEBIBYTES; sent += 1) yield mebibyte
  yield Buffer.from('"}')
}

/** A client that refuses the size hangs up; that is the expected end, not an error of the sandbox. */
async function streamUntilClientLeaves(
  source: NodeJS.ReadableStream,
  response: ServerResponse,
): Promise<void> {
  try {
    await pipeline(source, response)
  } catch (error) {
    if (!response.destroyed) throw error
  }
}
