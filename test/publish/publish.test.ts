import { describe, expect, test } from 'vitest'
import { publish } from '../../src/publish/publish.ts'
import { cancelled } from '../../src/result/conclude.ts'
import type { RunResult } from '../../src/result/result.ts'
import type { Runner } from '../../src/runner/runner.ts'
import { fakeRunner } from '../../tools/runner/fake-runner.ts'
import { inboxTest, judgedTest, observedRun, seed } from '../builders.ts'
import { parsed } from '../report/parsed.ts'

async function published(run: RunResult = observedRun(), over: Partial<Runner> = {}) {
  const record = fakeRunner({}, over)
  await publish(() => run, record.runner)
  return record
}

function runOf(count: number) {
  const seeds = Array.from({ length: count }, (_, nth) => seed({ address: `${10_000 + nth}@gmail.example` }))
  return observedRun({}, [judgedTest({ test: inboxTest({ seeds }) })])
}
const rowsOf = (markdown = '') => markdown.match(/\n\|[^\n]*@gmail\.example/gu)?.length ?? 0

describe('what a step leaves behind', () => {
  test('summary and report file carry the same report while there is room, and the outputs say where the files are', async () => {
    const { files, summary, outputs } = await published()
    expect(files['report.md']).toBe(summary)
    expect(outputs).toMatchObject({ report_file: '/temp/report.md', results_file: '/temp/results.json' })
    expect(JSON.parse(files['results.json'] ?? '')).toMatchObject({ schema_version: 2 })
  })

  test('outputs that are not known are not set; zeros are', async () => {
    const spam = judgedTest({ test: inboxTest({ seeds: [seed({ placement: 'spam' })] }) })
    expect((await published(observedRun({}, [spam]))).outputs).toMatchObject({
      inbox_rate: '0',
      pending: '0',
    })
    const unanswered = observedRun({}, [
      {
        kind: 'unanswered',
        job: { id: 'job-1', label: null },
        waited: { ending: 'cancelled', polls: 1, waitedMs: 5 },
      },
    ])
    expect(Object.keys((await published(unanswered)).outputs).toSorted()).toEqual(
      [
        'verdict',
        'timed_out',
        'headline',
        'tests',
        'previous_verdict',
        'report_file',
        'results_file',
      ].toSorted(),
    )
  })

  test('a file that cannot be written has no path in the outputs, and the rest is there', async () => {
    const writeFile = () => Promise.reject(new Error('read-only'))
    const { annotations, outputs, summary } = await published(observedRun(), { writeFile })
    expect(annotations.map(({ level }) => level)).toEqual(['warning', 'warning'])
    expect(outputs).not.toHaveProperty('report_file')
    expect(outputs['verdict']).toBe('passed')
    expect(parsed(summary).headings[0]).toContain('passed')
  })
})

describe('the job summary', () => {
  test('of 10,000 seeds stays below 1 MiB and counts what it leaves out; the file has every row', async () => {
    const wide = '😀|`@x'.repeat(20)
    const seeds = Array.from({ length: 10_000 }, (_, nth) =>
      seed({ provider: `p${nth % 30}`, address: `${nth}@gmail.example`, submissionResult: wide }),
    )
    const { files, summary } = await published(observedRun({}, [judgedTest({ test: inboxTest({ seeds }) })]))
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(Buffer.byteLength(summary)).toBeGreaterThan(1024 * 1000)
    expect(rowsOf(files['report.md'])).toBe(10_000)
    const said = /([\d,]+) \w+ are left out/u.exec(summary)?.[1]?.replaceAll(',', '')
    expect(Number(said)).toBe(10_000 - rowsOf(summary))
    expect(summary).toContain('`report_file`')
  })

  test('is cut only when the report is larger than a summary may be', async () => {
    const bytes = async (count: number) =>
      Buffer.byteLength((await published(runOf(count))).files['report.md'] ?? '')
    const each = ((await bytes(12_000)) - (await bytes(11_000))) / 1000
    const most = 11_000 + Math.floor((1024 * 1023 - (await bytes(11_000))) / each) - 25
    const whole = await published(runOf(most))
    expect(whole.summary).toBe(whole.files['report.md'])
    const cut = await published(runOf(most + 200))
    expect(rowsOf(cut.summary)).toBeLessThan(most + 200)
    expect(rowsOf(cut.summary)).toBeGreaterThan(most - 200)
  })
})

test('a signal that comes meanwhile is reported by all that is begun after it, and by outputs and summary too', async () => {
  const record = fakeRunner()
  const passed = observedRun()
  const current = () => (record.summary === '' ? passed : cancelled(passed))
  await publish(current, record.runner)
  expect(record.summary.match(/cancelled/gu)).toHaveLength(1)
  expect(JSON.parse(record.files['results.json'] ?? '').tests[0].ended_by).toBe('cancelled')
  expect(record.outputs['headline']).toContain('cancelled')
})
