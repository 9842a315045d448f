import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { stageTrimmed } from '../../.ci/trim.ts'

const PACKAGES = join(import.meta.dirname, '../../node_modules')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trim-'))
  return () => rmSync(folder, { recursive: true })
})

describe('the packages that are bundled', () => {
  test('load, although parts of them are left out, and those say so when they are called', () => {
    stageTrimmed(PACKAGES, folder)
    const undici = createRequire(import.meta.url)(join(folder, 'undici')) as typeof import('undici')
    expect(new undici.Agent()).toBeInstanceOf(undici.Dispatcher)
    expect(() => undici.parseMIMEType('text/plain')).toThrow('not in the bundle')
  })

  test('keep all numbers of undici that its HTTP client asks for, and build no tables', () => {
    stageTrimmed(PACKAGES, folder)
    const numbersIn = (packages: string) =>
      createRequire(import.meta.url)(join(packages, 'undici/lib/llhttp/constants.js')) as object
    expect(Object.keys(numbersIn(folder)).toSorted()).toEqual(['ERROR', 'TYPE'])
    expect(numbersIn(PACKAGES)).toMatchObject(numbersIn(folder))
  })

  test('are told to be free of side effects', () => {
    stageTrimmed(PACKAGES, folder)
    const read = () => JSON.parse(readFileSync(join(folder, '@actions/core/package.json'), 'utf8')) as object
    expect(read()).toMatchObject({ name: '@actions/core', sideEffects: false })
  })

  test.each([
    'undici/lib/dispatcher/client-h2.js',
    'undici/lib/mock',
    'undici/lib/core/tree.js',
    'undici/lib/llhttp/constants.js',
    'undici/lib/dispatcher/client-h1.js',
    'undici/lib/interceptor/redirect-interceptor.js',
    '@actions/github/node_modules',
    '@actions/github/lib/context.js',
  ])('must still have all that is on the lists, such as %s', (name) => {
    const packages = join(folder, 'packages')
    for (const each of ['@actions/core', '@actions/github', 'undici'])
      cpSync(join(PACKAGES, each), join(packages, each), { recursive: true })
    rmSync(join(packages, name), { recursive: true })
    expect(() => stageTrimmed(packages, join(folder, 'stage'))).toThrow(
      name.replace(/^(?:undici|@actions\/github)\//u, ''),
    )
  })
})
