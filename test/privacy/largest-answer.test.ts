import { describe, expect, test } from 'vitest'
import { parseJson } from '../../src/core/json.ts'
import { SeedAddress, withoutMailboxes } from '../../src/privacy/addresses.ts'
import { oneLine } from '../../src/privacy/one-line.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'

// A second is what is promised. What was measured is at most half of that.
const MOST_MS = 1000
const BODY_LENGTH = 16 * 2 ** 20

const KEY = 'cc_live-9f8E7d6C/5b4a+1'
const secrets = secretsOf([KEY, 'ghs_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'])

/** Of this process alone, so that a busy machine fails nothing. */
function cpuMs(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  return process.cpuUsage(before).user / 1000
}

function listOf(count: number, item: string): string {
  return `[${Array(count).fill(item).join()}]`
}

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.floor(length / unit.length))
}

describe('the largest answer holds the process for less than a second', () => {
  test.each([
    'a',
    '%',
    '%41',
    '%25',
    '&#x',
    '&#x41;',
    '&#0',
    '&amp;',
    '\\u00',
    '\\x41',
    'aB3d',
    KEY.slice(0, -1),
    KEY,
  ])('when its secrets are looked for in 50,000 texts of nothing but %s, or one', (unit) => {
    const text = repeated(unit, 300)
    expect(
      cpuMs(() => {
        for (let seed = 0; seed < 50_000; seed += 1) secrets.remove(text)
      }),
    ).toBeLessThan(MOST_MS)
    expect(cpuMs(() => secrets.remove(repeated(unit, BODY_LENGTH)))).toBeLessThan(MOST_MS)
  })

  test('when it has 50,000 seeds', () => {
    const seeds = Array.from({ length: 50_000 }, (_, index) => ({
      provider: 'Gmail',
      seed_address: `someone.${index}@gmail.example`,
      email_found: true,
      placement: 'Inbox',
      spf_status: 'pass',
      sender_ip: `192.0.2.${index % 256}`,
      submission_result: `250 2.0.0 OK ${index} t5-20020a05600c45c500b003f7c1si1234567 - gsmtp`,
    }))
    const body = JSON.stringify({ results: seeds })
    expect(cpuMs(() => parseJson(body))).toBeLessThan(MOST_MS)
  })

  test.each(['1', '1234', '1.5', '-12345678', '"k"', 'null'])(
    'when it is a list of nothing but %s',
    (item) => {
      const body = listOf(Math.floor(BODY_LENGTH / (item.length + 1)), item)
      expect(cpuMs(() => parseJson(body))).toBeLessThan(MOST_MS)
    },
  )

  test.each(['[', '[],', '{},', '{"a":'])(
    'when it has more %s than any answer, which is not read',
    (unit) => {
      const body = `[${repeated(unit, BODY_LENGTH)}`
      expect(cpuMs(() => expect(parseJson(body)).toBeUndefined())).toBeLessThan(MOST_MS)
    },
  )

  test.each([
    'a',
    'a@',
    'a@b ',
    '@',
    'ab.@',
    "a'=@",
    '"@',
    ' @ ',
    '@\u200b',
    '%40',
    '%2540',
    '%25',
    '&#064',
    '&#x40;',
    '&#0',
    '\\u0040',
    'é@é ',
  ])('when addresses are looked for in 50,000 texts of nothing but %s, or one', (unit) => {
    const text = repeated(unit, 300)
    expect(
      cpuMs(() => {
        for (let seed = 0; seed < 50_000; seed += 1) withoutMailboxes(text, 'hidden')
      }),
    ).toBeLessThan(MOST_MS)
    expect(cpuMs(() => withoutMailboxes(repeated(unit, BODY_LENGTH), 'masked'))).toBeLessThan(MOST_MS)
  })

  test('when a long text ends in an at-sign', () => {
    for (const end of ['@', '@b', ' @ b.example', '%40', '%40b']) {
      const text = `${repeated('a', BODY_LENGTH)}${end}`
      expect(cpuMs(() => withoutMailboxes(text, 'masked'))).toBeLessThan(MOST_MS)
    }
  })

  test('when each seed quotes its own address again and again', () => {
    const address = new SeedAddress('seed', 'hidden')
    const text = 'seed'.repeat(75)
    expect(
      cpuMs(() => {
        for (let seed = 0; seed < 50_000; seed += 1) address.removedFrom(text)
      }),
    ).toBeLessThan(MOST_MS)
  })

  test('when its texts are brought on one line', () => {
    const text = repeated('\u202e\n', BODY_LENGTH)
    expect(
      cpuMs(() => {
        for (let round = 0; round < 100; round += 1) oneLine(text)
      }),
    ).toBeLessThan(MOST_MS)
  })
})
