import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type CreateAnswer, createAnswers } from './created-tests.ts'
import { answerWithFault } from './faults.ts'
import type { TestBody } from './inbox-test-body.ts'
import type { Reply, Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'

const RESULTS = '/v1/get_inbox_test_results'
const CREATE = '/v1/create_inbox_test'

/** One request as it arrived, whatever the answer was. */
export interface RecordedRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
  /** When it arrived, in milliseconds of the sandbox's clock; only differences mean something. */
  atMs: number
}

/** The Campaign Cleaner API on loopback, as far as creating and reading inbox tests goes. */
export interface Sandbox {
  /** What the input `api_url` takes: `http://127.0.0.1:PORT/v1`, or `https://localhost:PORT/v1` with `tls`. */
  apiUrl: string
  apiKey: string
  /** Every request so far, in order of arrival. */
  requests: RecordedRequest[]
  /** Adds a job, or replaces one and starts it over. */
  play(jobId: string, scenario: Scenario): void
  /** Ends every connection, also those a fault keeps open. */
  close(): Promise<void>
}

export interface SandboxOptions {
  /** A free port unless given. */
  port?: number
  apiKey?: string
  /** Serves https with this key and certificate (PEM), under the name `localhost`. */
  tls?: { readonly key: string; readonly cert: string }
  /** How the mail of a test that a client creates will land; all in the inbox unless given. */
  delivers?: (testName: string) => Scenario
  /** How the API answers when a client creates a test; a list of addresses unless given. `nth` counts such requests from 1. */
  creates?: (testName: string, nth: number) => CreateAnswer
  /** The clock of recorded requests and scenarios, in milliseconds. */
  now?: () => number
}

interface Job {
  scenario: Scenario
  polls: number
  firstPollAtMs: number
}

/** What the answers depend on beside the request. */
interface Account {
  readonly apiKey: string
  readonly jobs: Map<string, Job>
  readonly delivers: (testName: string) => Scenario
  readonly creates: (testName: string, nth: number) => CreateAnswer
  /** How often clients have asked for a test, and how many were created. */
  asked: number
  created: number
}

export async function startSandbox({
  port = 0,
  apiKey = 'cc-sandbox-key',
  tls,
  delivers = () => scenarios()['all-inbox'],
  creates = () => createAnswers['create-list'],
  now = () => performance.now(),
}: SandboxOptions = {}): Promise<Sandbox> {
  const account: Account = { apiKey, jobs: new Map(), delivers, creates, asked: 0, created: 0 }
  const requests: RecordedRequest[] = []

  const listener: RequestListener = (request, response) => {
    const atMs = now()
    text(request).then(
      (body) => {
        const recorded = {
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body,
          atMs,
        }
        requests.push(recorded)
        return send(response, replyTo(recorded, account))
      },
      // The client hung up inside its own request: nobody is left to answer.
      () => response.destroy(),
    )
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  const boundPort = (server.address() as AddressInfo).port
  return {
    apiUrl: tls === undefined ? `http://127.0.0.1:${boundPort}/v1` : `https://localhost:${boundPort}/v1`,
    apiKey,
    requests,
    play(jobId, scenario) {
      account.jobs.set(jobId, unasked(scenario))
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The vendor's rules in the order a gateway applies them: route, key, request, job. */
function replyTo(request: RecordedRequest, account: Account): Reply {
  const answer = { [RESULTS]: results, [CREATE]: create }[request.url]
  if (answer === undefined) return errorReply(404, `No such endpoint: ${request.url}`)
  if (request.method !== 'POST') {
    return { ...errorReply(405, `${request.method} is not allowed here`), headers: { Allow: 'POST' } }
  }
  if (request.headers['x-cc-api-key'] !== account.apiKey) return errorReply(401, 'Invalid or missing API key')
  return answer(request, account)
}

function results(request: RecordedRequest, { jobs }: Account): Reply {
  const jobId = onlyField(request, 'job_id')
  if (jobId === null) return errorReply(400, 'The request must be JSON of the form {"job_id": "..."}')
  const job = jobs.get(jobId)
  if (job === undefined) return errorReply(404, `Job ${jobId} not found`)

  if (job.polls === 0) job.firstPollAtMs = request.atMs
  job.polls += 1
  const reply = job.scenario.reply({ number: job.polls, elapsedMs: request.atMs - job.firstPollAtMs })
  return { ...reply, body: withJobId(reply.body, jobId) }
}

/** Answers as other clients of the API expect it; the vendor's page of this endpoint is not known here. */
function create(request: RecordedRequest, account: Account): Reply {
  const testName = textField(jsonFields(request), 'test_name')
  if (testName === null) return errorReply(400, 'The request must be JSON with a test_name')
  account.asked += 1
  const answer = account.creates(testName, account.asked)
  const scenario = account.delivers(testName)
  const jobId = `created-${account.created + 1}`
  const reply = answer.reply({ jobId, testName, seeds: seedAddresses(scenario) })
  if (!answer.refused) {
    account.created += 1
    account.jobs.set(jobIdIn(reply.body) ?? jobId, unasked(underName(testName, scenario)))
  }
  return reply
}

function jobIdIn(body: unknown): string | null {
  return isJsonObject(body) && 'job_id' in body ? String(body.job_id) : null
}

function unasked(scenario: Scenario): Job {
  return { scenario, polls: 0, firstPollAtMs: 0 }
}

function underName(testName: string, scenario: Scenario): Scenario {
  return {
    ...scenario,
    reply(poll) {
      const { body, ...rest } = scenario.reply(poll)
      return { ...rest, body: isTestBody(body) ? { ...body, test_name: testName } : body }
    },
  }
}

/** All seeds are listed once everything has arrived, whatever the scenario lists before. */
function seedAddresses(scenario: Scenario): string[] {
  const { body } = scenario.reply({ number: Number.POSITIVE_INFINITY, elapsedMs: Number.POSITIVE_INFINITY })
  return isTestBody(body) ? body.results.map(({ seed_address }) => seed_address) : []
}

function isTestBody(body: unknown): body is TestBody {
  return isJsonObject(body) && 'results' in body
}

/** The field's text, or null unless the request is JSON with that field and no other. */
function onlyField(request: RecordedRequest, field: string): string | null {
  const fields = jsonFields(request)
  return Object.keys(fields).length === 1 ? textField(fields, field) : null
}

function textField(fields: object, field: string): string | null {
  const value = Object.entries(fields).find(([name]) => name === field)?.[1]
  return typeof value === 'string' && value !== '' ? value : null
}

/** The fields of the request's JSON object; none when it is not one. */
function jsonFields({ headers, body }: RecordedRequest): object {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return {}
  try {
    const parsed: unknown = JSON.parse(body)
    return isJsonObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

/** Results carry the job they belong to; error bodies carry nothing but their error. */
function withJobId(body: unknown, jobId: string): unknown {
  return isJsonObject(body) && !('job_id' in body) && !('error' in body) ? { job_id: jobId, ...body } : body
}

function errorReply(status: number, error: string): Reply {
  return { status, body: { error } }
}

async function send(response: ServerResponse<IncomingMessage>, reply: Reply): Promise<void> {
  const status = reply.status ?? 200
  const headers = { 'Content-Type': 'application/json', ...reply.headers }
  const body = bytes(reply.body ?? '')
  if (reply.fault !== undefined) await answerWithFault(response, reply.fault, status, headers, body)
  else response.writeHead(status, { ...headers, 'Content-Length': String(body.length) }).end(body)
}

function bytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)
}
