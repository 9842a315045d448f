import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textsOf } from '../../src/core/texts.ts'
import { type HistoryLine, serialize } from '../../src/history/entry.ts'
import {
  baselineCandidates,
  type History,
  type HistoryQuery,
  historyWarning,
  noBaselineCause,
  previousVerdict,
  readEntries,
  trendOf,
} from '../../src/history/history.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { anyText } from '../any-text.ts'
import { asShown, asText, OPENLY, withTexts } from '../texts.ts'
import { anyEntries, entriesOfOctober, entry, october, readOf } from './entries.ts'

const read = (text: string, truncated = false) => readEntries(text, truncated, secretsOf([]), OPENLY)
const historyOf = (entries: readonly HistoryLine[]) => read(serialize(entries))
const entriesIn = (history: History) => (history.kind === 'read' ? history.entries : [])

function own(label: string | null, ...jobIds: string[]) {
  return withTexts<HistoryQuery>({ label, jobIds })
}
/** Job ids that can stand in as the baseline. */
const candidates = (...asked: Parameters<typeof baselineCandidates>) => asShown(baselineCandidates(...asked))
/** The trend with the test of this line as the newest. */
function trend(history: History, line: HistoryLine) {
  const found = trendOf(history, readOf(line))
  if (found === null) throw new Error('no trend')
  return found
}

const NONE: History = { kind: 'none' }
const UNREADABLE: History = { kind: 'unreadable', problem: { message: 'permission denied', hint: 'Ask.' } }
const FOREIGN: History = { kind: 'foreign' }
/** A test of this run that has no label. */
const OWN = own(null, 'this')

