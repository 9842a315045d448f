import { type HistoryLine, serialize } from '../../src/history/entry.ts'

const DAY_MS = 86_400_000
const SEEDS = 50

/** Seeds in the inbox in ten weekly tests, the oldest first. The second fell below 80%. */
const IN_THE_INBOX = [47, 39, 46, 47, 48, 47, 49, 48, 47, 48]

/** The history file that ten weekly runs before `nowMs` left. The newest is of `newestJobId`, and it passed. */
export function tenPastRuns(nowMs: number, newestJobId: string): string {
  return serialize(
    IN_THE_INBOX.map((inbox, index) => {
      const weeksAgo = IN_THE_INBOX.length - index
      return entry(
        inbox,
        new Date(nowMs - 7 * DAY_MS * weeksAgo),
        weeksAgo === 1 ? newestJobId : `newsletter-${32 + index}`,
      )
    }),
  )
}

function entry(inbox: number, time: Date, jobId: string): HistoryLine {
  const inboxRate = (inbox / SEEDS) * 100
  return {
    schema_version: 1,
    time: time.toISOString(),
    label: null,
    job_id: jobId,
    verdict: inboxRate < 80 ? 'failed' : 'passed',
    settled: true,
    inbox_rate: inboxRate,
    spam_rate: 100 - inboxRate,
    total_seeds: SEEDS,
    received: SEEDS,
    inbox,
    spam: SEEDS - inbox,
    unknown_placement: 0,
    pending: 0,
    commit: null,
    run_url: null,
  }
}
