import { describe, expect, test } from 'vitest'
import { wilsonInterval } from '../../src/judge/statistics.ts'
import { judge } from '../../src/rules/judge.ts'
import { formatPercent } from '../../src/wording/numbers.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { inboxTest, seed } from '../builders.ts'
import { file } from './github-checks.ts'
import { tableRows } from './markdown.ts'

const page = file('docs/verdict.md')

describe('the worked example in docs/verdict.md', () => {
  const seeds = [
    ...Array.from({ length: 45 }, () => seed()),
    ...Array.from({ length: 2 }, () => seed({ placement: 'spam' })),
    ...Array.from({ length: 3 }, () => seed({ placement: 'pending', spf: null, senderIp: null })),
  ]
  const example = inboxTest({ seeds })
  const verdict = (
    min_inbox_rate: number,
    timeIsUp: boolean,
    over: Partial<Pick<typeof DEFAULT_RULES, 'on_timeout' | 'max_missing_seeds'>> = {},
  ) =>
    judge({ ...DEFAULT_RULES, min_inbox_rate, ...over }, example, { timeIsUp, baseline: { kind: 'none' } })
      .verdict

  const shown = tableRows(page, ['While seeds are pending'])

  test('has one threshold of each kind, and the verdict that each really has', () => {
    expect(new Set(shown.map(([, said]) => said))).toEqual(new Set(['passed', 'undecided', 'failed']))
    for (const [threshold, said] of shown) expect(verdict(Number(threshold), false)).toBe(said)
  })

  test('keeps these verdicts when the wait ends, and fails all of them with on_timeout: fail', () => {
    for (const [threshold, said] of shown) {
      expect(verdict(Number(threshold), true)).toBe(said)
      expect(verdict(Number(threshold), true, { on_timeout: 'fail' })).toBe('failed')
    }
  })

  test('is complete enough with three missing seeds allowed, and not with two', () => {
    const allowed = (max_missing_seeds: number, threshold: number) =>
      verdict(threshold, true, { on_timeout: 'fail', max_missing_seeds })
    expect([allowed(3, 90), allowed(3, 91), allowed(2, 85)]).toEqual(['passed', 'failed', 'failed'])
  })
})

test('the intervals in docs/certainty.md are those of the report', () => {
  const shown = tableRows(file('docs/certainty.md'), ['The interval'])
  expect(shown.length).toBeGreaterThan(1)
  for (const [counts = '', rate, interval] of shown) {
    const [inbox = 0, seeds = 0] = counts.split(' of ').map(Number)
    const { low, high } = wilsonInterval(inbox, seeds)
    expect([rate, interval]).toEqual([
      formatPercent((100 * inbox) / seeds),
      `${formatPercent(low)}–${formatPercent(high)}`,
    ])
  }
})
