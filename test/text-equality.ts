import { expect } from 'vitest'
import { Text } from '../src/core/text.ts'

// A `Text` keeps what it holds private, so that any two of them would pass for equal.
expect.addEqualityTesters([
  (a, b) => {
    if (!(a instanceof Text) && !(b instanceof Text)) return
    return a instanceof Text && b instanceof Text && a.given === b.given
  },
])
