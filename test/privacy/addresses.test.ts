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
import { AT_SIGNS } from './recognized-forms.ts'

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

describe('mailboxes in a text', () => {
  test.each([
    ['550 <someone@gmail.com> unknown', '550 <s•••@gmail.com> unknown'],
    ['to:someone@gmail.com,other@gmail.com', 'to:s•••@gmail.com,o•••@gmail.com'],
    ['mailto:someone@gmail.com', 'mailto:s•••@gmail.com'],
    ['mailto=someone@gmail.com', 'm•••@gmail.com'],
    ['https://mail.example/u/someone@gmail.com?x=1', 'https://mail.example/u•••@gmail.com?x=1'],
    ['https://someone@mail.example/u', 'https://s•••@mail.example/u'],
    ["550 'o'brien@gmail.com' unknown", "550 '•••@gmail.com' unknown"],
    ["550 o'brien@gmail.com unknown", '550 o•••@gmail.com unknown'],
    ['to bounces+john.doe=gmail.example@verp.example', 'to b•••@verp.example'],
    ['to /o=corp/cn=john.doe@x400.example', 'to /•••@x400.example'],
    ['550 "john@doe"@gmail.com unknown', '550 "•••@gmail.com unknown'],
    ['550 john."doe the, third"@gmail.com', '550 j•••@gmail.com'],
    ['550 "john \\"the\\" doe"@gmail.com', '550 "•••@gmail.com'],
    ['a 5" pipe for "john doe"@gmail.com', 'a 5" pipe for "•••@gmail.com'],
    ['550 "some one"@gmail.com unknown', '550 "•••@gmail.com unknown'],
    ["550 someone'@gmail.com unknown", '550 s•••@gmail.com unknown'],
    ['550 someone@[192.0.2.1] unknown', '550 s•••@[192.0.2.1] unknown'],
    ['550 someone@_spf.gmail.com unknown', '550 s•••@_spf.gmail.com unknown'],
    ['ünal@posta.example', 'ü•••@posta.example'],
    ['🦊fox@gmail.com', '🦊•••@gmail.com'],
    ['root@localhost', 'r•••@localhost'],
    ['some@one@gmail.com', 's•••@gmail.com'],
    ['5 @ someone@gmail.com', '5 @ s•••@gmail.com'],
    ['some @ one.example@gmail.com', 's•••@gmail.com'],
    ['a "some.one"@mx.example"@gmail.com', 'a "•••@gmail.com'],
    ['5 @ 3 for someone@gmail.com', '5 @ 3 for s•••@gmail.com'],
    ['&lt;someone&#64;gmail.com&gt;', '&lt;s•••@gmail.com&gt;'],
    ['{"to":"someone\\u0040gmail.com"}', '{"to":"s•••@gmail.com"}'],
  ])('%s shows masked as %s', (text, shown) => {
    expect(withoutMailboxes(text, 'masked')).toBe(shown)
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
    'https://social.example/@some.one',
    'https://social.example/users/@someone?x=1',
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
        fc.constantFrom(...Object.values(AT_SIGNS).flat()),
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

  // Letters that neither the domain nor what stands around it has, so that any three of them are from the name.
  const letters = fc.string({ unit: fc.constantFrom(...'bcdfghjk'), minLength: 1, maxLength: 9 })
  const atext = fc.constantFrom(...Array.from("!#$%&'*+-/=?^_`{|}~0123456789"))
  const atom = fc
    .array(fc.oneof(letters, atext), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''))
  const inQuotes = fc
    .array(fc.oneof(letters, atext, fc.constantFrom(...Array.from(' (),.:;<>@[]'), '\\"', '\\\\')), {
      maxLength: 6,
    })
    .map((parts) => `"${parts.join('')}"`)
  const localPart = fc
    .array(fc.oneof({ arbitrary: atom, weight: 3 }, inQuotes), { minLength: 1, maxLength: 4 })
    .map((words) => words.join('.'))
    .filter((name) => name.length <= 64)
  const around = anyText.map((text) => text.slice(0, 200).replace(/[bcdfghjk]/giu, ''))

  test('leave nothing of a local part of RFC 5322 behind but its first character, in whatever text', () => {
    const at = fc.constantFrom(...Object.values(AT_SIGNS).flat())
    const mode = fc.constantFrom<SeedAddresses>('masked', 'hidden')
    const edge = fc.constantFrom('', ' ', '<', '>', '(', ',', ':', '"', '\n', '/', '=')
    fc.assert(
      fc.property(
        around,
        edge,
        localPart,
        at,
        edge,
        around,
        mode,
        (before, open, name, sign, close, after, shown) => {
          const cleaned = withoutMailboxes(`${before}${open}${name}${sign}mx.example${close}${after}`, shown)
          const left = name.match(/[bcdfghjk]{3,}/gu)?.filter((part) => cleaned.includes(part))
          expect(left ?? []).toEqual([])
        },
      ),
      { numRuns: 3000 },
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
})

test.each(['s***@gmail.example', 'S•••@gmail.example', '*@gmail.example'])(
  '%s has no key: the API masks it, and nothing says whose it is',
  (masked) => {
    expect(new SeedAddress(masked, 'full').key()).toBeNull()
  },
)

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
