import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jobId } from '../../src/inputs/jobs.ts'
import { inputReader } from '../../src/parsing/reader.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { asShown, OPENLY } from '../texts.ts'

function read(text: string) {
  const reader = inputReader([jobId], () => text, secretsOf([]), { texts: OPENLY })
  return { jobs: asShown(reader.value(jobId)), problems: reader.mistakes() }
}

describe('job_id', () => {
  test('one line is one test without a label', () => {
    expect(read('7b1e4a52-90c3').jobs).toEqual([{ id: '7b1e4a52-90c3', label: null }])
  })

  test('each line is a test, with its label or without one; empty lines are ignored', () => {
    expect(read('\nShort subject: id-1\n\n  id-2  \r\nTo:all: id-3\n').jobs).toEqual([
      { id: 'id-1', label: 'Short subject' },
      { id: 'id-2', label: null },
      { id: 'id-3', label: 'To:all' },
    ])
  })

  test('only a colon that white space follows ends a label, so an id may have colons', () => {
    expect(read('urn:test:1').jobs).toEqual([{ id: 'urn:test:1', label: null }])
    expect(read('A: urn:test:1').jobs).toEqual([{ id: 'urn:test:1', label: 'A' }])
  })

  test('white space around a label and an id belongs to neither', () => {
    expect(read('A \t:  \t id-1').jobs).toEqual([{ id: 'id-1', label: 'A' }])
  })

  test('a label has up to 60 characters, of whatever script', () => {
    const label = '📬'.repeat(60)
    expect(read(`${label}: id-1`)).toMatchObject({ jobs: [{ id: 'id-1', label }], problems: [] })
  })

  test.each([
    ['the same id twice', 'A: same\nB: same', /once/u],
    ['the same label twice, whatever its case', 'Long: id-1\nlong: id-2', /label.* different/u],
    ['a label that is the id of another test', 'id-1\nID-1: id-2', /label.* different/u],
    ['an empty label', ': id-1', /label is empty/u],
    ['a label with a control character', 'A\tB: id-1', /control/u],
    ['a label of more than 60 characters', `${'x'.repeat(61)}: id-1`, /60/u],
    ['a label without an id', 'A: null', /create_inbox_test/u],
    ['a label with an empty id', 'Newsletter:', /id is empty/u],
  ])('%s is refused with its line, and why', (_, text, why) => {
    const { problems } = read(text)
    expect(problems).toEqual([
      {
        input: 'job_id',
        value: text.split('\n').at(-1)?.replace('\t', ' '),
        message: expect.stringMatching(why),
      },
    ])
  })

  test('20 tests are the most', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`).join('\n')
    expect(read(lines(20)).problems).toEqual([])
    expect(read(lines(21))).toEqual({
      jobs: [],
      problems: [{ input: 'job_id', value: null, message: expect.stringMatching(/20 .*21/u) }],
    })
  })

  test('every label and id that can be written is read back', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9äöü._:-]{1,20}$/u)
    const label = fc
      .array(word, { minLength: 1, maxLength: 2 })
      .map((words) => words.join(' '))
      // Those look like a list on one line, and are refused.
      .filter((text) => !/:[\s\d]|^- /u.test(text))
    fc.assert(
      fc.property(label, word, (name, id) => {
        expect(read(`${name}: ${id}`)).toMatchObject({ jobs: [{ id, label: name }], problems: [] })
      }),
    )
  })
})
