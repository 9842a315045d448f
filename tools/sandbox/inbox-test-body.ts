/** One seed as a scenario describes it; what is left out is what an ordinary seed would show. */
export interface SeedSpec {
  provider: string
  /** `Inbox`, `Spam` and `Pending` are the documented words; any other, or null, on a received seed is "unknown". */
  placement: 'Inbox' | 'Spam' | 'Pending' | (string & {}) | null
  /** `pass` for a received seed unless given, null for a pending one. */
  spf?: string
  /** `192.0.2.10` for a received seed unless given, null for a pending one. */
  senderIp?: string
  /** Made of the seed's position and provider unless given, so two lists in the same order share their addresses. */
  address?: string
  /** `250 OK` unless given. */
  submissionResult?: string
  /** `email_found`: true unless pending. */
  found?: boolean
}

/** One entry of `results`, under the vendor's field names. */
export type SeedBody = {
  provider: string
  seed_address: string
  email_found: boolean
  placement: string | null
  spf_status: string | null
  sender_ip: string | null
  submission_result: string
}

/** A response of `get_inbox_test_results`, under the vendor's field names. */
export type TestBody = {
  job_id?: string
  test_name: string
  submitted_date: string
  submitted_by: string
  status: string
  /** Unknown, because a scenario may put anything there. */
  summary: Record<keyof ReturnType<typeof summarize>, unknown>
  results: SeedBody[]
}

/** Parts of the body that do not follow from its seeds. */
export interface BodyOverrides {
  jobId?: string
  testName?: string
  status?: string
  submittedDate?: string
  /** Laid over the counted summary, for answers that disagree with themselves. */
  summary?: Record<string, unknown>
}

/**
 * Builds a response. The summary is counted from the seeds, with rates in percent of all seeds to two decimals. The status is
 * `Completed` when no seed is pending, else `Processing`.
 */
export function testBody(specs: readonly SeedSpec[], over: BodyOverrides = {}): TestBody {
  const summary = summarize(specs)
  return {
    ...(over.jobId === undefined ? {} : { job_id: over.jobId }),
    test_name: over.testName ?? 'Spring newsletter',
    submitted_date: over.submittedDate ?? '2026-11-20 09:30:00',
    submitted_by: 'campaigns@acme.example',
    status: over.status ?? (summary.pending === 0 ? 'Completed' : 'Processing'),
    summary: { ...summary, ...over.summary },
    results: specs.map(result),
  }
}

/** `count` seeds, each described by its position from 0. */
export function seeds(count: number, spec: (index: number) => SeedSpec): SeedSpec[] {
  return Array.from({ length: count }, (_, index) => spec(index))
}

/** A seed that has not received the campaign (yet). */
export function isPending(spec: SeedSpec): boolean {
  if (spec.placement === null) return spec.found === false
  return placementWord(spec) === 'pending'
}

function summarize(specs: readonly SeedSpec[]) {
  const pending = specs.filter(isPending).length
  const inbox = specs.filter((spec) => placementWord(spec) === 'inbox').length
  const spam = specs.filter((spec) => placementWord(spec) === 'spam').length
  const received = specs.length - pending
  return {
    total_seeds: specs.length,
    received,
    inbox,
    spam,
    unknown_placement: received - inbox - spam,
    pending,
    inbox_rate: percent(inbox, specs.length),
    spam_rate: percent(spam, specs.length),
  }
}

function result(spec: SeedSpec, index: number): SeedBody {
  const pending = isPending(spec)
  return {
    provider: spec.provider,
    seed_address: spec.address ?? `seed-${String(index + 1).padStart(2, '0')}@${domain(spec.provider)}`,
    email_found: spec.found ?? !pending,
    placement: spec.placement,
    spf_status: spec.spf ?? (pending ? null : 'pass'),
    sender_ip: spec.senderIp ?? (pending ? null : '192.0.2.10'),
    submission_result: spec.submissionResult ?? '250 OK',
  }
}

/** Under `.example`, which RFC 2606 keeps free of real mailboxes. */
function domain(provider: string): string {
  return `${provider.toLowerCase().replace(/[^a-z0-9]/g, '') || 'mail'}.example`
}

function placementWord(spec: SeedSpec): string | undefined {
  return spec.placement?.trim().toLowerCase()
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100
}
