import type { Case } from './any-judged-test.ts'
import type { Expected } from './counting.ts'
import { doubts } from './expected-doubts.ts'
import { everythingInSpam, providers, unknowns } from './expected-placement.ts'
import { senders, spf } from './expected-sender.ts'
import { change, missing, slow } from './expected-time.ts'

// What a report has to say, counted once more from the seeds by the plainest means, and how to tell whether it says so.

const KINDS = ['provider', 'spf', 'sender', 'missing', 'unknown', 'change', 'slow', 'one', 'doubt']

/** All findings that a report must have, in the order of the report. */
export function expectedOf(each: Case): Expected[] {
  const found = [
    ...everythingInSpam(each),
    ...providers(each),
    ...spf(each),
    ...senders(each),
    ...missing(each),
    ...unknowns(each),
    ...change(each),
    ...slow(each),
    ...doubts(each),
  ]
  const aboutSeeds = ({ kind }: Expected) => KINDS.indexOf(kind) < KINDS.indexOf('change')
  const seedFindings = found.filter(aboutSeeds)
  const byKind = (a: Expected, b: Expected) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)
  return [
    ...seedFindings.toSorted((a, b) => b.lost - a.lost || byKind(a, b)),
    ...found.filter((one) => !aboutSeeds(one)).toSorted(byKind),
  ]
}
