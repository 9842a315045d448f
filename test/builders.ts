import type { InboxTest, Seed } from '../src/core/inbox-test.ts'
import type { GateResult } from '../src/gate-result.ts'
import type { Rules } from '../src/judge/rules.ts'
import type { RuleResult } from '../src/judge/verdict.ts'
import { showTest } from '../src/privacy/seed-addresses.ts'

/** What is judged when no rule is named in the inputs. */
export const DEFAULT_RULES: Rules = {
  minInboxRate: 80,
  maxSpamRate: null,
  providerMinInboxRate: [],
  requireSpf: false,
  allowedSenderIps: null,
  maxMissingSeeds: null,
  maxInboxRateDrop: null,
  onTimeout: 'decide',
}

/** A received seed in the inbox, unless told otherwise. */
export function seed(over: Partial<Seed> = {}): Seed {
  return {
    provider: 'Gmail',
    address: 'seed@gmail.example',
    placement: 'inbox',
    placementText: 'Inbox',
    spf: 'pass',
    senderIp: '192.0.2.10',
    submissionResult: '250 OK',
    ...over,
  }
}

/** A test whose summary tells the truth about its seeds, unless told otherwise. */
export function inboxTest(over: Partial<InboxTest> = {}): InboxTest {
  const seeds = over.seeds ?? [seed()]
  const count = (placement: Seed['placement']) => seeds.filter((each) => each.placement === placement).length
  const totalSeeds = Math.max(1, seeds.length)
  return {
    jobId: 'job-1',
    testName: 'Spring newsletter',
    submittedDate: '2026-11-20 09:30:00',
    status: count('pending') === 0 ? 'Completed' : 'Processing',
    completed: count('pending') === 0,
    summary: {
      totalSeeds,
      received: seeds.length - count('pending'),
      inbox: count('inbox'),
      spam: count('spam'),
      unknown: count('unknown'),
      pending: count('pending'),
      inboxRate: (100 * count('inbox')) / totalSeeds,
      spamRate: (100 * count('spam')) / totalSeeds,
    },
    ...over,
    seeds,
  }
}

/** The rule that every gate has, passed, unless told otherwise. */
export function ruleResult(over: Partial<RuleResult> = {}): RuleResult {
  return {
    rule: 'min_inbox_rate',
    provider: null,
    unit: 'percent',
    bound: { kind: 'at_least', value: 80 },
    measured: { low: 100, high: 100 },
    outcome: 'passed',
    note: null,
    ...over,
  }
}

/** The result of a passed run over a Completed test, unless told otherwise. */
export function gateResult(over: Partial<GateResult> = {}): GateResult {
  return {
    verdict: 'passed',
    jobId: 'job-1',
    ending: 'completed',
    timedOut: false,
    test: showTest(inboxTest(), 'masked'),
    rules: [],
    disagreements: [],
    baseline: null,
    comparison: null,
    error: null,
    warnings: [],
    polls: 1,
    waitedMs: 0,
    warnOnly: false,
    warnOnTimeout: false,
    minInboxRate: 80,
    runUrl: 'https://github.com/acme/mail/actions/runs/4242',
    ...over,
  }
}
