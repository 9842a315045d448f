import { globSync } from 'node:fs'
import { type Node, type ParamPattern, parseSync } from 'oxc-parser'
import { file } from './github-checks.ts'

/** What the source calls a text that says what happened. Whatever is given such a name is a message. */
const NAMES = ['message', 'note', 'fault', 'cause']

const SOURCE = globSync('src/**/*.ts')
  .map((path) => path.replaceAll('\\', '/'))
  .flatMap((path) => withInner(parseSync(path, file(path)).program))

/** Words that stand under a name of their own, such as `VENDOR`. */
const WORDS = new Map(
  SOURCE.flatMap((node) =>
    node.type === 'VariableDeclarator' && node.init?.type === 'Literal' && typeof node.init.value === 'string'
      ? [[nameOf(node.id), node.init.value] as const]
      : [],
  ),
)

/** The texts that stand under a name of their own, such as `NOT_JSON`. */
const CONSTANTS = new Map(
  SOURCE.flatMap((node) =>
    isConstant(node) && node.init !== null ? [[nameOf(node.id), textOf(node.init)] as const] : [],
  ),
)

/** Every text in the source, with `…` for what it quotes but those words. */
export const texts = SOURCE.flatMap(textOf)

/** Those that are given to a variable, a field or a parameter with the name of a message. */
export const messages = givenTo(parametersOfMessages())
  .flatMap(outermostTexts)
  // A single word is a kind, not a message.
  .filter((text) => /\p{L} /u.test(text))

/** @param places at which place a function, method or class takes a message */
function givenTo(places: ReadonlyMap<string, readonly number[]>): Node[] {
  return SOURCE.flatMap((node): Node[] => {
    switch (node.type) {
      case 'VariableDeclarator':
        return isMessage(node.id) && node.init !== null ? [node.init] : []
      case 'Property':
        return isMessage(node.key) ? [node.value] : []
      case 'CallExpression':
      case 'NewExpression':
        return node.arguments.filter((_, place) => places.get(nameOf(node.callee))?.includes(place))
      default:
        return []
    }
  })
}

function parametersOfMessages(): Map<string, number[]> {
  return new Map(SOURCE.flatMap(declared).filter(([, places]) => places.length > 0))
}

/** A function, a method of a type or a class by its name, with the places at which it takes a message. */
function declared(node: Node): [name: string, places: number[]][] {
  if (node.type === 'FunctionDeclaration') return [[nameOf(node.id), messagesAmong(node.params)]]
  if (node.type === 'TSMethodSignature') return [[nameOf(node.key), messagesAmong(node.params)]]
  const type = node.type === 'TSPropertySignature' ? node.typeAnnotation?.typeAnnotation : null
  if (node.type === 'TSPropertySignature' && type?.type === 'TSFunctionType')
    return [[nameOf(node.key), messagesAmong(type.params)]]
  if (node.type !== 'ClassDeclaration') return []
  const made = node.body.body.flatMap((member) =>
    member.type === 'MethodDefinition' && member.kind === 'constructor' ? [member.value.params] : [],
  )
  // JavaScript's own errors are made with their message first.
  const inherited = nameOf(node.superClass) === 'Error' ? [0] : []
  return [[nameOf(node.id), made[0] === undefined ? inherited : messagesAmong(made[0])]]
}

function messagesAmong(parameters: readonly ParamPattern[]): number[] {
  return parameters.flatMap((parameter, place) => (isMessage(parameter) ? [place] : []))
}

function isMessage(node: Node): boolean {
  return NAMES.includes(nameOf(node))
}

/** The name of an identifier, or of the member that is asked for; empty for anything else. */
function nameOf(node: Node | null): string {
  if (node?.type === 'MemberExpression') return nameOf(node.property)
  return node?.type === 'Identifier' ? node.name : ''
}

/** The texts that a value is made of, without those inside of what they quote. */
function outermostTexts(node: Node): string[] {
  if (node.type === 'Identifier') return CONSTANTS.get(node.name) ?? []
  return isText(node) ? textOf(node) : childrenOf(node).flatMap(outermostTexts)
}

function isConstant(node: Node): node is Extract<Node, { type: 'VariableDeclarator' }> {
  return node.type === 'VariableDeclarator' && /^[A-Z_]+$/u.test(nameOf(node.id))
}

function isText({ type }: Node): boolean {
  return type === 'Literal' || type === 'TemplateLiteral'
}

/** The text of a literal; nothing for other nodes. */
function textOf(node: Node): string[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  if (node.type !== 'TemplateLiteral') return []
  const quoted = node.expressions.map((each) => WORDS.get(nameOf(each)) ?? '…')
  return [node.quasis.map(({ value }, place) => `${value.cooked}${quoted[place] ?? ''}`).join('')]
}

function withInner(node: Node): Node[] {
  return [node, ...childrenOf(node).flatMap(withInner)]
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
