import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, type HistoryEntry, parseLine, serialize } from '../../src/history/entry.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { anyText } from '../any-text.ts'
import { FACTS, inboxTest, judgedTest, seed } from '../builders.ts'
import { entry } from './entries.ts'

const NO_SECRETS = secretsOf([])
const lineOf = (fields: object) => JSON.stringify({ ...entry(), ...fields })
const read = (line: string) => parseLine(line, NO_SECRETS, 'masked')

describe('a line of the history', () => {
  test('has what the run found out, and where and when it ran', () => {
    const found = inboxTest({
      seeds: [
        seed(),
        seed({ placement: 'spam' }),
        seed({ placement: 'unknown' }),
        seed({ placement: 'pending' }),
      ],
    })
    const result = judgedTest({
      job: { id: 'job-7', label: 'Short subject' },
      verdict: 'undecided',
      settled: false,
      test: found,
    })
    expect(JSON.parse(serialize([entryOf(result, FACTS)]))).toEqual({
      schema_version: 1,
      time: '2026-11-20T09:41:00.000Z',
      label: 'Short subject',
      job_id: 'job-7',
      verdict: 'undecided',
      settled: false,
      inbox_rate: 25,
      spam_rate: 25,
      total_seeds: 4,
      received: 3,
      inbox: 1,
      spam: 1,
      unknown_placement: 1,
      pending: 1,
      commit: '9d2e4f1a0b3c5d7e9f1a2b3c4d5e6f708192a3b4',
      run_url: 'https://github.com/acme/mail/actions/runs/4242/attempts/1',
    })
  })

  test('has no seed address, even when addresses show in full', () => {
    const found = inboxTest({
      seeds: [seed({ address: 'someone@gmail.example', submissionResult: 'to someone@gmail.example' })],
    })
    expect(serialize([entryOf(judgedTest({ test: found }), FACTS)])).not.toContain('@')
  })

  test.each([
    ['outside a workflow run', { commit: null, runUrl: null }],
    ['on a server with names of its own', { commit: 'r4711', runUrl: 'ftp://server/run 1' }],
  ])('%s has neither commit nor link, and can be read', (_, facts) => {
    const written = entryOf(judgedTest(), { ...FACTS, ...facts })
    expect(written).toMatchObject({ commit: null, run_url: null })
    expect(read(serialize([written]).trim())).toEqual(written)
  })

  test('is one line, and read back the same, whatever the test, its label and its id', () => {
    const name = anyText.filter((text) => text.trim() !== '' && text.length <= 200 && !/[\p{Cc}]/u.test(text))
    const count = fc.nat({ max: 20 })
    const rate = fc.double({ min: 0, max: 100, noNaN: true }).map(Math.abs)
    const summary = fc.record({
      totalSeeds: fc.constant(20),
      received: count,
      inbox: count,
      spam: count,
      unknown: count,
      pending: count,
      inboxRate: rate,
      spamRate: rate,
    })
    const verdicts = fc.constantFrom('passed' as const, 'failed' as const, 'undecided' as const)
    const times = fc.date({ min: new Date('2000-01-01'), max: new Date('2999-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(
        name,
        fc.option(name),
        summary,
        verdicts,
        fc.boolean(),
        times,
        (id, label, counts, verdict, settled, time) => {
          const result = judgedTest({
            job: { id, label },
            verdict,
            settled,
            test: inboxTest({ summary: counts }),
          })
          const written = entryOf(result, { ...FACTS, checkedAtMs: time.getTime() })
          const [line, ...rest] = serialize([written]).split('\n')
          expect(rest).toEqual([''])
          expect(parseLine(line ?? '', NO_SECRETS, 'full')).toEqual(written)
        },
      ),
    )
  })
})

describe('a line that somebody else could have written', () => {
  test('is ours as long as every field is', () => {
    expect(read(lineOf({}))).toEqual(entry())
  })

  test('may have fields of a later version, which are left out', () => {
    expect(read(lineOf({ headline: 'Passed', constructor: 1, toString: 2 }))).toEqual(entry())
  })

  test.each(Object.keys(entry()))('is not ours without %s', (name) => {
    expect(read(lineOf({ [name]: undefined, filler: 'x'.repeat(100) }))).toBeNull()
  })

  test.each<[string, Record<keyof HistoryEntry, unknown> | object]>([
    ['another schema', { schema_version: 2 }],
    ['a schema in words', { schema_version: '1' }],
    ['a time in words', { time: 'yesterday' }],
    ['a time as a number', { time: 1_795_000_000 }],
    ['a time of another zone', { time: '2026-11-20T09:41:00+01:00' }],
    ['a day that never was', { time: '2026-09-31T09:41:00.000Z' }],
    ['an hour that never was', { time: '2026-09-30T25:41:00.000Z' }],
    ['a label that is none', { label: '' }],
    ['a label of the wrong type', { label: 7 }],
    ['a label on two lines', { label: 'Short\nsubject' }],
    ['an absurdly long label', { label: 'x'.repeat(201) }],
    ['a blank job id', { job_id: ' ' }],
    ['no job id', { job_id: null }],
    ['an absurdly long job id', { job_id: 'x'.repeat(1001) }],
    ['a job id with a terminal code', { job_id: '\u001b[2Kjob' }],
    ['an unknown verdict', { verdict: 'error' }],
    ['a verdict from the prototype', { verdict: 'toString' }],
    ['settled in words', { settled: 'true' }],
    ['a rate above 100', { inbox_rate: 100.1 }],
    ['a rate below 0', { spam_rate: -0.1 }],
    ['a rate in words', { inbox_rate: '90' }],
    ['no rate', { inbox_rate: null }],
    ['no seeds', { total_seeds: 0, received: 0, inbox: 0, spam: 0 }],
    ['more seeds than any test', { total_seeds: 1e9 }],
    ['half a seed', { inbox: 44.5 }],
    ['a negative count', { pending: -1 }],
    ['more received than there are', { received: 51 }],
    ['more in the inbox than there are', { inbox: 51 }],
    ['more in spam than there are', { spam: 51 }],
    ['more unknown than there are', { unknown_placement: 51 }],
    ['more pending than there are', { pending: 51 }],
    ['a commit that is none', { commit: 'main' }],
    ['a link that runs a script', { run_url: 'javascript:alert(1)' }],
    ['a link with a line break', { run_url: 'https://github.com/\n::error::owned' }],
    ['an absurdly long link', { run_url: `https://github.com/${'x'.repeat(1000)}` }],
    ['an absurd length', { filler: 'x'.repeat(8000) }],
  ])('is not ours with %s', (_, fields) => {
    expect(read(lineOf(fields))).toBeNull()
  })

  test('is not ours when it brings a prototype along', () => {
    expect(read(lineOf({}).replace('{', '{"__proto__":{"settled":true},'))).toBeNull()
    expect(read(lineOf({ settled: undefined }).replace('{', '{"__proto__":{"settled":true},'))).toBeNull()
  })

  test.each([
    ['nothing', ''],
    ['no JSON', `{${'x'.repeat(300)}`],
    ['a list', `[${lineOf({})}]`],
    ['a text', JSON.stringify('x'.repeat(300))],
    ['a hole without a bottom', `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`],
    ['two lines in one', lineOf({}) + lineOf({})],
    ['a torn line', lineOf({}).slice(0, -10)],
  ])('is not ours when it is %s', (_, line) => {
    expect(read(line)).toBeNull()
  })

  test('is never a fault, whatever one field or the whole line is', () => {
    const names = fc.constantFrom(...Object.keys(entry()), '__proto__', 'constructor')
    fc.assert(
      fc.property(names, fc.jsonValue(), anyText, (name, value, text) => {
        const changed = read(
          JSON.stringify({ ...entry(), ...JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) }),
        )
        expect(changed === null || changed.total_seeds >= changed.inbox).toBe(true)
        expect(read(text.padEnd(300))).toBeNull()
      }),
    )
  })

  test.each([
    ['masked', 's•••@gmail.example'],
    ['hidden', '(address hidden)'],
    ['full', 'seed@gmail.example'],
  ] as const)('shows an address that was put into it as the run was told to: %s', (mode, shown) => {
    const line = lineOf({ job_id: 'for seed@gmail.example' })
    expect(parseLine(line, NO_SECRETS, mode)).toMatchObject({ job_id: `for ${shown}` })
  })

  test.each(['masked', 'hidden', 'full'] as const)(
    'finds the lines of a label that looks like an address, with addresses %s',
    (mode) => {
      const label = 'brand@acme.example'
      expect(parseLine(lineOf({ label }), NO_SECRETS, mode)).toMatchObject({ label })
    },
  )

  test('gives away no secret that was put into it', () => {
    const secrets = secretsOf(['k3y-0f-the-campaign'])
    const entered = parseLine(
      lineOf({ label: 'k3y-0f-the-campaign', job_id: 'k3y-0f-the-campaign' }),
      secrets,
      'masked',
    )
    expect(entered).not.toBeNull()
    expect(JSON.stringify(entered)).not.toContain('k3y-0f-the-campaign')
  })
})
