import { describe, expect, test } from 'vitest'
import { unescapeInPlace } from '../../src/privacy/escapes.ts'

/** The text with one layer of escapes less. */
function unescaped(text: string): string {
  const codes = new Uint16Array(text.length + 1)
  for (let at = 0; at < text.length; at += 1) codes[at] = text.charCodeAt(at)
  return String.fromCharCode(...codes.subarray(0, unescapeInPlace(codes, text.length)))
}

describe('one layer of escapes', () => {
  test.each([
    ['%41%4a%4A%4f%5A%39', 'AJJOZ9'],
    ['%0f%f0%a9%9a', '\u000f\u00f0\u00a9\u009a'],
    ['\\u0041\\U004a\\x4A', 'AJJ'],
    ['&#65;&#065;&#0000065;', 'AAA'],
    ['&#x41;&#X4a;&#x0004A;', 'AJJ'],
    ['&#65 &#x41', 'A A'],
    ['&#65x&#x41x', 'AxAx'],
    ['&amp;&AMP;&aMp;', '&&&'],
    ['a%41b\\x41c&#65;d', 'aAbAcAd'],
  ])('%s is %j', (escaped, text) => {
    expect(unescaped(escaped)).toBe(text)
  })

  test.each([
    '\\n',
    '\\r',
    '\\t',
    '\\b',
    '\\f',
    '&lt;',
    '&zz;',
    '&nbsp;',
    '&ampx;',
    '&am;',
    '&bmp;',
    '&anp;',
    '&amq;',
  ])('%s stands for no letter or digit', (escaped) => {
    expect(unescaped(`a${escaped}b`)).toBe('a b')
  })

  test.each([
    '100%',
    '%4',
    '%g1',
    '%1g',
    '%@0',
    '%0@',
    '%`0',
    '%:0',
    '%/0',
    '\\',
    '\\q',
    '\\x4',
    '\\x4g',
    '\\u0',
    '\\u00',
    '\\u00zz',
    '\\u0141',
    '\\u1041',
    '\\q0041',
    '&',
    '&#',
    '&#;',
    '&#x;',
    '&#a;',
    '&#xg;',
    '&;',
    '&a;',
    '&am',
    '&amp ',
    '&a1;',
    '&a{b;',
    '&a@b;',
  ])('%s is none', (text) => {
    expect(unescaped(text)).toBe(text)
    expect(unescaped(`${text} rest`)).toBe(`${text} rest`)
  })

  test('a number ends where its digits do, and one too large for a character is some other character', () => {
    expect(unescaped('&#6a;')).toBe('\u0006a;')
    expect(unescaped('&#x6g;')).toBe('\u0006g;')
    expect(unescaped('&#99999999999999999999;')).toBe('\uffff')
  })

  test('a name has at most 24 letters: HTML knows none that is longer and stands for a letter', () => {
    expect(unescaped(`&${'a'.repeat(24)};`)).toBe(' ')
    expect(unescaped(`&${'a'.repeat(25)};`)).toBe(`&${'a'.repeat(25)};`)
  })

  test('is all that goes: what it leaves may be an escape again', () => {
    expect(unescaped('%2541')).toBe('%41')
    expect(unescaped('&amp;#65;')).toBe('&#65;')
    expect(unescaped('%%41')).toBe('%A')
    expect(unescaped('&#37;41')).toBe('%41')
  })

  test('nothing is read beyond the text', () => {
    const codes = Uint16Array.from('%4\u00001', (each) => each.charCodeAt(0))
    expect(unescapeInPlace(codes, 2)).toBe(2)
  })
})
