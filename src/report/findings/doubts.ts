import { isReceived } from '../../core/inbox-test.ts'
import type { Disagreement } from '../../judge/consistency.ts'
import type { CountedTest } from '../../judge/range.ts'
import { contradictionHint, contradictionWords } from '../../wording/contradiction.ts'
import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import { sentence } from '../../wording/sentence.ts'
import { VENDOR } from '../../wording/vendor.ts'
import { code, prose, text } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'

/** Characters. A whole sentence fits. */
const MAX_MESSAGE_LENGTH = 300

/** Doubts about the data themselves, and the warnings of the test. */
export function doubtFindings(context: FindingContext): Finding[] {
  return [
    ...contradictions(context),
    ...listDoubts(context),
    ...baselineDoubts(context),
    ...context.result.warnings.map(({ message, hint }) => doubt('Warning', quotedSentence(message), hint)),
  ]
}

/** Figures of the test or its baseline that contradict each other. The first also says that the change is therefore not shown. */
function contradictions({ settled, result: { baseline, disagreements } }: FindingContext): Finding[] {
  const ofBaseline = baseline.kind === 'read' ? baseline.disagreements : []
  const isMissed = settled && baseline.kind === 'read' && baseline.settled
  const doubtOf = (each: Disagreement, about: string, isFirst: boolean) =>
    contradiction(each, about, isFirst && isMissed ? ' So no change against the baseline is shown.' : '')
  return [
    ...disagreements.map((each, index) => doubtOf(each, '', index === 0)),
    ...ofBaseline.map((each, index) =>
      doubtOf(each, ' about the baseline', index === 0 && disagreements.length === 0),
    ),
  ]
}

function contradiction(disagreement: Disagreement, about: string, consequence: string): Finding {
  return doubt(
    `The API contradicts itself${about}`,
    `${contradictionWords(disagreement, code)}. ${contradictionHint(disagreement)}${consequence}`,
  )
}

function listDoubts(context: FindingContext): Finding[] {
  const { listFault } = context.test
  if (listFault !== null) return [unusableList(listFault)]
  return [...gaps(context), ...nameless(context), ...differing(context)]
}

function gaps({ test, settled }: FindingContext): Finding[] {
  const { totalSeeds, received } = test.summary
  if (test.seeds.length > totalSeeds) {
    const listed = `it lists ${formatSeeds(test.seeds.length)}, but counts ${formatCount(totalSeeds)}.`
    return [doubt('The API contradicts itself', listed)]
  }
  // Before the test is settled, the list may still fill up as mail arrives.
  const expected = settled ? totalSeeds : received
  const there = settled ? test.seeds.length : test.seeds.filter(isReceived).length
  if (there >= expected) return []
  const which = settled ? '' : ` that ${expected === 1 ? 'has' : 'have'} received the mail`
  if (there > 0) {
    const lacking = expected - there
    return [
      doubt(
        `The API lists only ${formatCount(there)} of ${formatSeeds(expected)}${which}`,
        `the other ${lacking === 1 ? 'one' : formatCount(lacking)} could be anywhere.`,
        LOOK_LATER,
      ),
    ]
  }
  const unknown =
    test.seeds.length === 0
      ? 'nothing is known about providers, SPF or sending IPs.'
      : 'where they are is not known.'
  return [doubt(`${listsNone(expected)}${which}`, unknown, LOOK_LATER)]
}

function nameless({ test }: FindingContext): Finding[] {
  const count = test.seeds.filter(({ provider }) => provider === null).length
  if (count === 0) return []
  return [
    doubt(
      `The API names no provider for ${formatSeeds(count)}`,
      `${count === 1 ? 'it counts' : 'they count'} in the rates of the test, but in no provider's.`,
    ),
  ]
}

function differing({ test: { differingSeeds } }: FindingContext): Finding[] {
  if (differingSeeds === 0) return []
  return [
    doubt(
      `The API lists ${formatSeeds(differingSeeds)} more than once, and differently`,
      'each of the values may be the true one, so they are all open.',
      `Look at the test in the ${VENDOR} dashboard.`,
    ),
  ]
}

function unusableList(fault: string): Finding {
  return doubt(
    "The API's list of seeds cannot be used",
    `${quotedSentence(fault)} No rule is counted from it, and nothing is known about providers, SPF or sending IPs.`,
    LOOK_LATER,
  )
}

function listsNone(seeds: number): string {
  if (seeds === 1) return 'The API does not list the one seed'
  return seeds === 2
    ? 'The API lists neither of the 2 seeds'
    : `The API lists none of the ${formatSeeds(seeds)}`
}

const LOOK_LATER = 'Run the check again: the list may be complete by then.'

/** What is wrong with the baseline, unless a warning says it already. */
function baselineDoubts({ result: { baseline, warnings } }: FindingContext): Finding[] {
  const isReported = (words: string) => warnings.some(({ message }) => message.includes(words))
  if (baseline.kind === 'unreadable' && !isReported(baseline.problem.message)) {
    const { message, hint } = baseline.problem
    return [doubt('The baseline could not be read', quotedSentence(message), hint)]
  }
  if (baseline.kind === 'not_compared' && !isReported(baseline.cause)) {
    return [doubt('Not compared with a baseline yet', quotedSentence(baseline.cause))]
  }
  if (baseline.kind === 'read' && !baseline.settled) {
    return [
      doubt(
        'The baseline is not complete',
        `${openWords(baseline)}, so no change is shown.`,
        `Compare with a test that is Completed, or allow for missing seeds with ${code('max_missing_seeds')}.`,
      ),
    ]
  }
  return []
}

function openWords({ test, figures }: CountedTest): string {
  const { totalSeeds } = test.summary
  const missing = figures.missing.high
  if (missing === 0)
    return `every seed of it had received the mail, but its status was ${text(test.status, 40)}`
  if (missing === totalSeeds) return 'none of it had arrived'
  return `${formatCount(missing)} of its ${formatSeeds(totalSeeds)} had not arrived`
}

function doubt(fact: string, evidence: string, action: string | null = null): Finding {
  return { kind: 'doubt', notInInbox: 0, fact, evidence, action }
}

/** A message of the action as a sentence; it may quote untrusted words. */
function quotedSentence(message: string): string {
  return sentence(prose(message, MAX_MESSAGE_LENGTH))
}
