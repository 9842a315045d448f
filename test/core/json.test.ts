import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/core/json.ts'

test('JSON is read as it stands there', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('what is not JSON is undefined', () => {
  for (const text of ['', '<html>', '{"a":', 'undefined']) expect(parseJson(text)).toBeUndefined()
})

test('a million lists and objects are read, and no more', () => {
  const inside = '[],{},'.repeat(499_999)
  expect(parseJson(`[${inside}[]]`)).toHaveLength(999_999)
  expect(parseJson(`[${inside}[],{}]`)).toBeUndefined()
})

test('lists in lists are read, however deep', () => {
  const depth = 100_000
  let inside = parseJson(`${'['.repeat(depth)}"bottom"${']'.repeat(depth)}`)
  while (Array.isArray(inside)) [inside] = inside
  expect(inside).toBe('bottom')
})
