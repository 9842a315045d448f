import { expect, test } from 'vitest'
import { PLACEMENT, PLACEMENTS, placementLabel, WORST_FIRST } from '../../src/wording/placement.ts'

test('each placement has a square of its own, and words beside it, so that colour never stands alone', () => {
  expect(PLACEMENTS.map((each) => PLACEMENT[each].square).join('')).toBe('🟩🟥🟨⬜')
  for (const placement of PLACEMENTS) {
    const { square, word, label } = PLACEMENT[placement]
    expect(word).toMatch(placement === 'pending' ? /not arrived/u : new RegExp(`^${placement}$`, 'u'))
    expect(label.toLowerCase()).toBe(word)
    expect(placementLabel(placement)).toBe(`${square} ${label}`)
  }
})

test('worst first is spam, then what nobody knows, then what is still missing, then the inbox', () => {
  expect(WORST_FIRST).toEqual(['spam', 'unknown', 'pending', 'inbox'])
})
