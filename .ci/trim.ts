// What the bundle leaves out of the packages. The source imports them by their indexes, which load all that they offer; an
// action needs a part of it, and what it does not need would take longer to load than all the rest of a run.
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/**
 * Packages that only define things when they are loaded, and do not say so: told, the bundler leaves out what nobody
 * imports, such as core's OIDC client with an HTTP client of its own.
 */
const FREE_OF_SIDE_EFFECTS = ['@actions/core', '@actions/github']

/** Files and folders of undici that no request of this action gets to. */
const UNUSED_IN_UNDICI = [
  'lib/web',
  'lib/mock',
  'lib/api/api-pipeline.js',
  'lib/api/api-request.js',
  'lib/api/api-stream.js',
  'lib/api/api-upgrade.js',
  'lib/dispatcher/balanced-pool.js',
  'lib/dispatcher/client-h2.js',
  'lib/dispatcher/env-http-proxy-agent.js',
  'lib/dispatcher/retry-agent.js',
  'lib/handler/decorator-handler.js',
  'lib/handler/retry-handler.js',
  'lib/interceptor/dns.js',
  'lib/interceptor/dump.js',
  'lib/interceptor/redirect.js',
  'lib/handler/redirect-handler.js',
  'lib/interceptor/retry.js',
  // Makes an agent as it is loaded, for requests that name no dispatcher.
  'lib/global.js',
  // For processors without SIMD, on which Node 24 does not run.
  'lib/llhttp/llhttp-wasm.js',
]

/** Stands for what was left out of undici: it can be taken apart and constructed, as indexes do, but not called. */
const STUB = `const stub = new Proxy(function () {}, {
  get: () => stub,
  construct: () => stub,
  apply() { throw new Error('This part of undici is not in the bundle.') },
})
module.exports = stub
`

/** What stands for files of undici that do more as they are loaded, or for each request, than this action needs. */
const SHORTER_IN_UNDICI: Readonly<Record<string, string>> = {
  // Redirects are not followed.
  'lib/interceptor/redirect-interceptor.js': 'module.exports = () => (dispatch) => dispatch\n',
  // They only save the lower case of well-known header names, and are asked before that is made.
  'lib/core/constants.js':
    'module.exports = { wellknownHeaderNames: [], headerNameLowerCasedRecord: Object.create(null) }\n',
  'lib/core/tree.js': 'module.exports = { tree: { lookup: () => null } }\n',
}

/** The numbers of undici's parser, and who uses them. Most of the tables that the file builds are for others. */
const PARSER_NUMBERS = 'lib/llhttp/constants.js'
const PARSER_CLIENT = 'lib/dispatcher/client-h1.js'

/** Modules of Node that undici needs for less than they load, and what stands for them there. */
const SHORTER_NODE_MODULES: Readonly<Record<string, string>> = {
  // It loads the colours of a terminal and, for them, standard error.
  assert: `module.exports = (value, message = 'an assertion failed') => {
  if (!value) throw new Error(\`undici: \${message}\`)
}
`,
  // A client asks for the limit where it is given none, and compares a body that is a stream, which no body is here.
  http: `module.exports = {
  get maxHeaderSize() {
    return require('node:http').maxHeaderSize
  },
}
`,
}

/**
 * What `@actions/github` does as it is loaded, and what stands for it here. It prepares an HTTP client of its own, but the requests
 * go out by ours. It reads the event's file, which the runner's room has read already, and fails where that cannot be read: then
 * even a pull request that is named by `pr_number` would get no comment.
 */
const UNUSED_IN_GITHUB: Readonly<Record<string, string>> = {
  'node_modules/@actions/http-client/lib/index.js': `export class HttpClient {
  getAgent() {}
  getAgentDispatcher() {}
}
`,
  'lib/context.js': 'export class Context {}\n',
}

/** Octokit's plugins name all that GitHub's API can do. The source asks by route instead, and goes from page to page itself. */
const UNUSED_PLUGINS: Readonly<Record<string, string>> = {
  '@octokit/plugin-rest-endpoint-methods': 'restEndpointMethods',
  '@octokit/plugin-paginate-rest': 'paginateRest',
}

