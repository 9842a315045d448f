import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { runWorkflow } from '../act.ts'
import { localActions, ROOT } from '../actions.ts'
import { check, step } from '../checks.ts'
import { makeRepository } from '../repository.ts'
import type { Setting, Story } from '../story.ts'

const FILE = '.github/workflows/ci.yml'
const JOB = 'itself'

export const ownJob: Story = {
  title: 'our own job runs the action beside the sandbox, and ends the sandbox',
  examples: [],
  async tell({ act, actions, folder, stop }: Setting) {
    const repository = join(folder, 'repository')
    const home = join(folder, 'home')
    mkdirSync(home)
    makeRepository(repository, Object.fromEntries(ourFiles().map((path) => [path, join(ROOT, path)])))
    const text = readFileSync(join(ROOT, FILE), 'utf8')
    const port = Number(/--port (\d+)/u.exec(text)?.[1])
    assert(!(await answers(port)), `port ${port}, which the job needs, is taken on this machine`)

    const run = await runWorkflow(
      act,
      home,
      {
        repository,
        file: FILE,
        event: 'push',
        job: JOB,
        matrix: 'os:ubuntu-latest',
        env: {},
        secrets: { GITHUB_TOKEN: 'github-token' },
        actions: localActions(text, repository, actions, JOB),
      },
      stop,
    )

    check(run, () => {
      assert.equal(run.exitCode, 0)
      assert.equal(step(run, 'good').outputs['verdict'], 'passed')
      assert.equal(step(run, 'bad').outputs['verdict'], 'failed')
      assert.equal(step(run, 'bad').result, 'failure')
      assert.equal(step(run, 'The good one passed, the bad one failed').result, 'success')
    })
    assert(!(await answers(port)), `the sandbox still listens on port ${port}`)
  },
}

/** What git keeps or would keep, without what is deleted in the working tree. */
function ourFiles(): string[] {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', options, { cwd: ROOT, encoding: 'utf8' }).split('\0')
  return listed.filter((path) => path !== '' && existsSync(join(ROOT, path)))
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
