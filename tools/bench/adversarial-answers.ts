import { type SeedSpec, seeds as seedSpecs, testBody } from '../sandbox/inbox-test-body.ts'

/** Bytes of a body and seeds of a list: the most that the action reads. */
const MAX_BODY_BYTES = 8 * 2 ** 20
const MAX_SEEDS = 10_000
const MAX_PROVIDERS = 500
const MAX_NAME_LENGTH = 200

/** Answers that are made to be slow or large, by what they are. Each is as large as the action reads. */
export function adversarialAnswers(apiKey: string): Readonly<Record<string, () => Buffer>> {
  return {
    'plain: 10,000 seeds': () =>
      listOf((index) => ({ submissionResult: filled('250 2.0.0 OK gsmtp ', index) })),
    '500 providers of compatibility characters': () =>
      listOf((index) => ({ provider: `${index % MAX_PROVIDERS} ${'ﷺ'.repeat(MAX_NAME_LENGTH - 4)}` })),
    '10,000 distinct providers': () => listOf((index) => ({ provider: `Provider ${index}` })),
    'deep nesting': () => Buffer.from('['.repeat(MAX_BODY_BYTES / 2) + ']'.repeat(MAX_BODY_BYTES / 2)),
    'empty lists': () => within('[],', '[]'),
    numbers: () => within('1234,', '1'),
    'distinct field names': () => {
      const names = Array.from({ length: MAX_BODY_BYTES / 14 }, (_, index) => `"f${index}":0`)
      return inBody(`{${names.join(',').slice(0, -1)}0}`)
    },
    escapes: () => listOf(() => ({ submissionResult: filled('%41&#x41;\\u0041&amp;') })),
    'at-signs': () => listOf(() => ({ submissionResult: filled('a@b.example ') })),
    'at-signs that are none': () => listOf(() => ({ submissionResult: filled('"a" @ 1 ') })),
    'text like base64': () => listOf((index) => ({ submissionResult: filled('aB3dE5fG7hJ9', index) })),
    'the API key but for its last character': () =>
      listOf(() => ({ submissionResult: filled(apiKey.slice(0, -1)) })),
    'invisible characters': () => listOf(() => ({ submissionResult: filled('\u202e\u200b@\n') })),
    Markdown: () => listOf(() => ({ submissionResult: filled('|`<b>*_[x](y)') })),
    'distinct sending IPs, SPF words and placements': () =>
      listOf((index) => ({
        ...{ senderIp: `2001:db8::${index.toString(16)}`, spf: `word ${index}`, placement: `Tab ${index}` },
      })),
  }
}

/** What is left of the body for one text of each seed, in characters of one byte. */
const ROOM_OF_A_SEED = Math.floor(MAX_BODY_BYTES / MAX_SEEDS) - 230

function filled(unit: string, index = 0): string {
  const bytes = Buffer.byteLength(JSON.stringify(unit)) - 2
  return `${index} ${unit.repeat(Math.floor(ROOM_OF_A_SEED / bytes))}`
}

function listOf(spec: (index: number) => Partial<SeedSpec>): Buffer {
  const all = seedSpecs(MAX_SEEDS, (index) => ({
    ...{ provider: `Provider ${index % 20}`, placement: index % 5 === 0 ? 'Spam' : 'Inbox' },
    ...{ address: `someone.${index}@seeds.example` },
    ...spec(index),
  }))
  const body = testBody(all)
  // As many seeds as there is room for, where the texts take more bytes than characters.
  while (Buffer.byteLength(JSON.stringify(body)) > MAX_BODY_BYTES) {
    all.length = Math.floor(all.length * 0.8)
    Object.assign(body, testBody(all))
  }
  return Buffer.from(JSON.stringify(body))
}

/** A list that holds the item as often as the body has room for it, in a field that nobody reads. */
function within(item: string, last: string): Buffer {
  return inBody(`[${item.repeat(Math.floor((MAX_BODY_BYTES - 4000) / item.length))}${last}]`)
}

function inBody(unread: string): Buffer {
  const small = JSON.stringify(testBody(seedSpecs(10, () => ({ provider: 'Gmail', placement: 'Inbox' }))))
  return Buffer.from(`${small.slice(0, -1)},"unread":${unread}}`)
}
