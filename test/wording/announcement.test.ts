import { describe, expect, test } from 'vitest'
import type { Job } from '../../src/core/job.ts'
import type { Waiting } from '../../src/core/waiting.ts'
import { announcement } from '../../src/wording/announcement.ts'
import { withTexts } from '../texts.ts'

const MINUTE = 60_000
const ONE = withTexts<readonly Job[]>([{ id: 'job-1', label: 'Short subject' }])
const TWO = withTexts<readonly Job[]>([...ONE, { id: 'job-2', label: null }])
const said = (over: Partial<Waiting>, jobs = ONE) =>
  announcement(jobs, {
    waitFor: 'completed',
    timeoutMs: 30 * MINUTE,
    pollIntervalMs: 15_000,
    quietMs: null,
    ...over,
  })

describe('the first line of the log', () => {
  test('says what is waited for, for how long, and how often it is looked at', () => {
    const line = said({})
    expect(line).toMatch(/\bjob-1\b.* Completed.*at most 30 min.* 15 s/u)
    expect(line).not.toMatch(/verdict|nothing new/u)
  })

  test('says that a certain verdict is enough', () => {
    const line = said({ waitFor: 'verdict' })
    expect(line).toContain('verdict is certain')
    expect(line).not.toContain('Completed')
  })

  test('says how long nothing new may come', () => {
    expect(said({ quietMs: 5 * MINUTE })).toMatch(/at most 30 min.*nothing new.* 5 min/u)
  })

  test('counts several tests, and says that each of them is waited for', () => {
    expect(said({}, TWO)).toMatch(/\b2 inbox tests.* each is Completed/u)
    expect(said({ waitFor: 'verdict' }, TWO)).toMatch(/verdict of each is certain/u)
  })

  test('of a single look speaks of no wait', () => {
    expect(said({ timeoutMs: 0 })).toMatch(/once.*job-1/u)
    expect(said({ timeoutMs: 0 }, TWO)).toMatch(/once.*2 inbox tests/u)
    expect(said({ timeoutMs: 0 })).not.toMatch(/until|every/u)
  })
})
