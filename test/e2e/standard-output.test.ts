import { openSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import type { Reply } from '../../tools/sandbox/scenario.ts'
import { gate } from './one-gate.ts'

const of = (placement: string): Reply => ({
  body: testBody(seeds(10, () => ({ provider: 'Gmail', placement }))),
})

describe.concurrent('standard output that nobody reads any more', { timeout: 120_000 }, () => {
  test.each([
    ['passed', 0, of('Inbox')],
    ['failed', 1, of('Spam')],
  ])('changes neither summary, outputs nor exit code: %s', async (verdict, exitCode, last) => {
    const result = await gate(
      [of('Pending'), last],
      { timeout_minutes: '5' },
      { onLine: (line, child) => /0 of 10 arrived/u.test(line) && child.stdout?.destroy() },
    )
    expect([result.stderr, result.signal, result.exitCode]).toEqual(['', null, exitCode])
    expect(result.outputs).toMatchObject({ verdict, status: 'Completed' })
    expect(result.outputs['report_file']).toBeTruthy()
    expect(result.summary).toContain(`Inbox placement ${verdict}`)
    // The line that tells the end is one of those that nobody read.
    expect(result.stdout).not.toContain('10 of 10 arrived')
  })

  test.runIf(process.platform === 'linux')(
    'or that cannot be written, because its disk is full',
    async () => {
      const result = await gate(
        [of('Inbox')],
        { timeout_minutes: '5' },
        { stdout: openSync('/dev/full', 'w') },
      )
      expect([result.stdout, result.stderr, result.signal, result.exitCode]).toEqual(['', '', null, 0])
      expect(result.summary).toContain('Inbox placement passed')
    },
  )
})
