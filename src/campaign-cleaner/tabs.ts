import type { Placement, Summary } from '../core/inbox-test.ts'

/** Where the list puts a seed: `tab` is a tab of an inbox, which the API's summary counts either as inbox or as unknown. */
export type ListedPlacement = Placement | 'tab'

const TAB = /^(?:(?:inbox|tab)[\s\p{P}\p{S}]+)*(?:primary|promotions|social|updates|forums)[\s\p{P}\p{S}]*$/iu

/** Whether a placement is a tab of an inbox, such as `Promotions`, `Inbox/Social` or `Tab: Updates`. */
export function isTab(placement: string): boolean {
  return TAB.test(placement)
}

const EITHER: readonly Placement[] = ['inbox', 'unknown']

/**
 * Finds what the summary counts tabs as: inbox, unknown, or either, where its counts allow both. Seeds that are listed as inbox
 * or as unknown use up part of these two counts, and tabs can only be in the rest. Seeds that are not listed, or are still
 * pending, may use up some of the rest or none, so they settle nothing. A list that does not fit into the counts at all is ahead
 * of them or behind, and then they prove nothing.
 * @param seeds for each seed the placements that its lines give, each once
 */
export function tabsCountAs(
  seeds: readonly (readonly ListedPlacement[])[],
  summary: Summary,
): readonly Placement[] {
  const certain = (placement: Placement) =>
    seeds.filter(([first, ...others]) => first === placement && others.length === 0).length
  const roomInInbox = summary.inbox - certain('inbox')
  const roomInUnknown = summary.unknown - certain('unknown')
  const tabs = seeds.filter(isEither).length
  const isBehind = roomInInbox + roomInUnknown < tabs || summary.spam < certain('spam')
  if (isBehind) return EITHER
  if (roomInUnknown === 0 && roomInInbox > 0) return ['inbox']
  if (roomInInbox === 0 && roomInUnknown > 0) return ['unknown']
  return EITHER
}

/** Whether a seed must be counted as inbox or as unknown, and nothing says as which. */
function isEither(placements: readonly ListedPlacement[]): boolean {
  const isSettled = placements.length === 1 && placements[0] !== 'tab'
  return !isSettled && placements.every((each) => each === 'tab' || EITHER.includes(each))
}
