import { globSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/judge/result.ts'
import { verdictLine } from '../../src/wording/verdict-line.ts'
import { judgedTest, observedRun } from '../builders.ts'
import { file } from './github-checks.ts'
import { codeInHeadings } from './markdown.ts'

const listed = codeInHeadings(file('docs/messages.md')).flat()

// What GitHub says itself, and its runner of an input that is not declared.
const GITHUBS = [
  'Resource not accessible by integration',
  'Bad credentials',
  'Not Found',
  '… is locked',
  'rate limit',
  'abuse detection',
  'submitted too quickly',
  "doesn't exist on type",
  'Unexpected input(s)',
]

describe('the messages in docs/messages.md are those a user can meet', () => {
  const written = [...sources().flatMap(literals), ...verdictLines()]

  test.each(listed.filter((message) => !GITHUBS.includes(message)))('%s', (message) => {
    expect(written.filter((text) => phrase(message).test(text))).not.toEqual([])
  })

  test('each stands there once', () => {
    expect(listed.filter((message, index) => listed.indexOf(message) !== index)).toEqual([])
  })

  test('no error, note or warning of the source is left out', () => {
    const patterns = listed.map(phrase)
    const said = sources().flatMap(messages)
    expect(said.length).toBeGreaterThan(60)
    expect(said.filter((text) => !patterns.some((pattern) => pattern.test(text)))).toEqual([])
  })
})

/** The step's last line, whose words come from several places. */
function verdictLines(): string[] {
  const waited = { ending: 'cancelled', polls: 1, waitedMs: 0 } as const
  const outcomes = ['failed', 'undecided', 'passed'] satisfies Verdict[]
  return [
    ...outcomes.map((verdict) => judgedTest({ verdict })),
    judgedTest({ verdict: 'undecided', waited }),
  ].map((test) => verdictLine(observedRun({}, [test])))
}

/** A listed message as a pattern: `…` stands for anything in one line, and capitals do not count. */
function phrase(message: string): RegExp {
  const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')
  return new RegExp(message.split('…').map(literal).join('.*'), 'iu')
}

/** The source files without their comments. */
function sources(): string[] {
  return globSync('src/**/*.ts').map((path) =>
    file(path.replaceAll('\\', '/')).replace(/^\s*(?:\/\/|\/?\*).*$/gmu, ''),
  )
}

// None goes on in another line, so that one that is misread spoils no other.
const LITERAL = /`(?:[^`$\n]|\$(?!\{)|\$\{[^}\n]*\})*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/u.source

/** Texts as they are written in the code, with `…` for what they quote, and the texts inside of those. */
function literals(code: string): string[] {
  return Array.from(code.matchAll(new RegExp(LITERAL, 'gu')), ([text]) => text).flatMap((text) => [
    plain(text),
    ...Array.from(text.matchAll(/\$\{[^}]*\}/gu), ([inside]) => inside).flatMap(literals),
  ])
}

/** What is said of a fault: the first text of an error, a note, a cause or a warning. */
function messages(code: string): string[] {
  const errors = String.raw`new (?:(?:Api|GitHub|HistoryFile)Error|UnusableProxy|ProxyFault|InvalidValue|NoPullRequest|TooManyComments|BodyTooLarge|CompressedBody|RequestTimeout)\(`
  const makers = String.raw`\b(?:keyError|jobError|refuse|unavailable)\(`
  const fields = String.raw`\b(?:message|note)\s*[:=]`
  // Before the text may stand the kind of the error, the name of an input, or a path.
  const pattern = new RegExp(
    String.raw`(?:${errors}|${makers}|${fields})\s*(?:'[a-z_]+',\s*|path,\s*)?(${LITERAL})`,
    'gu',
  )
  return Array.from(code.matchAll(pattern), ([, text = '']) => plain(text)).filter((text) =>
    // What only puts others together says nothing itself, and a kind of error is no sentence.
    /[a-z] /u.test(text),
  )
}

function plain(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/gu, '…')
    .replaceAll("\\'", "'")
}
