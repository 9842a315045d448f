import { describe, expect, test } from 'vitest'
import { nearName } from '../../src/judge/near-names.ts'
import { asText } from '../texts.ts'

const near = (name: string, names: readonly string[]) =>
  nearName(asText(name), names.map(asText))?.given ?? null

describe('a name is near another', () => {
  test.each([
    ['Outlok', 'Outlook'],
    ['Outlook', 'outlook'],
    ['Gmial', 'Gmail'],
    ['GMail.', 'Gmail'],
    ['Yahoo', 'Yahoo/AOL'],
    ['Microsoft 365', 'Microsoft'],
    ['web.de', 'Webde'],
    ['Hotmial', 'Hotmail'],
    ['mGail', 'Gmail'],
    // One slip in four to six letters, two in seven and more, none in more than forty.
    ['Zohi', 'Zoho'],
    ['Yandxe', 'Yandex'],
    ['Outlk', 'Outlook'],
    ['G'.repeat(40), `${'G'.repeat(39)}M`],
  ])('that differs by a slip, or has all of its words: %s, %s', (one, other) => {
    expect(near(one, ['iCloud', other])).toBe(other)
    expect(near(other, ['iCloud', one])).toBe(one)
  })

  test.each([
    ['GMX', 'Gmail'],
    ['GMX', 'AOL'],
    ['Gmail', 'Hotmail'],
    ['Mail.com', 'Mail.ru'],
    ['Yahoo', 'Zoho'],
    ['GMX', 'GMZ'],
    ['Yadxn', 'Yandex'],
    ['Gnaik', 'Gmail'],
    ['Otlk', 'Outlook'],
    ['G'.repeat(41), `${'G'.repeat(40)}M`],
    ['-', 'Gmail'],
    ['-', '!'],
    ['G'.repeat(60), `${'G'.repeat(59)}M`],
  ])('but not one that is another name: %s, %s', (one, other) => {
    expect(near(one, [other])).toBeNull()
    expect(near(other, [one])).toBeNull()
  })
})
