import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { anyText } from '../any-text.ts'
import { innocentTexts } from './innocent-texts.ts'
import { ESCAPES, FORMS, hex, lettersAndDigits } from './recognized-forms.ts'

const KEY = 'cc_live-9f8E7d6C/5b4a+1'
const WITHHELD = '(text withheld: it contains a secret)'

function remove(text: string, ...values: readonly (string | null)[]): string {
  return secretsOf(values.length === 0 ? [KEY] : values).remove(text)
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function decimal(text: string): string {
  return Array.from(text, (each) => `&#${each.charCodeAt(0)};`).join('')
}

describe('a secret', () => {
  test('becomes three stars wherever it stands as it is', () => {
    expect(remove(`key ${KEY} is not ${KEY}!`)).toBe('key *** is not ***!')
    expect(remove(KEY)).toBe('***')
    expect(remove('abcdefgh', 'abcdefgh')).toBe('***')
  })

  test('becomes three stars where it is URL-encoded', () => {
    expect(remove(`/v1?key=${encodeURIComponent(KEY)}&a=1`)).toBe('/v1?key=***&a=1')
  })

  test.each([
    ['in upper case', KEY.toUpperCase()],
    ['with spaces between its parts', 'cc live 9f8E 7d6C 5b4a 1'],
    ['with every character apart', Array.from(KEY).join(' ')],
    ['with other punctuation', 'cc.live.9f8E7d6C.5b4a.1'],
    ['with invisible characters inside', Array.from(KEY).join('\u200b')],
    ['with a line break inside', `${KEY.slice(0, 9)}\n${KEY.slice(9)}`],
    ['with an escaped line break inside', `${KEY.slice(0, 9)}\\n${KEY.slice(9)}`],
    ['with JSON around its characters', JSON.stringify({ key: Array.from(KEY) })],
    ['with every character URL-encoded', hex(KEY, '%$&')],
    ['in the escapes of JSON', hex(KEY, '\\u00$&')],
    ['in the escapes of JSON inside JSON', hex(KEY, '\\\\u00$&')],
    ['in the numbers of HTML', hex(KEY, '&#x$&;')],
    ['in the numbers of HTML with leading zeros', hex(KEY, '&#x00$&;')],
    ['in the decimal numbers of HTML', decimal(KEY)],
    ['in the decimal numbers of HTML without semicolons', decimal(KEY).replaceAll(';', '')],
    ['with the names of HTML', KEY.replaceAll('-', '&hyphen;').replaceAll('/', '&sol;')],
    ['in two layers of URL-encoding', hex(KEY, '%25$&')],
    ['in escapes inside HTML', hex(KEY, '&#x$&;').replaceAll('&', '&amp;')],
    ['in hex', hex(KEY)],
    ['in upper-case hex', hex(KEY).toUpperCase()],
    ['in hex with colons', hex(KEY, '$&:')],
    ['in hex with spaces', hex(KEY, '$& ')],
    ['in base64', base64(KEY)],
    ['in base64url', base64url(KEY)],
    ['in base64 on several lines', base64(KEY).replace(/.{8}/gu, '$&\r\n')],
    ['in URL-encoded base64', encodeURIComponent(base64(KEY))],
    ['in base64 with a user', base64(`api:${KEY}`)],
    ['in base64 with a user and no password', base64(`${KEY}:`)],
    ['in base64 inside JSON', base64(JSON.stringify({ key: KEY, user: 'acme' }))],
  ])('%s makes the text withheld', (_, disguise) => {
    expect(remove(`unknown key ${disguise} given`)).toBe(WITHHELD)
  })

  test.each([1, 2, 3, 4, 5, 6])('in base64 after %i other characters makes the text withheld', (before) => {
    const name = 'abcdef'.slice(0, before)
    expect(remove(base64(`${name}${KEY}`))).toBe(WITHHELD)
    expect(remove(base64(`${name}${KEY}?>~`))).toBe(WITHHELD)
  })

  test('whose base64 has punctuation is recognized in both alphabets', () => {
    const odd = 'k~?>key~~~>>>???-01abcd'
    expect(base64(odd)).toMatch(/[+/]/u)
    expect(remove(base64(odd), odd)).toBe(WITHHELD)
    expect(remove(base64url(odd), odd)).toBe(WITHHELD)
  })

  test('that looks escaped itself is recognized in an echo that has lost its escapes', () => {
    expect(remove('the keyABC-01234567 given', 'key%41%42%43-01234567')).toBe(WITHHELD)
  })

  test.each(['ab/cd=12+', '++/k3y/==', 'p@ss*w0rd', 'abc-def-1'])(
    'with few letters and digits, such as %s, is recognized in every form',
    (key) => {
      expect(remove(`a ${encodeURIComponent(key)} b`, key)).toBe('a *** b')
      for (const form of Object.values(FORMS).flat()) {
        expect(remove(`a ${form(key)} b`, key)).toMatch(/\*\*\*|withheld/u)
      }
    },
  )

  test('leaves a text without it as it is, and a part of it is not it', () => {
    expect(remove(`Inbox; ${KEY.slice(0, -4)}`)).toBe(`Inbox; ${KEY.slice(0, -4)}`)
    expect(remove('')).toBe('')
  })

  test('that was not given changes nothing', () => {
    expect(remove('***, null and the rest', null, '')).toBe('***, null and the rest')
  })

  test('may hold replacement patterns', () => {
    expect(remove('x $&$1$`ab y', '$&$1$`ab')).toBe('x *** y')
  })

  test('inside a longer one does not leave the rest of it behind', () => {
    expect(remove('a live-key-b c live', 'live', 'live-key-b')).toBe('a *** c ***')
  })

  test('of four to seven characters is removed as it is, and only so', () => {
    expect(remove('the k3y! and the k 3 y', 'k3y!')).toBe('the *** and the k 3 y')
    expect(remove('the k3y! here', 'k3y!', 'p4ss')).toBe('the *** here')
    const short = base64('k3y!k3y')
    expect(remove(short, 'k3y!k3y')).toBe(short)
  })

  test('has at least four characters: removing fewer would spoil ordinary words', () => {
    expect(remove('Inbox', 'box')).toBe('Inbox')
  })

  test('is found beside another that is too long for any text', () => {
    expect(remove(`key ${KEY}`, 'x'.repeat(100_000), KEY)).toBe('key ***')
  })

  test('in a text too long to be shown is left out with it, half of it too', () => {
    const long = `${'x'.repeat(1990)}${KEY}`
    expect(remove(long)).toBe('(a text of 2,013 characters, left out)')
    expect(remove('x'.repeat(2000))).toBe('x'.repeat(2000))
    const full = '!'.repeat(2000 - KEY.length)
    expect(remove(`${full}${KEY}`)).toBe(`${full}***`)
  })
})

describe('any secret in any disguise', () => {
  const secret = fc
    .string({ unit: fc.constantFrom(...'abcxyzABCXYZ0123456789_-./+=~?>'), minLength: 12, maxLength: 40 })
    .filter((value) => lettersAndDigits(value).length >= 8)
  const around = anyText.filter((text) => text.length < 500)
  const disguises = [
    (text: string) => text,
    (text: string) => text.toUpperCase(),
    (text: string) => encodeURIComponent(text),
    (text: string) => hex(text, '%$&'),
    (text: string) => hex(text, '%25$&'),
    (text: string) => hex(text, '&#x$&;'),
    (text: string) => hex(text, '\\u00$&'),
    (text: string) => encodeURIComponent(hex(text, '\\u00$&')),
    decimal,
    (text: string) => JSON.stringify(decimal(text)).replaceAll('&', '&amp;'),
    base64,
    base64url,
    (text: string) => base64(`user:${text}`),
    (text: string) => base64url(`a user:${text}\n`),
    (text: string) => encodeURIComponent(base64(`é:${text}`)),
    hex,
    (text: string) => hex(text).toUpperCase(),
    (text: string) => hex(text, '$&:'),
  ]
  const separator = fc.constantFrom('', '', ' ', '-', '\n', '::', '\u200b', '%20', '\\n', '&nbsp;', '***')

  test('does not survive, whatever stands around it', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...disguises), around, around, (value, disguise, before, after) => {
        const told = `${before} ${disguise(value)} ${after}`
        const cleaned = remove(told, value)
        expect(cleaned).not.toContain(disguise(value))
        expect(lettersAndDigits(cleaned)).not.toContain(lettersAndDigits(value))
      }),
      { numRuns: 500 },
    )
  })

  test('does not survive with separators between its characters', () => {
    const gaps = fc.array(separator, { minLength: 40, maxLength: 40 })
    const spellings = fc.constantFrom(...disguises.slice(0, 9))
    fc.assert(
      fc.property(secret, gaps, spellings, around, around, (value, between, spell, before, after) => {
        const echo = Array.from(value, (character, index) => spell(character) + between[index]).join('')
        const told = `${before} ${echo} ${after}`
        const cleaned = remove(told, value)
        expect(cleaned).not.toContain(echo)
        expect(lettersAndDigits(cleaned)).not.toContain(lettersAndDigits(value))
      }),
      { numRuns: 500 },
    )
  })

  // Printable ASCII, as the inputs demand of a secret.
  const printable = (minLength: number, maxLength: number) =>
    fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength,
      maxLength,
    })

  test('does not survive in any form that SECURITY.md lists, be it all punctuation', () => {
    const form = fc.constantFrom(...Object.values(FORMS).flat())
    fc.assert(
      fc.property(printable(8, 40), form, around, around, (value, write, before, after) => {
        expect(remove(`${before} ${write(value)} ${after}`, value)).not.toContain(write(value))
      }),
      { numRuns: 2000 },
    )
  })

  test('does not survive two layers of whatever escapes', () => {
    const layer = fc.constantFrom(...Object.values(ESCAPES).flat())
    fc.assert(
      fc.property(printable(4, 40), layer, layer, around, (value, inner, outer, before) => {
        const told = outer(inner(value))
        expect(remove(`${before.slice(0, 100)} ${told}`, value)).not.toContain(told)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('an innocent text', () => {
  test.each(innocentTexts)('%s stays as it is', (text) => {
    expect(remove(text)).toBe(text)
  })

  test('stays as it is whatever the key', () => {
    const value = fc.string({
      unit: fc.constantFrom(...'abcdefxyzABCXYZ0123456789'),
      minLength: 12,
      maxLength: 40,
    })
    fc.assert(
      fc.property(value, (key) => {
        const secrets = secretsOf([key])
        for (const text of innocentTexts) expect(secrets.remove(text)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  test('that has none of its characters is left alone, whatever it is', () => {
    const secrets = secretsOf(['0123456789'])
    fc.assert(
      fc.property(anyText, (text) => {
        // Hex of digits, and base64 of them, has letters and digits of its own.
        const harmless = text.replace(/[\dmntz]/giu, '').slice(0, 2000)
        expect(secrets.remove(harmless)).toBe(harmless)
      }),
    )
  })
})
