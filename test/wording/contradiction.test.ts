import { expect, test } from 'vitest'
import type { Disagreement } from '../../src/judge/consistency.ts'
import { contradictionHint, contradictionWords } from '../../src/wording/contradiction.ts'

test.each<[Disagreement, string]>([
  [
    { field: 'inbox_rate', rate: 90, counted: 84, countedFrom: 'summary' },
    '`inbox_rate` is 90%, but its counts come to 84%',
  ],
  [
    { field: 'spam_rate', rate: 0, counted: 5.5, countedFrom: 'results' },
    '`spam_rate` is 0%, but its seeds come to 5.5%',
  ],
  [
    { field: 'total_seeds', count: 10, counted: 1018, countedFrom: 'summary' },
    '`total_seeds` is 10, but `inbox`, `spam`, `unknown_placement` and `pending` come to 1,018',
  ],
  [
    { field: 'received', count: 8, counted: 10, countedFrom: 'summary' },
    '`received` is 8, but `inbox`, `spam` and `unknown_placement` come to 10',
  ],
  [
    { field: 'pending', count: 1, counted: 0, countedFrom: 'status' },
    '`status` is Completed, but `pending` is 1',
  ],
  [
    { field: 'inbox', count: 249, counted: 248, countedFrom: 'results' },
    '`inbox` is 249, but `results` shows 248',
  ],
])('a contradiction names both figures: %j', (disagreement, words) => {
  expect(contradictionWords(disagreement, (field) => `\`${field}\``)).toBe(words)
  expect(contradictionHint(disagreement)).toContain('as the dashboard does')
})
