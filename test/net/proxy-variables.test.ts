import { describe, expect, test } from 'vitest'
import { proxyFor } from '../../src/net/proxy-variables.ts'

const PROXY = 'http://proxy.example:3128'

describe('the proxy for a server', () => {
  test('is none unless the environment names one', () => {
    expect(proxyFor(new URL('https://api.example.com/v1'), {})).toBe('')
    expect(proxyFor(new URL('https://api.example.com/v1'), { HTTPS_PROXY: '' })).toBe('')
  })

  test.each([
    ['HTTPS_PROXY', 'https://api.example.com'],
    ['https_proxy', 'https://api.example.com'],
    ['HTTP_PROXY', 'http://127.0.0.1:8080'],
    ['http_proxy', 'http://127.0.0.1:8080'],
    ['ALL_PROXY', 'https://api.example.com'],
    ['all_proxy', 'http://127.0.0.1:8080'],
  ])('is that of %s for %s', (variable, url) => {
    expect(proxyFor(new URL(url), { [variable]: PROXY })).toBe(PROXY)
  })

  test('is that of its own kind before that for all, and of the name in lower case before the other', () => {
    const url = new URL('https://api.example.com')
    expect(proxyFor(url, { HTTP_PROXY: PROXY })).toBe('')
    expect(proxyFor(url, { HTTPS_PROXY: PROXY, ALL_PROXY: 'http://other.example' })).toBe(PROXY)
    expect(proxyFor(url, { https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' })).toBe(PROXY)
  })

  test('is an http one when its URL has no scheme, whatever the server', () => {
    expect(proxyFor(new URL('https://api.example.com'), { HTTPS_PROXY: 'proxy.example:3128' })).toBe(PROXY)
  })

  test('may be spoken to over https', () => {
    const HTTPS_PROXY = 'https://proxy.example:3129'
    expect(proxyFor(new URL('https://api.example.com'), { HTTPS_PROXY })).toBe(HTTPS_PROXY)
  })
})

describe('NO_PROXY', () => {
  const exempt = (NO_PROXY: string, url: string) =>
    proxyFor(new URL(url), { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY, NO_PROXY }) === ''

  test.each([
    // A name covers itself and all below it, whatever stands before it, and no other name that merely ends alike.
    ['internal.test', 'https://internal.test', 'https://notinternal.test'],
    ['internal.test', 'https://github.internal.test', 'https://internal.test.example'],
    ['.internal.test', 'https://internal.test', 'https://notinternal.test'],
    ['.internal.test', 'https://a.github.internal.test', 'https://test'],
    ['*.internal.test', 'https://github.internal.test', 'https://notinternal.test'],
    ['API.example.COM', 'https://api.example.com', 'https://example.com'],
    ['localhost', 'http://localhost:8080', 'http://127.0.0.1:8080'],
    // Commas, spaces, or both.
    ['other.example, api.example.com', 'https://api.example.com', 'https://api.elsewhere.com'],
    ['other.example api.example.com', 'https://other.example', 'https://api.elsewhere.com'],
    // A port limits it to that port, which may be the scheme's own.
    ['api.example.com:443', 'https://api.example.com', 'https://api.example.com:8443'],
    ['example.com:8443', 'https://api.example.com:8443', 'https://api.example.com'],
    ['api.example.com:80', 'http://api.example.com', 'https://api.example.com'],
    ['*:8443', 'https://api.example.com:8443', 'https://api.example.com'],
    // An address is that address, and nothing below it.
    ['127.0.0.1', 'http://127.0.0.1:8080', 'http://127.0.0.2:8080'],
    ['1, 0.0.1, 10.0.0.5', 'http://10.0.0.5', 'http://127.0.0.1'],
    ['::1', 'http://[::1]:8080', 'http://[::2]:8080'],
    ['[::1]', 'http://[::1]:8080', 'http://[::2]:8080'],
    ['0:0:0:0:0:0:0:1', 'http://[::1]', 'http://[::2]'],
    ['[::1]:8080', 'http://[::1]:8080', 'http://[::1]:8081'],
    ['2001:DB8::1', 'https://[2001:db8::1]', 'https://[2001:db8::2]'],
  ])('%s exempts %s, and not %s', (list, reached, asked) => {
    expect(exempt(list, reached)).toBe(true)
    expect(exempt(list, asked)).toBe(false)
  })

  test('* exempts every server', () => {
    for (const url of ['https://api.example.com', 'http://[::1]:8080']) expect(exempt('*', url)).toBe(true)
  })

  test('may be written in lower case', () => {
    const env = { https_proxy: PROXY, no_proxy: 'api.example.com' }
    expect(proxyFor(new URL('https://api.example.com'), env)).toBe('')
  })

  test.each(['', ',', ' , ', '.', '*.'])('%j exempts none', (list) => {
    expect(exempt(list, 'https://api.example.com')).toBe(false)
  })
})
