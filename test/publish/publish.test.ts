import { describe, expect, test } from 'vitest'
import type { GateResult } from '../../src/gate-result.ts'
import { showTest } from '../../src/privacy/seed-addresses.ts'
import { annotate, publish } from '../../src/publish/publish.ts'
import { renderResults } from '../../src/publish/results-file.ts'
import type { Runner } from '../../src/runner/runner.ts'
import { gateResult, inboxTest, ruleResult, seed } from '../builders.ts'
import { fakeRunner } from '../fake-runner.ts'

function published(over: Partial<GateResult> = {}, broken: Partial<Runner> = {}) {
  const runner = fakeRunner({}, broken)
  publish(gateResult(over), runner.runner)
  return runner
}
function annotated(over: Partial<GateResult> = {}) {
  const runner = fakeRunner()
  annotate(gateResult(over), runner.runner)
  return runner
}

const open = showTest(
  inboxTest({
    seeds: [
      seed(),
      seed({ placement: 'spam' }),
      seed({ placement: 'unknown' }),
      seed({ placement: 'pending' }),
      seed({ placement: 'pending' }),
    ],
  }),
  'masked',
)

describe('outputs', () => {
  test('tell all that is known, each under its name', () => {
    expect(published({ verdict: 'undecided', test: open, timedOut: true }).outputs).toEqual({
      verdict: 'undecided',
      status: 'Processing',
      timed_out: 'true',
      inbox_rate: '20',
      spam_rate: '20',
      total_seeds: '5',
      received: '3',
      inbox: '1',
      spam: '1',
      unknown_placement: '1',
      pending: '2',
      report_file: '/temp/report.md',
      results_file: '/temp/results.json',
    })
  })

  test('are zero where the value is, and not set where it is not known', () => {
    const spam = showTest(inboxTest({ seeds: [seed({ placement: 'spam' })] }), 'masked')
    expect(published({ test: spam }).outputs).toMatchObject({
      inbox_rate: '0',
      pending: '0',
      timed_out: 'false',
    })
    const error = { message: 'the API refused the key', hint: 'Is it set?' }
    expect(Object.keys(published({ verdict: 'error', test: null, error }).outputs)).toEqual([
      'verdict',
      'timed_out',
      'report_file',
      'results_file',
    ])
  })
})

describe('files and summary', () => {
  test('carry the same report, and the files are where the outputs say', () => {
    const { files, summary } = published()
    expect(Object.keys(files)).toEqual(['report.md', 'results.json'])
    expect(files['report.md']).toBe(summary)
    expect(files['results.json']).toBe(renderResults(gateResult()))
  })

  test('of 60,000 seeds: the summary stays below 1 MiB and says where the rest is, the file has every row', () => {
    const wide = '😀|`@x'.repeat(20)
    const seeds = Array.from({ length: 60_000 }, (_, index) =>
      seed({ provider: `p${index % 30}`, address: `${index}@gmail.example`, submissionResult: wide }),
    )
    const { files, summary } = published({ test: showTest(inboxTest({ seeds }), 'full') })
    const rows = (text = '') => text.match(/@gmail\.example/gu)?.length ?? 0
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(Buffer.byteLength(summary)).toBeGreaterThan(1024 * 1000)
    expect(rows(files['report.md'])).toBe(60_000)
    const said = /\*The other ([\d,]+) seeds are left out .*`report_file` and `results_file`\.\*/u.exec(
      summary,
    )
    expect(Number(said?.[1]?.replaceAll(',', ''))).toBe(60_000 - rows(summary))
  })

  test('a report is cut only when it is larger than a summary may be, with some room for what else the step writes', () => {
    const of = (count: number) => {
      const seeds = Array.from({ length: count }, (_, index) =>
        seed({ address: `${10_000 + index}@gmail.example` }),
      )
      return published({ test: showTest(inboxTest({ seeds }), 'full') })
    }
    const bytes = (count: number) => Buffer.byteLength(of(count).summary)
    const most = 11_000 + Math.floor((1024 * 1023 - bytes(11_000)) / (bytes(11_001) - bytes(11_000)))
    const whole = of(most)
    expect(whole.summary).toBe(whole.files['report.md'])
    expect(of(most + 1).summary).toContain('are left out here')
  })
})

