// The APIs in a process of their own, so that answering takes no time from the process that measures. Started by servers.ts.

import { manySeeds } from '../sandbox/campaigns.ts'
import { startGitHub } from '../sandbox/github.ts'
import { testBody } from '../sandbox/inbox-test-body.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { always } from '../sandbox/scenarios.ts'
import { jobOf, type ServerAddresses, SIZES } from './servers.ts'

const [api, github] = await Promise.all([startSandbox(), startGitHub()])
for (const seeds of SIZES) {
  const jobId = jobOf(seeds)
  // Written out once: otherwise each answer would cost this process more than reading it costs the action.
  const body = Buffer.from(JSON.stringify(testBody(manySeeds(seeds), { jobId })))
  api.play(jobId, always(`${seeds} seeds, Completed`, { body }))
}
const addresses: ServerAddresses = { apiUrl: api.apiUrl, apiKey: api.apiKey, githubUrl: github.apiUrl }
process.send?.(addresses)
process.once('disconnect', () => void Promise.all([api.close(), github.close()]))