/**
 * Copies the packages on the lists, trimmed, to where the bundler looks before it looks at the real ones.
 * @throws when something on a list is no longer there
 */
export function stageTrimmed(packages: string, stage: string): void {
  rmSync(stage, { recursive: true, force: true })
  for (const name of FREE_OF_SIDE_EFFECTS) {
    const file = join(copied(packages, stage, name), 'package.json')
    const description = JSON.parse(readFileSync(file, 'utf8')) as object
    writeFileSync(file, JSON.stringify({ ...description, sideEffects: false }))
  }
  for (const [part, code] of Object.entries(UNUSED_IN_GITHUB))
    writeFileSync(existing(join(stage, '@actions/github'), part), code)
  for (const [name, plugin] of Object.entries(UNUSED_PLUGINS)) stubPlugin(stage, name, plugin)
  trimUndici(packages, copied(packages, stage, 'undici'))
}

/** Puts a plugin that adds nothing in the place of the real one. */
function stubPlugin(stage: string, name: string, plugin: string): void {
  const importing = readFileSync(existing(join(stage, '@actions/github'), 'lib/utils.js'), 'utf8')
  if (!importing.includes(`import { ${plugin} } from '${name}'`))
    throw new Error(`Nobody imports ${plugin} any more`)
  const folder = join(stage, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module","exports":"./index.js"}')
  writeFileSync(join(folder, 'index.js'), `export const ${plugin} = () => ({})\n`)
}

function trimUndici(packages: string, undici: string): void {
  const stub = join(undici, 'stub.js')
  writeFileSync(stub, STUB)
  for (const file of UNUSED_IN_UNDICI.flatMap((part) => filesIn(existing(undici, part))))
    writeFileSync(file, `module.exports = ${requireFrom(file, stub)}\n`)
  for (const [part, code] of Object.entries(SHORTER_IN_UNDICI)) writeFileSync(existing(undici, part), code)
  keepUsedNumbers(join(packages, 'undici'), undici)

  for (const [name, code] of Object.entries(SHORTER_NODE_MODULES)) {
    const asking = `require('node:${name}')`
    const files = filesIn(undici).filter((file) => readFileSync(file, 'utf8').includes(asking))
    if (files.length === 0) throw new Error(`undici has no ${asking} any more`)
    const shorter = join(undici, `node-${name}.js`)
    writeFileSync(shorter, code)
    for (const file of files)
      writeFileSync(file, readFileSync(file, 'utf8').replace(asking, requireFrom(file, shorter)))
  }
}

/** Writes the numbers of the parser out, without those that nobody uses. */
function keepUsedNumbers(original: string, undici: string): void {
  const all = createRequire(import.meta.url)(existing(original, PARSER_NUMBERS)) as Record<string, unknown>
  const client = readFileSync(existing(undici, PARSER_CLIENT), 'utf8')
  const names = [...client.matchAll(/\bconstants\.([A-Z]\w*)/gu)].map(([, name = '']) => name)
  if (names.length === 0) throw new Error(`${PARSER_CLIENT} uses no constants any more`)
  const used = Object.fromEntries(names.map((name) => [name, all[name] ?? missing(name)]))
  writeFileSync(join(undici, PARSER_NUMBERS), `module.exports = ${JSON.stringify(used)}\n`)
}

function copied(packages: string, stage: string, name: string): string {
  cpSync(join(packages, name), join(stage, name), { recursive: true })
  return join(stage, name)
}

function existing(folder: string, part: string): string {
  const path = join(folder, part)
  return existsSync(path) ? path : missing(part)
}

function missing(part: string): never {
  throw new Error(`There is no ${part} any more: look again at what is not needed`)
}

function filesIn(path: string): string[] {
  return statSync(path).isFile() ? [path] : globSync('**/*.js', { cwd: path }).map((file) => join(path, file))
}

function requireFrom(file: string, required: string): string {
  const path = relative(dirname(file), required).replaceAll('\\', '/')
  return `require('${path.startsWith('.') ? path : `./${path}`}')`
}