describe('what cannot be written', () => {
  const fault = (message: string) => () => {
    throw new Error(message)
  }

  test.each<[keyof Runner, string]>([
    ['appendSummary', 'The job summary could not be written: disk full.'],
    ['setOutput', 'The outputs could not be written: disk full.'],
  ])('by %s is a warning, and the rest is written all the same', (what, message) => {
    const { annotations, files } = published({}, { [what]: fault('disk full') })
    expect(annotations.map((each) => [each.level, each.message])).toEqual([
      ['warning', `${message} Check the disk and permissions of the runner.`],
    ])
    expect(Object.keys(files)).toEqual(['report.md', 'results.json'])
  })

  test('as a file has no path in the outputs', () => {
    const { annotations, outputs, summary } = published({}, { writeFile: fault('read-only') })
    expect(annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining('The report file could not be written: read-only.'),
      expect.stringContaining('The results file could not be written: read-only.'),
    ])
    expect(outputs).not.toHaveProperty('report_file')
    expect(outputs).toHaveProperty('verdict', 'passed')
    expect(summary).toContain('Inbox placement passed')
  })
})

describe('annotations', () => {
  const failed = ruleResult({ outcome: 'failed', measured: { low: 50, high: 50 } })
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      ruleResult({ rule: 'provider_min_inbox_rate', provider: `p${index}`, outcome: 'failed' }),
    )

  test('are one error with a title for each failed rule, and none for the others', () => {
    const rules = [
      failed,
      ruleResult({ rule: 'max_spam_rate' }),
      ruleResult({ outcome: 'undecided' }),
      ...many(1),
    ]
    expect(annotated({ verdict: 'failed', rules }).annotations).toEqual([
      {
        level: 'error',
        title: 'Inbox placement: Inbox rate',
        message: 'Inbox rate: 50.0 %, required ≥ 80 %',
      },
      {
        level: 'error',
        title: 'Inbox placement: Inbox rate, p0',
        message: 'Inbox rate, p0: 100.0 %, required ≥ 80 %',
      },
    ])
    expect(annotated().annotations).toEqual([])
  })

  test('are warnings when the step does not fail', () => {
    expect(annotated({ verdict: 'failed', rules: [failed], warnOnly: true }).annotations).toMatchObject([
      { level: 'warning' },
    ])
  })

  test('are not thousands: the log says where the rest is', () => {
    const { annotations, info } = annotated({ verdict: 'failed', rules: many(53) })
    expect(annotations).toHaveLength(50)
    expect(info).toEqual(['3 more failed rules are in the job summary.'])
    expect(annotated({ verdict: 'failed', rules: many(50) }).info).toEqual([])
  })

  test('name each wrong input', () => {
    const wrong = (count: number) => ({
      message: `${count} inputs are invalid`,
      details: Array.from({ length: count }, (_, index) => `mistake ${index}`),
      hint: 'Mend them.',
    })
    expect(annotated({ verdict: 'error', test: null, error: wrong(2), warnOnly: true }).annotations).toEqual([
      { level: 'error', title: 'Inbox placement: invalid input', message: 'mistake 0' },
      { level: 'error', title: 'Inbox placement: invalid input', message: 'mistake 1' },
    ])
    expect(annotated({ verdict: 'error', test: null, error: wrong(5000) }).annotations).toHaveLength(50)
  })

  test('warn of an API that contradicts itself, and of all else a reader has to know', () => {
    const { annotations } = annotated({
      disagreements: [{ field: 'inbox_rate', rate: 50, counted: 200 / 3, countedFrom: 'summary' }],
      warnings: [{ message: 'The last poll failed', hint: 'Try again.' }],
    })
    expect(annotations).toEqual([
      {
        level: 'warning',
        title: 'Inbox placement',
        message:
          'The API contradicts itself: inbox_rate is 50, but its own counts come to 66.67. The rules follow the rate, as the dashboard does.',
      },
      { level: 'warning', title: 'Inbox placement', message: 'The last poll failed. Try again.' },
    ])
  })
})
