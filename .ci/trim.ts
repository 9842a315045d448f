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
  'lib/interceptor/retry.js',
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

/** How undici asks for Node's `assert`, which loads the colours of a terminal and, for them, standard error. */
const NODE_ASSERT = "require('node:assert')"
const ASSERT = `module.exports = (value, message = 'an assertion failed') => {
  if (!value) throw new Error(\`undici: \${message}\`)
}
`

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
  trimUndici(copied(packages, stage, 'undici'))
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

function trimUndici(undici: string): void {
  writeFileSync(join(undici, 'stub.js'), STUB)
  writeFileSync(join(undici, 'assert.js'), ASSERT)
  for (const file of UNUSED_IN_UNDICI.flatMap((part) => filesIn(existing(undici, part))))
    writeFileSync(file, `module.exports = ${requireFrom(file, join(undici, 'stub.js'))}\n`)

  const asserting = filesIn(undici).filter((file) => readFileSync(file, 'utf8').includes(NODE_ASSERT))
  if (asserting.length === 0) throw new Error(`undici has no ${NODE_ASSERT} any more`)
  for (const file of asserting) {
    const code = readFileSync(file, 'utf8')
    writeFileSync(file, code.replace(NODE_ASSERT, requireFrom(file, join(undici, 'assert.js'))))
  }
}

function copied(packages: string, stage: string, name: string): string {
  cpSync(join(packages, name), join(stage, name), { recursive: true })
  return join(stage, name)
}

function existing(folder: string, part: string): string {
  const path = join(folder, part)
  if (!existsSync(path)) throw new Error(`There is no ${part} any more: look again at what is not needed`)
  return path
}

function filesIn(path: string): string[] {
  return statSync(path).isFile() ? [path] : globSync('**/*.js', { cwd: path }).map((file) => join(path, file))
}

function requireFrom(file: string, required: string): string {
  const path = relative(dirname(file), required).replaceAll('\\', '/')
  return `require('${path.startsWith('.') ? path : `./${path}`}')`
}
