import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonParts, type Writable } from '../../src/publish/json-parts.ts'

const written = (value: Writable) => [...jsonParts(value)].join('')

describe('JSON in parts', () => {
  test('reads as what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(written(value as Writable))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('leaves out what has no value, and has null where a list has none', () => {
    expect(JSON.parse(written({ there: 1, missing: undefined, list: [undefined] }))).toEqual({
      there: 1,
      list: [null],
    })
  })

  test('makes a list as it is written, one item at a time', () => {
    let made = 0
    function* items() {
      for (;;) {
        made += 1
        yield { nth: made }
      }
    }
    for (const part of jsonParts({ list: items() })) if (part.includes('"nth":5')) break
    expect(made).toBe(5)
  })
})
