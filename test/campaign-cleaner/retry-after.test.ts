import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { retryAfterMs } from '../../src/campaign-cleaner/retry-after.ts'
import { anyText } from '../any-text.ts'

const NOW = Date.UTC(2026, 10, 23, 9, 30, 0)
const wait = (header: string | undefined, serverDate?: string) => retryAfterMs(header, serverDate, NOW)

describe('seconds', () => {
  test.each([
    ['0', 0],
    ['1', 1000],
    ['120', 120_000],
    [' 30 ', 30_000],
    ['007', 7000],
  ])('%j asks for %d milliseconds', (header, ms) => {
    expect(wait(header)).toBe(ms)
  })

  test('any count of seconds is honoured as it stands', () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        expect(wait(`${seconds}`)).toBe(seconds * 1000)
      }),
    )
  })

  test('absurdly many are more than any deadline, and still a number', () => {
    expect(wait('9'.repeat(30))).toBeGreaterThan(1e30)
    expect(wait('9'.repeat(5000))).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a date', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test.each([
    ['the usual form', 'Mon, 23 Nov 2026 09:31:00 GMT'],
    ['the form of RFC 850', 'Monday, 23-Nov-26 09:31:00 GMT'],
    ['the form of asctime', 'Mon Nov 23 09:31:00 2026'],
    ['a form without a zone', 'Mon, 23 Nov 2026 09:31:00'],
  ])('in %s asks to wait until then', (_, header) => {
    expect(wait(header)).toBe(60_000)
  })

  test('means GMT in every form, wherever the runner stands', () => {
    vi.stubEnv('TZ', 'America/New_York')
    expect(new Date(NOW).getTimezoneOffset()).toBe(300)
    expect(wait('Mon, 23 Nov 2026 09:31:00 GMT')).toBe(60_000)
    expect(wait('Mon Nov 23 09:31:00 2026')).toBe(60_000)
    expect(wait('Mon, 23 Nov 2026 09:31:00 GMT', 'Mon Nov 23 09:30:40 2026')).toBe(20_000)
  })

  test("is measured against the server's own clock, so that a wrong one does no harm", () => {
    expect(wait('Thu, 01 Jan 2099 00:00:30 GMT', 'Thu, 01 Jan 2099 00:00:00 GMT')).toBe(30_000)
    expect(wait('Thu, 01 Jan 2099 00:00:30 GMT', ' Thu, 01 Jan 2099 00:00:00 GMT ')).toBe(30_000)
  })

  test("is measured against this machine's clock when the server tells no time", () => {
    expect(wait('Mon, 23 Nov 2026 09:30:05 GMT', 'now')).toBe(5000)
    expect(wait('Mon, 23 Nov 2026 09:30:05 GMT', '')).toBe(5000)
  })

  test('that has passed asks for no wait', () => {
    expect(wait('Mon, 23 Nov 2020 09:30:00 GMT')).toBe(0)
  })
})

describe('what says neither', () => {
  test.each([
    undefined,
    '',
    ' ',
    '-5',
    '+5',
    '1.5',
    '1e9',
    '0x10',
    '5 minutes',
    '30, 60',
    'soon',
    'Infinity',
    'NaN',
    '2026-11-23T09:31:00Z',
    'foo 9999',
    '9 Mon, 23 Nov 2026 09:31:00 GMT',
    'Mon, 99 Foo 2026 99:99:99 GMT',
  ])('%j is no answer, and the usual pause is taken', (header) => {
    expect(wait(header)).toBeNull()
  })

  test('whatever the headers, the answer is null or at least 0', () => {
    const header = fc.oneof(anyText, fc.string({ unit: fc.constantFrom(...'0123456789:, MonNovGT-') }))
    fc.assert(
      fc.property(header, header, (retryAfter, date) => {
        const ms = wait(retryAfter, date)
        expect(ms === null || ms >= 0).toBe(true)
      }),
    )
  })
})
