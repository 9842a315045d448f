// Makes dist/ of what the compiler left in build/: one file to load at start, chunks for what few runs need, minified
// because start-up is mostly the time it takes to read the code, and the licenses of everything inside.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ncc from '@vercel/ncc'
import { transformSync } from 'esbuild'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const DIST = join(ROOT, 'dist')

const { code, map, assets } = await ncc(join(ROOT, 'build/index.js'), {
  cache: false,
  quiet: true,
  sourceMap: true,
  sourceMapRegister: false,
})

const scripts: Record<string, string> = { 'index.js': withoutSecondParser(withoutHttp2(code)) }
const maps = [map]
for (const [name, { source }] of Object.entries(assets)) {
  if (name.endsWith('.js')) scripts[name] = String(source)
  if (name.endsWith('.js.map')) maps.push(String(source))
}

rmSync(DIST, { recursive: true, force: true })
mkdirSync(DIST, { recursive: true })
for (const [name, script] of Object.entries(scripts)) {
  // The source map's address goes, the map is not shipped.
  writeFileSync(
    join(DIST, name),
    transformSync(script, { minify: true, format: 'esm', legalComments: 'none' }).code,
  )
}
writeFileSync(join(DIST, 'package.json'), '{"type":"module"}\n')
writeFileSync(join(DIST, 'licenses.txt'), licenses(maps))

/**
 * undici loads node:http2 at start for a protocol that is off unless asked for, which costs about a tenth of the whole
 * step. It says itself what it needs where the module is missing; that is put in its place.
 */
function withoutHttp2(script: string): string {
  return replacedOnce(
    script,
    '__WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2")',
    '({ constants: {} })',
  )
}

/**
 * undici carries its HTTP parser twice, the second one for processors without SIMD, which V8 supports on all that Node 24
 * is built for. It is a tenth of dist/, read at every start.
 */
function withoutSecondParser(script: string): string {
  const parser = readFileSync(join(ROOT, 'node_modules/undici/lib/llhttp/llhttp-wasm.js'), 'utf8')
  const wasm = /'(AGFzb[\w+/=]+)'/u.exec(parser)?.[1] ?? ''
  return replacedOnce(script, wasm, '')
}

/** The bundle is entered by text, so anything but one exact match means that a library has changed. */
function replacedOnce(script: string, text: string, replacement: string): string {
  const parts = script.split(text)
  if (text === '' || parts.length !== 2) throw new Error(`expected once in the bundle: ${text.slice(0, 80)}`)
  return parts.join(replacement)
}

/** The license text of every package that a source map names. */
function licenses(sourceMaps: readonly string[]): string {
  const folders = new Set<string>()
  for (const text of sourceMaps) {
    for (const source of (JSON.parse(text) as { sources: string[] }).sources) {
      const path = /node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(source)?.[0]
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
