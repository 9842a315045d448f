/** What became of one step. */
export interface StepRun {
  result: 'success' | 'failure'
  outputs: Record<string, string>
  /** What it wrote to the job summary. */
  summary: string
  annotations: { level: string; message: string }[]
}

/** The steps that ran, by id, or by name, or by what they use. */
export type StepRuns = ReadonlyMap<string, StepRun>

/** What act has told of one workflow. */
export interface WorkflowLog {
  /** The steps of all jobs. */
  steps: StepRuns
  /** The same job by job, by the name of the job as GitHub shows it. */
  jobs: ReadonlyMap<string, StepRuns>
  /** What a user would read, without the job summary. */
  log: string
}

/** One line of `act --json`, as far as it is read here. */
interface LogEntry {
  msg?: string
  /** Workflow and job, `NAME/NAME`; the legs of a matrix are numbered. */
  job?: string
  matrix?: Record<string, unknown>
  /** The name of the step. */
  step?: string
  stepID?: string[]
  stage?: string
  stepResult?: 'success' | 'failure' | 'skipped'
  command?: string
  name?: string
  arg?: string
  content?: string
}

export function readLog(lines: readonly string[]): WorkflowLog {
  const entries = lines.map(parse)
  const steps = new Map<string, StepRun>()
  const jobs = new Map<string, Map<string, StepRun>>()
  for (const entry of entries) {
    const [id] = entry.stepID ?? []
    if (entry.stage !== 'Main' || id === undefined || entry.stepResult === 'skipped') continue
    // act numbers the steps that have no id.
    const name = /^\d+$/.test(id) ? (entry.step ?? id) : id
    const job = jobs.get(jobOf(entry)) ?? new Map<string, StepRun>()
    jobs.set(jobOf(entry), job)
    const step = job.get(name) ?? { result: 'success', outputs: {}, summary: '', annotations: [] }
    job.set(name, step)
    steps.set(name, step)
    if (entry.stepID?.length === 1) note(entry, step)
  }
  const shown = entries.filter(({ command }) => command !== 'summary')
  return { steps, jobs, log: shown.map(({ msg = '' }) => msg.trimEnd()).join('\n') }
}

/** A line that is not JSON is one of act's own errors. */
function parse(line: string): LogEntry {
  try {
    return JSON.parse(line)
  } catch {
    return { msg: line }
  }
}

function jobOf({ job = '', matrix = {} }: LogEntry): string {
  const name = job.slice(job.indexOf('/') + 1).trim()
  return Object.keys(matrix).length === 0 ? name : name.replace(/-\d+$/u, '')
}

function note({ stepResult, command, name = '', arg = '', content = '' }: LogEntry, step: StepRun): void {
  if (stepResult === 'success' || stepResult === 'failure') step.result = stepResult
  if (command === 'set-output') step.outputs[name] = arg
  if (command === 'summary') step.summary = content
  if (command === 'warning' || command === 'error') step.annotations.push({ level: command, message: arg })
}
