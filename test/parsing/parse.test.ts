import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValue } from '../../src/parsing/invalid-value.ts'
import {
  addAllowedIps,
  parseApiUrl,
  parseBoolean,
  parseChoice,
  parseDuration,
  parseJobId,
  parsePercent,
  parsePoints,
  parseProviderRate,
  parseProviderWeight,
  parseSecret,
  parseWhole,
} from '../../src/parsing/parse.ts'
import { anyText } from '../any-text.ts'

/** What a parser says about a value it refuses. */
function refusal(parse: () => unknown): string {
  try {
    parse()
  } catch (error) {
    if (error instanceof InvalidValue) return error.message
    throw error
  }
  throw new Error('the value was accepted')
}

const digits = (constraints: { minLength: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), ...constraints })

/** From 1 to below 100, as people write it: `7`, `92.5`, `99.000`. */
const ordinaryRate = fc
  .tuple(fc.integer({ min: 1, max: 99 }), fc.option(digits({ minLength: 1, maxLength: 6 }), { nil: '' }))
  .map(([whole, fraction]) => (fraction === '' ? `${whole}` : `${whole}.${fraction}`))

/** Strictly between 0 and 1. */
const fraction = digits({ minLength: 1, maxLength: 6 })
  .filter((text) => /[1-9]/u.test(text))
  .map((text) => `0.${text}`)

describe('a percentage', () => {
  test.each([
    ['0', 0],
    ['0.0', 0],
    ['1', 1],
    ['85', 85],
    ['092', 92],
    ['92.5', 92.5],
    ['100', 100],
    ['100.0', 100],
    ['85%', 85],
    ['92.5 %', 92.5],
    ['0%', 0],
  ])('%s is %d', (raw, value) => {
    expect(parsePercent(raw)).toBe(value)
  })

  test('any decimal from 1 to 100 is itself, with or without a percent sign', () => {
    fc.assert(
      fc.property(ordinaryRate, fc.constantFrom('', '%', ' %'), (text, sign) => {
        expect(parsePercent(text + sign)).toBe(Number(text))
      }),
    )
  })

  test.each([
    ['0.85', 85],
    ['0.57', 57],
    ['0.999', 99.9],
    ['0.005', 0.5],
  ])('refuses %s and asks whether %d was meant', (raw, meant) => {
    expect(refusal(() => parsePercent(raw))).toBe(
      `did you mean ${meant}? Rates are percentages from 0 to 100; write ${raw}% if you mean less than one percent`,
    )
  })

  test('strictly between 0 and 1 is refused without a percent sign and taken as it is with one', () => {
    fc.assert(
      fc.property(fraction, (text) => {
        expect(refusal(() => parsePercent(text))).toMatch(/^did you mean [\d.e-]+\?/u)
        expect(parsePercent(`${text}%`)).toBe(Number(text))
      }),
    )
  })

  test.each([
    ['85.0000000000000000000', 85],
    ['000000000000000000085', 85],
    ['99.9999999999999', 99.9999999999999],
  ])('%s is %d: of digits that say something there are at most 15', (raw, value) => {
    expect(parsePercent(raw)).toBe(value)
  })

  test.each(['100.01', '101', '850', '1000%'])('refuses %s, because it is above 100', (raw) => {
    expect(refusal(() => parsePercent(raw))).toBe('it must be a percentage from 0 to 100')
  })

  test.each([
    '',
    '%',
    '-1',
    '+85',
    '85,5',
    '.5',
    '85.',
    '8 5',
    '85%%',
    '%85',
    '1e2',
    '0x50',
    'NaN',
    'Infinity',
    'eighty',
    '٨٥',
    '85\n90',
    '9'.repeat(400),
  ])('refuses %j and says what one looks like', (raw) => {
    expect(refusal(() => parsePercent(raw))).toBe(
      'it must be a percentage from 0 to 100, such as 85 or 92.5%',
    )
  })

  test('whatever the text, the result is a number from 0 to 100 or a refusal', () => {
    const text = fc.oneof(anyText, fc.string({ unit: fc.constantFrom(...'0123456789.%- e') }))
    fc.assert(
      fc.property(text, (raw) => {
        let value = 0
        try {
          value = parsePercent(raw)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidValue)
        }
        expect(value >= 0 && value <= 100).toBe(true)
      }),
    )
  })
})

