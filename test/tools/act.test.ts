import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { localActions, ROOT, whatRuns } from '../../tools/act/actions.ts'
import { mutants } from '../../tools/act/mutants.ts'
import { stories } from '../../tools/act/stories.ts'

const examples = readdirSync(join(ROOT, 'examples'))
const example = (file: string) => readFileSync(join(ROOT, 'examples', file), 'utf8')

const folder = mkdtempSync(join(tmpdir(), 'act-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each(examples)('%s has a story', (file) => {
  expect(stories.filter((story) => story.examples.includes(file))).not.toEqual([])
})

test.each(examples)('%s has mutants, so that its stories are known to notice something', (file) => {
  expect(mutants.filter((mutant) => mutant.example === file)).not.toEqual([])
})

test.each(mutants)(
  'the mutant of $example that $title changes the example as it is',
  ({ example: file, change }) => {
    expect(change(example(file))).not.toBe(example(file))
  },
)

test('without act nothing is run, and one line says how to get it', () => {
  const run = spawnSync(process.execPath, [join(ROOT, 'tools/act/run.ts')], {
    env: { PATH: folder },
    encoding: 'utf8',
  })
  expect(run.status).toBe(2)
  expect(run.stdout).toBe('')
  expect(run.stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/not on PATH.*go install/u)])
})

const CACHE = /actions\/cache\/restore@(\S+)/u.exec(example('history.yml'))?.[1] ?? ''

test('an action is real where a checkout of it is given, and a stand-in elsewhere', () => {
  const given = join(folder, 'given')
  const checkout = join(given, 'actions/cache', CACHE)
  mkdirSync(join(checkout, 'restore'), { recursive: true })
  writeFileSync(join(checkout, 'restore/action.yml'), 'runs: { using: node24, main: ../index.js }')
  writeFileSync(join(checkout, 'index.js'), '')
  const used = (checkouts: string | null) =>
    localActions(example('history.yml'), 'published', checkouts)[`actions/cache@${CACHE}`]
  expect(used(given)).toBe(checkout)
  expect(used(null)).toMatch(/stand-ins.cache$/u)
  expect(used(join(folder, 'elsewhere'))).toMatch(/stand-ins.cache$/u)
  const said = (checkouts: string | null) => whatRuns([example('history.yml')], checkouts)
  expect(said(given)).toMatch(/^Real actions.*\n {2}actions\/cache@/u)
  expect(said(null)).toMatch(/^Real actions.*none\nStand-ins.*\n {2}actions\/cache@/u)
})

test('a checkout that lacks what it would run is refused, rather than left to fail in act', () => {
  const given = join(folder, 'not-whole')
  const checkout = join(given, 'actions/cache', CACHE)
  mkdirSync(checkout, { recursive: true })
  writeFileSync(join(checkout, 'action.yml'), 'runs: { using: node24, main: dist/index.js }')
  expect(() => localActions(example('history.yml'), 'published', given)).toThrow(/index\.js is missing/u)
})
