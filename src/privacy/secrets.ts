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
