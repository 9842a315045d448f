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

/** A number, or text of the given form; NaN for anything else. */
export function numeric(value: unknown, form: RegExp): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !form.test(value.trim())) return Number.NaN
  return Number(value.trim().replace(/\s*%$/u, ''))
}

/**
 * Text without surrounding space, or a number written as text; null when absent, blank, or of any other type. A text that holds
 * U+FFFD or half a character is missing too: its bytes were not Unicode, and two texts that were different may now be the same.
 */
export function optionalText(fields: Fields, field: string): string | null {
  const value = ownField(fields, field)
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value.includes('\ufffd') || !value.isWellFormed()) return null
  return value.trim() || null
}

/** The same for a field that a rule needs: any other type is an error. @throws ShapeError */
export function neededText(fields: Fields, field: string, path: string): string | null {
  const value = ownField(fields, field)
  if (value !== undefined && value !== null && typeof value !== 'string' && typeof value !== 'number') {
    throw new ShapeError(`${path}.${field}`, value, 'text')
  }
  return optionalText(fields, field)
}

/** The vendor's words compare without regard to case and surrounding space. */
export function word(text: string): string {
  return text.trim().toLowerCase()
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
