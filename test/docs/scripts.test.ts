import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { renderResults } from '../../src/publish/results-file.ts'
import type { RunResult } from '../../src/result/result.ts'
import { inboxTest, judgedTest, observedRun, refusedRun, ruleResult, seed } from '../builders.ts'
import { asWorkflow, file, type Workflow } from './github-checks.ts'
import { codeBlocks, firstCells } from './markdown.ts'
import { runStep } from './step.ts'

const RESULTS = file('docs/results.md')

/** The script of a step of some workflows, by the step's name. */
function script(name: string, workflows: readonly string[]): string {
  const steps = workflows.flatMap((text) =>
    Object.values((parse(text) as Workflow).jobs).flatMap((job) => job.steps),
  )
  const run = steps.find((step) => step.name === name)?.run
  if (run === undefined) throw new Error(`no step ${name} with a script`)
  return run
}

const has = (tool: string) => spawnSync(tool, ['--version']).status === 0
const canRun = process.platform !== 'win32' && ['bash', 'jq'].every(has)

describe.runIf(canRun)('on the page about the results file', () => {
  /** Runs a script with a results file of some content. */
  function read(source: string, content: string) {
    const folder = mkdtempSync(join(tmpdir(), 'results-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const results = join(folder, 'results.json')
    writeFileSync(results, content)
    return runStep(source, folder, { HEADLINE: 'It failed', RESULTS: results })
  }
  const written = (run: RunResult) => [...renderResults(run)].join('')

  test('the step that names what failed finds each rule', async () => {
    const provider = ruleResult({
      rule: 'provider_min_inbox_rate',
      subject: { kind: 'provider', name: 'Outlook' },
      outcome: 'failed',
    })
    const rules = [ruleResult({ outcome: 'failed' }), ruleResult({ rule: 'max_spam_rate' }), provider]
    const run = observedRun({}, [judgedTest({ verdict: 'failed', rules })])
    const workflow = asWorkflow(codeBlocks(RESULTS, 'yaml')[0]?.text ?? '')
    const { log } = await read(script('Name what failed', [workflow]), written(run))
    expect(log).toBe('It failed\nmin_inbox_rate\nprovider_min_inbox_rate Outlook\n')
  })

  describe.each(codeBlocks(RESULTS, 'sh').map(({ text }) => text))('%s', (check) => {
    test('passes what is good', async () => {
      expect(await read(check, written(observedRun()))).toMatchObject({ exitCode: 0, log: 'true\n' })
    })

    const bad = judgedTest({ verdict: 'failed', test: inboxTest({ seeds: [seed({ placement: 'spam' })] }) })
    const refused: RunResult = refusedRun({ message: 'no', hint: 'none' })
    test.each([
      ['a failed test', written(observedRun({}, [bad]))],
      ['one failed test of two', written(observedRun({}, [judgedTest(), bad]))],
      ['a run that asked for no test', written(refused)],
      ['another version', written(observedRun()).replace('"schema_version": 2', '"schema_version": 3')],
      ['an empty file', ''],
      ['two documents', written(observedRun()).repeat(2)],
    ])('fails on %s', async (_, content) => {
      expect((await read(check, content)).exitCode).not.toBe(0)
    })
  })

  test('the table has the fields of the schema, in their order', () => {
    const { required } = JSON.parse(file('docs/results.schema.json'))
    expect(firstCells(RESULTS, 'The results file').flat()).toEqual(required)
  })
})

describe.skipIf(process.platform === 'win32')('the step of history-branch.yml that keeps the history', () => {
  const source = () => script('Keep the history', [file('examples/history-branch.yml')])

  /** Runs it in a clone of the branch, before which the gate has written some text to the history, or nothing. */
  async function keep(written: string | null) {
    const folder = mkdtempSync(join(tmpdir(), 'history-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const begin = `git init --quiet --bare --initial-branch=inbox-history origin
      git clone --quiet origin clone && cd clone
      git -c user.name=A -c user.email=a@example.com commit --quiet --allow-empty --message Begin
      git push --quiet origin inbox-history`
    expect(await runStep(begin, folder, {})).toMatchObject({ exitCode: 0 })
    if (written !== null) writeFileSync(join(folder, 'clone', 'history.jsonl'), written)
    const done = await runStep(source(), join(folder, 'clone'), { GITHUB_RUN_ID: '77' })
    const { log } = await runStep(
      'git log --format=%s && git ls-tree --name-only HEAD',
      join(folder, 'origin'),
      {},
    )
    return { ...done, kept: log.trim().split('\n') }
  }

  test('pushes what the gate has written', async () => {
    const { exitCode, kept } = await keep('{"job_id":"job-7"}\n')
    expect(exitCode).toBe(0)
    expect(kept).toEqual(['Inbox test of run 77', 'Begin', 'history.jsonl'])
  })

  test('has nothing to do when the gate has written nothing', async () => {
    const { exitCode, kept } = await keep(null)
    expect(exitCode).toBe(0)
    expect(kept).toEqual(['Begin'])
  })
})
