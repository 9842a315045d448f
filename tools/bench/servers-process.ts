// The APIs in a process of their own, so that answering takes no time from the process that measures. Started by servers.ts.

import { manySeeds } from '../sandbox/campaigns.ts'
import { selfSigned } from '../sandbox/certificate.ts'
import { startGitHub } from '../sandbox/github.ts'
import { testBody } from '../sandbox/inbox-test-body.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { always } from '../sandbox/scenarios.ts'
import { jobOf, ROUND_TRIP_MS, type ServerAddresses, SIZES } from './servers.ts'
import { slowLink } from './slow-link.ts'

const [plain, encrypted, github] = await Promise.all([
  startSandbox(),
  startSandbox({ tls: selfSigned }),
  startGitHub(),
])
for (const seeds of SIZES) {
  const jobId = jobOf(seeds)
  // Written out once: otherwise each answer would cost this process more than reading it costs the action.
  const body = Buffer.from(JSON.stringify(testBody(manySeeds(seeds), { jobId })))
  for (const api of [plain, encrypted]) api.play(jobId, always(`${seeds} seeds, Completed`, { body }))
}

const servers = [plain.apiUrl, encrypted.apiUrl, github.apiUrl]
const links = await Promise.all(servers.map((url) => slowLink(Number(new URL(url).port), ROUND_TRIP_MS)))
const [slowPlain = '', slowEncrypted = '', slowGitHub = ''] = servers.map((url, index) =>
  url.replace(/:\d+/u, `:${links[index]?.port}`),
)
const addresses: ServerAddresses = {
  apiUrl: {
    http: plain.apiUrl,
    'http, 50 ms': slowPlain,
    https: encrypted.apiUrl,
    'https, 50 ms': slowEncrypted,
  },
  apiKey: plain.apiKey,
  githubUrl: {
    http: github.apiUrl,
    'http, 50 ms': slowGitHub,
    https: github.apiUrl,
    'https, 50 ms': slowGitHub,
  },
}
process.send?.(addresses)
process.once('disconnect', () => {
  for (const link of links) link.close()
  for (const server of [plain, encrypted, github]) void server.close()
})
