import { describe, expect, test } from 'vitest'
import { formatDay, formatMinute } from '../../src/wording/dates.ts'

const NOW = Date.UTC(2026, 10, 20, 9, 41)

test('a moment is read to the minute, in UTC', () => {
  expect(formatMinute(Date.UTC(2026, 0, 2, 3, 4, 59, 999))).toBe('2026-01-02 03:04')
})

describe('a day', () => {
  test.each([
    ['2026-10-12T08:00:00Z', '12 October'],
    ['2026-01-01T00:00:00Z', '1 January'],
    ['2025-10-12T08:00:00Z', '12 October 2025'],
    ['2026-12-31T23:59:59-05:00', '1 January 2027'],
  ])('%s is %s, in UTC and with the year when it is another', (iso, day) => {
    expect(formatDay(iso, NOW)).toBe(day)
  })

  test.each(['yesterday', 'Campaign 7', '12', '2026-13-45'])(
    'is none where the text is no time: %s',
    (text) => {
      expect(formatDay(text, NOW)).toBeNull()
    },
  )
})
