import { existsSync, globSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { file } from './github-checks.ts'
import { anchors, codeOf, targets } from './markdown.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const documents = [...globSync('*.md', { cwd: ROOT }), ...globSync('docs/*.md', { cwd: ROOT })].map((path) =>
  path.replaceAll('\\', '/'),
)

describe.each(documents)('%s', (document) => {
  const markdown = file(document)

  test('has no link or picture that leads nowhere', () => {
    for (const target of targets(markdown)) {
      if (/^https:\/\//u.test(target)) continue
      const [path = '', anchor] = target.split('#')
      const linked = path === '' ? document : join(dirname(document), path)
      expect(existsSync(join(ROOT, linked)), target).toBe(true)
      if (anchor !== undefined) expect(anchors(file(linked)), target).toContain(anchor)
    }
  })

  test('names only commands that there are', () => {
    const { scripts } = JSON.parse(file('package.json'))
    const commands = codeOf(markdown).flatMap((code) => Array.from(code.matchAll(/\bnpm run ([\w-]+)/gu)))
    for (const [, command = ''] of commands) expect(Object.keys(scripts)).toContain(command)
  })

  test('names only files and folders that there are', () => {
    const paths = codeOf(markdown).filter((code) =>
      /^(?:src|test|tools|create|\.ci|docs|examples)\/[\w./-]+$/u.test(code),
    )
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true)
  })
})

test('the map in CONTRIBUTING shows every room of src, and every file that is in none', () => {
  const rooms = readdirSync(join(ROOT, 'src')).filter((name) => name !== 'tsconfig.json')
  const shown = new Set(codeOf(file('CONTRIBUTING.md')))
  expect(rooms.filter((name) => !shown.has(`src/${name}`))).toEqual([])
})
