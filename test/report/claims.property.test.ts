import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lookHereFirst } from '../../src/report/findings/look-here-first.ts'
import { UNLIMITED } from '../../src/report/fit.ts'
import { renderReport } from '../../src/report/report.ts'
import { anyWatchedRun, type Watched } from './any-watched-run.ts'
import { type Claim, is, type Said, uncovered } from './claims.ts'
import { CLAIMS_ABOUT_GROUPS, groupOf } from './claims-about-groups.ts'
import { CLAIMS_ABOUT_PROVIDERS } from './claims-about-providers.ts'
import { CLAIMS_ABOUT_DATA, CLAIMS_ABOUT_TIME } from './claims-about-time.ts'
import { type Parsed, parsed } from './parsed.ts'

const CLAIMS: readonly Claim[] = [
  ...CLAIMS_ABOUT_PROVIDERS,
  ...CLAIMS_ABOUT_GROUPS,
  ...CLAIMS_ABOUT_TIME,
  ...CLAIMS_ABOUT_DATA,
]

const pageOf = ({ run }: Watched) => parsed([...renderReport(run, 'comment', UNLIMITED)].join(''))
const findingsOf = ({ result, run }: Watched) =>
  parsed(
    lookHereFirst(result, run.settings)
      .map((item) => `- ${item}\n`)
      .join(''),
  ).listItems

test('whatever the mail and the API do, each number and each "all", "only" or "none" of a finding holds', () => {
  let held = 0
  fc.assert(
    fc.property(anyWatchedRun, (watched) => {
      const { test } = watched
      for (const listItem of findingsOf(watched)) {
        // What to do after the arrow is the action's own, whatever the data.
        const item = listItem.split(' → ')[0] ?? ''
        const said: Said = { item, group: groupOf(item, watched), test, watched }
        const found = uncovered(said, CLAIMS)
        expect({ item, broken: found.broken, rest: found.rest }).toEqual({ item, broken: [], rest: [] })
        held += found.held
      }
    }),
    { numRuns: 400 },
  )
  expect(held).toBeGreaterThan(1500)
})

test('bar, context line, tables and findings meet in their numbers', () => {
  fc.assert(
    fc.property(anyWatchedRun, (watched) => {
      const page = pageOf(watched)
      const { summary } = watched.test
      const [bar = '', context = ''] = page.paragraphs
      for (const [placement, word] of [
        ['inbox', 'inbox'],
        ['spam', 'spam'],
        ['unknown', 'unknown'],
        ['pending', 'not arrived'],
      ] as const) {
        expect(Number(new RegExp(`(\\d+) ${word}`, 'u').exec(bar)?.[1] ?? 0), bar).toBe(summary[placement])
      }
      expectOfContext(context, watched)
      expectOfRows(page, watched)
      expectOfArrivals(page, watched)
    }),
    { numRuns: 300 },
  )
})

function expectOfContext(context: string, { test }: Watched): void {
  const { received, totalSeeds } = test.summary
  const [, whole, some, of, none] =
    /(?:all (\d+) seeds|(\d+) of (\d+) seeds) received|(?:none|neither) of the (\d+) seeds has received/u.exec(
      context,
    ) ?? []
  if (whole !== undefined) expect([Number(whole), totalSeeds], context).toEqual([received, received])
  if (some !== undefined) expect([Number(some), Number(of)], context).toEqual([received, totalSeeds])
  if (none !== undefined) expect([Number(none), 0], context).toEqual([totalSeeds, received])
  if (/both seeds received/u.test(context)) expect([received, totalSeeds], context).toEqual([2, 2])
  if (/the one seed/u.test(context)) expect(totalSeeds).toBe(1)
  if (/every provider on your list has seeds/u.test(context)) {
    expect(test.seeds.every(({ provider }) => provider !== null)).toBe(true)
    expect(test.seeds).toHaveLength(totalSeeds)
  }
}

/** Each provider's row has its seeds, and what a finding says of it is in its row. */
function expectOfRows(page: Parsed, { test, result: { settled } }: Watched): void {
  const table = page.tables.find(([head]) => head?.includes('Provider') && head.includes('Inbox'))
  for (const row of table?.slice(1) ?? []) {
    const seeds = test.seeds.filter(({ provider }) => provider === row[1])
    const [, out, of] =
      /^(\d+) of (\d+)/u.exec(row.find((cell) => /^\d+ of \d+(?::|$)/u.test(cell)) ?? '') ?? []
    if (out === undefined || table?.[0]?.includes('Not in the inbox') !== true) continue
    expect([Number(out), Number(of)]).toEqual([
      seeds.filter((each) => !is('inbox')(each)).length,
      seeds.length,
    ])
    const finding = page.listItems.find((item) =>
      new RegExp(`seeds? not in the inbox.* (?:is|are) at ${row[1]}:`, 'u').test(item),
    )
    if (finding === undefined || !settled) continue
    // `7 spam, 1 unknown` stands in both.
    expect(row.join(' '), finding).toContain(/: ([^;]*);/u.exec(finding)?.[1] ?? '')
  }
}

function expectOfArrivals(page: Parsed, { test }: Watched): void {
  const summary = page.folded.map((each) => each.summary).find((each) => each.startsWith('How fast')) ?? ''
  if (/all of it before/u.test(summary)) expect(test.summary.pending, summary).toBe(0)
}
