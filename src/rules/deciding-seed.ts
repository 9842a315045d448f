import type { InboxTest, Placement, Seed } from '../core/inbox-test.ts'
import type { Text } from '../core/text.ts'
import type { Circumstances } from '../judge/context.ts'
import { percent } from '../judge/tally.ts'
import { type Judgment, judge } from './judge.ts'
import type { Rules } from './rules.ts'

/** One seed that would change the verdict, were it in the inbox, or not in it. */
export interface DecidingSeed {
  /** 1: one more in the inbox passes the test; -1: one fewer fails it. */
  readonly step: 1 | -1
  /** The inbox rate with this seed moved, percent. */
  readonly inboxRate: number
  /** Set where the seed must be at this provider, because a rule on it failed too. */
  readonly provider: Text | null
}

const NOT_INBOX: readonly Placement[] = ['spam', 'unknown', 'pending']

/**
 * The seed that decides a settled test: moved into the inbox, or out of it into spam, it would carry the inbox rate over its
 * bound and turn the whole verdict, every other rule judged again. null where no one seed would.
 * @param test one that does not contradict itself
 */
export function decidingSeed(
  rules: Rules,
  test: InboxTest,
  circumstances: Circumstances,
  judged: Judgment,
): DecidingSeed | null {
  const { settled, verdict } = judged
  if (!settled || verdict === 'undecided') return null
  const failed = judged.rules.filter(({ outcome }) => outcome === 'failed')
  const [ofProvider, ...ofOthers] = failed.filter(({ rule }) => rule === 'provider_min_inbox_rate')
  // One seed mends no two providers, and which seed a weighted rate takes is more than a sentence can say.
  if (ofOthers.length > 0 || failed.some(({ rule }) => rule === 'min_weighted_inbox_rate')) return null
  const provider = ofProvider?.subject.kind === 'provider' ? ofProvider.subject.name : null
  const step = verdict === 'failed' ? 1 : -1
  const moves: [Placement, Placement][] =
    step === 1 ? NOT_INBOX.map((from) => [from, 'inbox']) : [['inbox', 'spam']]
  const isTurned = moves.some(([from, to]) => {
    const changed = moved(test, from, to, provider)
    if (changed === null) return false
    const now = judge(rules, changed, circumstances)
    return (
      now.inboxRate.outcome !== judged.inboxRate.outcome &&
      now.verdict === (verdict === 'failed' ? 'passed' : 'failed')
    )
  })
  const inboxRate = percent(test.summary.inbox + step, test.summary.totalSeeds)
  return isTurned ? { step, inboxRate, provider } : null
}

/** The test with one seed elsewhere; null without such a seed. */
function moved(test: InboxTest, from: Placement, to: Placement, provider: Text | null): InboxTest | null {
  const { summary, seeds } = test
  const key = provider?.key ?? null
  const isCandidate = (seed: Seed) =>
    seed.placement === from &&
    seed.open?.placement === undefined &&
    (key === null || seed.provider?.key === key)
  const place = seeds.findIndex(isCandidate)
  const one = seeds[place]
  if (summary[from] === 0 || (one === undefined && key !== null)) return null
  const counts = { ...summary, [from]: summary[from] - 1, [to]: summary[to] + 1 }
  return {
    ...test,
    summary: {
      ...counts,
      received: summary.received + (from === 'pending' ? 1 : 0),
      inboxRate: percent(counts.inbox, counts.totalSeeds),
      spamRate: counts.spam === summary.spam ? summary.spamRate : percent(counts.spam, counts.totalSeeds),
    },
    seeds: one === undefined ? seeds : seeds.with(place, { ...one, placement: to }),
  }
}
