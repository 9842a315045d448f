import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { isNamed, nameKey, namesOf, shared, Text } from '../../src/core/text.ts'
import { textsOf } from '../../src/core/texts.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { anyText } from '../any-text.ts'
import { asText } from '../texts.ts'

const SECRET = 'k3y-0f-the-campaign'
const masking = textsOf(secretsOf([SECRET]), 'masked')
const keyOf = (name: string) => asText(name).key

describe('a text from outside', () => {
  test('is shown without secrets and addresses, and given back as it came in', () => {
    const given = `sales@corp.example ${SECRET}`
    const text = masking.text(given)
    expect(text.shown).toBe('s•••@corp.example ***')
    expect(text.given).toBe(given)
  })

  test('is worked on once, and only when somebody wants to see it', () => {
    const show = vi.fn((given: string) => `<${given}>`)
    const text = new Text('Gmail', show)
    expect([text.key, text.exactKey, text.given]).toEqual(['gmail', 'gmail', 'Gmail'])
    expect(show).not.toHaveBeenCalled()
    expect([text.shown, text.shown]).toEqual(['<Gmail>', '<Gmail>'])
    expect(show).toHaveBeenCalledTimes(1)
  })

  test('is printed by no accident', () => {
    const text = asText('sales@corp.example')
    expect(JSON.stringify({ text })).toBe('{"text":{}}')
    expect(() => `${text}`).toThrow(TypeError)
    expect(() => String(text)).toThrow(TypeError)
    expect(Object.keys(text)).toEqual([])
  })

  test('is a name if anything of it stays in its key', () => {
    const anyName = fc.oneof(
      anyText,
      fc.string({ unit: fc.constantFrom(' ', '\u200b', '\ufeff', '\u00ad', 'é') }),
    )
    fc.assert(
      fc.property(anyName, (name) => {
        expect(isNamed(name)).toBe(nameKey(name) !== '')
      }),
    )
  })

  test('is shared with equal ones of an answer', () => {
    const textOf = shared(masking.text)
    expect(textOf('Gmail')).toBe(textOf('Gmail'))
    expect(textOf('Gmail')).not.toBe(textOf('gmail'))
  })
})

describe('two names', () => {
  test.each([
    ['case', 'Gmail', 'gMAIL'],
    ['outer spaces', 'Gmail', ' Gmail\t'],
    ['repeated spaces', 'Yahoo Japan', 'Yahoo \u00a0 Japan'],
    ['zero-width characters', 'Gmail', 'G\u200bma\u200dil\ufeff'],
    ['marks of direction', 'Gmail', '\u202eGmail\u202c'],
    ['soft hyphens', 'Gmail', 'G\u00admail'],
    ['composed and combining characters', 'caf\u00e9', 'CAFE\u0301'],
    ['the order of combining characters', 'e\u0323\u0302', 'e\u0302\u0323'],
    ['characters with the same canonical form', '\u212bngstr\u00f6m', '\u00c5ngstro\u0308m'],
  ])('are the same in spite of %s', (_, one, other) => {
    expect(keyOf(one)).toBe(keyOf(other))
  })

  test.each([
    ['another word', 'Gmail', 'Gmail Workspace'],
    ['a hyphen', 'T-Online', 'T Online'],
    ['a space', 'Yahoo Japan', 'YahooJapan'],
    ['compatibility characters', '\uff27\uff2d\uff38', 'gmx'],
    ['a ligature', '\ufb01rst', 'first'],
    ['a control character', 'Gm\u0001ail', 'Gmail'],
    ['a look-alike of another script', 'Gm\u0430il', 'Gmail'],
    ['what masking hides', 'sales@corp.example', 'support@corp.example'],
    ['a secret', `A ${SECRET}`, 'A ***'],
  ])('are told apart by %s', (_, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other))
  })

  test('have the same key whichever canonical form, case or invisible character they were written with', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('NFC', 'NFD'), fc.nat({ max: 20 }), (name, form, place) => {
        const spelled = `${name.slice(0, place)}\u200b${name.slice(place)}`
        const isWhole = spelled.isWellFormed() || !name.isWellFormed()
        expect(keyOf(name.normalize(form))).toBe(keyOf(name))
        expect(keyOf(keyOf(name))).toBe(keyOf(name))
        if (isWhole) expect(keyOf(spelled)).toBe(keyOf(name))
      }),
    )
  })
})

