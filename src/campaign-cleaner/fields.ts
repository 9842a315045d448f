import { oneLine } from '../privacy/one-line.ts'

/** A field of the response that no verdict can rest on. */
export class ShapeError extends Error {
  constructor(field: string, value: unknown, expected: string) {
    super(`${field} is ${describe(value)}, expected ${expected}`)
  }
}

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object, and not a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own fields only: `__proto__` and `constructor` in a body are just names. */
export function ownField(fields: Fields, field: string): unknown {
  return Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** Characters. A longer text is not quoted: cutting it could leave half a secret, which nothing would recognize. */
const MAX_QUOTED = 60

/** A wrong value in one line, for an error. */
export function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  if (typeof value !== 'string') return String(value)
  return value.length > MAX_QUOTED ? `a text of ${value.length} characters` : JSON.stringify(oneLine(value))
}
