import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logLine, oneLine, secretRemover } from '../../src/privacy/untrusted-text.ts'
import { anyText } from '../any-text.ts'

// Controls, line and paragraph separators, format characters (bidi controls, zero-width), lone surrogates.
const NEVER_SHOWN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]/u

describe('one line', () => {
  test.each([
    ['ordinary text stays', '92.5 % in Größe, 受信箱 ✅', '92.5 % in Größe, 受信箱 ✅'],
    ['line breaks become one space', 'a\r\n\n\tb\u2028c\u0085d', 'a b c d'],
    ['space around it goes', ' \n a \u0000', 'a'],
    ['even where nothing else is to do', ' a ', 'a'],
    ['colour codes lose their escape', '\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['bidi controls go', 'safe\u202egnp.exe\u2069', 'safegnp.exe'],
    ['zero-width characters go', 'In\u200bbo\u200dx\ufeff', 'Inbox'],
    ['lone surrogates become visible', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['nothing visible is nothing', '\u200b\u202e\n', ''],
  ])('%s', (_, text, line) => {
    expect(oneLine(text)).toBe(line)
  })

  test('is 200 code points long at most, the last of them an ellipsis when something is cut', () => {
    expect(oneLine('x'.repeat(200))).toBe('x'.repeat(200))
    expect(oneLine('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`)
  })

  test('of a long text is its beginning', () => {
    expect(oneLine(`In the beginning${'x'.repeat(10_000)}`)).toMatch(/^In the beginningx{183}…$/u)
  })

  test('counts only what is visible', () => {
    expect(oneLine(Array.from('x'.repeat(200)).join('\u200b'))).toBe('x'.repeat(200))
  })

  test('never cuts a character in half', () => {
    expect(oneLine('📬📬📬📬', 4)).toBe('📬📬📬📬')
    expect(oneLine('📬📬📬📬📬', 4)).toBe('📬📬📬…')
  })

  test('is shown in full up to the length that was asked for', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '受', '📬'), minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(text, (visible) => {
        const length = Array.from(visible).length
        expect(oneLine(visible, length)).toBe(visible)
        if (length > 1) expect(oneLine(visible, length - 1).endsWith('…')).toBe(true)
      }),
    )
  })

  test('whatever the text, never holds a control, bidi or line-break character, nor more than was asked for', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 300 }), (text, maxLength) => {
        const line = oneLine(text, maxLength)
        expect(line).not.toMatch(NEVER_SHOWN)
        expect(Array.from(line).length).toBeLessThanOrEqual(maxLength)
      }),
    )
  })

  test('of a megabyte of hostile text takes no noticeable time', () => {
    const hostile = '\u202e\n'.repeat(2 ** 19)
    const start = performance.now()
    for (let round = 0; round < 100; round += 1) oneLine(hostile)
    expect(performance.now() - start).toBeLessThan(1500)
  })
})

/** Each character by its number, written as `form` says. */
function hex(text: string, form: string): string {
  return Buffer.from(text).toString('hex').replace(/../gu, form)
}

