import { createTestClient } from './campaign-cleaner/create-test.ts'
import { ApiError } from './core/api-error.ts'
import type { CreatedTest } from './core/created-test.ts'
import { FAULT_HINT } from './core/problem.ts'
import type { Effects } from './effects.ts'
import { CREATE_INPUTS, type CreateInputs, readCreateInputs } from './inputs/create-inputs.ts'
import { InvalidInputs } from './inputs/invalid-inputs.ts'
import { faultText, isOfJavaScript } from './net/http.ts'
import { secretInputs } from './parsing/declaration.ts'
import type { Secrets } from './privacy/secrets.ts'
import { publishCreatedTest } from './publish/created-test.ts'
import { maskSecrets } from './runner/mask-secrets.ts'
import type { Runner } from './runner/runner.ts'
import { USER_AGENT } from './version.ts'
import { retryPause } from './wait/retry-pause.ts'
import { REQUEST_LIMIT_MS } from './wait/timing.ts'
import { createdLine } from './wording/created-test.ts'
import { invalidInputSentence } from './wording/invalid-input.ts'
import { formatDuration } from './wording/numbers.ts'
import { sentence } from './wording/sentence.ts'

/** A request that the deadline cuts short may have created a test. So none is begun again with less time left. Milliseconds. */
const MIN_RETRY_MS = 10_000

export type CreateEffects = Pick<Effects, 'runner' | 'clock' | 'wallClock' | 'send' | 'signal'>

/** The whole step that creates a test: inputs → request → outputs → exit. */
export async function create(effects: CreateEffects): Promise<void> {
  const { runner, signal } = effects
  const secrets = maskSecrets(secretInputs(CREATE_INPUTS), runner)
  let test: CreatedTest | null = null
  try {
    const inputs = readCreateInputs((name) => runner.getInput(name), secrets)
    test = await createTest(inputs, effects, secrets)
    await publishCreatedTest(test, runner)
    if (signal.aborted) throw signal.reason
    runner.info(createdLine(test))
  } catch (error) {
    fail(error, test, runner, secrets)
  }
}

/** Asks until the API has answered, but never again once a request may have reached it. @throws ApiError */
async function createTest(
  inputs: CreateInputs,
  effects: CreateEffects,
  secrets: Secrets,
): Promise<CreatedTest> {
  const { runner, clock, signal } = effects
  const { apiUrl, apiKey, timeoutMs } = inputs
  const ask = createTestClient({ ...effects, apiUrl, apiKey, userAgent: USER_AGENT, secrets })
  const fields = { ...inputs.extraFields, test_name: inputs.testName }
  const start = clock.now()
  const remainingMs = () => timeoutMs - (clock.now() - start)
  for (let failures = 1; ; failures += 1) {
    try {
      return await ask(
        fields,
        timeoutMs === 0 ? REQUEST_LIMIT_MS : Math.min(REQUEST_LIMIT_MS, remainingMs()),
        signal,
      )
    } catch (error) {
      if (!(error instanceof ApiError && error.retryable)) throw error
      const pauseMs = retryPause(failures, error.retryAfterMs)
      if (remainingMs() - pauseMs < MIN_RETRY_MS) throw error
      runner.info(secrets.remove(`${error.message}; trying again in ${formatDuration(pauseMs)}`))
      await clock.sleep(pauseMs, signal)
    }
  }
}

/** GitHub shows ten annotations of a kind per step; there are fewer inputs. */
function fail(error: unknown, test: CreatedTest | null, runner: Runner, secrets: Secrets): void {
  if (error instanceof InvalidInputs && error.problems.length > 1) {
    for (const problem of error.problems)
      runner.annotate('error', 'Inbox test: invalid input', invalidInputSentence(problem))
  }
  const outcome =
    test === null ? 'Inbox test not created' : `Inbox test ${test.jobId} was created, but the step failed`
  runner.setFailed(`${outcome}: ${reasonFor(error, runner, secrets)}`)
}

function reasonFor(error: unknown, runner: Runner, secrets: Secrets): string {
  if (error instanceof ApiError) return `${sentence(error.message)} ${error.hint}`
  if (error instanceof InvalidInputs) {
    const [first, ...others] = error.problems
    if (first !== undefined && others.length === 0) return invalidInputSentence(first)
    return `${sentence(error.problem.message)} Correct the \`with:\` block of this step.`
  }
  runner.debug(secrets.remove(error instanceof Error ? String(error.stack) : String(error)))
  if (isOfJavaScript(error)) return `unexpected error. ${FAULT_HINT}`
  return sentence(secrets.remove(faultText(error)))
}
