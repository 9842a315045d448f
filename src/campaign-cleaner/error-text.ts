import { oneLine } from '../privacy/one-line.ts'
import { isFields, ownField } from './fields.ts'

const NO_TEXT = 'an error without a text'

/**
 * The API's error text, if the body is an error: a non-empty `error` in any case, whatever the HTTP status; `message` and
 * `detail` only where nothing else can be meant, because a good answer may have a message too.
 * @param isFailure whether the HTTP status is an error
 * @returns untrusted text as it came in, or null
 */
export function errorText(body: unknown, isFailure: boolean): string | null {
  if (!isFields(body)) return null
  const texts = Object.keys(body)
    .filter((key) => key.toLowerCase() === 'error')
    .map((key) => textOfError(ownField(body, key)))
  if (isFailure || ownField(body, 'summary') === undefined) {
    texts.push(textOfError(ownField(body, 'message')), textOfError(ownField(body, 'detail')))
  }
  return texts.find((text) => text !== null) ?? null
}

/** The text of an error field; null for an empty one: null, false, blank, or an object without fields. */
function textOfError(error: unknown): string | null {
  if (error === undefined || error === null || error === false) return null
  if (typeof error === 'string') return error.trim() === '' ? null : visible(error)
  if (typeof error !== 'object') return String(error)
  if (Object.keys(error).length === 0) return null
  const message = isFields(error) ? ownField(error, 'message') : undefined
  return typeof message === 'string' ? visible(message) : NO_TEXT
}

function visible(text: string): string {
  return oneLine(text) === '' ? NO_TEXT : text
}
