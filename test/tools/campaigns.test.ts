import { describe, expect, test } from 'vitest'
import { holmCorrected, mcnemarExact } from '../../src/judge/statistics.ts'
import * as campaigns from '../../tools/sandbox/campaigns.ts'
import { type SeedSpec, type TestBody, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { type ScenarioName, scenarios } from '../../tools/sandbox/scenarios.ts'

/** A scenario's answer `elapsedMs` after its first poll. */
function after(elapsedMs: number, name: ScenarioName, number = 1): TestBody {
  return scenarios()[name].reply({ number, elapsedMs }).body as TestBody
}

const inTheEnd = (name: ScenarioName) => after(3_600_000, name)

/** Share of a provider's seeds that are in the inbox, 0 to 1. */
function inboxShare({ results }: TestBody, provider: string): number {
  const own = results.filter((seed) => seed.provider === provider)
  return own.filter(({ placement }) => placement === 'Inbox').length / own.length
}

const addresses = ({ results }: TestBody) => results.map(({ seed_address }) => seed_address)
const spfWords = ({ results }: TestBody) => new Set(results.map(({ spf_status }) => spf_status))

describe('three subject lines', () => {
  const [short, question, shouting] = (
    ['subject-short', 'subject-question', 'subject-shouting'] as const
  ).map(inTheEnd) as [TestBody, TestBody, TestBody]

  /** The p value of the seeds that one of two tests has in the inbox and the other has not. */
  function chance(a: TestBody, b: TestBody): number {
    const only = (one: TestBody, other: TestBody) =>
      one.results.filter(
        (seed, index) => seed.placement === 'Inbox' && other.results[index]?.placement !== 'Inbox',
      ).length
    return mcnemarExact(only(a, b), only(b, a))
  }

  test('went to the same seeds', () => {
    expect(addresses(question)).toEqual(addresses(short))
    expect(addresses(shouting)).toEqual(addresses(short))
  })

  test('the first two differ by chance, the third from both by more', () => {
    expect([short, question, shouting].map(({ summary }) => summary.inbox_rate)).toEqual([96, 90, 60])
    const pairs = [chance(short, question), chance(short, shouting), chance(question, shouting)]
    expect(holmCorrected(pairs).map((p) => p < 0.05)).toEqual([false, true, true])
  })
})

test('a baseline reached the same addresses, with more of them in the inbox', () => {
  for (const name of ['outlook-to-spam', 'nine-providers'] as const) {
    const [now, earlier] = [inTheEnd(name), inTheEnd(`${name}-baseline`)]
    expect(addresses(earlier)).toEqual(addresses(now))
    expect(new Set(addresses(now)).size).toBe(now.results.length)
    expect(Number(earlier.summary.inbox_rate)).toBeGreaterThan(Number(now.summary.inbox_rate))
  }
})

test('nine-providers is bad at two families of providers, and good at the others', () => {
  const test = inTheEnd('nine-providers')
  for (const provider of ['Outlook', 'Hotmail', 'Microsoft 365', 'Yahoo', 'AOL']) {
    expect(inboxShare(test, provider), provider).toBeLessThanOrEqual(0.5)
  }
  for (const provider of ['Gmail', 'Google Workspace', 'iCloud', 'GMX']) {
    expect(inboxShare(test, provider), provider).toBeGreaterThan(0.9)
  }
})

test('gmail-to-spam has a good inbox rate, and a bad one for a list of 60% Gmail', () => {
  const test = inTheEnd('gmail-to-spam')
  expect(test.summary.inbox_rate).toBe(84)
  const others = ['Yahoo', 'Outlook', 'iCloud'].map((provider) => inboxShare(test, provider))
  expect([...others, inboxShare(test, 'Gmail')]).toEqual([1, 1, 1, 0.6])
})

test('slow-provider: Outlook gets its mail six minutes after the others', () => {
  const pendingAt = (elapsedMs: number) =>
    new Set(
      after(elapsedMs, 'slow-provider')
        .results.filter((seed) => !seed.email_found)
        .map(({ provider }) => provider),
    )
  expect(pendingAt(8_000)).toEqual(new Set(['Outlook']))
  expect(pendingAt(6 * 60_000)).toEqual(new Set(['Outlook']))
  expect(pendingAt(6 * 60_000 + 8_000)).toEqual(new Set())
  expect(after(0, 'slow-provider-completed').status).toBe('Completed')
})

test('lost seeds stay pending: a few, many, those of one provider, all', () => {
  const names = ['lost-seeds', 'lost-many', 'lost-provider', 'lost-all'] as const
  const tests = names.map(inTheEnd)
  expect(tests.map(({ status }) => status)).toEqual(names.map(() => 'Processing'))
  expect(tests.map(({ summary }) => summary.pending)).toEqual([3, 20, 8, 50])
  const missing = inTheEnd('lost-provider').results.filter((seed) => !seed.email_found)
  expect(new Set(missing.map(({ provider }) => provider))).toEqual(new Set(['iCloud']))
})

test('SPF speaks each of its words', () => {
  expect(spfWords(inTheEnd('all-spam'))).toEqual(new Set(['pass']))
  expect(spfWords(inTheEnd('spf-none'))).toEqual(new Set(['none']))
  expect(spfWords(inTheEnd('spf-permerror'))).toEqual(new Set(['permerror']))
  expect(spfWords(inTheEnd('spf-temperror'))).toEqual(new Set(['pass', 'temperror']))
  expect(spfWords(inTheEnd('spf-fails'))).toEqual(new Set(['pass', 'softfail']))
  expect(spfWords(inTheEnd('outlook-to-spam'))).toEqual(new Set(['pass', 'fail']))
})

test('promotions: a word that the API does not document counts as unknown placement', () => {
  expect(inTheEnd('promotions')).toMatchObject({
    status: 'Completed',
    summary: { unknown_placement: 12, spam: 0 },
  })
})

test.each(
  Object.entries(campaigns).filter((entry): entry is [string, SeedSpec[]] => Array.isArray(entry[1])),
)('no two seeds of %s share an address', (_, specs) => {
  expect(new Set(addresses(testBody(specs))).size).toBe(specs.length)
})
