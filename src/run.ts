import { inboxTestClient } from './campaign-cleaner/client.ts'
import { FAULT_HINT, type Problem } from './core/problem.ts'
import type { RunFacts } from './core/run-facts.ts'
import type { Effects } from './effects.ts'
import { commitOf } from './github/context.ts'
import { loadHistory, refusalOf } from './history/file.ts'
import { planBaselines } from './history/plan-baselines.ts'
import { GATE_INPUTS } from './inputs/gate-inputs.ts'
import { type Inputs, readInputs } from './inputs/inputs.ts'
import { InvalidInputs } from './inputs/invalid-inputs.ts'
import { faultText, isOfJavaScript } from './net/http.ts'
import { secretInputs } from './parsing/declaration.ts'
import { addressesToMask } from './privacy/addresses.ts'
import type { Secrets } from './privacy/secrets.ts'
import { annotate } from './publish/annotations.ts'
import { comment, lookEarly } from './publish/comment.ts'
import { type StatusReport, statusReport } from './publish/commit-status.ts'
import { publish } from './publish/publish.ts'
import { remember } from './publish/remember.ts'
import { closingWords } from './report/closing-words.ts'
import { cancelled, conclude, withHeadline } from './result/conclude.ts'
import { failsTheStep, type RunResult, verdictOf } from './result/result.ts'
import { verdictLine } from './result/verdict-line.ts'
import { neededFields } from './rules/rules.ts'
import { hearSignals } from './runner/hear-signals.ts'
import { maskSecrets } from './runner/mask-secrets.ts'
import type { Runner } from './runner/runner.ts'
import { USER_AGENT } from './version.ts'
import { misnamedProviders } from './wait/misnamed-providers.ts'
import { observe } from './wait/observe.ts'
import { announcement } from './wording/announcement.ts'

/** The whole step: inputs → wait → judge → render → publish → exit. */
export async function run(effects: Effects): Promise<void> {
  const { runner, signal } = effects
  const secrets = maskSecrets(secretInputs(GATE_INPUTS), runner)
  const inputs = read(runner, secrets)
  const wanted = wantedBy(inputs)
  const status = statusReport(wanted.status, secrets, effects)
  const finding = findOut(inputs, status, secrets, effects)
  const early = lookEarly(wanted.comment, effects)
  const result = await finding
  // A signal may come at any time until the end. Everything shown after it says that the run was cancelled.
  let asCancelled: RunResult | undefined
  const current = () => {
    if (!signal.aborted) return result
    asCancelled ??= cancelled(result)
    return asCancelled
  }
  await publish(current, runner)
  if (!signal.aborted) remember(result, wanted.historyFile, runner)
  await comment(current, wanted.comment, early, secrets, effects)
  await status.conclude(current)
  await hearSignals()
  annotate(current(), runner)
  for (const line of closingWords(current())) runner.info(line)
  exit(current(), runner)
}

/** The one place that decides how the step ends. */
function exit(result: RunResult, runner: Runner): void {
  const line = verdictLine(result)
  if (failsTheStep(result)) runner.setFailed(line)
  else if (verdictOf(result) === 'passed') runner.info(line)
  else runner.annotate('warning', 'Inbox placement', line)
}

/** The inputs, or what is wrong with them. */
function read(runner: Runner, secrets: Secrets): Inputs | Error {
  try {
    return readInputs({
      get: (name) => runner.getInput(name),
      secrets,
      faultOfHistoryPath: (path) => refusalOf(path, runner.roots)?.fault ?? null,
    })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** What is asked for beside the report, as far as it is valid. */
type Wanted = Pick<InvalidInputs, 'comment' | 'status'> & Pick<Inputs, 'historyFile'>

function wantedBy(inputs: Inputs | Error): Wanted {
  if (!(inputs instanceof Error)) return inputs
  const { comment, status } = inputs instanceof InvalidInputs ? inputs : { comment: null, status: null }
  return { comment, status, historyFile: null }
}

/** Wait → judge. Whatever goes wrong becomes a result; this never throws. */
async function findOut(
  inputs: Inputs | Error,
  status: StatusReport,
  secrets: Secrets,
  effects: Effects,
): Promise<RunResult> {
  try {
    if (inputs instanceof Error) throw inputs
    return await judgeTests(inputs, status, secrets, effects)
  } catch (error) {
    return withHeadline({
      kind: 'refused',
      problem: refusal(error, effects.runner, secrets),
      facts: factsOf(effects),
    })
  }
}

async function judgeTests(
  inputs: Inputs,
  status: StatusReport,
  secrets: Secrets,
  effects: Effects,
): Promise<RunResult> {
  const { runner, clock, signal } = effects
  const { jobs, rules, waiting, texts } = inputs
  const fetchTest = inboxTestClient({
    apiUrl: inputs.apiUrl,
    apiKey: inputs.apiKey,
    userAgent: USER_AGENT,
    send: effects.send,
    wallClock: effects.wallClock,
  })
  const reading = { needs: neededFields(rules), texts }
  const freshAddresses = addressesToMask()
  const history = loadHistory(inputs.historyFile, runner.roots, secrets, texts)
  const planned = planBaselines(jobs, inputs.baseline, history)
  const log = (line: string) => runner.info(secrets.remove(line))

  const slips = misnamedProviders([
    { input: 'provider_min_inbox_rate', lines: rules.provider_min_inbox_rate },
    { input: 'provider_weights', lines: inputs.providerWeights ?? [] },
  ])
  log(announcement(jobs, waiting))
  const observed = await observe(planned, rules, waiting, {
    fetch: (jobId, limitMs, aborted) => fetchTest(jobId, reading, limitMs, aborted),
    onResults: (test, figures, logOfTest) => {
      const addresses = test.seeds.flatMap(({ address }) => (address === null ? [] : [address]))
      const fresh = freshAddresses(addresses)
      if (fresh.length > 0) runner.mask(...fresh)
      for (const slip of slips(figures)) logOfTest(slip)
    },
    onWaiting: () => status.pending(),
    log,
    clock,
    signal,
  })
  return conclude(inputs, observed, history, factsOf(effects))
}

/** Where and when the run is. */
function factsOf({ runner, wallClock }: Effects): RunFacts {
  return { runUrl: runner.runUrl, commit: commitOf(runner.githubContext()), checkedAtMs: wallClock() }
}

function refusal(error: unknown, runner: Runner, secrets: Secrets): Problem {
  if (error instanceof InvalidInputs) return error.problem
  runner.debug(secrets.remove(error instanceof Error ? String(error.stack) : String(error)))
  const words = isOfJavaScript(error) ? '' : `: ${secrets.remove(faultText(error))}`
  return {
    message: `unexpected error${words}`,
    reason: 'unexpected error',
    hint: FAULT_HINT,
  }
}
