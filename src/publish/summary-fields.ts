import type { Summary } from '../core/inbox-test.ts'

/** A summary in the API's own field names; every value is null when there is none. */
export function summaryFields(summary: Summary | null) {
  return {
    inbox_rate: summary?.inboxRate ?? null,
    spam_rate: summary?.spamRate ?? null,
    total_seeds: summary?.totalSeeds ?? null,
    received: summary?.received ?? null,
    inbox: summary?.inbox ?? null,
    spam: summary?.spam ?? null,
    unknown_placement: summary?.unknown ?? null,
    pending: summary?.pending ?? null,
  }
}
