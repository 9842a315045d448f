/**
 * What a finding is about, in the order in which the report shows findings of equal weight. Findings about seeds come first,
 * doubts about the data last.
 */
const KINDS = [
  'provider',
  'spf',
  'sender_ip',
  'not_arrived',
  'unknown',
  'left_inbox',
  'no_such_provider',
  'change',
  'slow',
  'one_seed',
  'doubt',
] as const

type FindingKind = (typeof KINDS)[number]

/** One thing that a reader should look at. The texts are Markdown, with everything untrusted in them made safe. */
export interface Finding {
  readonly kind: FindingKind
  /** How many of the seeds it is about are not in the inbox; 0 where it is not about seeds. */
  readonly notInInbox: number
  /** It is the cause of what the finding about providers tells, and comes before it. */
  readonly isCause?: boolean
  /** The fact in a few words, without a full stop. */
  readonly fact: string
  /** The figures that show it, in one sentence or several. */
  readonly evidence: string
  /** What to do, as a sentence; null where nothing can be done. */
  readonly action: string | null
}

/** The order of the report: findings about seeds by how many are not in the inbox, causes first, then the others by their kind. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const effect = findings.find(({ kind }) => kind === 'provider')?.notInInbox ?? 0
  const weight = ({ isCause, notInInbox }: Finding) => (isCause ? Math.max(effect, notInInbox) : notInInbox)
  return findings.toSorted(
    (a, b) =>
      Number(isAboutSeeds(b)) - Number(isAboutSeeds(a)) ||
      weight(b) - weight(a) ||
      Number(b.isCause ?? false) - Number(a.isCause ?? false) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
  )
}

function isAboutSeeds({ kind }: Finding): boolean {
  return KINDS.indexOf(kind) < KINDS.indexOf('change')
}

/** `**Fact:** evidence. → What to do.` */
export function findingText({ fact, evidence, action }: Finding): string {
  return `**${fact}:** ${evidence}${action === null ? '' : ` → ${action}`}`
}