describe('what a history file holds', () => {
  test('is nothing before the first run', () => {
    expect(read('')).toEqual(NONE)
    expect(read('\r\n\n \n')).toEqual(NONE)
  })

  test('is the runs in the order of the file, whatever their times', () => {
    const runs = [entry({ job_id: 'b', time: october(2) }), entry({ job_id: 'a', time: october(1) })]
    expect(historyOf(runs)).toEqual({ kind: 'read', entries: runs.map(readOf), foreignLines: 0 })
  })

  test('is each test once, as it was written last, where it was written last', () => {
    const again = entry({ job_id: 'a', verdict: 'passed' })
    const other = entry({ job_id: 'b' })
    expect(entriesIn(historyOf([entry({ job_id: 'a', verdict: 'failed' }), other, again]))).toEqual(
      [other, again].map(readOf),
    )
  })

  test('is read past lines that are not ours, and these are counted', () => {
    const [one, two] = entriesOfOctober([{}, {}])
    if (one === undefined || two === undefined) throw new Error('two are needed')
    const text = `# my runs\n${serialize([one])}{"verdict":"passed"}\n\n<<<<<<< HEAD\n${serialize([two])}`
    expect(read(text)).toEqual({ kind: 'read', entries: [one, two].map(readOf), foreignLines: 3 })
  })

  test('counts a torn last line among them', () => {
    const [whole, torn] = [serialize([entry({ job_id: 'a' })]), serialize([entry({ job_id: 'b' })])]
    expect(read(whole + torn.slice(0, -20))).toMatchObject({
      entries: [readOf(entry({ job_id: 'a' }))],
      foreignLines: 1,
    })
  })

  test('counts a last line without a line break as the whole line it is', () => {
    expect(read(serialize([entry()]).trimEnd())).toMatchObject({
      entries: [readOf(entry())],
      foreignLines: 0,
    })
  })

  test('has no line torn by reading only the end of the file', () => {
    const [first, second] = [serialize([entry({ job_id: 'a' })]), serialize([entry({ job_id: 'b' })])]
    expect(read(first.slice(20) + second, true)).toEqual({
      kind: 'read',
      entries: [readOf(entry({ job_id: 'b' }))],
      foreignLines: 0,
    })
  })

  test.each([
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    [
      'byte order marks, at the beginning and where files were joined',
      (text: string) => text.replace(/^/gmu, '\uFEFF'),
    ],
    ['indented lines', (text: string) => text.replace(/^(?=.)/gmu, '  ')],
    ['empty lines', (text: string) => text.replaceAll('\n', '\n\n')],
  ])('is the same with %s', (_, changed) => {
    const runs = entriesOfOctober([{}, {}, {}])
    const text = changed(serialize(runs))
    expect(text).not.toBe(serialize(runs))
    expect(entriesIn(read(text))).toEqual(runs.map(readOf))
  })

  test.each([
    ['a text of somebody else', '# Changelog\n\n- Fixed\n', false],
    ['JSON of somebody else', '{"verdict":"passed"}\n', false],
    ['UTF-16', Buffer.from(serialize([entry()]), 'utf16le').toString('utf8'), false],
    [
      'bytes',
      Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)).toString('utf8'),
      false,
    ],
    ['the end of one endless line', 'x'.repeat(1000), true],
    ['the end of a file with nothing but line breaks in it', '\n\n\n', true],
  ])('is foreign when it is %s', (_, text, truncated) => {
    expect(read(text, truncated)).toEqual(FOREIGN)
  })

  test('appended to and read back is the same, whatever stood in the file before', () => {
    const garbage = fc.array(anyText.map((text) => `${text}\n`)).map((lines) => lines.join(''))
    fc.assert(
      fc.property(anyEntries, garbage, anyEntries, (before, between, after) => {
        const apart = entriesIn(historyOf([...before, ...after]))
        expect(entriesIn(read(serialize(before) + between + serialize(after)))).toEqual(apart)
        const ids = apart.map(({ jobId }) => jobId.given)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(ids)).toEqual(new Set([...before, ...after].map(({ job_id }) => job_id)))
      }),
    )
  })

  const MEBIBYTE = 1024 * 1024
  const filled = (line: string) => line.repeat(Math.ceil(MEBIBYTE / line.length)).slice(0, MEBIBYTE)
  const long = entry({ filler: 'x'.repeat(1900) } as Partial<HistoryLine>)
  test.each([
    ['line breaks', filled('\n')],
    ['the shortest lines', filled('{\n')],
    ['lines that nearly are ours', filled(serialize([entry()]).replace(',"pending":0', ',"pending":9e9'))],
    ['ours', filled(serialize([entry()]))],
    ['ours with long texts', filled(serialize([long]))],
    ['ours that are full of addresses', filled(serialize([entry({ label: 'a@b.example '.repeat(16) })]))],
    ['deep holes', filled(`{"a":${'['.repeat(7000)}\n`)],
    ['many fields', filled(`{${Array.from({ length: 700 }, (_, n) => `"${n}":1.5`).join(',')}}\n`)],
    ['open quotes', filled(`{"${'\\"'.repeat(3000)}\n`)],
    ['one line', filled('{')],
  ])('takes little time to read when it is 1 MiB of %s', (_, text) => {
    const secrets = secretsOf(['k3y-0f-the-campaign', 'ghs_0123456789abcdefghijklmnopqrstuvwxyz'])
    // Of this process alone, so that a busy machine is not taken for slow code.
    const before = process.cpuUsage()
    readEntries(text, false, secrets, textsOf(secrets, 'masked'))
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000)
  })
})

