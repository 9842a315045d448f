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
 * As what the summary counts tabs: as inbox, as unknown, or, where its counts allow both for any of them, as either. The seeds
 * that are listed as inbox and as unknown take their part of these two counts, and only what is left is there for tabs. Seeds
 * that are not listed, or are still pending, may take some of it or none, so they never settle anything. Where the list does not
 * fit into the counts at all, one of the two is behind the other, and the counts prove nothing.
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
