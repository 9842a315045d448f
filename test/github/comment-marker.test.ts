import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLater, isSameRun, marker, stampIn, stampLine, stampOf } from '../../src/github/comment-marker.ts'

test('no workflow name, job or key can end the marker or reach the text of the comment', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (workflow, job, key) => {
      expect(marker({ workflow, job }, key)).toMatch(/^<!-- inbox-placement-gate [0-9a-f]{64} -->\n$/u)
    }),
  )
})

test('different workflows, jobs and keys have different comments, however they run together', () => {
  const triples = [
    ['a', 'b', 'c'],
    ['ab', '', 'c'],
    ['a', 'bc', ''],
    ['', 'ab', 'c'],
    ['a","b', '', 'c'],
    ['a', 'b', ''],
  ] as const
  expect(new Set(triples.map(([workflow, job, key]) => marker({ workflow, job }, key))).size).toBe(
    triples.length,
  )
})

test('any two triples that differ have different markers, any two that do not the same', () => {
  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'a', '"', '","', '-->', '\ud800'))
  const triple = fc.tuple(name, name, name)
  fc.assert(
    fc.property(triple, triple, (one, other) => {
      const [a, b] = [one, other].map(([workflow, job, key]) => marker({ workflow, job }, key))
      expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
  )
})

test('the same workflow, job and key find the same comment again', () => {
  expect(marker({ workflow: 'a', job: 'b' }, 'c')).toBe(marker({ workflow: 'a', job: 'b' }, 'c'))
})

describe('the stamp of a run', () => {
  const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '-->', '\n', 'a/b/c.yml@main'))
  const context = fc.record({
    runNumber: fc.option(fc.integer({ min: 1, max: 1e9 })),
    runAttempt: fc.option(fc.integer({ min: 1, max: 1000 })),
    workflowRef: fc.option(word),
    writer: word,
  })

  test('is one hidden line, and is read again below the marker as it was written, whatever line breaks it comes back with', () => {
    fc.assert(
      fc.property(context, fc.constantFrom('\n', '\r\n'), (each, lineBreak) => {
        const stamp = stampOf(each)
        expect(stampLine(stamp)).toMatch(/^<!-- (?:(?!--).)+ -->\n$/u)
        const body = `${marker({ workflow: 'a', job: 'b' }, 'c')}${stampLine(stamp)}report`
        expect(stampIn(body.replaceAll('\n', lineBreak))).toEqual(stamp)
      }),
    )
  })

  test('orders runs by number, then by attempt', () => {
    const runs = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }))
    const stamp = ([runNumber, runAttempt]: [number, number]) =>
      stampOf({ runNumber, runAttempt, workflowRef: 'a/b/c.yml@main', writer: 'w' })
    fc.assert(
      fc.property(runs, runs, (one, other) => {
        const order = one[0] - other[0] || one[1] - other[1]
        expect(isLater(stamp(one), stamp(other))).toBe(order > 0)
        expect(isSameRun(stamp(one), stamp(other))).toBe(order === 0)
      }),
    )
  })

  const numbered = (runNumber: number | null, workflowRef: string) =>
    stampOf({ runNumber, runAttempt: 1, workflowRef, writer: 'w' })

  test.each([
    ['a run without a number', numbered(9, 'a/b/c.yml@main'), numbered(null, 'a/b/c.yml@main')],
    [
      'a workflow file of the same name, which counts its own runs',
      numbered(9, 'a/b/old.yml@x'),
      numbered(1, 'a/b/new.yml@x'),
    ],
    [
      'a comment of version 1.0.0, which has no stamp',
      stampIn('<!-- inbox-placement-gate -->\nreport'),
      numbered(1, 'a/b/c.yml@x'),
    ],
  ])('says nothing about %s', (_, one, other) => {
    expect([isLater(one, other), isLater(other, one), isSameRun(one, other)]).toEqual([false, false, false])
  })

  test('is ordered across the branches of one workflow file', () => {
    expect(isLater(numbered(2, 'a/b/c.yml@refs/pull/7/merge'), numbered(1, 'a/b/c.yml@main'))).toBe(true)
  })
})
