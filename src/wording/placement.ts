import type { Placement } from '../core/inbox-test.ts'

/** How a placement is shown to people. */
export interface PlacementWording {
  readonly square: string
  /** In a sentence: `7 spam`. */
  readonly word: string
  /** On its own: `Spam`. */
  readonly label: string
}

/** In the order in which bars, counts and legend show them. */
export const PLACEMENT: Record<Placement, PlacementWording> = {
  inbox: { square: '🟩', word: 'inbox', label: 'Inbox' },
  spam: { square: '🟥', word: 'spam', label: 'Spam' },
  unknown: { square: '🟨', word: 'unknown', label: 'Unknown' },
  pending: { square: '⬜', word: 'not arrived', label: 'Not arrived' },
}

export const PLACEMENTS = Object.keys(PLACEMENT) as readonly Placement[]

/** The worst placement first. */
export const WORST_FIRST: readonly Placement[] = ['spam', 'unknown', 'pending', 'inbox']

/** `🟥 Spam`, for a cell of a table. */
export function placementLabel(placement: Placement): string {
  return `${PLACEMENT[placement].square} ${PLACEMENT[placement].label}`
}
