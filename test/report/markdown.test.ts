import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { oneLine } from '../../src/privacy/one-line.ts'
import {
  code,
  codeSpan,
  htmlProse,
  htmlText,
  prose as inProse,
  tableHead,
  tableRow,
  text,
  unbroken,
} from '../../src/report/markdown.ts'
import { hostileText } from './hostile-markdown.ts'
import { parsed, prose, skeleton } from './parsed.ts'

describe('untrusted text', () => {
  test.each([
    ...['Gmail', 'Yahoo Japan', 'Größe 2', '受信箱', '163', '250 OK', 'T-Online', 'Release 2.0, final'],
    ...[
      "Valentine's Day: 14 February",
      'Spring newsletter, short subject',
      'No. 5',
      '1,000 seeds',
      '2026-11-20',
    ],
  ])('%s is plain words, and stays so', (words) => {
    expect(text(words)).toBe(words)
  })

  test.each([
    ['a mention', '@octocat'],
    ['a team', '@acme/team'],
    ['an issue', '#12'],
    ['an issue of another repository', 'acme/mail#3'],
    ['an issue by its old name', 'GH-12'],
    ['a commit', 'ffac537e6cbbf934b08745a378932722df287a53'],
    ['a commit cut short', 'the ffac537 one'],
    ['a number that could be one', '1234567'],
    ['an address', 'www.evil.example'],
    ['an e-mail', 'someone@evil.example'],
    ['a tag', '<b>'],
    ['an entity', '&#64;octocat'],
    ['an emoji by name', ':tada:'],
    ['a formula', '$x$'],
    ['emphasis', '**bold**'],
    ['an issue by its old name among words', 'see gh-12, please'],
    ['a point between letters', 'evil.example'],
    ['emoji by name between words', 'so :tada: nice'],
    ['an emoji of figures', 'at 12:100:00'],
    ['an address once a full stop follows', 'www'],
    ['the beginning of a list', '5. Mai'],
    ['a mark at the end', 'Gmail:'],
    ['a comma without a space', 'a,b'],
    ['an apostrophe at an end', "'Gmail'"],
    ['a hyphen alone', 'a - b'],
    ['two spaces', 'a  b'],
  ])('%s goes into a code span', (_, words) => {
    expect(text(words)).toBe(`\`${words}\``)
    expect(parsed(text(words)).links).toEqual([])
  })

  test.each(['', '  ', '\n', '\u200b\u202e', '\u0000'])(
    '%j shows as a dash, as there is nothing to see',
    (blank) => {
      expect(text(blank)).toBe('–')
      expect(code(blank)).toBe('–')
    },
  )

  test('is cut to the length that was asked for, plain or not', () => {
    expect(text('x'.repeat(41), 40)).toBe(`\`${'x'.repeat(39)}…\``)
    expect(text('x'.repeat(40), 40)).toBe('x'.repeat(40))
    expect(code('x'.repeat(101))).toBe(`\`${'x'.repeat(99)}…\``)
    expect(text(`${'x '.repeat(100)}x`)).toHaveLength(102)
  })

  /** Every place where the report puts untrusted text. */
  const places = (words: string) =>
    [
      `## Test ${words}, failed`,
      `**${words}** · one seed`,
      `- **${words} alone:** ${words}; ${words}.\n- **${words}** ${words}`,
      `${tableHead([
        { heading: 'Provider', align: 'left' },
        { heading: 'Seeds', align: 'right' },
      ])}${tableRow([words, `**${words}**`])}${tableRow([`❔ Unknown: ${words}`, words])}`,
      `<details><summary>All</summary>\n\n${words}\n\n</details>`,
      `<sub>Test ${words} submitted ${words}</sub>`,
    ].join('\n\n')

  test('is text wherever it stands, and nothing else, whatever it is', () => {
    const harmless = skeleton(places('plain'))
    const inHtml = (words: string) => `<details><summary>${words} slowest</summary>\n\nrows\n\n</details>\n`
    const harmlessHtml = skeleton(inHtml('plain'))
    fc.assert(
      fc.property(hostileText, (hostile) => {
        expect(skeleton(places(text(hostile)))).toBe(harmless)
        expect(skeleton(places(code(hostile)))).toBe(harmless)
        expect(skeleton(places(inProse(hostile)))).toBe(harmless)
        for (const quote of [htmlText, htmlProse]) expect(skeleton(inHtml(quote(hostile)))).toBe(harmlessHtml)
      }),
      { numRuns: 120 },
    )
  })

  test('leaves nothing outside of code spans that GitHub could link, replace or set as a formula', () => {
    fc.assert(
      fc.property(hostileText, (hostile) => {
        expect(prose(places(text(hostile)))).not.toMatch(
          /[@#$\\`<>&]|:\w|\bwww\.|https?:|\bgh-\d|[\p{L}]\.[\p{L}]|\b[0-9a-f]{7,}\b/iu,
        )
        const sentences = prose(
          `${places(inProse(hostile))}\n\n<details><summary>${htmlProse(hostile)}</summary>\n\n</details>`,
        )
        expect(sentences).not.toMatch(/[@#$\\`<>&_*~|[\]]|:\w|[\p{L}]\.[\p{L}]|\bgh-\d|\b[0-9a-f]{7,}\b/iu)
      }),
      { numRuns: 120 },
    )
  })

  test('with marks between its words is plain only where they are marks, whatever stands where', () => {
    const harmless = skeleton(places('plain'))
    const words = ['Gmail', 'a', '12', '5', 'gh', 'www', 'tada', 'ffac537', '2', 'é', 'http', 'mailto']
    const marks = [' ', ' ', ', ', ': ', '. ', '.', ',', ':', '-', "'", '’', ' - ', '-- ', ') ', '.) ']
    const anyWords = fc
      .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(...marks)), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.flat().slice(0, -1).join(''))
    fc.assert(
      fc.property(anyWords, (line) => {
        const page = places(text(line))
        expect(skeleton(page)).toBe(harmless)
        expect(prose(page)).not.toMatch(/:\w|\bgh-\d|[\p{L}]\.[\p{L}]|\b[0-9a-f]{7,}\b|\bwww\./iu)
      }),
      { numRuns: 300 },
    )
  })

  test('reads as what it was, on one line and without what cannot be seen', () => {
    fc.assert(
      fc.property(hostileText, (hostile) => {
        fc.pre(oneLine(hostile) !== '')
        expect(codeOf(code(hostile, 200))).toBe(oneLine(hostile))
      }),
    )
  })
})

/** The content of the code span that a text is, by the rules of CommonMark 6.1. */
function codeOf(markdown: string): string {
  const [, fence = '', content = ''] = /^(`+)(?!`)(.*?[^`])\1$/su.exec(markdown) ?? []
  expect(fence).not.toBe('')
  expect(content.match(/`+/gu) ?? []).not.toContain(fence)
  return /^ .*[^ ].* $/su.test(content) ? content.slice(1, -1) : content
}

test('sentences keep their words and marks, and only what is no word goes into code', () => {
  const sentence = 'min_inbox_rate "0.85": did you mean 85? It doesn’t add up (100% of T-Online).'
  expect(inProse(sentence)).toBe(sentence.replace('min_inbox_rate', '`min_inbox_rate`'))
  expect(htmlProse('a <b> & c')).toBe('a <code>&lt;b&gt;</code> <code>&amp;</code> c')
})

test('a figure in brackets at the end of a sentence is no beginning of a list', () => {
  const sentence = 'the API refused the key (HTTP 401)'
  expect(inProse(sentence)).toBe(sentence)
  expect(skeleton(inProse('1) the key'))).toBe(skeleton('`x` the key'))
})

describe('a code span', () => {
  test('keeps every character, backticks and spaces at its ends too', () => {
    const pieces = fc.array(fc.constantFrom('`', '``', '```', ' ', '  ', 'a', '\\', '|', '█', '\u00a0'), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(pieces, (parts) => {
        const line = parts.join('')
        // Of nothing but spaces there is nothing to take off.
        expect(codeOf(codeSpan(line))).toBe(line)
      }),
    )
  })
})

describe('a table', () => {
  const columns = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ heading: `c${index}`, align: 'left' }) as const)

  test('has the columns it was given, each aligned as asked', () => {
    expect(
      tableHead([
        { heading: 'Provider', align: 'left' },
        { heading: '', align: 'center' },
        { heading: 'Seeds', align: 'right' },
      ]),
    ).toBe('| Provider |  | Seeds |\n| :--- | :-: | ---: |\n')
  })

  test('has a cell for a cell, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 6 }), (texts) => {
        const row = tableRow(texts.map((each) => text(each)))
        const markdown = tableHead(columns(texts.length)) + row
        expect(parsed(markdown).tables.map((table) => table.map((cells) => cells.length))).toEqual([
          [texts.length, texts.length],
        ])
        // GitHub's own parser ends a cell at every pipe that no backslash precedes.
        expect(row.match(/(?<!\\)\|/gu)).toHaveLength(texts.length + 1)
      }),
    )
  })

  test('shows pipes as pipes', () => {
    const markdown = tableHead(columns(2)) + tableRow([text('a|b'), text('||')])
    expect(parsed(markdown).tables[0]?.[1]).toEqual(['a|b', '||'])
  })
})

test('figures that belong together stay on one line', () => {
  expect(unbroken('2 of 10')).toBe('2\u00a0of\u00a010')
  expect(unbroken(unbroken('60%–100%'))).toBe('60%–\u2060100%')
})
