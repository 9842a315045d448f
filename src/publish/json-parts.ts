/** A JSON value that can be written in parts. A list may be an iterable that makes its items as they are written. */
export type Writable =
  | string
  | number
  | boolean
  | null
  | undefined
  | Iterable<Writable>
  | { readonly [field: string]: Writable }

/**
 * Writes JSON in parts, so that a list of 50,000 seeds never exists as one text. Objects stand on lines of their own,
 * indented; in a list, one that holds only plain values stands on one line.
 */
export function* jsonParts(value: Writable, indent = ''): Iterable<string> {
  if (typeof value !== 'object' || value === null) yield JSON.stringify(value ?? null)
  else if (isList(value)) yield* enclosed('[', listItems(value, `${indent}  `), ']', indent)
  else yield* enclosed('{', fieldItems(value, `${indent}  `), '}', indent)
}

/** Each item on a line of its own, one level deeper. */
function* enclosed(
  opening: string,
  items: Iterable<Iterable<string>>,
  closing: string,
  indent: string,
): Iterable<string> {
  let separator = ''
  yield opening
  for (const item of items) {
    yield `${separator}\n${indent}  `
    yield* item
    separator = ','
  }
  yield separator === '' ? closing : `\n${indent}${closing}`
}

function* listItems(list: Iterable<Writable>, indent: string): Iterable<Iterable<string>> {
  for (const item of list) yield isPlain(item) ? [JSON.stringify(item ?? null)] : jsonParts(item, indent)
}

/** As JSON.stringify has it, a field without a value is left out. */
function* fieldItems(
  fields: { readonly [field: string]: Writable },
  indent: string,
): Iterable<Iterable<string>> {
  for (const [name, item] of Object.entries(fields)) {
    if (item !== undefined) yield named(name, jsonParts(item, indent))
  }
}

function* named(name: string, parts: Iterable<string>): Iterable<string> {
  yield `${JSON.stringify(name)}: `
  yield* parts
}

function isList(value: object): value is Iterable<Writable> {
  return Symbol.iterator in value
}

function isPlain(value: Writable): boolean {
  if (typeof value !== 'object' || value === null) return true
  return !isList(value) && Object.values(value).every((item) => typeof item !== 'object' || item === null)
}
