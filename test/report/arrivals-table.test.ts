import { expect, test } from 'vitest'
import { inboxTest, seed } from '../builders.ts'
import { pageOf, rowsWith } from './rendered.ts'

test('how fast the mail arrived is reported by provider, slowest first, and never finer than what was seen', () => {
  const arrivals = [
    { provider: 'Gmail', atFirstLook: 12, arrived: 20, total: 20, halfAfterMs: null, lastAfterMs: 60_000 },
    {
      provider: 'Outlook',
      atFirstLook: 0,
      arrived: 10,
      total: 10,
      halfAfterMs: 150_000,
      lastAfterMs: 255_000,
    },
    { provider: 'AOL', atFirstLook: 0, arrived: 0, total: 3, halfAfterMs: null, lastAfterMs: null },
  ]
  const test = inboxTest({ seeds: [seed(), seed({ placement: 'pending' })] })
  const page = pageOf({ test, arrivals, halfAfterMs: 60_000 })
  expect(page.folded[0]?.summary).toBe(
    'How fast the mail arrived: half after 1 min, the last after 4 min 15 s; Outlook slowest',
  )
  expect(rowsWith(page, 'Half after')).toEqual([
    ['Outlook', '10 of 10', '0', '2 min 30 s', '4 min 15 s'],
    ['Gmail', '20 of 20', '12', 'before the first look', '1 min'],
    ['AOL', '0 of 3', '0', '–', '–'],
  ])
  expect(page.paragraphs).toContain('Counted from the first look, not from the send.')
  expect(rowsWith(pageOf({ arrivals: null }), 'Half after')).toEqual([])
  const atOnce = arrivals.map((each) => ({
    ...each,
    atFirstLook: each.arrived,
    lastAfterMs: null,
    halfAfterMs: null,
  }))
  expect(pageOf({ test, arrivals: atOnce }).folded[0]?.summary).toBe(
    'How fast the mail arrived: all that arrived was there at the first look',
  )
  expect(pageOf({ arrivals: atOnce }).folded[0]?.summary).toBe(
    'How fast the mail arrived: all of it before the first look',
  )
  // What is not listed yet has no provider.
  const filling = { ...test, summary: { ...test.summary, totalSeeds: 40 } }
  expect(rowsWith(pageOf({ test: filling, arrivals }), 'Half after')[0]?.slice(0, 2)).toEqual([
    'Outlook',
    '10',
  ])
})