test('ids and words differ by every character but case and outer spaces', () => {
  const exact = (text: string) => asText(text).exactKey
  expect(exact(' JOB-1\n')).toBe(exact('job-1'))
  for (const other of ['job -1', 'job-1\u200b1', 'jo\u200bb-1', 'job-\uff11'])
    expect(exact(other)).not.toBe(exact('job-1'))
})

describe('names that look alike once they are masked', () => {
  test('are numbered in the order in which they came up, whichever is shown first', () => {
    const nameOf = namesOf(masking.show)
    const names = ['sales@corp.example', 'Gmail', 'support@corp.example', 'SALES@corp.example'].map(nameOf)
    expect(names.toReversed().map(({ shown }) => shown)).toEqual([
      'S•••@corp.example 1',
      's•••@corp.example 2',
      'Gmail',
      's•••@corp.example 1',
    ])
  })

  test('have no number as long as there is only one, in however many spellings', () => {
    const nameOf = namesOf(masking.show)
    expect(nameOf('sales@corp.example').shown).toBe('s•••@corp.example')
    expect(nameOf(' Sales@corp.example').shown).toBe(' S•••@corp.example')
    expect(nameOf('support@corp.example').shown).toBe('s•••@corp.example 2')
    expect(nameOf('sales@corp.example').shown).toBe('s•••@corp.example 1')
  })

  test('are numbered when a secret makes them alike', () => {
    const nameOf = namesOf(masking.show)
    const names = [`A ${SECRET}`, 'A ***'].map(nameOf)
    expect(names.map(({ shown }) => shown)).toEqual(['A *** 1', 'A *** 2'])
  })

  test('fill no memory, however many there are', () => {
    const nameOf = namesOf((given) => (given.length > 7 ? 'alike' : given))
    const names = Array.from({ length: 30_000 }, (_, index) => nameOf(`name ${10_000 + index}`))
    expect(names[0]?.shown).toBe('alike 1')
    expect(names.at(-1)?.shown).toBe('alike')
  })

  test('can be told apart, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(anyName, { maxLength: 12 }), (given) => {
        const names = given.map(namesOf(masking.show))
        const shownOf = new Map(names.map((name) => [name.key, keyOf(name.shown)]))
        expect(new Set(shownOf.values()).size).toBe(shownOf.size)
      }),
    )
  })
})

/** Few beginnings, so that many look alike; none ends in a number, which could be taken for the one that is added. */
const anyName = fc
  .tuple(
    fc.constantFrom('s', 'S', 'st', 'su', 'sü', 't'),
    fc.constantFrom('@corp.example', '@x.example', ' Mail', ` ${SECRET}`),
  )
  .map((parts) => parts.join(''))

describe('who may ask', () => {
  const root = new URL('../../src/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && file !== 'core/text.ts')
  /** The code without comments, in which the words may stand. */
  const code = (file: string) =>
    readFileSync(new URL(file, root), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '')
  const asking = (property: string) => {
    const use = new RegExp(`\\.${property}\\b|\\{[^{}]*\\b${property}\\b[^{}]*\\}\\s*(?:=|:|\\))`, 'u')
    return files.filter((file) => use.test(code(file)))
  }

  test('for a text as it was given: requests, outputs, files and the history', () => {
    expect(asking('given').toSorted()).toEqual([
      'campaign-cleaner/client.ts',
      'campaign-cleaner/response.ts',
      'history/entry.ts',
      'publish/outputs.ts',
      'publish/results-file.ts',
    ])
  })

  test('for what may be shown of it: what writes words for people', () => {
    const others = asking('shown').filter((file) => !/^(?:report|wording|publish)\//u.test(file))
    expect(others.toSorted()).toEqual([
      // The errors of the API.
      'campaign-cleaner/create-test.ts',
      'campaign-cleaner/refusals.ts',
      // Why there is no baseline.
      'history/history.ts',
      // What a seed's own address shows.
      'privacy/addresses.ts',
      // Warnings, the headline and the line of the log.
      'result/conclude.ts',
      'result/headline.ts',
      'result/rule-words.ts',
      'result/verdict-line.ts',
      // The log.
      'wait/baseline.ts',
      'wait/misnamed-providers.ts',
      'wait/observe.ts',
      'wait/progress.ts',
    ])
  })
})
