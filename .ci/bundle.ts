// Makes dist/ of what the compiler left in build/, with no more of the packages than is used: one file for each action, one that
// both load, chunks for what few runs need, minified because start-up is mostly the time it takes to read the code; and the
// licenses of all inside.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ncc from '@vercel/ncc'
import { transformSync } from 'esbuild'
import { stageTrimmed } from './trim.ts'

const ROOT = join(import.meta.dirname, '..')
const BUILD = join(ROOT, 'build')
const DIST = join(ROOT, 'dist')

stageTrimmed(join(ROOT, 'node_modules'), join(BUILD, 'node_modules'))

/** What both actions load is in dist/ once; the bundler finds it there by this name. */
const SHARED = { undici: './undici.js' }

const scripts: Record<string, string> = {}
const maps: string[] = []
await bundle('index.js', 'src/index.js', SHARED)
await bundle('create.js', 'src/create-index.js', SHARED)
await bundle('undici.js', 'node_modules/undici/index.js')

rmSync(DIST, { recursive: true, force: true })
mkdirSync(DIST, { recursive: true })
for (const [name, script] of Object.entries(scripts)) {
  // The source map's address goes, the map is not shipped.
  writeFileSync(
    join(DIST, name),
    transformSync(script, { minify: true, format: 'cjs', legalComments: 'none' }).code,
  )
}
writeFileSync(join(DIST, 'package.json'), '{"type":"commonjs"}\n')
writeFileSync(join(DIST, 'licenses.txt'), licenses(maps))

/** @param externals what is left out of the bundle, and what to load instead */
async function bundle(file: string, entry: string, externals: Record<string, string> = {}): Promise<void> {
  const { code, map, assets } = await ncc(join(BUILD, entry), {
    cache: false,
    quiet: true,
    // CommonJS: an ECMAScript module that imports node:http reads all it exports, and so loads all of Node's own fetch.
    esm: false,
    externals,
    sourceMap: true,
    sourceMapRegister: false,
  })
  scripts[file] = code
  maps.push(map)
  for (const [name, { source }] of Object.entries(assets)) {
    if (name.endsWith('.js')) scripts[name] = String(source)
    if (name.endsWith('.js.map')) maps.push(String(source))
  }
}

/** The license text of every package that a source map names. */
function licenses(sourceMaps: readonly string[]): string {
  const folders = new Set<string>()
  for (const text of sourceMaps) {
    for (const source of (JSON.parse(text) as { sources: string[] }).sources) {
      // The copies for the bundler lie in a folder of that name too.
      const path = /(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+/u.exec(source)?.[0]
      if (path !== undefined) folders.add(path)
    }
  }
  return [...folders]
    .toSorted()
    .map(license)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function license(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const file = readdirSync(join(ROOT, folder)).find((each) => /^licen[cs]e/iu.test(each))
  if (file === undefined) throw new Error(`${folder} has no license file`)
  return `${name} ${version}\n\n${readFileSync(join(ROOT, folder, file), 'utf8').trim()}\n`
}
