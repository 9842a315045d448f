import { disguisesOf, MIN_SECRET } from './disguises.ts'

/** The run's secrets, and no way to print them. */
export interface Secrets {
  /**
   * The text without any secret. As it is or URL-encoded, a secret becomes `***`. A text that holds one in another form
   * (SECURITY.md has the list) is withheld whole, because the runner's own masking would not recognize it. A text of more
   * than 2,000 characters is left out, and a note says so.
   */
  remove(text: string): string
}

const WITHHELD = '(text withheld: it contains a secret)'
/**
 * Characters of a text in which secrets are looked for: five times what is ever shown of one. A longer text is left out
 * rather than cut, because half a secret would not be recognized.
 */
export const MAX_TEXT_LENGTH = 2000

/** @param values the secret inputs; null or empty for one that was not given */
export function secretsOf(values: readonly (string | null)[]): Secrets {
  const secrets = values
    .filter((value) => value !== null)
    .map((value) => value.toWellFormed())
    .filter((value) => value.length >= MIN_SECRET)
  const isIn = disguisesOf(secrets)
  // A secret inside a longer one must not leave the rest of it behind.
  const plain = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .toSorted((a, b) => b.length - a.length)
  return {
    remove(text) {
      if (text.length > MAX_TEXT_LENGTH)
        return `(a text of ${text.length.toLocaleString('en-US')} characters, left out)`
      if (!isIn(text)) return text
      const cleaned = plain.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
      return isIn(cleaned) ? WITHHELD : cleaned
    },
  }
}
