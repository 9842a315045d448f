import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { withoutMailboxes } from '../../src/privacy/addresses.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { AT_SIGNS, ESCAPES, FORMS, hex } from './recognized-forms.ts'

const SECRETS = ['cc_live-9f8E7d6C/5b4a+1', 'ab/cd=12+', `"&'<>/+="&'<>`]

/** The lists of the section, one array for each. */
function recognizedLists(): string[][] {
  const security = readFileSync('SECURITY.md', 'utf8')
  const [, section = ''] = /## What is recognized\n(.*?)\n## /su.exec(security) ?? []
  return section
    .split('\n\n')
    .filter((paragraph) => paragraph.startsWith('- '))
    .map((list) =>
      list
        .split(/^- /mu)
        .slice(1)
        .map((item) => item.replace(/\s+/gu, ' ').trim()),
    )
}

describe('SECURITY.md', () => {
  test('lists the forms of secrets and of at-signs that are recognized, neither more nor less', () => {
    expect(recognizedLists()).toEqual([Object.keys(FORMS), Object.keys(AT_SIGNS)])
  })

  test.each(Object.entries(FORMS))('is right that a secret is recognized %s', (_, forms) => {
    for (const secret of SECRETS) {
      for (const form of forms) {
        const told = `unknown key ${form(secret)} given`
        expect(secretsOf([secret]).remove(told)).not.toContain(form(secret))
        expect(secretsOf([secret]).remove(told)).toMatch(/\*\*\*|withheld/u)
      }
    }
  })

  const written = Object.values(FORMS).flatMap((forms) =>
    forms.flatMap((form) => SECRETS.map((secret) => ({ secret, told: form(secret) }))),
  )

  test.each(Object.entries(ESCAPES))(
    'is right that no form is hidden by one layer more: %s',
    (_, escapes) => {
      for (const { secret, told } of written) {
        for (const escaped of escapes) {
          expect(secretsOf([secret]).remove(escaped(told))).not.toContain(escaped(told))
        }
      }
    },
  )

  test.each([
    ['in three layers of escapes', hex(SECRETS[0] ?? '', '%255Cu00$&')],
    ['in the escapes of a script', hex(SECRETS[0] ?? '', '\\x$&')],
    ['in base64 twice', Buffer.from(Buffer.from(SECRETS[0] ?? '').toString('base64')).toString('base64')],
    [
      'backwards',
      Array.from(SECRETS[0] ?? '')
        .reverse()
        .join(''),
    ],
    ['in part', (SECRETS[0] ?? '').slice(0, -1)],
  ])('is right that a secret is not recognized %s', (_, told) => {
    expect(secretsOf(SECRETS).remove(told)).toBe(told)
  })

  test.each(Object.entries(AT_SIGNS))('is right that an address is recognized by %s', (_, atSigns) => {
    for (const at of atSigns) {
      for (const domain of ['gmail.com', '[192.0.2.1]']) {
        const told = `550 someone${at}${domain} unknown`
        expect(withoutMailboxes(told, 'masked')).toBe(`550 s•••@${domain} unknown`)
        expect(withoutMailboxes(told, 'hidden')).toMatch(/^550 \(address hidden\)\]? unknown$/u)
      }
    }
  })

  test.each([
    ['without an at-sign', 'someone at gmail.com'],
    ['in three layers of escapes', 'someone%252540gmail.com'],
    ['with white space around the at-sign and a domain that may be a word', 'someone @ localhost'],
  ])('is right that an address is not recognized %s', (_, told) => {
    expect(withoutMailboxes(told, 'hidden')).toBe(told)
  })

  test('is right about what is shown of an address inside a URL', () => {
    expect(withoutMailboxes('https://mail.example/u/someone@gmail.com', 'masked')).toBe(
      'https://mail.example/u•••@gmail.com',
    )
  })
})
