import { describe, expect, test } from 'vitest'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import type { ProviderRate } from '../../src/core/provider-lines.ts'
import { type FlatResult, inboxTest, seed } from '../builders.ts'
import { resultsOf, seeds, testOf, withSummary } from '../judge/examples.ts'
import { asText } from '../texts.ts'

const NOT_COMPLETED = { completed: false }

const mixed = inboxTest({
  seeds: [
    ...seeds({ inbox: 9, spam: 1 }, { provider: 'Gmail' }),
    ...seeds({ inbox: 2, spam: 8 }, { provider: 'Outlook' }),
    ...seeds({ inbox: 10 }, { provider: 'Yahoo' }),
  ],
})

const name = ({ subject }: FlatResult) =>
  subject.kind === 'provider' ? subject.name.given : `(${subject.kind})`
const results = (lines: readonly ProviderRate[], of = mixed) =>
  resultsOf('provider_min_inbox_rate', { provider_min_inbox_rate: lines }, of)
const outcomes = (lines: readonly ProviderRate[], of = mixed) =>
  results(lines, of).map((each) => `${name(each)} ${each.outcome}`)

describe('a line of provider_min_inbox_rate', () => {
  test('is about the seeds of the provider named, without regard to case and space', () => {
    expect(outcomes([{ provider: asText(' gMAIL '), minimum: 90 }])).toEqual(['Gmail passed'])
    expect(outcomes([{ provider: asText('outlook'), minimum: 21 }])).toEqual(['Outlook failed'])
  })

  test('fails for a named provider without seeds, and says so', () => {
    expect(results([{ provider: asText('GMX'), minimum: 1 }])).toMatchObject([
      {
        subject: { kind: 'provider', name: asText('GMX') },
        measured: null,
        outcome: 'failed',
        note: 'no seeds in this test',
        openSeeds: false,
      },
    ])
  })

  test('shows the provider as the API first spelled it', () => {
    const spelled = inboxTest({
      seeds: [...seeds({ inbox: 1 }, { provider: 'GMail' }), ...seeds({ inbox: 1 }, { provider: 'gmail' })],
    })
    expect(outcomes([{ provider: asText('gmail'), minimum: 90 }], spelled)).toEqual(['GMail passed'])
    expect(outcomes([{ provider: null, minimum: 90 }], spelled)).toEqual(['GMail passed'])
  })

  test('is open while seeds of the provider are pending or unknown', () => {
    const open = inboxTest({
      seeds: [
        ...seeds({ inbox: 8, pending: 2 }, { provider: 'Gmail' }),
        ...seeds({ inbox: 8, unknown: 2 }, { provider: 'Yahoo' }),
      ],
    })
    expect(outcomes([{ provider: null, minimum: 90 }], open)).toEqual(['Gmail undecided', 'Yahoo undecided'])
    expect(outcomes([{ provider: null, minimum: 79 }], open)).toEqual(['Gmail passed', 'Yahoo passed'])
    expect(results([{ provider: asText('Gmail'), minimum: 90 }], open)).toMatchObject([{ openSeeds: true }])
  })

  test('keeps half a point of distance while the test is open, like every rate', () => {
    const open = testOf({ inbox: 9, pending: 1 })
    expect(outcomes([{ provider: asText('Gmail'), minimum: 89.5 }], open)).toEqual(['Gmail undecided'])
    expect(outcomes([{ provider: asText('Gmail'), minimum: 89.4 }], open)).toEqual(['Gmail passed'])
  })
})

describe('the line *', () => {
  test('is about each provider not named, one rule each', () => {
    const lines = [
      { provider: asText('Outlook'), minimum: 20 },
      { provider: null, minimum: 95 },
    ]
    expect(outcomes(lines)).toEqual(['Outlook passed', 'Gmail failed', 'Yahoo passed'])
    expect(outcomes(lines.toReversed())).toEqual(outcomes(lines))
  })

  test('spares a provider whose own minimum is 0', () => {
    const outlook = inboxTest({ seeds: seeds({ spam: 3 }, { provider: 'Outlook' }) })
    const lines = [
      { provider: null, minimum: 50 },
      { provider: asText('Outlook'), minimum: 0 },
    ]
    expect(outcomes(lines, outlook)).toEqual(['Outlook passed'])
  })

  test('is also about a provider that the API has not listed yet, while there may be one', () => {
    const filling = { ...testOf({ inbox: 9, pending: 1 }), seeds: seeds({ inbox: 9 }) }
    expect(outcomes([{ provider: null, minimum: 80 }], filling)).toEqual([
      'Gmail passed',
      '(unlisted) undecided',
    ])
    expect(outcomes([{ provider: asText('Gmail'), minimum: 80 }], filling)).toEqual(['Gmail passed'])
  })

  test('is no name: a provider that the API calls * is a provider like any other', () => {
    const starred = inboxTest({ seeds: [...seeds({ spam: 2 }, { provider: '*' }), ...seeds({ inbox: 2 })] })
    expect(outcomes([{ provider: null, minimum: 50 }], starred)).toEqual(['* failed', 'Gmail passed'])
    expect(outcomes([{ provider: asText('*'), minimum: 50 }], starred)).toEqual(['* failed'])
  })
})

