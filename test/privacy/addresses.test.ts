import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressesToMask,
  SeedAddress,
  type SeedAddresses,
  shownAddress,
  withoutMailboxes,
} from '../../src/privacy/addresses.ts'
import { anyText } from '../any-text.ts'
import { innocentTexts } from './innocent-texts.ts'

describe('one address', () => {
  test.each([
    ['someone@gmail.com', 's•••@gmail.com'],
    ['Ünal@posta.example', 'Ü•••@posta.example'],
    ['a@b@gmail.com', 'a•••@gmail.com'],
    ['a@gmail.com', 'a•••@gmail.com'],
    ['🦊fox@gmail.com', '🦊•••@gmail.com'],
    ['@gmail.com', '•••'],
    ['not an address', '•••'],
    ['', '•••'],
  ])('%s shows masked as %s', (address, shown) => {
    expect(shownAddress(address, 'masked')).toBe(shown)
  })

  test('is nothing when hidden, and itself when asked for in full', () => {
    expect(shownAddress('someone@gmail.com', 'hidden')).toBeNull()
    expect(shownAddress('someone@gmail.com', 'full')).toBe('someone@gmail.com')
  })
})

/** Every form of an at-sign that is recognized. */
const AT_SIGNS = [
  '@',
  '%40',
  '%2540',
  '%252540',
  '&#64;',
  '&#064;',
  '&#x40;',
  '&#X40;',
  '&commat;',
  '\\u0040',
  '＠',
]

