import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seed } from '../../src/core/inbox-test.ts'
import type { JudgedTest } from '../../src/result/result.ts'
import { inboxTest, observedRun, seed } from '../builders.ts'
import { type AsShown, asShown } from '../texts.ts'
import { anyJudgedTest } from './any-run.ts'
import { parsed } from './parsed.ts'
import { against, pageOf, rendered, rowsWith } from './rendered.ts'

describe('the providers', () => {
  const many = (provider: string, ...placements: Seed['placement'][]) =>
    placements.map((placement) => seed({ provider, placement, spf: placement === 'spam' ? 'fail' : 'pass' }))
  const test4 = inboxTest({
    seeds: [
      ...many('Gmail', 'inbox', 'inbox', 'inbox', 'inbox'),
      ...many('Outlook', 'inbox', 'spam', 'spam', 'unknown'),
      ...many('iCloud', 'inbox', 'inbox'),
    ],
  })

  test('stand worst first; of equal ones the one with fewer seeds, then by name', () => {
    const seeds = [...test4.seeds, ...many('AOL', 'inbox', 'inbox')]
    const names = rowsWith(pageOf({ test: inboxTest({ seeds }) }), 'Provider').map(([, name]) => name)
    expect(names).toEqual(['Outlook', 'AOL', 'iCloud', 'Gmail'])
  })

  test('have rate, bar, what is not in the inbox, SPF and change', () => {
    const before = inboxTest({ seeds: [...many('Outlook', 'inbox'), ...many('iCloud', 'inbox')] })
    const [head, first, , last] = pageOf({ test: test4, baseline: against(test4, before) }).tables[1] ?? []
    expect(head).toEqual(['', 'Provider', 'Inbox', '', 'Not in the inbox', 'SPF passed', 'Change'])
    expect(first).toEqual([
      '⚠️',
      'Outlook',
      '25%',
      '🟩🟥🟥🟥🟨',
      '3 of 4: 2 spam, 1 unknown',
      '2 of 4',
      '▼ 75',
    ])
    expect(last?.at(-1)).toBe('new')
  })

  test('leave out columns that say the same of all', () => {
    const good = inboxTest({ seeds: [seed(), seed({ provider: 'Yahoo' })] })
    expect(pageOf({ test: good, baseline: against(good, good) }).tables[1]?.[0]).toEqual([
      '',
      'Provider',
      'Inbox',
      '',
    ])
  })

  test('have the icon of their rule, else of where they can still end', () => {
    fc.assert(
      fc.property(anyJudgedTest(fc.constantFrom('Gmail', 'Outlook', 'AOL')), (result) => {
        const page = parsed(rendered(observedRun({}, [result])))
        const rows = page.openTables.find(([head]) => head?.[1] === 'Provider')?.slice(1) ?? []
        for (const [icon, name = ''] of rows) expect(icon).toBe(expectedIcon(asShown(result), name))
      }),
      { numRuns: 60 },
    )
  })
})

/** The contract's four icons, said once more and as plainly as can be. */
function expectedIcon(
  { rules, test: { seeds, summary }, settled, inboxRate }: AsShown<JudgedTest>,
  name: string,
): string {
  const own = rules.filter(({ subject }) => subject.kind === 'provider' && subject.name === name).at(-1)
  if (own !== undefined)
    return { failed: '❌', undecided: '⏳', passed: '✅', not_compared: '✅' }[own.outcome]
  const its = seeds.filter(({ provider }) => provider === name)
  const nobodys = seeds.filter(({ provider }) => provider === null)
  const unlisted = Math.max(0, summary.totalSeeds - seeds.length)
  const good = (list: readonly AsShown<Seed>[]) =>
    list.filter(({ placement }) => placement === 'inbox').length
  const bad = (list: readonly AsShown<Seed>[]) =>
    list.filter(({ placement }) => placement !== 'inbox' && (settled || placement === 'spam')).length
  // A seed of no provider is the worse for it where it may be elsewhere, and the better where it may be in the inbox.
  const worst = (100 * good(its)) / (its.length + nobodys.length - good(nobodys) + unlisted)
  const added = nobodys.length - bad(nobodys) + unlisted
  const best = (100 * (its.length - bad(its) + added)) / (its.length + added)
  const minimum = inboxRate.bound.value
  return worst >= minimum ? '✅' : best >= minimum ? '⏳' : '⚠️'
}
