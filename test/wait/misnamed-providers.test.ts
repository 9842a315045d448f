import { describe, expect, test } from 'vitest'
import type { InboxTest } from '../../src/core/inbox-test.ts'
import { figuresOf } from '../../src/judge/figures.ts'
import { misnamedProviders } from '../../src/wait/misnamed-providers.ts'
import { inboxTest, seed } from '../builders.ts'
import { asText } from '../texts.ts'

const named = (input: string, ...providers: (string | null)[]) => ({
  input,
  lines: providers.map((provider) => ({ provider: provider === null ? null : asText(provider) })),
})

const at = (...providers: (string | null)[]) =>
  inboxTest({ seeds: providers.map((provider) => seed({ provider })) })

/** What is logged at each of these answers. */
function logged(inputs: Parameters<typeof misnamedProviders>[0], ...answers: InboxTest[]) {
  const slips = misnamedProviders(inputs)
  return answers.map((each) => slips(figuresOf(each, each.completed)))
}

describe('a provider that an input names and the test has no seeds at', () => {
  test('is logged once, with the providers that the test has and the one that may be meant', () => {
    const inputs = [
      named('provider_min_inbox_rate', 'gmail', 'Outlok', null),
      named('provider_weights', 'Web.de'),
    ]
    expect(logged(inputs, at('Gmail', 'Outlook', 'Gmail'), at('Gmail', 'Outlook'))).toEqual([
      [
        'No seed of this test is at Outlok, which provider_min_inbox_rate names; it has seeds at Gmail, Outlook. Did you mean Outlook?',
        'No seed of this test is at Web.de, which provider_weights names; it has seeds at Gmail, Outlook.',
      ],
      [],
    ])
  })

  test('is logged when the list is complete, because until then the provider may still come up', () => {
    const inputs = [named('provider_weights', 'Yahoo')]
    const growing = inboxTest({ seeds: [seed()], summary: { ...at('Gmail', 'Gmail').summary } })
    const [early, nameless, late] = logged(inputs, growing, at('Gmail', null), at('Gmail', 'Gmail'))
    expect([early, nameless]).toEqual([[], []])
    expect(late).toHaveLength(1)
  })

  test('is logged with ten names of the test at most, and the number of the others', () => {
    const letters = Array.from('abcdefghijkl', (letter) => letter.repeat(70))
    const [[line]] = logged([named('provider_weights', 'z'.repeat(70))], at(...letters)) as [[string]]
    expect(line).toContain(`is at ${'z'.repeat(59)}…, which`)
    expect(line).toContain(`seeds at ${'a'.repeat(59)}…, `)
    expect(line).toMatch(/, j{59}… and 2 more\.$/u)
    const ten = logged([named('provider_weights', 'Yahoo')], at(...letters.slice(0, 10)))
    expect(ten[0]?.[0]).toMatch(/, j{59}…\.$/u)
  })
})
