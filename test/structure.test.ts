import { globSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { expect, test } from 'vitest'

/** From the ground up: a room imports only from rooms on lower floors. A file right under `src` is a room of its own. */
const FLOORS = [
  ['privacy', 'net', 'make-folder.ts', 'version.ts'],
  ['core'],
  ['judge'],
  ['wording'],
  ['parsing', 'history'],
  ['rules'],
  ['inputs'],
  ['wait'],
  ['result'],
  ['report'],
  ['campaign-cleaner', 'github', 'runner'],
  ['effects.ts'],
  ['publish'],
  ['run.ts', 'create.ts'],
  ['index.ts', 'create-index.ts'],
]

/** Rooms that know nothing of the network, the vendor, GitHub and Actions. */
const PURE = ['privacy', 'core', 'judge', 'wording', 'parsing', 'rules', 'inputs', 'wait', 'result', 'report']
const OUTSIDE = ['net', 'make-folder.ts', 'campaign-cleaner', 'github', 'runner', 'publish', 'effects.ts']

const FILES = filesOf('src')
const IMPORTS = FILES.flatMap(importsOf)

test('each room stands on one floor', () => {
  expect([...new Set(FILES.map(roomOf))].toSorted()).toEqual(FLOORS.flat().toSorted())
})

test('no room imports from its own floor or one above', () => {
  const upward = IMPORTS.filter(
    ({ file, imported }) => roomOf(file) !== roomOf(imported) && floorOf(imported) >= floorOf(file),
  )
  expect(upward).toEqual([])
})

test('no files import each other in a circle', () => {
  expect(circles()).toEqual([])
})

test('the middle knows nothing of the network, the vendor, GitHub and Actions', () => {
  const outward = IMPORTS.filter(
    ({ file, imported }) => PURE.includes(roomOf(file)) && OUTSIDE.includes(roomOf(imported)),
  )
  expect(outward).toEqual([])
})

test('no tool needs a test', () => {
  const tests = filesOf('tools')
    .flatMap(importsOf)
    .filter(({ imported }) => imported.startsWith('test/'))
  expect(tests).toEqual([])
})

function filesOf(folder: string): string[] {
  return globSync(`${folder}/**/*.ts`).map((file) => file.replaceAll('\\', '/'))
}

function importsOf(file: string) {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(?<path>\.[^']+\.ts)'/gu)
  return [...found].map((match) => ({
    file,
    imported: posix.join(dirname(file), match.groups?.['path'] ?? ''),
  }))
}

function roomOf(file: string): string {
  return file.split('/')[1] ?? ''
}

function floorOf(file: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)))
}

/** What is left when every file that imports nothing more has been taken away, again and again. */
function circles(): string[] {
  let left = FILES
  for (;;) {
    const inCircle = left.filter((file) =>
      IMPORTS.some((each) => each.file === file && left.includes(each.imported)),
    )
    if (inCircle.length === left.length) return inCircle
    left = inCircle
  }
}
