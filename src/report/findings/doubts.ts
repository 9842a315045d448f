import { isReceived } from '../../core/inbox-test.ts'
import type { Disagreement } from '../../judge/consistency.ts'
import { contradictionWords } from '../../wording/contradiction.ts'
import { formatCount, formatSeeds } from '../../wording/numbers.ts'
import { sentence } from '../../wording/sentence.ts'
import { code, prose } from '../markdown.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'

/** Characters. A whole sentence fits. */
const LONGEST_MESSAGE = 300

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
  const told = (each: Disagreement, about: string, isFirst: boolean) =>
    contradiction(each, about, isFirst && isMissed ? ' So no change against the baseline is shown.' : '')
  return [
    ...disagreements.map((each, index) => told(each, '', index === 0)),
    ...ofBaseline.map((each, index) =>
      told(each, ' about the baseline', index === 0 && disagreements.length === 0),
    ),
  ]
}

function contradiction(disagreement: Disagreement, about: string, consequence: string): Finding {
  return doubt(
    `The API contradicts itself${about}`,
    `${contradictionWords(disagreement, code)}. The rules follow the rate, as the dashboard does.${consequence}`,
  )
}

function listDoubts({ test, settled }: FindingContext): Finding[] {
  const { totalSeeds, received } = test.summary
  const found: Finding[] = []
  // Before the test is settled, the list may still fill up as mail arrives.
  const expected = settled ? totalSeeds : received
  const there = settled ? test.seeds.length : test.seeds.filter(isReceived).length
  const which = settled ? 'seeds' : 'seeds that have the mail'
  if (test.seeds.length > totalSeeds) {
    found.push(
      doubt(
        'The API contradicts itself',
        `it lists ${formatSeeds(test.seeds.length)}, but counts ${formatCount(totalSeeds)}.`,
      ),
    )
  } else if (there === 0 && expected > 0) {
    found.push(
      doubt(
        `The API lists none of its ${formatCount(expected)} ${which}`,
        'nothing is known about providers, SPF or sender IPs.',
        LOOK_LATER,
      ),
    )
  } else if (there < expected) {
    const lacking = expected - there
    found.push(
      doubt(
        `The API lists only ${formatCount(there)} of ${formatCount(expected)} ${which}`,
        `the other ${lacking === 1 ? 'one' : formatCount(lacking)} could be anywhere.`,
        LOOK_LATER,
      ),
    )
  }
  const nameless = test.seeds.filter(({ provider }) => provider === null).length
  if (nameless > 0) {
    found.push(
      doubt(
        `The API names no provider for ${formatSeeds(nameless)}`,
        `${nameless === 1 ? 'it counts' : 'they count'} in the rates of the test, but in no provider's.`,
      ),
    )
  }
  return found
}

const LOOK_LATER = 'Run the check again: the list may be complete by then.'

/** What is wrong with the baseline, unless a warning says it already. */
function baselineDoubts({ result: { baseline, warnings } }: FindingContext): Finding[] {
  const isTold = (words: string) => warnings.some(({ message }) => message.includes(words))
  if (baseline.kind === 'unreadable' && !isTold(baseline.problem.message)) {
    const { message, hint } = baseline.problem
    return [doubt('The baseline could not be read', quotedSentence(message), hint)]
  }
  if (baseline.kind === 'not_compared' && !isTold(baseline.cause)) {
    return [doubt('Not compared with a baseline yet', quotedSentence(baseline.cause))]
  }
  if (baseline.kind === 'read' && !baseline.settled) {
    const { pending, totalSeeds } = baseline.test.summary
    return [
      doubt(
        'The baseline is not complete',
        `${formatCount(pending)} of its ${formatSeeds(totalSeeds)} had not arrived, so no change is shown.`,
        `Compare with a test that is Completed, or allow for missing seeds with ${code('max_missing_seeds')}.`,
      ),
    ]
  }
  return []
}

function doubt(fact: string, evidence: string, action: string | null = null): Finding {
  return { kind: 'doubt', lostSeeds: 0, fact, evidence, action }
}

/** A message of the action as a sentence; it may quote untrusted words. */
function quotedSentence(message: string): string {
  return sentence(prose(message, LONGEST_MESSAGE))
}
