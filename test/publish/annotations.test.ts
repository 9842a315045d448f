import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { annotate } from '../../src/publish/annotations.ts'
import { type Findings, failsTheStep, verdictOf } from '../../src/result/result.ts'
import { fakeRunner } from '../../tools/runner/fake-runner.ts'
import { counted, FACTS, inboxTest, judgedTest, observedRun, ruleResult, SETTINGS } from '../builders.ts'
import { anyRun } from '../report/any-run.ts'

function annotated(run: Findings) {
  const record = fakeRunner()
  annotate(run, record.runner)
  return record.annotations
}

const failed = ruleResult({ outcome: 'failed', measured: { low: 50, high: 50 } })
const providers = (count: number) =>
  Array.from({ length: count }, (_, nth) =>
    ruleResult({
      rule: 'provider_min_inbox_rate',
      subject: { kind: 'provider', name: `p${nth}` },
      outcome: 'failed',
      measured: { low: nth, high: nth },
    }),
  )
const testWith = (...rules: ReturnType<typeof ruleResult>[]) =>
  observedRun({}, [judgedTest({ verdict: 'failed', rules })])

describe('annotations', () => {
  test('none for a test that passed, none for a single failed rule', () => {
    expect(annotated(observedRun())).toEqual([])
    expect(annotated(testWith(failed, ruleResult({ rule: 'max_spam_rate' })))).toEqual([])
  })

  test('for each of several failed rules, with the rule as title and its numbers as message', () => {
    const [first, second, ...more] = annotated(
      testWith(failed, ...providers(1), ruleResult({ outcome: 'undecided' })),
    )
    expect(more).toEqual([])
    expect(first).toMatchObject({ level: 'error', title: expect.stringContaining('Inbox rate') })
    expect(first?.message).toMatch(/50%.*80%/u)
    expect(second?.title).toContain('p0')
  })

  test('are warnings where the step does not fail', () => {
    const warned = { ...testWith(failed, ...providers(1)), settings: { ...SETTINGS, warnOnly: true } }
    expect(annotated(warned).map(({ level }) => level)).toEqual(['warning', 'warning'])
  })

  test.each([
    [8, 8, null],
    [9, 9, '1'],
    [53, 9, '45'],
    [1508, 9, '1,500'],
  ])('of %i failed rules are %i, the last of which says how many more', (rules, shown, more) => {
    const found = annotated(testWith(...providers(rules)))
    expect(found).toHaveLength(shown)
    expect(/^and ([\d,]+) more/u.exec(found.at(-1)?.message ?? '')?.[1] ?? null).toBe(more)
  })

  test.each([
    ['a step that does not fail', { warnOnly: true }, 9],
    ['a step that fails', {}, 18],
  ])('of %s leave room for its own line, however many doubts there are', (_, settings, shown) => {
    const warnings = Array.from({ length: 12 }, (_each, nth) => ({ message: `doubt ${nth}`, hint: 'Look.' }))
    const run = observedRun({}, [judgedTest({ rules: providers(12), verdict: 'failed', warnings })])
    const found = annotated({ ...run, settings: { ...SETTINGS, ...settings } })
    expect(found).toHaveLength(shown)
    expect(found.at(-1)?.message).toMatch(/^and \d+ more/u)
  })

  test('for each wrong input, where there are several', () => {
    const wrong = (count: number): Findings => ({
      kind: 'refused',
      facts: FACTS,
      problem: {
        message: `${count} inputs are invalid`,
        hint: 'Correct them.',
        invalid: Array.from({ length: count }, (_, nth) => ({
          input: `input_${nth}`,
          value: '7',
          message: 'no',
        })),
      },
    })
    expect(annotated(wrong(1))).toEqual([])
    expect(annotated(wrong(2)).map(({ message }) => message.split(' ')[0])).toEqual(['input_0', 'input_1'])
    expect(annotated(wrong(500))).toHaveLength(9)
  })

  test('warn of a test and of a baseline that contradict themselves, each by its name', () => {
    const disagreement = { field: 'inbox_rate', rate: 50, counted: 200 / 3, countedFrom: 'summary' } as const
    const result = judgedTest({
      disagreements: [disagreement],
      baseline: {
        kind: 'read',
        ...counted(inboxTest()),
        comparison: null,
        disagreements: [disagreement],
      },
    })
    const found = annotated(observedRun({}, [result]))
    expect(found.map(({ level }) => level)).toEqual(['warning', 'warning'])
    expect(found.map(({ message }) => message.includes('baseline'))).toEqual([false, true])
    for (const { message } of found) expect(message).toMatch(/\b50%.*\b66\.7%/u)
  })

  test('warn of all else a reader has to know, with what to do', () => {
    const warnings = [{ message: 'history_file holds 3 lines', hint: 'Look at them.' }]
    const found = annotated(
      observedRun({ warnings }, [judgedTest({ warnings: [{ message: 'Late', hint: 'Wait.' }] })]),
    )
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringMatching(/3 lines.*Look at them\./u),
      expect.stringMatching(/Late.*Wait\./u),
    ])
  })

  test('are errors only where the step fails, at most nine of them, and no two alike', () => {
    // Names that differ, as those of a test do.
    let names = 0
    const name = fc.string({ minLength: 1 }).map((text) => {
      names += 1
      return `${text}${names}`
    })
    fc.assert(
      fc.property(anyRun(name, { min: 1, max: 4 }), (run) => {
        const errors = annotated(run).filter(({ level }) => level === 'error')
        if (!failsTheStep(run)) expect(errors).toEqual([])
        if (verdictOf(run) === 'passed') expect(errors).toEqual([])
        expect(errors.length).toBeLessThanOrEqual(9)
        expect(errors.length).not.toBe(1)
      }),
    )
  })
})
