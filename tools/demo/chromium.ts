import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

const FLAGS = [
  '--headless',
  // Containers and CI run as root, or without the namespaces that the browser's own sandbox needs. Only our own pages are opened.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
]

interface View {
  /** CSS pixels. */
  readonly width: number
  readonly scheme: 'light' | 'dark'
  /** Pixels of the picture for each CSS pixel; 1 unless given. */
  readonly scale?: number
}

/** A part of a page, in CSS pixels from its upper left corner. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One page in a headless Chromium. */
export interface Browser {
  /** Shows a file at the width and in the colours of the view. */
  open(file: string, view: View): Promise<void>
  /** The value of an expression in the page, which travels as JSON. */
  evaluate(expression: string): Promise<unknown>
  /** A PNG of an area, or of the whole page, beyond the window too. */
  picture(area?: Area): Promise<Buffer>
  close(): Promise<void>
}

const LOADED = `new Promise((resolve) => {
  if (document.readyState === 'complete') resolve()
  else addEventListener('load', resolve, { once: true })
}).then(() => document.fonts.ready).then(() => null)`

const WHOLE_PAGE = `({
  x: 0,
  y: 0,
  width: document.documentElement.scrollWidth,
  height: document.documentElement.scrollHeight,
})`

/** Chromium is not where it was looked for. */
export class NoChromium extends Error {}

/**
 * Starts the browser and speaks the DevTools protocol with it over a pipe, so no port is open.
 * @throws NoChromium
 */
export async function startChromium(program: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  try {
    await once(child, 'spawn')
  } catch (error) {
    rmSync(profile, { recursive: true })
    throw new NoChromium((error as Error).message)
  }

  const send = devTools(child)
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
  const page = (method: string, params: object = {}) => send(method, params, String(sessionId))
  async function evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await page('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return (result as { value?: unknown }).value
  }

  return {
    evaluate,
    async open(file, view) {
      await page('Emulation.setDeviceMetricsOverride', {
        width: view.width,
        height: 900,
        deviceScaleFactor: view.scale ?? 1,
        mobile: view.width < 600,
      })
      await page('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: view.scheme }],
      })
      await page('Page.navigate', { url: pathToFileURL(file).href })
      await evaluate(LOADED)
    },
    async picture(area) {
      const { data } = await page('Page.captureScreenshot', {
        format: 'png',
        captureBeyondViewport: true,
        clip: { ...(area ?? ((await evaluate(WHOLE_PAGE)) as Area)), scale: 1 },
      })
      return Buffer.from(String(data), 'base64')
    },
    async close() {
      const closed = once(child, 'close')
      await send('Browser.close')
      await closed
      rmSync(profile, { recursive: true, maxRetries: 10 })
    },
  }
}

type Answer = Record<string, unknown>
type Send = (method: string, params?: object, sessionId?: string) => Promise<Answer>

/** Requests and answers are JSON, each with a NUL behind it; an answer has the id of its request. */
function devTools(child: ChildProcess): Send {
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable]
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  let rest = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message)
      if (error === undefined) waiting.get(id)?.resolve(result)
      else waiting.get(id)?.reject(new Error(error.message))
      waiting.delete(id)
    }
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`Chromium ended with exit code ${code}`))
  })
  let lastId = 0
  return (method, params = {}, sessionId) => {
    lastId += 1
    const answer = Promise.withResolvers<Answer>()
    waiting.set(lastId, answer)
    input.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`)
    return answer.promise
  }
}
