import { existsSync, globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as core from '@actions/core'
import * as undici from 'undici'
import { afterEach, describe, expect, test, vi } from 'vitest'

// The doors are opened by each test for itself: when a package moves a file, its own test says so.

const ROOT = join(import.meta.dirname, '..')

/** The files of packages that a door names, as paths below `node_modules`. */
function entered(door: string): string[] {
  const source = readFileSync(join(ROOT, 'src', door), 'utf8')
  const names = Array.from(source.matchAll(/'(?:\.\.\/node_modules\/)?([^'\s]+\/lib\/[^'\s]+\.js)'/gu))
  return names.map(([, name = '']) => name)
}

test('each file that a side door enters is where it says', () => {
  for (const door of ['undici.ts', 'actions-toolkit.ts']) {
    expect(entered(door).length, door).toBeGreaterThan(0)
    for (const name of entered(door)) expect(existsSync(join(ROOT, 'node_modules', name)), name).toBe(true)
  }
})

describe('undici', () => {
  test('there is one, so that its parts and its index are the same code', () => {
    expect(globSync('node_modules/{,**/node_modules/}undici/package.json', { cwd: ROOT })).toHaveLength(1)
    const toolkit = createRequire(join(ROOT, 'node_modules/@actions/http-client/package.json'))
    expect(toolkit.resolve('undici')).toBe(createRequire(import.meta.url).resolve('undici'))
  })

  test("each part is what the index exports, or gives the index's dispatchers as a method", async () => {
    const parts = {
      'undici/lib/api/api-connect.js': undici.Dispatcher.prototype.connect,
      'undici/lib/api/api-request.js': undici.Dispatcher.prototype.request,
      'undici/lib/dispatcher/client.js': undici.Client,
      'undici/lib/dispatcher/pool.js': undici.Pool,
      'undici/lib/dispatcher/proxy-agent.js': undici.ProxyAgent,
    }
    expect(entered('undici.ts').toSorted()).toEqual(Object.keys(parts))
    for (const [name, part] of Object.entries(parts)) expect((await import(name)).default, name).toBe(part)
  })

  test('the door hands out a client, or a proxy agent where there is a proxy', async () => {
    const { openDispatcher } = await import('../src/undici.ts')
    const direct = await openDispatcher('https://api.example.com', '')
    const proxied = await openDispatcher('https://api.example.com', 'http://127.0.0.1:3128')
    expect(direct).toBeInstanceOf(undici.Client)
    expect(proxied).toBeInstanceOf(undici.ProxyAgent)
    await Promise.all([direct.destroy(), proxied.destroy()])
  })

  test('the door asks as the index would', async () => {
    const { request } = await import('../src/undici.ts')
    const api = new undici.MockAgent()
    api.disableNetConnect()
    const seen: unknown[] = []
    api
      .get('https://api.example.com')
      .intercept({ path: '/v1/results', method: 'POST' })
      .reply(200, ({ path, method, headers, body }) => {
        seen.push({ path, method, headers, body })
        return 'answer'
      })
      .times(2)
    const options = {
      headers: { accept: 'text/plain' },
      body: 'question',
      signal: new AbortController().signal,
    }
    const url = new URL('https://api.example.com/v1/results')
    const replies = [
      await request(api, { url, ...options }),
      await undici.request(url, { dispatcher: api, method: 'POST', ...options }),
    ]
    for (const { statusCode, body } of replies)
      expect([statusCode, await body.text()]).toEqual([200, 'answer'])
    expect(seen).toHaveLength(2)
    expect(seen[0]).toEqual(seen[1])
    await api.close()
  })
})

describe('@actions/core', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** What is written to the log meanwhile. */
  function written(write: () => void): string {
    let text = ''
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      text += String(chunk)
      return true
    })
    write()
    spy.mockRestore()
    return text
  }

  // Its index does not export the part itself, so what it writes is compared.

  test('its commands are written as its index writes them', async () => {
    const { issueCommand } = await import('../src/actions-toolkit.ts')
    const text = 'a: 100%, b\r\nc'
    const pairs: [() => void, () => void][] = [
      [() => issueCommand('add-mask', {}, text), () => core.setSecret(text)],
      [() => issueCommand('debug', {}, text), () => core.debug(text)],
      [() => issueCommand('error', { title: text }, text), () => core.error(text, { title: text })],
      [() => issueCommand('warning', { title: text }, text), () => core.warning(text, { title: text })],
    ]
    for (const [door, index] of pairs) {
      expect(written(door)).toMatch(/^::[a-z-]+.*::a: 100%25, b%0D%0Ac\r?\n$/u)
      expect(written(door)).toBe(written(index))
    }
  })
})
