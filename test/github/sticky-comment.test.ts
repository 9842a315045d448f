import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marker } from '../../src/github/sticky-comment.ts'

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