describe('the baseline from the history', () => {
  const runs = entriesOfOctober([
    { verdict: 'passed' },
    { verdict: 'failed' },
    { verdict: 'passed', settled: false },
    { verdict: 'passed', label: 'A' },
    { verdict: 'undecided' },
  ])

  test('is the newest settled test with the same label', () => {
    expect(candidates(historyOf(runs), 'last', OWN)).toEqual(['job-5', 'job-2', 'job-1'])
    expect(candidates(historyOf(runs), 'last', own('A', 'this'))).toEqual(['job-4'])
  })

  test('is the newest of these that passed with last-passed', () => {
    expect(candidates(historyOf(runs), 'last-passed', OWN)).toEqual(['job-1'])
  })

  test('is none of the tests of this run', () => {
    const both = own(null, 'job-5', 'job-2')
    expect(candidates(historyOf(runs), 'last', both)).toEqual(['job-1'])
  })

  test('is the test as it was written last', () => {
    const history = historyOf([
      entry({ job_id: 'a', verdict: 'passed' }),
      entry({ job_id: 'b', settled: false }),
      entry({ job_id: 'a', verdict: 'failed' }),
      entry({ job_id: 'b', settled: true }),
    ])
    expect(candidates(history, 'last-passed', OWN)).toEqual(['b'])
    expect(candidates(history, 'last', OWN)).toEqual(['b', 'a'])
  })

  test('is sought in at most three tests, in case the API no longer knows some', () => {
    const many = entriesOfOctober(Array.from({ length: 20 }, () => ({})))
    expect(candidates(historyOf(many), 'last', OWN)).toEqual(['job-20', 'job-19', 'job-18'])
  })

  test.each([
    ['there is no file yet', NONE],
    ['the file cannot be read', UNREADABLE],
    ['the file is not ours', FOREIGN],
  ])('is none when %s', (_, history) => {
    expect(candidates(history, 'last', OWN)).toEqual([])
    expect(candidates(history, 'last-passed', OWN)).toEqual([])
  })

  test('is never the test itself, in whatever case its id was written', () => {
    const itself = historyOf([entry({ job_id: 'ABC-1' })])
    expect(candidates(itself, 'last', own(null, 'abc-1'))).toEqual([])
  })

  test('is a usable test, newest first, whatever the history', () => {
    fc.assert(
      fc.property(
        anyEntries,
        fc.constantFrom(null, 'A', 'B'),
        fc.constantFrom('1', '2', '3'),
        (all, label, id) => {
          const history = historyOf(all)
          const order = entriesIn(history).map(({ jobId }) => jobId.given)
          const last = candidates(history, 'last', own(label, id))
          const lastPassed = candidates(history, 'last-passed', own(label, id))
          for (const ids of [last, lastPassed]) {
            const places = ids.map((candidate) => order.indexOf(candidate))
            expect(places).toEqual(places.toSorted((a, b) => b - a))
            expect(ids).not.toContain(id)
            for (const place of places)
              expect(asShown(entriesIn(history)[place])).toMatchObject({ label, settled: true })
          }
          for (const passed of lastPassed) {
            expect(entriesIn(history)[order.indexOf(passed)]).toMatchObject({ verdict: 'passed' })
          }
          // Where the newest usable one passed, both words mean the same test.
          const [newest] = last
          if (newest !== undefined && entriesIn(history)[order.indexOf(newest)]?.verdict === 'passed') {
            expect(lastPassed[0]).toBe(newest)
          }
        },
      ),
    )
  })
})

describe('why there is no baseline', () => {
  const unsettled = [{ settled: false }, { settled: false, verdict: 'undecided' as const }]
  const labelled = own('Short subject', 'this')
  test.each<[string, History, RegExp, HistoryQuery, 'last' | 'last-passed']>([
    ['no run before', NONE, /holds no test yet$/, OWN, 'last'],
    [
      'only tests with labels',
      historyOf([entry({ label: 'A' })]),
      /no test without a label yet$/,
      OWN,
      'last',
    ],
    [
      'other labels only',
      historyOf([entry()]),
      /no test with the label "Short subject" yet$/,
      labelled,
      'last',
    ],
    ['this run only', historyOf([entry({ job_id: 'this' })]), /only tests of this run$/, OWN, 'last'],
    [
      'none settled',
      historyOf(entriesOfOctober(unsettled)),
      /settled; wait_for: verdict ends the wait before/,
      OWN,
      'last',
    ],
    [
      'none passed',
      historyOf([entry({ verdict: 'failed', label: 'Short subject' })]),
      /no settled test with this label has passed yet$/,
      labelled,
      'last-passed',
    ],
    [
      'none passed that was settled',
      historyOf([entry({ verdict: 'failed' }), entry({ job_id: 'b', settled: false })]),
      /no settled test without a label has passed/,
      OWN,
      'last-passed',
    ],
    [
      'the one usable forgotten',
      historyOf([entry()]),
      /API no longer knows the only settled test/,
      OWN,
      'last',
    ],
    [
      'the usable ones forgotten',
      historyOf(entriesOfOctober([{}, {}, {}, {}, {}])),
      /API no longer knows the last 3 passed tests/,
      OWN,
      'last-passed',
    ],
  ])('is said: %s', (_, history, cause, asked, which) => {
    expect(noBaselineCause(history, which, asked)).toMatch(cause)
  })
})

