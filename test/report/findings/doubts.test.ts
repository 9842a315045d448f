import { describe, expect, test } from 'vitest'
import type { InboxTest } from '../../../src/core/inbox-test.ts'
import type { JudgedTest } from '../../../src/result/result.ts'
import {
  counted as countedTest,
  inboxTest,
  type JudgedOver,
  judgedTest,
  ruleResult,
  seed,
} from '../../builders.ts'
import { readAll } from './read-findings.ts'
import { GOOD, reported, theOne } from './situations.ts'

describe('doubts about the data', () => {
  const whole = inboxTest({ seeds: [...GOOD] })
  const counted = (over: Partial<typeof whole.summary>, seeds = whole.seeds) =>
    reported([], 0, { test: { ...whole, seeds, summary: { ...whole.summary, ...over } } })

  test('an API that contradicts itself is quoted, by its counts and by its list', () => {
    const of = (countedFrom: 'summary' | 'results') =>
      theOne(
        reported(GOOD, 80, { disagreements: [{ field: 'inbox_rate', rate: 50, counted: 100, countedFrom }] }),
        /^The API contradicts itself$/u,
      )
    expect(of('summary').evidence).toMatch(/inbox_rate is 50%, but its counts come to 100%.*follow the rate/u)
    expect(of('results').evidence).toMatch(/its seeds come to 100%/u)
    const field = 'total_seeds'
    const counts = { disagreements: [{ field, count: 10, counted: 12, countedFrom: 'summary' }] } as const
    const found = theOne(reported(GOOD, 80, counts), /^The API contradicts itself$/u)
    expect(found.evidence).toMatch(
      /^total_seeds is 10, but inbox, spam, unknown_placement and pending come to 12\. /u,
    )
    expect(found.codes).toEqual(['total_seeds', 'inbox', 'spam', 'unknown_placement', 'pending'])
  })

  test('a list that is missing, has gaps, or has too much is reported', () => {
    expect(theOne(counted({}, []), /lists none/u).fact).toMatch(/none of the 40 seeds/u)
    expect(theOne(counted({ totalSeeds: 43, received: 43 }), /lists only/u).fact).toMatch(/40 of 43/u)
    expect(theOne(counted({ totalSeeds: 38, received: 38 }), /contradicts/u).evidence).toMatch(
      /lists 40.* 38/u,
    )
  })

  test('a list that is behind its counts is reported as what it is', () => {
    const one = inboxTest({ seeds: [seed({ placement: 'pending' }), seed({ placement: 'pending' })] })
    const summary = { ...one.summary, received: 2, inbox: 2, pending: 0 }
    const found = theOne(reported([], 0, { test: { ...one, summary }, settled: false }), /lists neither/u)
    expect(found.fact).toBe('The API lists neither of the 2 seeds that have received the mail')
    expect(found.evidence).toBe('where they are is not known.')
  })

  test('a baseline whose every seed arrived is not complete by its status only', () => {
    const read = (before: InboxTest) =>
      theOne(
        reported(GOOD, 80, {
          baseline: {
            ...{ kind: 'read', comparison: null, disagreements: [] },
            ...countedTest(before, false),
          },
        }),
        /baseline is not complete/u,
      ).evidence
    const done = inboxTest({ seeds: [seed(), seed()], completed: false, status: 'Processing' })
    expect(read(done)).toBe(
      'every seed of it had received the mail, but its status was Processing, so no change is shown.',
    )
    expect(read(inboxTest({ seeds: [seed(), seed({ placement: 'pending' })] }))).toBe(
      '1 of its 2 seeds had not arrived, so no change is shown.',
    )
  })

  test('a provider that has a rule and no seeds is reported with the names that there are', () => {
    const rule = (name: string) => ({
      rules: [
        ruleResult({
          ...{ rule: 'provider_min_inbox_rate', subject: { kind: 'provider', name }, measured: null },
          outcome: 'failed',
        } as const),
      ],
      verdict: 'failed' as const,
    })
    const slip = theOne(reported(GOOD, 80, rule('Gmial')), /No seed/u)
    expect(slip.fact).toBe('No seed of this test is at Gmial')
    expect(slip.evidence).toBe('it has seeds at Gmail, Yahoo and iCloud.')
    expect(slip.action).toMatch(/^Did you mean Gmail\?/u)
    expect(theOne(reported(GOOD, 80, rule('Proton')), /No seed/u).action).not.toMatch(/mean/u)
  })

  test('a list that cannot be used is reported with its fault, and as nothing else', () => {
    const test = { ...whole, seeds: [], listFault: 'results is "none", expected a list of seeds' }
    const found = reported([], 0, { test })
    expect(theOne(found, /list of seeds cannot be used/u).evidence).toMatch(
      /^results is .*none.*, expected a list/u,
    )
    expect(found.filter(({ fact }) => /lists (?:none|neither|only)/u.test(fact))).toEqual([])
  })

  test('seeds that are listed more than once, and differently, are reported', () => {
    const fact = (differingSeeds: number) =>
      theOne(reported([], 0, { test: { ...whole, differingSeeds } }), /more than once/u).fact
    expect(fact(1)).toBe('The API lists 1 seed more than once, and differently')
    expect(fact(12)).toMatch(/lists 12 seeds more/u)
  })

  test('seeds under no provider are reported', () => {
    expect(theOne(reported([...GOOD, seed({ provider: null })]), /no provider/u).fact).toMatch(/for 1 seed$/u)
  })

  test('a list that has not filled up is no doubt while the test is open', () => {
    const open = { ...whole, completed: false, summary: { ...whole.summary, totalSeeds: 50, pending: 10 } }
    const found = reported([], 0, { test: open, settled: false })
    expect(found.filter(({ fact }) => /API/u.test(fact))).toEqual([])
  })

  test('a baseline that contradicts itself, or could not be read, is reported', () => {
    const problem = { message: 'The API does not know this job id', hint: 'Check `baseline_job_id`.' }
    const unreadable: JudgedTest['baseline'] = { kind: 'unreadable', problem }
    expect(reported(GOOD, 80, { baseline: unreadable })).toMatchObject([
      { evidence: `${problem.message}.`, action: 'Check baseline_job_id.' },
    ])
    expect(reported(GOOD, 80, { baseline: unreadable, warnings: [problem] })).toHaveLength(1)
    const disagreements = [{ field: 'spam_rate', rate: 50, counted: 0, countedFrom: 'summary' }] as const
    const odd: JudgedTest['baseline'] = {
      kind: 'read',
      ...countedTest(whole, true),
      comparison: null,
      disagreements,
    }
    expect(
      theOne(reported(GOOD, 80, { baseline: odd }), /contradicts itself about the baseline/u).codes,
    ).toEqual(['spam_rate'])
  })

  test('the first contradiction says that the change against the baseline is not shown for it', () => {
    const odd = [{ field: 'inbox_rate', rate: 50, counted: 100, countedFrom: 'summary' }] as const
    const told = (of: JudgedOver, ofBaseline: typeof odd | [] = [], settled = true) => {
      const baseline: JudgedTest['baseline'] = {
        ...{ kind: 'read', ...countedTest(whole, settled), comparison: null },
        disagreements: ofBaseline,
      }
      return reported(GOOD, 80, { baseline, ...of })
        .filter(({ fact }) => /contradicts/u.test(fact))
        .map(({ evidence }) => /no change .* is shown\.$/u.test(evidence))
    }
    expect(told({ disagreements: odd })).toEqual([true])
    expect(told({}, odd)).toEqual([true])
    expect(told({ disagreements: odd }, odd)).toEqual([true, false])
    expect(told({ disagreements: odd }, [], false)).toEqual([false])
    expect(told({ disagreements: odd, baseline: { kind: 'none' } })).toEqual([false])
  })

  test('a warning of the run is reported with its hint, and ends in one full stop', () => {
    const warnings = [{ message: 'Two lines were skipped.', hint: 'Look at the `history_file`.' }]
    expect(reported(GOOD, 80, { warnings })).toMatchObject([
      { evidence: 'Two lines were skipped.', action: 'Look at the history_file.' },
    ])
  })
})

test('six findings are reported, and the rest counted', () => {
  const warnings = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ message: `Warning ${index}`, hint: 'Wait.' }))
  const told = (count: number) =>
    readAll(judgedTest({ test: inboxTest({ seeds: [...GOOD] }), warnings: warnings(count) }))
  expect(told(6)).toMatchObject({ findings: { length: 6 }, more: 0 })
  expect(told(7)).toMatchObject({ findings: { length: 6 }, more: 1 })
  expect(told(1234)).toMatchObject({ findings: { length: 6 }, more: 1228 })
})
