// The sandbox on its own, to point a workflow or a local run at: npm run sandbox [-- --port 8025 --speed 2 --created outlook-to-spam]
import { parseArgs } from 'node:util'
import { type CreateAnswer, createAnswers } from './created-tests.ts'
import { startSandbox } from './sandbox.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    speed: { type: 'string', default: '1' },
    created: { type: 'string', default: 'all-inbox' },
  },
})

const port = Number(values.port)
const speed = Number(values.speed)
if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
  exit(`--port is a number from 0 to 65535, not ${values.port}`)
if (!(speed > 0)) exit(`--speed is a number above 0, not ${values.speed}`)

const played = new Map<string, Scenario>(Object.entries(scenarios({ speed })))
const created = played.get(values.created)
if (created === undefined)
  exit(`--created is a job_id of the list that this prints without it, not ${values.created}`)

const answers = new Map<string, CreateAnswer>(Object.entries(createAnswers))
const sandbox = await startSandbox({
  port,
  delivers: (testName) => played.get(testName) ?? created,
  creates: (testName) => answers.get(testName) ?? createAnswers['create-list'],
})
for (const [jobId, scenario] of played) sandbox.play(jobId, scenario)

const listed = Array.from(played).filter(([jobId]) => !/-(?:stepped|completed)$/.test(jobId))
const column = Math.max(...[...listed.map(([jobId]) => jobId), ...answers.keys()].map((name) => name.length))

console.log(`The inbox test API of Campaign Cleaner, played on loopback. Ctrl+C stops it.

api_url  ${sandbox.apiUrl}
api_key  ${sandbox.apiKey}

${'job_id'.padEnd(column)}  what it plays
${listed.map(([jobId, { title }]) => `${jobId.padEnd(column)}  ${title}`).join('\n')}

A test that unfolds starts at its first poll; restart the sandbox to play it again. It is also there as
NAME-stepped, which moves with each poll, and as NAME-completed, which is over before the first. A test that is created by
create_inbox_test plays the NAME it is given as its test_name; with any other, ${values.created}.

${'test_name'.padEnd(column)}  what create_inbox_test answers; with any other, ${createAnswers['create-list'].title}
${[...answers].map(([name, { title }]) => `${name.padEnd(column)}  ${title}`).join('\n')}

        with:
          job_id: outlook-to-spam
          api_key: ${sandbox.apiKey}
          api_url: ${sandbox.apiUrl}
          min_inbox_rate: 85
          poll_interval_seconds: 1
`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close()
  })
}

function exit(message: string): never {
  console.error(message)
  process.exit(2)
}
