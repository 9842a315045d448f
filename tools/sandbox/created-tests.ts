import type { Reply } from './scenario.ts'

/** What the API has made ready for a client that asks for a test. */
interface Fresh {
  jobId: string
  testName: string
  seeds: readonly string[]
}

/** How the API answers when a test is created. Unless `refused`, the test exists afterwards, whatever becomes of the answer. */
export interface CreateAnswer {
  /** One line for a person choosing an answer. */
  title: string
  refused?: boolean
  reply(fresh: Fresh): Reply
}

const MAILTESTER = 'check-4f1d@mailtester.example'

function good({ jobId, testName, seeds }: Fresh, over: object = {}): Reply {
  return { body: { job_id: jobId, test_name: testName, send_to: seeds, ...over } }
}

function refused(
  title: string,
  status: number,
  error: string,
  headers: Record<string, string> = {},
): CreateAnswer {
  return { title, refused: true, reply: () => ({ status, headers, body: { error } }) }
}

/** Answers by name. `npm run sandbox` gives the one whose name is the name of the test. */
export const createAnswers = {
  'create-list': { title: 'a list of addresses', reply: (fresh) => good(fresh) },
  'create-mailtester': {
    title: 'a list in which the mailtester_address stands too',
    reply: (fresh) => good(fresh, { send_to: [...fresh.seeds, MAILTESTER], mailtester_address: MAILTESTER }),
  },
  'create-text': {
    title: 'one text with commas between the addresses',
    reply: (fresh) => good(fresh, { send_to: fresh.seeds.join(', '), mailtester_address: null }),
  },
  'create-lines': {
    title: 'one text with an address a line, and the mailtester_address among them',
    reply: (fresh) =>
      good(fresh, { send_to: [MAILTESTER, ...fresh.seeds].join('\r\n'), mailtester_address: MAILTESTER }),
  },
  'create-number': {
    title: 'a job_id that is a number',
    reply: (fresh) => good(fresh, { job_id: Number(fresh.jobId.replace(/\D/gu, '')) }),
  },
  'create-empty': { title: 'a test without seeds', reply: (fresh) => good(fresh, { send_to: [] }) },
  'create-objects': {
    title: 'objects in the place of addresses',
    reply: (fresh) => good(fresh, { send_to: fresh.seeds.map((email) => ({ email })) }),
  },
  'create-without-id': {
    title: 'addresses, but no job_id',
    reply: ({ seeds }) => ({ body: { send_to: seeds } }),
  },
  'create-credits': refused('HTTP 402: no credits are left', 402, 'No inbox test credits left'),
  'create-error': refused('an error with HTTP 200', 200, 'Inbox tests are not part of your plan'),
  'create-busy': refused('HTTP 429: too many requests', 429, 'Too many requests', { 'Retry-After': '1' }),
  'create-field': refused('HTTP 400: a field is missing', 400, 'The field list_id is required'),
  'create-page': {
    title: 'the page of a firewall',
    refused: true,
    reply: () => ({ status: 403, headers: { 'Content-Type': 'text/html' }, body: '<h1>Forbidden</h1>' }),
  },
  'create-lost': {
    title: 'no answer: the connection is reset',
    reply: () => ({ fault: 'refuse-and-reset' }),
  },
  'create-closed': { title: 'no answer: the connection is closed', reply: () => ({ fault: 'hang-up' }) },
  'create-cut': {
    title: 'half an answer, then the connection is closed',
    reply: (fresh) => ({ ...good(fresh), fault: 'cut-body' }),
  },
  'create-late': { title: 'no answer in time', reply: () => ({ fault: 'stall-headers' }) },
  'create-outage': {
    title: 'HTTP 502, although the test was created',
    reply: () => ({ status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad gateway</h1>' }),
  },
} as const satisfies Readonly<Record<string, CreateAnswer>>
