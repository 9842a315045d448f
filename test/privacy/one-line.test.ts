import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logLine, oneLine } from '../../src/privacy/one-line.ts'
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
