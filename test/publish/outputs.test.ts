import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outputsOf } from '../../src/publish/outputs.ts'
import { renderResults } from '../../src/publish/results-file.ts'
import { anyText } from '../any-text.ts'
import { inboxTest, judgedTest, observedRun, refusedRun, ruleResult, seed } from '../builders.ts'
import { anyRun } from '../report/any-run.ts'

const OPEN = inboxTest({
  seeds: [
    seed(),
    seed({ placement: 'spam' }),
    seed({ placement: 'unknown' }),
    seed({ placement: 'pending' }),
    seed({ placement: 'pending' }),
  ],
})

describe('outputs', () => {
  test('tell all that is known of a test, each under its name', () => {
    const late = judgedTest({
      test: OPEN,
      verdict: 'undecided',
      waited: { ending: 'deadline', polls: 9, waitedMs: 1_800_000 },
    })
    expect(outputsOf(observedRun({ previousVerdict: 'passed' }, [late]))).toMatchObject({
      verdict: 'undecided',
      status: 'Processing',
      timed_out: true,
      inbox_rate: 20,
      spam_rate: 20,
      total_seeds: 5,
      received: 3,
      inbox: 1,
      spam: 1,
      unknown_placement: 1,
      pending: 2,
      previous_verdict: 'passed',
    })
  })

  test('tests is a JSON array with one object for each, with one test too', () => {
    const tests = JSON.parse(
      String(outputsOf(observedRun({}, [judgedTest({ test: OPEN, verdict: 'failed' })]))['tests']),
    )
    expect(tests).toEqual([
      {
        label: null,
        job_id: 'job-1',
        verdict: 'failed',
        status: 'Processing',
        inbox_rate: 20,
        spam_rate: 20,
        total_seeds: 5,
        received: 3,
        inbox: 1,
        spam: 1,
        unknown_placement: 1,
        pending: 2,
      },
    ])
  })

  test('of a run that came to no test know nothing but that', () => {
    const problem = { message: '2 inputs are invalid', hint: 'Correct them.' }
    const known = Object.entries(outputsOf(refusedRun(problem))).filter(([, value]) => value !== null)
    expect(Object.fromEntries(known)).toMatchObject({
      verdict: 'error',
      timed_out: false,
      tests: '[]',
      previous_verdict: '',
    })
    expect(known.map(([name]) => name)).not.toContain('inbox_rate')
  })

  test('of several tests are those of the lowest inbox rate that could be read', () => {
    const rate = (inboxRate: number, id: string) => {
      const test = inboxTest()
      return judgedTest({
        job: { id, label: id },
        test: { ...test, status: `Status of ${id}`, summary: { ...test.summary, inboxRate } },
      })
    }
    const error = {
      ...({ kind: 'error', problem: { message: 'gone', hint: '' }, lastSeen: OPEN } as const),
      ...{ job: { id: 'c', label: null }, waited: { ending: 'deadline', polls: 1, waitedMs: 0 } as const },
    }
    const run = observedRun({}, [rate(90, 'a'), error, rate(70, 'b'), rate(70, 'd')])
    expect(outputsOf(run)).toMatchObject({
      inbox_rate: 70,
      status: 'Status of b',
      verdict: 'error',
      timed_out: true,
    })
    expect(outputsOf(observedRun({}, [error, error]))).toMatchObject({ inbox_rate: null, status: null })
  })
})

describe('the headline', () => {
  const headline = (provider: string) => {
    const rule = ruleResult({
      rule: 'provider_min_inbox_rate',
      subject: { kind: 'provider', name: provider },
      outcome: 'failed',
      measured: { low: 20, high: 20 },
    })
    return String(outputsOf(observedRun({}, [judgedTest({ verdict: 'failed', rules: [rule] })]))['headline'])
  }

  test('is one line of at most 200 characters, whatever the texts', () => {
    fc.assert(
      fc.property(anyRun(anyText, { min: 1, max: 4 }), (run) => {
        const line = String(outputsOf(run)['headline'])
        expect(line.length).toBeLessThanOrEqual(200)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  test('is the same in the results file', () => {
    fc.assert(
      fc.property(anyRun(anyText, { min: 1, max: 3 }), (run) => {
        const file = JSON.parse([...renderResults(run)].join(''))
        expect(file.headline).toBe(outputsOf(run)['headline'])
      }),
    )
  })

  test('keeps of the texts of others nothing that notifies anyone, links anywhere or runs in a shell', () => {
    fc.assert(
      fc.property(anyText, (provider) => {
        const own = headline('Gmail').replace('Gmail', '')
        const strange = Array.from(headline(provider)).filter((each) => !own.includes(each))
        expect(strange.join('')).toMatch(/^[\p{L}\p{Nd} .…-]*$/u)
      }),
    )
  })

  test('keeps the names of providers that are words', () => {
    expect(headline('Mail.ru-2 Ünïted')).toContain('Mail.ru-2 Ünïted')
  })
})

test('outputs are whole and parse, whatever the texts', () => {
  fc.assert(
    fc.property(anyRun(anyText, { min: 1, max: 5 }), (run) => {
      const { tests } = outputsOf(run)
      expect(JSON.parse(String(tests))).toHaveLength(run.tests.length)
      // Beyond this the runner would have cut it.
      expect(String(tests).length).toBeLessThan(65_536)
    }),
  )
})
