import type { GateResult } from '../gate-result.ts'
import { unattributedSeeds } from '../judge/placement.ts'
import { wilsonInterval } from '../judge/statistics.ts'
import type { ShownTest } from '../privacy/seed-addresses.ts'
import { VERSION } from '../version.ts'

/** Grows with every change that a reader of the file has to know about. */
const SCHEMA_VERSION = 1

/** The validated results, rules and verdict as JSON, in the API's own field names where it has one. */
export function renderResults(result: GateResult): string {
  const { comparison, test } = result
  const document = {
    schema_version: SCHEMA_VERSION,
    action_version: VERSION,
    verdict: result.verdict,
    job_id: result.jobId,
    status: test?.status ?? null,
    timed_out: result.timedOut,
    ended_by: result.ending,
    polls: result.polls,
    waited_seconds: Math.round(result.waitedMs / 1000),
    error: result.error,
    warnings: result.warnings,
    rules: result.rules,
    inbox_rate_interval:
      test === null
        ? null
        : { confidence: 95, ...wilsonInterval(test.summary.inbox, test.summary.totalSeeds) },
    disagreements: result.disagreements,
    test: test === null ? null : testDocument(test),
    baseline: result.baseline === null ? null : testDocument(result.baseline),
    comparison:
      comparison === null
        ? null
        : {
            inbox_rate_change: comparison.inboxRateChange,
            spam_rate_change: comparison.spamRateChange,
            method: comparison.method,
            p: comparison.p,
            paired_seeds: comparison.pairedSeeds,
            lost: comparison.lost.length,
            gained: comparison.gained.length,
          },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function testDocument(test: ShownTest) {
  const { summary } = test
  return {
    job_id: test.jobId,
    test_name: test.testName,
    submitted_date: test.submittedDate,
    status: test.status,
    summary: {
      total_seeds: summary.totalSeeds,
      received: summary.received,
      inbox: summary.inbox,
      spam: summary.spam,
      unknown_placement: summary.unknown,
      pending: summary.pending,
      inbox_rate: summary.inboxRate,
      spam_rate: summary.spamRate,
    },
    unlisted_seeds: unattributedSeeds(test),
    results: test.seeds.map((seed) => ({
      provider: seed.provider,
      seed_address: seed.shownAddress,
      placement: seed.placement,
      placement_text: seed.placementText,
      spf_status: seed.spf,
      sender_ip: seed.senderIp,
      submission_result: seed.submissionResult,
    })),
  }
}