describe('the verdict of the run before', () => {
  const runs = entriesOfOctober([
    { verdict: 'passed' },
    { verdict: 'failed', settled: false },
    { verdict: 'undecided', label: 'A' },
  ])

  test('is that of the newest entry with the same label, settled or not', () => {
    expect(previousVerdict(historyOf(runs), OWN)).toBe('failed')
    expect(previousVerdict(historyOf(runs), own('A', 'this'))).toBe('undecided')
  })

  test('is not that of the same test, judged by an earlier attempt of the run', () => {
    expect(previousVerdict(historyOf(runs), own(null, 'job-2'))).toBe('passed')
  })

  test('is empty where there is none', () => {
    expect(previousVerdict(historyOf(runs), own('B', 'this'))).toBeNull()
    for (const history of [NONE, UNREADABLE, FOREIGN]) expect(previousVerdict(history, OWN)).toBeNull()
  })
})

describe('the trend', () => {
  const this_ = (over: Partial<HistoryLine> = {}) => entry({ time: october(31), job_id: 'this', ...over })
  const rates = (...values: number[]) => entriesOfOctober(values.map((inbox_rate) => ({ inbox_rate })))
  const lowestSince = (before: HistoryLine[], now: Partial<HistoryLine>) =>
    trend(historyOf(before), this_(now)).lowestSince

  test('is the last ten tests with the same label, oldest first, this one last', () => {
    const before = [
      ...rates(...Array.from({ length: 20 }, (_, index) => 70 + index)),
      entry({ job_id: 'x', label: 'A' }),
    ]
    const { points } = trend(historyOf(before), this_({ inbox_rate: 42, verdict: 'failed' }))
    expect(points.map(({ inboxRate }) => inboxRate)).toEqual([81, 82, 83, 84, 85, 86, 87, 88, 89, 42])
    expect(points.at(-1)).toEqual({
      time: october(31),
      jobId: asText('this'),
      inboxRate: 42,
      verdict: 'failed',
    })
    expect(points[0]).toEqual({
      time: october(12),
      jobId: asText('job-12'),
      inboxRate: 81,
      verdict: 'passed',
    })
  })

  test('shows this test once, though an earlier attempt of the run wrote it', () => {
    const before = historyOf([...rates(80), this_({ inbox_rate: 50 })])
    expect(trend(before, this_({ inbox_rate: 60 })).points.map(({ inboxRate }) => inboxRate)).toEqual([
      80, 60,
    ])
  })

  test('shows tests that were not settled', () => {
    const before = historyOf(entriesOfOctober([{ settled: false, inbox_rate: 30 }]))
    expect(trend(before, this_({ settled: false, inbox_rate: 40 })).points).toHaveLength(2)
  })

  test.each([
    ['there is no file yet', NONE],
    ['the file cannot be read', UNREADABLE],
    ['the file is not ours', FOREIGN],
  ])('is this test alone when %s', (_, history) => {
    expect(trend(history, this_())).toEqual({
      points: [expect.objectContaining({ jobId: asText('this') })],
      lowestSince: null,
    })
  })

  test('says since when no rate was as low: the day of the last that was not higher', () => {
    expect(lowestSince(rates(90, 79, 91, 92, 93, 94, 95), { inbox_rate: 80 })).toBe(october(2))
  })

  test('takes an equal rate for one that was not higher', () => {
    expect(lowestSince(rates(90, 80, 91, 92, 93, 94, 95), { inbox_rate: 80 })).toBe(october(2))
  })

  test('says the day of the oldest test when all were higher', () => {
    expect(lowestSince(rates(91, 92, 93, 94, 95), { inbox_rate: 80 })).toBe(october(1))
  })

  test('says so about more tests than it shows', () => {
    const many = Array.from({ length: 25 }, () => 90)
    expect(lowestSince(rates(70, ...many), { inbox_rate: 80 })).toBe(october(1))
  })

  test('says nothing when fewer than five before it were all higher', () => {
    expect(lowestSince(rates(92, 93, 94, 95), { inbox_rate: 80 })).toBeNull()
    expect(lowestSince(rates(91, 92, 93, 80, 92, 93, 94, 95), { inbox_rate: 80 })).toBeNull()
    expect(lowestSince([], { inbox_rate: 80 })).toBeNull()
  })

  test('says nothing about a test that is not settled', () => {
    expect(lowestSince(rates(91, 92, 93, 94, 95), { inbox_rate: 80, settled: false })).toBeNull()
  })

  test('passes over tests that were not settled, or have another label', () => {
    const [first, ...rest] = rates(79, 91, 92, 93, 94, 95)
    if (first === undefined) throw new Error('one is needed')
    const between = [
      entry({ job_id: 'x', inbox_rate: 10, settled: false }),
      entry({ job_id: 'y', inbox_rate: 10, label: 'A' }),
    ]
    expect(lowestSince([first, ...between, ...rest], { inbox_rate: 80 })).toBe(october(1))
    const four = entriesOfOctober([{}, {}, {}, {}, { settled: false }, { label: 'A' }])
    expect(lowestSince(four, { inbox_rate: 80 })).toBeNull()
  })

  test('never says a day after which a settled test was as low or lower', () => {
    fc.assert(
      fc.property(anyEntries, fc.integer({ min: 78, max: 90 }), (all, inbox_rate) => {
        const dated = all.map((each, index) => ({ ...each, time: `${2000 + index}-01-01T00:00:00.000Z` }))
        const history = historyOf(dated)
        const { lowestSince: since, points } = trend(history, this_({ inbox_rate }))
        expect(points.length).toBeLessThanOrEqual(10)
        const like = entriesIn(history).filter(({ label, settled }) => label === null && settled)
        if (since === null) {
          expect(like.length < 5 || like.slice(-5).some((each) => each.inboxRate <= inbox_rate)).toBe(true)
        } else {
          const after = like.filter(({ time }) => time > since)
          expect(after.every((each) => each.inboxRate > inbox_rate)).toBe(true)
          expect(after.length).toBeGreaterThanOrEqual(4)
        }
      }),
    )
  })
})

describe('the warning about the file', () => {
  test.each([
    ['one line', 1, /holds 1 line that/],
    ['many lines', 1234, /holds 1,234 lines that/],
  ])('counts what this action did not write: %s', (_, count, message) => {
    expect(historyWarning(read(serialize([entry()]) + 'x\n'.repeat(count)))?.message).toMatch(message)
  })

  test('tells a file that is not ours, and one that cannot be read', () => {
    expect(historyWarning(FOREIGN)?.message).toMatch(/this action wrote none of them/)
    expect(historyWarning(UNREADABLE)).toEqual({ message: 'permission denied', hint: 'Ask.' })
  })

  test('is none, and there is no trend either, where no history is kept', () => {
    expect(historyWarning({ kind: 'off' })).toBeNull()
    expect(trendOf({ kind: 'off' }, readOf(entry()))).toBeNull()
  })

  test('is none when all is well', () => {
    expect(historyWarning(NONE)).toBeNull()
    expect(historyWarning(historyOf([entry()]))).toBeNull()
  })
})
