import { expect } from 'vitest'
import { parsed, prose } from './report/parsed.ts'

/** Controls, separators of lines, bidi and other invisible format characters, lone surrogates: none has a place in a line. */
export const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

/** The only ways out of a report: the workflow run, and the desks of the providers. */
const OWN_LINKS = [
  'https://github.com/acme/mail/actions/runs/4242/attempts/1',
  'https://postmaster.google.com/',
  'https://substrate.office.com/ip-domain-management-snds/snds',
  'https://senders.yahooinc.com/',
  'https://support.apple.com/en-us/102322',
  'https://postmaster.gmx.com/',
  'https://postmaster.web.de/',
]

/** Fails where a page, as GitHub makes it, links elsewhere, or has something in its words that GitHub or an eye would stumble over. */
export function expectHarmlessPage(markdown: string): void {
  const page = parsed(markdown)
  expect(page.links.filter((link) => !OWN_LINKS.includes(link))).toEqual([])
  // Outside of code stand only the action's own and plain words.
  const words = prose(markdown).replaceAll('\u2060', '').replaceAll('\n', '')
  expect(words).not.toMatch(/[@#]\w|https?:|\bwww\.|:[a-z_]+:|\$\w|\[\^|</u)
  expect(words).not.toMatch(UNSEEN)
  for (const [head, ...rows] of page.tables)
    for (const row of rows) expect(row).toHaveLength(head?.length ?? 0)
}
