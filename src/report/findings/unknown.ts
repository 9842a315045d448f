import type { Seed } from '../../core/inbox-test.ts'
import type { Text } from '../../core/text.ts'
import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import { VENDOR } from '../../wording/vendor.ts'
import { text } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { undocumentedWord } from './placement-words.ts'
import { reportedProviders } from './providers.ts'
import { countByProvider, countTexts, listedCounts, theseSeeds, whereabouts } from './words.ts'

const MAX_WORD_LENGTH = 40

/**
 * Received seeds of unknown placement: where the API uses a word of its own, and where it has none. A seed that may be elsewhere,
 * because its lines differ, is a doubt about the data and no such seed.
 */
export function unknownFindings(context: FindingContext): Finding[] {
  const worded = context.test.seeds.filter((seed) => undocumentedWord(seed) !== null)
  return [
    ...inOtherWords(worded.filter(isUnknown), 'as unknown, not as inbox'),
    ...inOtherWords(worded.filter(isInboxOrUnknown), "as inbox or as unknown: the API's counts allow both"),
    ...withoutWord(context),
  ]
}

function isUnknown({ placement, open }: Seed): boolean {
  return placement === 'unknown' && open?.placement === undefined
}

/** As the tab of an inbox is that the counts do not settle. */
function isInboxOrUnknown({ open }: Seed): boolean {
  return open?.placement?.every((each) => each === 'inbox' || each === 'unknown') ?? false
}

/** @param counted as what a word counts that is not documented */
function inOtherWords(worded: readonly Seed[], counted: string): Finding[] {
  if (worded.length === 0) return []
  const words = countTexts(worded, undocumentedWord)
  const names = listedCounts(
    words,
    ([word, count]) => (words.length === 1 ? shown(word) : `${shown(word)} (${formatCount(count)})`),
    (sum, others) => `${formatCount(others)} other words (${formatCount(sum)})`,
  )
  return [
    {
      kind: 'unknown',
      notInInbox: worded.length,
      fact: `The API reports ${formatSeeds(worded.length)} as ${names}`,
      evidence: `${whereabouts(countByProvider(worded))}; the API's documentation has no such placement, so ${worded.length === 1 ? 'it counts' : 'they count'} ${counted}.`,
      action: `Check ${theseSeeds(worded.length)} in ${VENDOR} before you blame a provider.`,
    },
  ]
}

function shown(word: Text | null): string {
  return text(word ?? '', MAX_WORD_LENGTH)
}

/** Unknown placements without a word, unless the providers' finding covers all of them. */
function withoutWord(context: FindingContext): Finding[] {
  const { test, result } = context
  const unknown = test.seeds.filter((seed) => isUnknown(seed) && undocumentedWord(seed) === null)
  const unlisted = Math.max(0, test.summary.unknown - result.figures.listed.unknown.high)
  const reported = new Set(reportedProviders(context).map(({ provider }) => provider.key))
  const isReported = unknown.every(({ provider }) => provider !== null && reported.has(provider.key))
  const count = unknown.length + unlisted
  if (count === 0 || (isReported && unlisted === 0)) return []
  const where = unlisted > 0 ? '' : `${whereabouts(countByProvider(unknown))}; `
  const counted = context.settled
    ? `, so ${count === 1 ? 'it counts' : 'they count'} as not in the inbox`
    : ''
  return [
    {
      kind: 'unknown',
      notInInbox: count,
      fact: `Placement unknown for ${formatSeeds(count)}`,
      evidence: `${where}${count === 1 ? 'it has' : 'they have'} the mail, but the API could not tell where${counted}.`,
      action: `Check ${theseSeeds(count)} in ${VENDOR}.`,
    },
  ]
}
