import { expect, onTestFinished, test } from 'vitest'
import { createAnswers } from '../../tools/sandbox/created-tests.ts'
import type { TestBody } from '../../tools/sandbox/inbox-test-body.ts'
import { type SandboxOptions, startSandbox } from '../../tools/sandbox/sandbox.ts'
import { always, scenarios } from '../../tools/sandbox/scenarios.ts'

async function start(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  async function ask(endpoint: string, body: unknown) {
    const response = await fetch(`${sandbox.apiUrl}/${endpoint}`, {
      method: 'POST',
      headers: { 'X-CC-API-Key': sandbox.apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  return { sandbox, ask }
}

test('a created test delivers to the addresses of send_to, under the name it was given', async () => {
  const { ask } = await start({ delivers: () => scenarios()['outlook-to-spam-completed'] })
  const { body: created } = await ask('create_inbox_test', { test_name: 'Spring newsletter 12' })
  const { body } = await ask('get_inbox_test_results', { job_id: created['job_id'] })
  const test = body as unknown as TestBody
  expect(test).toMatchObject({
    job_id: created['job_id'],
    test_name: 'Spring newsletter 12',
    status: 'Completed',
  })
  expect(created['send_to']).toHaveLength(50)
  expect(created['send_to']).toEqual(test.results.map(({ seed_address }) => seed_address))
})

test('each created test has an id of its own and starts at its own first poll', async () => {
  const { ask } = await start({ delivers: () => scenarios()['all-inbox-stepped'] })
  const first = await ask('create_inbox_test', { test_name: 'A' })
  const second = await ask('create_inbox_test', { test_name: 'B' })
  expect(second.body['job_id']).not.toBe(first.body['job_id'])
  for (const { body } of [first, second]) {
    const results = await ask('get_inbox_test_results', { job_id: body['job_id'] })
    expect(results.body['summary']).toMatchObject({ received: 0 })
  }
})

test('the name decides how the mail lands', async () => {
  const { ask } = await start({
    delivers: (name) => scenarios()[name === 'bad' ? 'all-spam-completed' : 'all-inbox-completed'],
  })
  for (const [test_name, inbox] of [
    ['good', 50],
    ['bad', 0],
  ]) {
    const { job_id } = (await ask('create_inbox_test', { test_name })).body
    expect((await ask('get_inbox_test_results', { job_id })).body['summary']).toMatchObject({ inbox })
  }
})

test('all seeds are in send_to, also of a test that lists them as they get the mail', async () => {
  const { ask } = await start({ delivers: () => scenarios()['growing-list'] })
  expect((await ask('create_inbox_test', { test_name: 'A' })).body['send_to']).toHaveLength(50)
})

test('a test that only ever answers with an error keeps its error, and has no seeds', async () => {
  const { ask } = await start({ delivers: () => always('', { body: { error: 'No credits' } }) })
  const { body } = await ask('create_inbox_test', { test_name: 'A' })
  expect(body['send_to']).toEqual([])
  expect((await ask('get_inbox_test_results', { job_id: body['job_id'] })).body).toEqual({
    error: 'No credits',
  })
})

test.each([[{}], [{ test_name: '' }], [{ test_name: 7 }], [{ job_id: 'A' }], [['A']]])(
  '%j is refused',
  async (body) => {
    const { ask } = await start()
    expect(await ask('create_inbox_test', body)).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    })
  },
)

test('other fields beside the name are taken as they come', async () => {
  const { ask } = await start()
  expect((await ask('create_inbox_test', { test_name: 'A', list_id: 7 })).body['send_to']).toHaveLength(50)
})

test('a test whose id is a number is read under that number', async () => {
  const { ask } = await start({ creates: () => createAnswers['create-number'] })
  const { body } = await ask('create_inbox_test', { test_name: 'A' })
  expect(body['job_id']).toBe(1)
  expect((await ask('get_inbox_test_results', { job_id: '1' })).body).toMatchObject({ test_name: 'A' })
})

test.each([
  ['create-credits', 402],
  ['create-error', 200],
  ['create-busy', 429],
  ['create-field', 400],
] as const)('%s answers HTTP %i with an error, and creates nothing', async (name, status) => {
  const { ask } = await start({ creates: () => createAnswers[name] })
  expect(await ask('create_inbox_test', { test_name: 'A' })).toEqual({
    status,
    body: { error: expect.any(String) },
  })
  expect(await ask('get_inbox_test_results', { job_id: 'created-1' })).toMatchObject({ status: 404 })
})

test.each(['create-lost', 'create-closed', 'create-outage'] as const)(
  '%s creates the test all the same',
  async (name) => {
    const { ask } = await start({ creates: () => createAnswers[name] })
    await ask('create_inbox_test', { test_name: 'A' }).catch(() => {})
    expect(await ask('get_inbox_test_results', { job_id: 'created-1' })).toMatchObject({ status: 200 })
  },
)

test('names every answer once and says what it is', () => {
  for (const { title } of Object.values(createAnswers)) expect(title).toMatch(/^.{10,90}$/u)
})