describe('percentage points', () => {
  test.each([
    ['0', 0],
    ['0.5', 0.5],
    ['5', 5],
    ['100', 100],
  ])('%s is %d: fractions of one are fine here', (raw, value) => {
    expect(parsePoints(raw)).toBe(value)
  })

  test('a percent sign is refused: a drop of 5% is not a drop of 5 points', () => {
    expect(refusal(() => parsePoints('5%'))).toBe(
      'it must be percentage points from 0 to 100 without a percent sign, such as 5 or 0.5',
    )
  })

  test('a negative drop is refused', () => {
    expect(refusal(() => parsePoints('-5'))).toContain('percentage points from 0 to 100')
  })

  test('more than 100 points are refused', () => {
    expect(refusal(() => parsePoints('100.5'))).toBe('it must be percentage points from 0 to 100')
  })
})

describe('a duration', () => {
  test.each([
    ['30', 'minutes', 1_800_000],
    ['0.5', 'minutes', 30_000],
    ['0', 'minutes', 0],
    ['15', 'seconds', 15_000],
    ['1.5', 'seconds', 1500],
  ] as const)('%s %s are %d milliseconds', (raw, unit, ms) => {
    expect(parseDuration(raw, unit, 0)).toBe(ms)
  })

  test('the least that is allowed is allowed', () => {
    expect(parseDuration('1', 'seconds', 1)).toBe(1000)
  })

  test.each(['0', '0.99'])('%s seconds are refused where at least 1 is asked for', (raw) => {
    expect(refusal(() => parseDuration(raw, 'seconds', 1))).toBe(
      'it must be a number of seconds, at least 1, such as 15',
    )
  })

  test.each(['', '-1', '30m', '1:30', '1e3', 'Infinity', '9'.repeat(400)])('refuses %j as minutes', (raw) => {
    expect(refusal(() => parseDuration(raw, 'minutes', 0))).toBe(
      'it must be a number of minutes, at least 0, such as 30 or 0.5',
    )
  })
})

describe('a whole number', () => {
  test.each([
    ['0', 0],
    ['7', 7],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%s is %d', (raw, value) => {
    expect(parseWhole(raw, 0)).toBe(value)
  })

  test.each(['', '-1', '1.0', '2.5', '1e3', '#12', '0x1', 'many', '9007199254740992'])(
    'refuses %j',
    (raw) => {
      expect(refusal(() => parseWhole(raw, 0))).toBe('it must be a whole number, at least 0')
    },
  )

  test('the least is allowed, and less is refused', () => {
    expect(parseWhole('1', 1)).toBe(1)
    expect(refusal(() => parseWhole('0', 1))).toBe('it must be a whole number, at least 1')
  })
})

describe('true or false', () => {
  test.each(['true', 'True', 'TRUE'])('%s is true', (raw) => {
    expect(parseBoolean(raw)).toBe(true)
  })

  test.each(['false', 'False', 'FALSE'])('%s is false', (raw) => {
    expect(parseBoolean(raw)).toBe(false)
  })

  test.each(['', 'yes', 'no', 'on', '1', '0', 'tRUE', 'true ', 'untrue', 'truely', 'nonfalse', 'falsey'])(
    '%j is refused, not guessed',
    (raw) => {
      expect(refusal(() => parseBoolean(raw))).toBe('it must be true or false')
    },
  )
})

describe('a choice', () => {
  const parse = (raw: string) => parseChoice(raw, ['decide', 'warn', 'fail'])

  test('is one of the words', () => {
    expect(parse('warn')).toBe('warn')
  })

  test.each(['', 'Warn', 'warn ', 'warning', 'constructor'])(
    'any other, such as %j, is refused with the words there are',
    (raw) => {
      expect(refusal(() => parse(raw))).toBe('it must be one of decide, warn, fail')
    },
  )
})

