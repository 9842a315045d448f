/** A hundred times as many as 10,000 seeds need. The parser would take seconds for the millions of `[` that fit into a body. */
const MAX_BRACKETS = 1_000_000

/**
 * Parses a text from outside.
 * @returns undefined when the text is not JSON, or has more lists and objects than any answer
 */
export function parseJson(text: string): unknown {
  if (isOvergrown(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isOvergrown(text: string): boolean {
  if (text.length <= MAX_BRACKETS) return false
  let brackets = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // `[` and `{`
    if (code === 0x5b || code === 0x7b) brackets += 1
  }
  return brackets > MAX_BRACKETS
}