describe('removing secrets', () => {
  const KEY = 'cc_live-9f8E7d6C/5b4a+1'
  const clean = secretRemover([KEY, null, ''])
  const WITHHELD = '(text withheld: it contains a secret)'

  test('the secret as it is becomes three stars, everywhere', () => {
    expect(clean(`key ${KEY} is not ${KEY}!`)).toBe('key *** is not ***!')
  })

  test('so does a text that is nothing but the secret', () => {
    expect(clean(KEY)).toBe('***')
    expect(secretRemover(['abcdefgh'])('abcdefgh')).toBe('***')
  })

  test('so does its URL-encoded form', () => {
    expect(clean(`/v1?key=${encodeURIComponent(KEY)}&a=1`)).toBe('/v1?key=***&a=1')
  })

  test.each([
    ['upper case', KEY.toUpperCase()],
    ['spaces between its parts', 'cc live 9f8E 7d6C 5b4a 1'],
    ['every character apart', Array.from(KEY).join(' ')],
    ['other punctuation', 'cc.live.9f8E7d6C.5b4a.1'],
    ['zero-width characters inside', Array.from(KEY).join('\u200b')],
    ['a line break inside', `${KEY.slice(0, 9)}\n${KEY.slice(9)}`],
    ['JSON around it', JSON.stringify({ key: Array.from(KEY) })],
    ['every character URL-encoded', hex(KEY, '%$&')],
    ['the escapes of JSON', hex(KEY, '\\u00$&')],
    ['the escapes of a script', hex(KEY, '\\x$&')],
    ['the numbers of HTML', hex(KEY, '&#x$&;')],
    ['the decimal numbers of HTML', Array.from(KEY, (each) => `&#${each.charCodeAt(0)};`).join('')],
    ['the names of HTML', KEY.replaceAll('-', '&nbsp;').replaceAll('/', '&lt;')],
    ['several layers of escapes', encodeURIComponent(encodeURIComponent(hex(KEY, '%$&')))],
    ['escapes inside HTML', hex(KEY, '&#x$&;').replaceAll('&', '&amp;')],
  ])('a text that spells it with %s is withheld whole', (_, echo) => {
    expect(clean(`unknown key ${echo} given`)).toBe(WITHHELD)
  })

  test('a secret that looks escaped itself is recognised in an echo that has lost its escapes', () => {
    expect(secretRemover(['key%41%42%43-01234567'])('the keyABC-01234567 given')).toBe(WITHHELD)
  })

  test('a text without it stays as it is, and a part of it is not it', () => {
    expect(clean(`Inbox; ${KEY.slice(0, -4)}`)).toBe(`Inbox; ${KEY.slice(0, -4)}`)
    expect(clean('')).toBe('')
  })

  test('without secrets nothing changes', () => {
    expect(secretRemover([null, ''])('***, null and the rest')).toBe('***, null and the rest')
  })

  test('replacement patterns in a secret mean nothing', () => {
    expect(secretRemover(['$&$1$`ab'])('x $&$1$`ab y')).toBe('x *** y')
  })

  test('a secret inside a longer one does not leave the rest of it behind', () => {
    expect(secretRemover(['live', 'live-key-b'])('a live-key-b c live')).toBe('a *** c ***')
  })

  test('a secret of four to seven characters is removed as it is, and only so', () => {
    expect(secretRemover(['k3y!'])('the k3y! and the k 3 y')).toBe('the *** and the k 3 y')
  })

  test('fewer than four characters are no secret: removing them would spoil ordinary words', () => {
    expect(secretRemover(['box'])('Inbox')).toBe('Inbox')
  })

  test('a secret never survives raw, URL-encoded or split, wherever it stands', () => {
    const secret = fc.string({
      unit: fc.constantFrom(...'abcxyzABCXYZ0123456789_-./+=~'),
      minLength: 12,
      maxLength: 40,
    })
    const separators = fc.array(fc.constantFrom('', '', ' ', '-', '\n', '::', '\u200b', '%20', '***'), {
      minLength: 40,
      maxLength: 40,
    })
    const spelling = fc.constantFrom(
      (text: string) => text,
      (text: string) => encodeURIComponent(text),
      (text: string) => text.toUpperCase(),
      (text: string) => hex(text, '%$&'),
      (text: string) => hex(text, '&#x$&;'),
      (text: string) => encodeURIComponent(hex(text, '\\u00$&')),
    )
    const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/gu, '')
    const decoded = (text: string) =>
      text.replace(/%([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    fc.assert(
      fc.property(secret, separators, spelling, anyText, anyText, (value, gaps, spell, before, after) => {
        fc.pre(letters(value).length >= 8)
        const echo = Array.from(value, (character, index) => spell(character) + gaps[index]).join('')
        for (const text of [before + echo + after, before + spell(value) + after]) {
          const cleaned = secretRemover([value])(text)
          expect(cleaned).not.toContain(value)
          expect(letters(decoded(cleaned))).not.toContain(letters(value))
        }
      }),
    )
  })

  test('a text that has none of its letters is left alone, whatever it is', () => {
    const remove = secretRemover(['0123456789'])
    fc.assert(
      fc.property(anyText, (text) => {
        const harmless = text.replace(/\d/gu, '')
        expect(remove(harmless)).toBe(harmless)
      }),
    )
  })
})

describe('a line of the log', () => {
  test.each([
    ['::error::owned', ': :error::owned'],
    [' \n::add-mask::x', ': :add-mask::x'],
    ['\u200b::stop-commands::x', ': :stop-commands::x'],
    ['done\n::set-output name=verdict::passed', 'done ::set-output name=verdict::passed'],
    ['a ##[set-output name=verdict;]passed', 'a # #[set-output name=verdict;]passed'],
    ['#\u200b#[error]x', '# #[error]x'],
    ['###[group]', '## #[group]'],
    ['12 of 50 seeds :: inbox 10', '12 of 50 seeds :: inbox 10'],
  ])('%j is printed as %j', (text, line) => {
    expect(logLine(text)).toBe(line)
  })

  test('whatever the text, is one line and no command to the runner', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = logLine(text)
        expect(line).not.toMatch(NEVER_SHOWN)
        expect(line.trimStart().startsWith('::')).toBe(false)
        expect(line).not.toContain('##[')
      }),
    )
  })
})
