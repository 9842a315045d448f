import { Disguises, isLongEnough } from './disguises.ts'

/** The run's secrets, and no way to print them. */
export interface Secrets {
  /**
   * The text without any secret. As it is or URL-encoded, a secret becomes `***`. A text that holds one in a disguise
   * (`Disguises` has the list) is withheld whole, because the runner's own masking would not recognize it. A text of more
   * than 2,000 characters is left out, and a note says so.
   */
  remove(text: string): string
}

const WITHHELD = '(text withheld: it contains a secret)'
// Removing a shorter one would turn `Inbox` into `Inbo***`; no API gives out such keys.
const SHORTEST_SECRET = 4
/**
 * Characters of a text in which secrets are looked for: five times what is ever shown of one. A longer text is left out
 * rather than cut, because half a secret would not be recognized.
 */
export const LONGEST_TEXT = 2000

/** @param values the secret inputs; null or empty for one that was not given */
export function secretsOf(values: readonly (string | null)[]): Secrets {
  const secrets = values.filter((value) => value !== null).filter((value) => value.length >= SHORTEST_SECRET)
  const disguises = new Disguises(secrets, LONGEST_TEXT)
  const plain = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())]))]
  // A secret inside a longer one must not leave the rest of it behind.
  plain.sort((a, b) => b.length - a.length)
  const short = plain.filter((spelling) => !isLongEnough(spelling))
  return {
    remove(text) {
      if (text.length > LONGEST_TEXT)
        return `(a text of ${text.length.toLocaleString('en-US')} characters, left out)`
      // Nearly every text ends here. The disguises include each secret as it is, unless it is too short for them.
      if (!disguises.areIn(text) && !short.some((secret) => text.includes(secret))) return text
      const cleaned = plain.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
      return disguises.areIn(cleaned) ? WITHHELD : cleaned
    },
  }
}

/**
 * Parses a text from outside and removes the secrets from every value in it; the names of fields stay as they are.
 * @returns undefined when the text is not JSON, or has more lists and objects than any answer
 */
export function parseJson(text: string, secrets: Secrets): unknown {
  if (isOvergrown(text)) return undefined
  // A reviver would take several times as long as the parser; recursion would overflow the stack on deep lists.
  const root: unknown[] = []
  try {
    root.push(JSON.parse(text))
  } catch {
    return undefined
  }
  const unseen: object[] = [root]
  const cleaned = (value: unknown): unknown => {
    if (typeof value === 'string') return secrets.remove(value)
    if (typeof value === 'number') return withoutSecretNumber(value, secrets)
    if (typeof value === 'object' && value !== null) unseen.push(value)
    return value
  }
  for (let next = unseen.pop(); next !== undefined; next = unseen.pop()) {
    // `Object.keys` of a long list would take longer than everything else here.
    const fields = next as Record<string | number, unknown>
    for (const name of Array.isArray(next) ? next.keys() : Object.keys(next)) {
      const value = fields[name]
      const shown = cleaned(value)
      if (shown !== value) fields[name] = shown
    }
  }
  return root[0]
}

// Twenty times as many as 50,000 seeds need. The parser would take seconds for the millions of `[` that fit into a body.
const MOST_BRACKETS = 1_000_000

function isOvergrown(text: string): boolean {
  if (text.length <= MOST_BRACKETS) return false
  let brackets = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // `[` and `{`
    if (code === 0x5b || code === 0x7b) brackets += 1
  }
  return brackets > MOST_BRACKETS
}

/** A secret of digits alone may come back as a number. */
function withoutSecretNumber(value: number, secrets: Secrets): unknown {
  // Most numbers in an answer are too short to be a secret, and there may be millions.
  if (!Number.isInteger(value) || Math.abs(value) < 10 ** (SHORTEST_SECRET - 1)) return value
  const text = String(value)
  const cleaned = secrets.remove(text)
  return cleaned === text ? value : cleaned
}
