import { expect, test } from 'vitest'
import { invalidInputSentence } from '../../src/wording/invalid-input.ts'

test.each([
  [{ input: 'wait_for', value: 'x"y', message: 'say. which' }, 'wait_for "x\\"y": say. which.'],
  [{ input: 'wait_for', value: 'x', message: 'which one?' }, 'wait_for "x": which one?'],
  [{ input: 'api_key', value: null, message: 'it is required' }, 'api_key: it is required.'],
])(
  'a wrong input is reported in one sentence with its name, and its value where there is one: %j',
  (wrong, sentence) => {
    expect(invalidInputSentence(wrong)).toBe(sentence)
  },
)