describe('seeds that are listed under no provider', () => {
  test('could be of any, so nothing is passed by guess, Completed or not', () => {
    const filling = { ...testOf({ inbox: 9, pending: 1 }), seeds: seeds({ inbox: 9 }) }
    const gap = withSummary(testOf({ inbox: 9 }), { totalSeeds: 10, received: 10, inbox: 10 })
    const nameless = inboxTest({
      seeds: [...seeds({ inbox: 9 }), seed({ placement: 'spam', provider: null })],
    })
    for (const partial of [filling, gap, nameless]) {
      expect(outcomes([{ provider: asText('Gmail'), minimum: 95 }], partial)).toEqual(['Gmail undecided'])
    }
    for (const partial of [filling, gap]) {
      expect(outcomes([{ provider: asText('GMX'), minimum: 95 }], partial)).toEqual(['GMX undecided'])
    }
    // Whether it has no seeds or the one in spam, it fails.
    expect(outcomes([{ provider: asText('GMX'), minimum: 95 }], nameless)).toEqual(['GMX failed'])
    expect(results([{ provider: asText('GMX'), minimum: 95 }], gap)).toMatchObject([
      { measured: { low: 0, high: 100 } },
    ])
  })

  test('are counted in a note', () => {
    const gaps = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 7 }) }
    const note = (test: InboxTest) => results([{ provider: asText('Gmail'), minimum: 95 }], test)[0]?.note
    expect(note(gaps)).toMatch(/^3 seeds are missing/u)
    expect(note({ ...gaps, ...NOT_COMPLETED })).toMatch(/^3 seeds are not .* yet$/u)
    const nameless = [...seeds({ inbox: 7 }), seed({ provider: null })]
    expect(note(inboxTest({ seeds: nameless }))).toMatch(/^1 seed is listed under no provider$/u)
    expect(note({ ...gaps, seeds: nameless })).toMatch(/^1 seed is listed .*, and 2 seeds are missing/u)
    const many = withSummary(gaps, { totalSeeds: 1241 })
    expect(note(many)).toMatch(/^1,234 seeds are missing/u)
    expect(results([{ provider: asText('Gmail'), minimum: 95 }])[0]?.note).toBeNull()
  })

  test('are told apart in the note from seeds whose lines differ in provider or placement', () => {
    const torn = inboxTest({
      seeds: [
        ...seeds({ inbox: 7 }),
        seed({ open: { provider: [asText('Gmail'), asText('GMX')] } }),
        seed({ open: { placement: ['inbox', 'spam'] } }),
      ],
    })
    expect(results([{ provider: asText('Gmail'), minimum: 95 }], torn)[0]).toMatchObject({
      outcome: 'undecided',
      note: '1 seed is listed under several providers, and 1 seed is listed with a placement that the API leaves open',
    })
  })

  test('an exempt provider (0%) is passed at once, whatever is still open', () => {
    const open = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 7 }), ...NOT_COMPLETED }
    expect(results([{ provider: asText('Gmail'), minimum: 0 }], open)[0]?.outcome).toBe('passed')
    const inSpam = testOf({ spam: 4, pending: 1 })
    expect(results([{ provider: asText('Gmail'), minimum: 0 }], inSpam)[0]?.outcome).toBe('passed')
  })

  test('are gaps, not open seeds, unless seeds are still pending', () => {
    const gaps = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 7 }) }
    const openSeeds = (of: typeof gaps) =>
      results([{ provider: asText('Gmail'), minimum: 95 }], of)[0]?.openSeeds
    const pending = { ...gaps, ...NOT_COMPLETED, summary: { ...gaps.summary, received: 7, pending: 3 } }
    expect([openSeeds(gaps), openSeeds({ ...gaps, ...NOT_COMPLETED }), openSeeds(pending)]).toEqual([
      false,
      false,
      true,
    ])
  })
})
