import { describe, expect, test } from 'vitest'
import type { Runner } from '../../src/runner/runner.ts'
import { failing, KEY, levels, placed, step, TOKEN } from '../one-step.ts'
import { parsed } from '../report/parsed.ts'

const GOOD = placed({ Inbox: 10 })
const BAD = placed({ Spam: 10 })
const OPEN = placed({ Inbox: 8, Pending: 2 })

describe('what a step does, in order', () => {
  test('secrets are masked before anything else, even before the inputs are found invalid', async () => {
    for (const inputs of [{}, { min_inbox_rate: 'much' }]) {
      const { order, masks } = await step({ ...inputs, github_token: TOKEN }, BAD)
      expect(order[0]).toBe('mask')
      expect(masks.slice(0, 2)).toEqual([KEY, TOKEN])
    }
  })

  test('outputs, then the summary, then the files, then annotations; failing is last, and happens once', async () => {
    const inputs = { provider_min_inbox_rate: '*: 50' }
    const { order } = await step(inputs, BAD)
    const effects = order.filter((what) => what !== 'info' && what !== 'mask')
    const kinds = effects.filter((what, index) => what !== effects[index - 1])
    // The last outputs are where the files are.
    expect(kinds).toEqual(['setOutput', 'appendSummary', 'writeFile', 'setOutput', 'annotate', 'setFailed'])
    expect(order.filter((what) => what === 'setFailed')).toHaveLength(1)
    expect(order.at(-1)).toBe('setFailed')
  })

  test('a passed test fails nothing, annotates nothing, and says so in the last line of the log', async () => {
    const passed = await step({}, GOOD)
    expect(passed).toMatchObject({ failed: [], annotations: [], outputs: { verdict: 'passed' } })
    expect(passed.info.at(-1)).toMatch(/passed/u)
    expect(passed.info.at(-1)).toContain('100%')
  })
})

describe('the log', () => {
  const secondsOf = (line: string) => {
    const [, hours, minutes, seconds] = /^(?:(\d+) h ?)?(?:(\d+) min ?)?(?:(\d+) s)? ·/u.exec(line) ?? []
    return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  }
  const progress = (lines: readonly string[]) => lines.filter((line) => line.includes(' · '))

  test('has one line for each change, and none when nothing changed', async () => {
    const { info } = await step({}, ({ poll }) => (poll < 4 ? OPEN : GOOD))
    expect(progress(info).map((line) => /(\d+) of 10 arrived/u.exec(line)?.[1])).toEqual(['8', '10'])
  })

  test('says first which test is waited for, how long, and how often it is asked for', async () => {
    const { info } = await step({ timeout_minutes: '12', poll_interval_seconds: '20' }, GOOD)
    for (const fact of ['job-1', '12 min', '20 s']) expect(info[0]).toContain(fact)
  })

  test('shows a sign of life at least every five minutes', async () => {
    const { info } = await step({ timeout_minutes: '30', poll_interval_seconds: '600' }, OPEN)
    const at = [...progress(info).map(secondsOf), 1800]
    for (const [index, seconds] of at.entries())
      expect(seconds - (at[index - 1] ?? 0)).toBeLessThanOrEqual(300)
  })

  test('tells of a fault that is tried again once, however often it comes', async () => {
    const { info } = await step({}, ({ poll }) => (poll < 6 ? failing(503) : GOOD))
    expect(info.filter((line) => line.includes('HTTP 503'))).toHaveLength(1)
  })
})

describe('seed addresses', () => {
  const addresses = (masks: readonly string[]) => masks.filter((mask) => mask.includes('@'))

  test('are masked in the runner as they become known, each once, before a line of the log tells of them', async () => {
    const { masks, order } = await step({}, ({ poll }) => (poll === 1 ? OPEN : GOOD))
    expect(new Set(addresses(masks)).size).toBe(10)
    expect(addresses(masks)).toHaveLength(10)
    expect(order.indexOf('info', order.indexOf('info') + 1)).toBeGreaterThan(order.lastIndexOf('mask'))
  })

  test('are not masked when they are shown in full', async () => {
    const { masks, summary } = await step({ seed_addresses: 'full' }, GOOD)
    expect(addresses(masks)).toEqual([])
    expect(summary).toContain('seed-1@gmail.example')
  })

  test('are not masked one by one for a test of thousands, and still shown nowhere', async () => {
    const { masks, summary, files } = await step({}, placed({ Inbox: 1001 }))
    expect(addresses(masks)).toEqual([])
    expect(summary + files['report.md'] + files['results.json']).not.toContain('seed-')
  })
})

describe('what cannot be written is one warning that says why, and changes nothing else', () => {
  test.each<[keyof Runner, number]>([
    ['writeFile', 2],
    ['appendSummary', 1],
    ['setOutput', 1],
  ])('%s', async (what, warnings) => {
    const broken = () => {
      throw new Error(`ENOSPC while ${what}`)
    }
    const result = await step({}, GOOD, { runner: { [what]: broken } })
    expect(levels(result)).toEqual(Array.from({ length: warnings }, () => 'warning'))
    for (const { message } of result.annotations) expect(message).toContain(`ENOSPC while ${what}`)
    expect(result.failed).toEqual([])
    if (what !== 'setOutput') expect(result.outputs['verdict']).toBe('passed')
    if (what !== 'appendSummary') expect(parsed(result.summary).headings[0]).toContain('passed')
    expect(Object.keys(result.files)).toEqual(what === 'writeFile' ? [] : ['report.md', 'results.json'])
    expect(Object.keys(result.outputs).some((name) => name.endsWith('_file'))).toBe(what === 'appendSummary')
  })
})

test('a fault of the action in a request is not put down to the connection, and ends the run', async () => {
  const { asked, failed, debug } = await step({ timeout_minutes: '30' }, new TypeError('x is undefined'))
  expect(asked).toHaveLength(1)
  expect(failed).toEqual([expect.stringMatching(/unexpected error.*report what it prints/u)])
  expect(failed[0]).not.toContain('undefined')
  expect(debug).toEqual([expect.stringContaining('x is undefined')])
})

test('a fault of the action is an error that asks to be reported; its stack is for debug logs only', async () => {
  const getInput: Runner['getInput'] = (name) => {
    if (name === 'wait_for') throw new TypeError(`it broke at ${KEY}`)
    return { job_id: 'job-1', api_key: KEY }[name] ?? ''
  }
  const { failed, debug, outputs, ...rest } = await step({}, GOOD, { runner: { getInput } })
  expect(outputs['verdict']).toBe('error')
  expect(failed).toEqual([expect.stringContaining('unexpected error')])
  expect(failed[0]).not.toContain('it broke')
  expect(failed[0]).toMatch(/report/u)
  expect(debug).toEqual([expect.stringContaining('TypeError: it broke at ***')])
  expect(debug[0]).not.toContain(KEY)
  expect(JSON.stringify([failed, rest.summary, rest.info, rest.annotations, rest.files])).not.toMatch(
    /\bat \S+:\d+/u,
  )
})
