import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WordSearch } from '../../src/privacy/word-search.ts'

function finds(words: readonly string[], text: string): boolean {
  const codes = Uint16Array.from(Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)))
  return new WordSearch(words).findsIn(codes, codes.length)
}

describe('a search for words', () => {
  test.each([
    ['as it is', 'the word here'],
    ['in other case', 'the WoRd here'],
    ['spaced out', 'the w o r\nd here'],
    ['punctuated', 'the w-o.r_d here'],
    ['inside another', 'swordfish'],
    ['after a beginning of it', 'woword'],
  ])('finds one %s', (_, text) => {
    expect(finds(['word'], text)).toBe(true)
  })

  test('knows every letter and digit from each other, and from all else', () => {
    const word = 'a0z9b'
    expect(finds([word], 'A-0-Z-9-B')).toBe(true)
    expect(finds(['A-0-z:9/b'], word)).toBe(true)
    for (const other of ['az9b', 'a09b', 'a0zb', 'a0z@b', 'a0z`b', 'a0{9b', 'a/z9b', 'a0z:b']) {
      expect(finds([word], other)).toBe(false)
    }
  })

  test('finds one that ends inside the beginning of a longer one', () => {
    expect(finds(['abcd', 'bc'], 'abce')).toBe(true)
  })

  test('does not take letters of other scripts for its own', () => {
    expect(finds(['word'], 'wörd w\u0461rd ｗｏｒｄ')).toBe(false)
  })

  test('without words, or for words without letters, finds nothing', () => {
    expect(finds([], 'anything')).toBe(false)
    expect(finds(['', '-'], 'any-thing')).toBe(false)
  })

  test('says the same as a search word by word', () => {
    // Few letters, so that words share their beginnings and ends.
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', ' ', '-'), maxLength: 30 })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), text, (words, around) => {
        const letters = around.toLowerCase().replace(/[^a-z]/gu, '')
        expect(finds(words, around)).toBe(words.some((each) => letters.includes(each)))
      }),
      { numRuns: 2000 },
    )
  })
})