describe('a job id', () => {
  test('is any one word: the vendor does not say what one looks like', () => {
    for (const id of ['7f9c2b1e-33', 'Größe/±', 'nullable', 'not-null']) expect(parseJobId(id)).toBe(id)
  })

  test.each(['a\nb', 'a\r', 'a\tb', 'a\u0000', 'a\u0085b'])(
    'with a control character (%j) is refused',
    (raw) => {
      expect(refusal(() => parseJobId(raw))).toBe('it must be one line without control characters')
    },
  )

  test.each(['a b', 'a,b', 'a, b', 'a\u00a0b'])('of several words (%j) is refused', (raw) => {
    expect(refusal(() => parseJobId(raw))).toBe('it must be one id, without white space or commas')
  })

  test.each(['null', 'undefined'])('of %s is refused: that is what a missing field prints', (raw) => {
    expect(refusal(() => parseJobId(raw))).toContain('create_inbox_test')
  })

  test('longer than the history can keep is refused', () => {
    expect(parseJobId('x'.repeat(1000))).toHaveLength(1000)
    expect(refusal(() => parseJobId('x'.repeat(1001)))).toBe('it must have at most 1,000 characters')
  })
})

describe('a secret', () => {
  test('is one line of printable ASCII without spaces', () => {
    const everyCharacter = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, i) => 0x21 + i))
    expect(parseSecret(everyCharacter)).toBe(everyCharacter)
  })

  test.each([
    ['a space', 'live key'],
    ['a line break', 'live\nkey'],
    ['a non-ASCII character', 'liveékey'],
    ['a zero-width character', 'live\u200bkey'],
    ['a control character', 'live\u007fkey'],
  ])('with %s in it is refused without being quoted', (_, raw) => {
    expect(refusal(() => parseSecret(raw))).toBe(
      'it must be one line of ASCII characters without spaces; check how the secret was pasted',
    )
  })
})

describe('a provider rule', () => {
  test.each([
    ['Gmail: 90', 'Gmail', 90],
    ['Gmail:90%', 'Gmail', 90],
    ['  Outlook / Hotmail  :  85.5 % ', 'Outlook / Hotmail', 85.5],
    ['Mail:Premium: 70', 'Mail:Premium', 70],
    ['__proto__: 1', '__proto__', 1],
  ])('%j asks of %j at least %d percent', (line, provider, minimum) => {
    expect(parseProviderRate(line)).toEqual({ provider, minimum })
  })

  test('a star stands for each provider not named', () => {
    expect(parseProviderRate('*: 75')).toEqual({ provider: null, minimum: 75 })
  })

  test.each(['Gmail', ': 90', '90', ' : 90', ''])('%j is refused with what a line looks like', (line) => {
    expect(refusal(() => parseProviderRate(line))).toBe(
      'it must be a line "Provider: percent", such as "Gmail: 90"',
    )
  })

  test.each([
    ['Gmail: 0.9', 'did you mean 90?'],
    ['Gmail: 101', 'from 0 to 100'],
    ['Gmail:', 'such as 85 or 92.5%'],
    ['Gmail = 90: high', 'such as 85 or 92.5%'],
  ])('%j is refused as its percentage alone would be', (line, said) => {
    expect(refusal(() => parseProviderRate(line))).toContain(said)
  })
})

describe("a provider's weight", () => {
  test.each([
    ['Gmail: 60', 'Gmail', 60],
    ['Gmail:60 %', 'Gmail', 60],
    ['Mail:Premium: 0.5', 'Mail:Premium', 0.5],
    ['*: 120000', null, 120_000],
  ])('%j gives %j the weight %d, which a percent sign does not change', (line, provider, weight) => {
    expect(parseProviderWeight(line)).toEqual({ provider, weight })
  })

  test('has as many digits as are kept exactly, and is never rounded', () => {
    expect(parseProviderWeight('Gmail: 123456789012345').weight).toBe(123_456_789_012_345)
    for (const weight of ['1000000000000000', '1000000000000001', '100000000000000.5', '1.000000000000001']) {
      expect(refusal(() => parseProviderWeight(`Gmail: ${weight}`))).toContain('15 digits')
    }
  })

  test.each(['Gmail', '60', 'Gmail: many', 'Gmail: -1', 'Gmail: 60%%'])(
    '%j is refused with what a line looks like',
    (line) => {
      expect(refusal(() => parseProviderWeight(line))).toMatch(/"Provider: weight"/u)
    },
  )
})

