import type { Seed } from '../../core/inbox-test.ts'
import type { Text } from '../../core/text.ts'

/** Words for placements that the vendor's page documents, and those that only say that it does not know. */
const DOCUMENTED = new Set(['inbox', 'spam', 'pending', 'unknown', 'unknown_placement', 'unknown placement'])

/** The API's word for where a received seed has the mail, when its documentation does not have that word. */
export function undocumentedWord({ placement, placementText }: Seed): Text | null {
  if (placement !== 'unknown' || placementText === null) return null
  const word = placementText.exactKey
  return word === '' || DOCUMENTED.has(word) ? null : placementText
}
