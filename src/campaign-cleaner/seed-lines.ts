import type { SeedField } from '../core/inbox-test.ts'
import { isNamed } from '../core/text.ts'
import { type Fields, isFields, neededText, optionalText, ownField, ShapeError, word } from './fields.ts'
import { isTab, type ListedPlacement } from './tabs.ts'

/** One line of `results`. Its texts are as they came. */
export interface SeedLine {
  readonly address: string | null
  readonly provider: string | null
  readonly placement: ListedPlacement
  readonly placementText: string | null
  /** In lower case; null while the API has none. */
  readonly spf: string | null
  readonly senderIp: string | null
  readonly submissionResult: string | null
}

/** What the API calls the fields that a rule may need. */
const FIELD: Record<SeedField, string> = {
  provider: 'provider',
  placement: 'placement',
  spf: 'spf_status',
  senderIp: 'sender_ip',
}

/** A longer one is missing. Far longer than any name, and short enough to compare thousands of them. */
const MAX_PROVIDER_CHARACTERS = 200

/**
 * Reads one line of the list.
 * @param needs the fields that a rule of this run needs; a wrong type in any other is read as missing
 * @returns null for a line that is not an object, where no rule needs it
 * @throws ShapeError naming the field
 */
export function readSeedLine(value: unknown, path: string, needs: ReadonlySet<SeedField>): SeedLine | null {
  if (!isFields(value)) {
    if (needs.size > 0) throw new ShapeError(path, value, 'an object')
    return null
  }
  const text = (field: SeedField) => {
    const name = FIELD[field]
    return needs.has(field) ? neededText(value, name, path) : optionalText(value, name)
  }
  const placement = text('placement')
  return {
    address: optionalText(value, 'seed_address'),
    provider: providerOf(text('provider')),
    placement: placementOf(placement, readFound(value, path, needs.has('placement'))),
    placementText: placement,
    spf: spfOf(text('spf')),
    senderIp: text('senderIp'),
    submissionResult: optionalText(value, 'submission_result'),
  }
}

/** The name, unless nothing of it can be seen, or it is too long. */
function providerOf(name: string | null): string | null {
  if (name === null || !isNamed(name)) return null
  if (name.length <= MAX_PROVIDER_CHARACTERS) return name
  // A character outside the basic plane has a length of two.
  const isTooLong = name.length > 2 * MAX_PROVIDER_CHARACTERS || [...name].length > MAX_PROVIDER_CHARACTERS
  return isTooLong ? null : name
}

/** Whether the mail was found; null when absent. @throws ShapeError for any other value, if it is needed */
function readFound(line: Fields, path: string, isNeeded: boolean): boolean | null {
  const value = ownField(line, 'email_found')
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  const found = typeof value === 'string' ? word(value) : ''
  if (found === 'true') return true
  if (found === 'false') return false
  if (isNeeded) throw new ShapeError(`${path}.email_found`, value, 'true or false')
  return null
}

/**
 * The API documents Inbox, Spam and Pending; its summary also counts received seeds whose placement it does not know, so
 * any other word, or none, on a received seed is unknown, but for the tabs of an inbox. A seed that the API has not found is
 * pending, whatever placement it gives: without the mail, a placement proves nothing.
 */
function placementOf(text: string | null, found: boolean | null): ListedPlacement {
  const placement = word(text ?? '')
  if (found === false) return 'pending'
  if (placement === 'inbox' || placement === 'spam') return placement
  if (isTab(placement)) return 'tab'
  if (found === true) return 'unknown'
  return placement === '' || placement === 'pending' ? 'pending' : 'unknown'
}

/** The SPF result as a word in lower case; null while the API has none. */
function spfOf(text: string | null): string | null {
  const result = word(text ?? '')
  return result === '' || result === 'pending' ? null : result
}