describe('an allowed sender IP', () => {
  const allows = (line: string, ip: string, version: 'ipv4' | 'ipv6') => {
    const list = new BlockList()
    addAllowedIps(list, line)
    return list.check(ip, version)
  }

  test.each([
    ['192.0.2.10', '192.0.2.10', '192.0.2.11', 'ipv4'],
    ['192.0.2.0/24', '192.0.2.255', '192.0.3.0', 'ipv4'],
    ['192.0.2.7/24', '192.0.2.1', '192.0.3.7', 'ipv4'],
    ['192.0.2.10/32', '192.0.2.10', '192.0.2.11', 'ipv4'],
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1', '2001:db8::2', 'ipv6'],
    ['2001:DB8::/32', '2001:db8:ffff::1', '2001:db9::1', 'ipv6'],
  ] as const)('%s allows %s and not %s', (line, inside, outside, version) => {
    expect(allows(line, inside, version)).toBe(true)
    expect(allows(line, outside, version)).toBe(false)
  })

  test('a prefix of 0 allows every address of its version', () => {
    expect(allows('0.0.0.0/0', '203.0.113.9', 'ipv4')).toBe(true)
    expect(allows('::/0', '2001:db8::1', 'ipv6')).toBe(true)
  })

  test.each([
    '',
    'mail.example.com',
    '192.0.2',
    '192.0.2.256',
    '192.0.02.1',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '192.0.2.0/24/24',
    '192.0.2.0/24x',
    '192.0.2.0/1e1',
    '192.0.2.0/0x8',
    '192.0.2.0/x24',
    '192.0.2.1-192.0.2.9',
    '2001:db8::/129',
    '2001:db8::/',
    '[2001:db8::1]',
    'fe80::1%eth0',
  ])('refuses %j', (line) => {
    expect(refusal(() => addAllowedIps(new BlockList(), line))).toBe(
      'it must be one IPv4 or IPv6 address or CIDR range per line, such as 192.0.2.10 or 2001:db8::/32',
    )
  })
})

describe("the API's address", () => {
  test.each([
    ['https://api.campaigncleaner.com/v1', 'https://api.campaigncleaner.com/v1'],
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['https://api.example.com/v1///', 'https://api.example.com/v1'],
    ['HTTPS://API.example.com:443/V1', 'https://api.example.com/V1'],
    ['https://api.example.com:8443/v1', 'https://api.example.com:8443/v1'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is taken as %s', (raw, url) => {
    expect(parseApiUrl(raw)).toBe(url)
  })

  test.each([
    'http://api.campaigncleaner.com/v1',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'ftp://api.example.com',
    'api.campaigncleaner.com/v1',
    '//api.example.com',
    'localhost:8080',
    'https:',
    'https://',
    ' https://api.example.com',
    'https:api.example.com',
    'https:/api.example.com',
    'https:\\\\api.example.com',
    'https://api.example\n.com',
    'https://api.example.com/ v1',
    'user:password@api.example.com',
    '',
  ])('refuses %j: the key would travel in the clear, or nowhere', (raw) => {
    expect(refusal(() => parseApiUrl(raw))).toBe('it must be an https URL, or an http URL on loopback')
  })

  test.each([
    'https://user@api.example.com',
    'https://user:password@api.example.com',
    'https://:password@api.example.com',
    'https://api.example.com/v1?key=1',
    'https://api.example.com/v1?',
    'https://api.example.com/v1#top',
    'http://user@localhost',
  ])('refuses %s: what it holds beside the address would be lost', (raw) => {
    expect(refusal(() => parseApiUrl(raw))).toBe('it must be a URL without credentials, query or fragment')
  })
})
