import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An incoming webhook of Slack, on loopback. */
export interface Slack {
  /** What the secret SLACK_WEBHOOK_URL would be. */
  webhook: string
  /** What was posted and taken, as it came. */
  messages: string[]
  /** Whether messages are answered as those to a webhook that was revoked. */
  refuses: boolean
  close(): Promise<void>
}

const PATH = '/services/T0/B0/secret'

export async function startSlack(): Promise<Slack> {
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const taken = request.method === 'POST' && request.url === PATH && !slack.refuses
        if (taken) slack.messages.push(body)
        response
          .writeHead(taken ? 200 : 404, { 'Content-Type': 'text/html' })
          .end(taken ? 'ok' : 'no_service')
      },
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const slack: Slack = {
    webhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    messages: [],
    refuses: false,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return slack
}
