import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textsOf } from '../../src/core/texts.ts'
import { type HistoryLine, lineOf, parseLine, serialize } from '../../src/history/entry.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { anyText } from '../any-text.ts'
import { FACTS, inboxTest, judgedTest, seed } from '../builders.ts'
import { OPENLY } from '../texts.ts'
import { entry, readOf } from './entries.ts'

const NO_SECRETS = secretsOf([])
const written = (fields: object) => JSON.stringify({ ...entry(), ...fields })
const read = (line: string) => parseLine(line, NO_SECRETS, OPENLY)

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
    expect(JSON.parse(serialize([lineOf(result, FACTS)]))).toEqual({
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
    expect(serialize([lineOf(judgedTest({ test: found }), FACTS)])).not.toContain('@')
  })

  test('can be read wherever it was written', () => {
    for (const facts of [
      { commit: null, runUrl: null },
      { commit: 'r4711', runUrl: 'ftp://server/run 1' },
    ]) {
      const line = lineOf(judgedTest(), { ...FACTS, ...facts })
      expect(line).toMatchObject({ commit: facts.commit, run_url: facts.runUrl })
      expect(read(serialize([line]).trim())).toEqual(readOf(line))
    }
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
          const ours = lineOf(result, { ...FACTS, checkedAtMs: time.getTime() })
          const [line, ...rest] = serialize([ours]).split('\n')
          expect(rest).toEqual([''])
          expect(read(line ?? '')).toEqual(readOf(ours))
        },
      ),
    )
  })
})

describe('a line that somebody else could have written', () => {
  test('is ours as long as every field that is read is', () => {
    expect(read(written({}))).toEqual(readOf(entry()))
  })

  test('may have fields of a later version, which are left out', () => {
    expect(read(written({ headline: 'Passed', constructor: 1, toString: 2 }))).toEqual(readOf(entry()))
  })

  const isRead = ['schema_version', 'time', 'label', 'job_id', 'verdict', 'settled', 'inbox_rate']
  test.each(Object.keys(entry()))('is not ours without %s, if that is read', (name) => {
    const line = read(written({ [name]: undefined, filler: 'x'.repeat(100) }))
    expect(line === null).toBe(isRead.includes(name))
  })

  test.each<[string, Record<keyof HistoryLine, unknown> | object]>([
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
    ['a rate below 0', { inbox_rate: -0.1 }],
    ['a rate in words', { inbox_rate: '90' }],
    ['no rate', { inbox_rate: null }],
    ['an absurd length', { filler: 'x'.repeat(8000) }],
  ])('is not ours with %s', (_, fields) => {
    expect(read(written(fields))).toBeNull()
  })

  test('is not ours when it brings a prototype along', () => {
    expect(read(written({}).replace('{', '{"__proto__":{"settled":true},'))).toBeNull()
    expect(read(written({ settled: undefined }).replace('{', '{"__proto__":{"settled":true},'))).toBeNull()
  })

  test.each([
    ['nothing', ''],
    ['no JSON', `{${'x'.repeat(300)}`],
    ['a list', `[${written({})}]`],
    ['a text', JSON.stringify('x'.repeat(300))],
    ['a hole without a bottom', `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`],
    ['two lines in one', written({}) + written({})],
    ['a torn line', written({}).slice(0, -10)],
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
        expect(changed === null || changed.inboxRate <= 100).toBe(true)
        expect(read(text.padEnd(300))).toBeNull()
      }),
    )
  })

  test.each(['masked', 'hidden', 'full'] as const)(
    'is found, and asked for, by what stands in it, with addresses %s',
    (mode) => {
      const [label, job_id] = ['brand@acme.example', 'spring@2026-11-20']
      const found = parseLine(written({ label, job_id }), NO_SECRETS, textsOf(NO_SECRETS, mode))
      expect([found?.label?.given, found?.jobId.given]).toEqual([label, job_id])
      expect(found?.jobId.shown).toBe(
        { masked: 's•••@2026-11-20', hidden: '(address hidden)', full: job_id }[mode],
      )
    },
  )

  test.each(['label', 'job_id'])(
    'is not ours when its %s holds a secret: the input would have been refused',
    (name) => {
      const secrets = secretsOf(['k3y-0f-the-campaign'])
      const line = written({ [name]: 'for k3y-0f-the-campaign' })
      expect(parseLine(line, secrets, textsOf(secrets, 'masked'))).toBeNull()
      expect(read(line)).not.toBeNull()
    },
  )
})