describe('mailboxes in a text', () => {
  test.each([
    ['550 <someone@gmail.com> unknown', '550 <s•••@gmail.com> unknown'],
    ['to:someone@gmail.com,other@gmail.com', 'to:s•••@gmail.com,o•••@gmail.com'],
    ['mailto=someone@gmail.com', 'mailto=s•••@gmail.com'],
    ['https://mail.example/u/someone@gmail.com?x=1', 'https://mail.example/u/s•••@gmail.com?x=1'],
    ["550 'o'brien@gmail.com' unknown", "550 'o'b•••@gmail.com' unknown"],
    ['550 "some one"@gmail.com unknown', '550 "•••@gmail.com unknown'],
    ["550 someone'@gmail.com unknown", '550 s•••@gmail.com unknown'],
    ['550 someone@[192.0.2.1] unknown', '550 s•••@[192.0.2.1] unknown'],
    ['550 someone@_spf.gmail.com unknown', '550 s•••@_spf.gmail.com unknown'],
    ['ünal@posta.example', 'ü•••@posta.example'],
    ['🦊fox@gmail.com', '🦊•••@gmail.com'],
    ['root@localhost', 'r•••@localhost'],
    ['some@one@gmail.com', 's•••@gmail.com'],
    ['5 @ someone@gmail.com', '5•••@gmail.com'],
    ['5 @ 3 for someone@gmail.com', '5 @ 3 for s•••@gmail.com'],
    ['&lt;someone&#64;gmail.com&gt;', '&lt;s•••@gmail.com&gt;'],
    ['{"to":"someone\\u0040gmail.com"}', '{"to":"s•••@gmail.com"}'],
  ])('%s shows masked as %s', (text, shown) => {
    expect(withoutMailboxes(text, 'masked')).toBe(shown)
  })

  test.each(AT_SIGNS)('are recognized by %s', (at) => {
    expect(withoutMailboxes(`550 someone${at}gmail.com unknown`, 'masked')).toBe('550 s•••@gmail.com unknown')
    expect(withoutMailboxes(`550 someone${at}gmail.com unknown`, 'hidden')).toBe(
      '550 (address hidden) unknown',
    )
  })

  test.each(['&#64', '&#x40', '&commat'])('are recognised by %s, without its semicolon', (at) => {
    expect(withoutMailboxes(`550 someone${at}[192.0.2.1]`, 'masked')).toBe('550 s•••@[192.0.2.1]')
  })

  test.each([
    ['before', ' @'],
    ['after', '@ '],
    ['on either side of', ' @ '],
    ['of several lines around', '\r\n@\n\t'],
    ['that does not break around', '\u00a0@\u00a0'],
    ['and invisible characters around', '\u200b @ \u200b'],
  ])('are recognized with white space %s the at-sign', (_, at) => {
    expect(withoutMailboxes(`550 someone${at}gmail.com unknown`, 'masked')).toBe('550 s•••@gmail.com unknown')
    expect(withoutMailboxes(`550 someone${at}[192.0.2.1]`, 'masked')).toBe('550 s•••@[192.0.2.1]')
  })

  test('are recognized with invisible characters inside, which nobody would see in the report', () => {
    for (const [before, after] of [
      ['some\u200bone', 'gmail.com'],
      ['someone\u200b', 'gmail.com'],
      ['someone', '\u200bgmail.com'],
      ['someone', 'gm\u00adail.com'],
      ['someone', 'gmail.\u00adcom'],
    ]) {
      for (const at of ['@', ' @ ']) {
        const shown = withoutMailboxes(`550 ${before}${at}${after}`, 'masked')
        expect(shown.replace(/\p{Cf}/gu, '')).toBe('550 s•••@gmail.com')
      }
    }
  })

  test('are recognised with nothing but invisible characters around the at-sign, in whatever domain', () => {
    expect(withoutMailboxes('550 root\u200b@\u200blocalhost', 'hidden')).toBe('550 (address hidden)')
  })

  test('stay as they are in full', () => {
    expect(withoutMailboxes('550 <someone@gmail.com>', 'full')).toBe('550 <someone@gmail.com>')
  })

  test.each([
    '@octocat @ 12:00',
    '5 @ 3',
    'lunch @ noon',
    'lunch @noon',
    'lunch@ noon',
    '2 @ 9.99 each',
    '100%40',
    'a@',
    'user @',
    '&commat;octocat',
  ])('are none in %s', (text) => {
    expect(withoutMailboxes(text, 'masked')).toBe(text)
    expect(withoutMailboxes(text, 'hidden')).toBe(text)
  })

  test.each(innocentTexts)('are none in %s, as an honest API says it', (text) => {
    expect(withoutMailboxes(text, 'hidden')).toBe(text)
  })

  test('beyond the 25th are left out with the rest of the text', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `a${index}@x.example`).join()
    expect(withoutMailboxes(many(24), 'hidden').match(/address hidden/gu)).toHaveLength(24)
    expect(withoutMailboxes(many(1000), 'hidden').match(/address hidden/gu)).toHaveLength(25)
    expect(withoutMailboxes(many(1000), 'masked')).not.toContain('a999')
  })

  test('do not survive, in whatever form and wherever they stand', () => {
    const name = fc.oneof(
      fc.stringMatching(/^[a-z0-9.!#$%&'*+/?^_`{|}~-]{0,18}[a-z0-9]{2}$/u),
      fc.stringMatching(/^"[a-z .]{2,10}"$/u),
      fc.constantFrom("o'brien", "it's'", 'a=b=', 'x|', 'ünal', 'Some.One'),
    )
    const domain = fc.constantFrom(
      'gmail.example',
      'GMAIL.example',
      '[192.0.2.1]',
      'bücher.example',
      'a_b.example',
    )
    const at = fc
      .tuple(
        fc.constantFrom('', '', ' ', '\n', '\u200b'),
        fc.constantFrom(...AT_SIGNS),
        fc.constantFrom('', '', ' ', '\u200b'),
      )
      .map((parts) => parts.join(''))
    // A name that goes on, or an at-sign before it, would make it another mailbox.
    const before = anyText.map((text) => text.slice(0, 300)).map((text) => `${text} `)
    const mode = fc.constantFrom<SeedAddresses>('masked', 'hidden')
    fc.assert(
      fc.property(
        before,
        name,
        at,
        domain,
        fc.constantFrom('', '>', '"', ' is full', ',b', '|'),
        mode,
        (told, ...rest) => {
          const [who, sign, where, after, shown] = rest
          const mailbox = `${who}${sign}${where}`
          const cleaned = withoutMailboxes(`${told}${mailbox}${after}`, shown)
          expect(cleaned).not.toContain(mailbox)
          expect(cleaned).not.toContain(`${who}@${where}`)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('masked once are not masked again', () => {
    const once = withoutMailboxes('550 <someone@gmail.com> or ünal @ posta.example', 'masked')
    expect(withoutMailboxes(once, 'masked')).toBe(once)
  })
})

describe("a seed's address", () => {
  const FULL = 'Someone@gmail.example'

  test.each<[SeedAddresses, string | null]>([
    ['masked', 'S•••@gmail.example'],
    ['hidden', null],
    ['full', FULL],
  ])('shows %s as %s', (mode, shown) => {
    expect(new SeedAddress(FULL, mode).shown).toBe(shown)
  })

  test.each<SeedAddresses>(['masked', 'hidden'])('is printed by nothing that prints objects, %s', (mode) => {
    const address = new SeedAddress(FULL, mode)
    const prints = [
      JSON.stringify(address),
      `${address}`,
      inspect(address, { showHidden: true }),
      String(Object.values(address)),
    ]
    for (const print of prints) expect(print.toLowerCase()).not.toContain('someone')
  })

  test('has the same key in any case, however it shows', () => {
    const keys = [new SeedAddress(FULL, 'masked'), new SeedAddress(FULL.toUpperCase(), 'hidden')].map(
      (each) => each.key(),
    )
    expect(new Set(keys).size).toBe(1)
    expect(new SeedAddress('other@gmail.example', 'masked').key()).not.toBe(keys[0])
  })

  test('that looks like none is not quoted in a text either', () => {
    const text = '550 no such user: seed 7 at gmail (seed 7 at gmail)'
    const removed = (mode: SeedAddresses) => new SeedAddress('seed 7 at gmail', mode).removedFrom(text)
    expect(removed('masked')).toBe('550 no such user: ••• (•••)')
    expect(removed('hidden')).toBe('550 no such user: (address hidden) ((address hidden))')
    expect(removed('full')).toBe(text)
  })

  test('that is as short as a word leaves texts alone', () => {
    for (const word of ['', 'e', 'ail'])
      expect(new SeedAddress(word, 'hidden').removedFrom('mail here')).toBe('mail here')
    expect(new SeedAddress('mail', 'hidden').removedFrom('mail here')).toBe('(address hidden) here')
  })

  test('may hold replacement patterns', () => {
    expect(new SeedAddress("$&$'@x.example", 'masked').removedFrom("to $&$'@x.example")).toBe(
      'to $•••@x.example',
    )
  })
})

describe('addresses for the runner to mask', () => {
  const seeds = (mode: SeedAddresses, ...addresses: string[]) =>
    addresses.map((address) => new SeedAddress(address, mode))

  test('each once, however often the test is read', () => {
    const fresh = addressesToMask()
    const [a, b, c] = ['a1@x.example', 'b.1+x@mail.x-y.example', 'c1@x.example'] as const
    expect(fresh(seeds('masked', a, b, a))).toEqual([a, b])
    expect(fresh(seeds('masked', a, c))).toEqual([c])
  })

  test('only what is a mailbox beyond doubt: the API cannot have common words blotted out of the log', () => {
    const odd = ['e', 'error', 'a@b', '@x.example', 'two words@x.example', '::x@y.z\n', 'x@y.z\nerror']
    expect(addressesToMask()(seeds('hidden', ...odd))).toEqual([])
  })

  test('none when shown in full, none for thousands', () => {
    expect(addressesToMask()(seeds('full', 'a1@x.example'))).toEqual([])
    const many = (count: number) =>
      seeds('masked', ...Array.from({ length: count }, (_, index) => `s${index}@x.example`))
    expect(addressesToMask()(many(1000))).toHaveLength(1000)
    expect(addressesToMask()(many(1001))).toEqual([])
  })
})
