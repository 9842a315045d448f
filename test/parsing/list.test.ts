import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readInputs } from '../../src/inputs/inputs.ts'
import { InvalidInputs } from '../../src/inputs/invalid-inputs.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'

const LISTS = ['job_id', 'provider_min_inbox_rate', 'provider_weights', 'allowed_sender_ips'] as const
type ListInput = (typeof LISTS)[number]

const ADVICE = 'one per line, under `|`, not `>`'

/** What is said of one input, whose text stands as the runner hands it over: trimmed. */
function mistakesIn(name: string, text: string): string[] {
  const given: Record<string, string> = {
    job_id: 'a-test',
    api_key: 'cc-live-0123456789abcdef',
    [name]: text.trim(),
  }
  try {
    readInputs({ get: (input) => given[input] ?? '', secrets: secretsOf([]), faultOfHistoryPath: () => null })
    return []
  } catch (error) {
    if (!(error instanceof InvalidInputs)) throw error
    expect(error.problems.map(({ input }) => input)).toEqual(error.problems.map(() => name))
    return error.problems.map(({ message }) => message)
  }
}

describe('a list that is folded onto one line is refused with what to write instead', () => {
  test.each([
    ['job_id', 'Short: poor Long: good'],
    ['job_id', 'Short: poor, Long: good'],
    ['job_id', 'Short: poor Long:\tgood'],
    ['job_id', 'a b'],
    ['job_id', 'a,b'],
    ['job_id', '["a", "b"]'],
    ['job_id', '- a - b'],
    ['job_id', '- a\n- b'],
    ['job_id', '-'],
    ['job_id', 'Long: good other'],
    ['job_id', '0b9e1c1e-0000-4d4a-9a53-1f1f5c3c2a10 Long: 7b1e4a52-90c3-4d4a-9a53-0c5e5c3c2a11'],
    ['job_id', '0b9e1c1e4d4a,Long: 7b1e4a5290c3'],
    ['provider_min_inbox_rate', 'Gmail: 90 Outlook: 80'],
    ['provider_min_inbox_rate', 'Gmail: 90, Outlook: 80'],
    ['provider_min_inbox_rate', 'Gmail:90 Outlook:80'],
    ['provider_min_inbox_rate', 'Gmail:90,Outlook:80'],
    ['provider_min_inbox_rate', '- Gmail: 90'],
    ['provider_min_inbox_rate', '"Gmail": 90'],
    ['provider_min_inbox_rate', "'Gmail': 90"],
    ['provider_min_inbox_rate', '*: 75 Gmail: 90'],
    ['provider_min_inbox_rate', 'Gmail: 90 *: 75'],
    ['provider_weights', 'Gmail: 60 % *: 40 %'],
    ['provider_weights', '"Gmail: 60'],
    ['allowed_sender_ips', '192.0.2.1 192.0.2.2'],
    ['allowed_sender_ips', '192.0.2.1, 192.0.2.2'],
    ['allowed_sender_ips', '192.0.2.1,192.0.2.2'],
    ['allowed_sender_ips', '- 192.0.2.1'],
    ['allowed_sender_ips', '192.0.2.1 2001:db8::/32'],
  ])('%s: %s', (name, text) => {
    const mistakes = mistakesIn(name, text)
    expect(mistakes).not.toEqual([])
    for (const mistake of mistakes) expect(mistake).toContain(ADVICE)
  })

  test.each(['a b', 'a,b'])('baseline_job_id takes one id, not %s', (text) => {
    expect(mistakesIn('baseline_job_id', text)).toEqual(['it must be one id, without white space or commas'])
  })
})

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{1,11}$/u)
const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '))
const separator = fc.constantFrom(':', ': ', ' : ', ':  ')
const number = fc.constantFrom('0', '7', '90', '92.5', '100', '85%', '92.5 %')

/** A provider's line; the index keeps the names apart. */
const providerLine = (index: number) =>
  fc
    .tuple(fc.oneof(words, fc.constantFrom('Outlook / Hotmail', 'AT&T', 'Mail:Premium')), separator, number)
    .map(([name, colon, value]) => `${name}${index}${colon}${value}`)

const labelled = (index: number) =>
  fc
    .tuple(words, word, fc.constantFrom(': ', ':  '))
    .map(([label, id, colon]) => `${label}${index}${colon}${id}-${index}`)
const unlabelled = (index: number) =>
  fc.tuple(fc.constantFrom('', 'urn:test:'), word).map(([space, id]) => `${space}${id}-${index}`)

const ip = (index: number) =>
  fc.constantFrom(`192.0.2.${index}`, `198.51.${index}.0/24`, `2001:db8::${index}`, `2001:DB8:${index}::/48`)

const lines = (line: (index: number) => fc.Arbitrary<string>, minLength: number) =>
  fc
    .integer({ min: minLength, max: 5 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => line(index))))

/**
 * Valid lists of an input. One list cannot be told from a single line, whatever is done: ids without labels and, last, one with
 * a label (`a`, `B: c` folds into the label `a B`). It is only recognized where its ids look alike.
 */
function lists(name: ListInput, minLength: number): fc.Arbitrary<string[]> {
  if (name === 'allowed_sender_ips') return lines(ip, minLength)
  if (name !== 'job_id') return lines(providerLine, minLength)
  const mixed = lines(
    (index) => (index === 0 ? labelled(index) : fc.oneof(labelled(index), unlabelled(index))),
    minLength,
  )
  return fc.oneof(mixed, lines(unlabelled, minLength))
}

const foldings: readonly ((list: readonly string[]) => string)[] = [
  (list) => list.join(' '),
  (list) => list.join(','),
  (list) => list.join(', '),
  (list) => list.map((line) => `- ${line}`).join(' '),
  (list) => list.map((line) => `- ${line}`).join('\n'),
]

describe.each(LISTS)('any valid list for %s', (name) => {
  test('is valid, one entry a line', () => {
    fc.assert(
      fc.property(lists(name, 1), (list) => {
        const zero = isAllZero(name, list) ? [expect.stringContaining('above 0')] : []
        expect(mistakesIn(name, list.join('\n'))).toEqual(zero)
      }),
    )
  })

  test('is refused with that advice when it is folded, joined by commas, or written as items', () => {
    fc.assert(
      fc.property(lists(name, 2), fc.constantFrom(...foldings), (list, fold) => {
        const mistakes = mistakesIn(name, fold(list))
        expect(mistakes).not.toEqual([])
        for (const mistake of mistakes) expect(mistake).toContain(ADVICE)
      }),
    )
  })
})

/** Weights that are all 0 are a mistake of another kind. */
function isAllZero(name: ListInput, list: readonly string[]): boolean {
  return name === 'provider_weights' && list.every((line) => /:\s*0$/u.test(line))
}
