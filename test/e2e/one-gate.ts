import { type ActionOptions, type ActionResult, runAction } from '../../tools/runner/run-action.ts'
import { type RecordedRequest, type SandboxOptions, startSandbox } from '../../tools/sandbox/sandbox.ts'
import type { Reply, Scenario } from '../../tools/sandbox/scenario.ts'

/** The job every gate here waits for. */
export const JOB = 'job-1'

export interface GateOptions extends Omit<ActionOptions, 'inputs'> {
  /** More jobs by their id. */
  readonly jobs?: Readonly<Record<string, Scenario>>
  readonly sandbox?: SandboxOptions
}

export interface GateRun extends ActionResult {
  readonly requests: readonly RecordedRequest[]
}

/** Runs the built action against an API of its own, so that many can run at the same time. It looks for two seconds. */
export async function gate(
  job: Scenario | readonly Reply[],
  inputs: Record<string, string> = {},
  { jobs = {}, sandbox: sandboxOptions, ...options }: GateOptions = {},
): Promise<GateRun> {
  const sandbox = await startSandbox(sandboxOptions)
  try {
    sandbox.play(JOB, 'reply' in job ? job : inTurn(job))
    for (const [jobId, scenario] of Object.entries(jobs)) sandbox.play(jobId, scenario)
    const result = await runAction({
      ...options,
      inputs: {
        job_id: JOB,
        api_key: sandbox.apiKey,
        api_url: sandbox.apiUrl,
        poll_interval_seconds: '1',
        timeout_minutes: '0.03',
        ...inputs,
      },
    })
    return { ...result, requests: sandbox.requests }
  } finally {
    await sandbox.close()
  }
}

/** One reply for each poll; the last one stays. */
export function inTurn(replies: readonly Reply[]): Scenario {
  return { title: '', reply: ({ number }) => replies[Math.min(number, replies.length) - 1] ?? {} }
}

export interface Annotation {
  readonly level: string
  readonly title: string | null
  readonly message: string
}

export function annotations({ commands }: ActionResult): Annotation[] {
  return commands
    .filter(({ command }) => command === 'error' || command === 'warning' || command === 'notice')
    .map(({ command, properties, message }) => ({
      level: command,
      title: properties['title'] ?? null,
      message,
    }))
}

export function errors(result: ActionResult): string[] {
  return annotations(result)
    .filter(({ level }) => level === 'error')
    .map(({ message }) => message)
}
