import type { ReportSettings } from '../../core/report-settings.ts'
import type { JudgedTest } from '../../result/result.ts'
import { plural } from '../../wording/numbers.ts'
import { changeFindings } from './change.ts'
import { contextOf, type FindingContext } from './context.ts'
import { doubtFindings } from './doubts.ts'
import { everythingInSpamFindings } from './everything-in-spam.ts'
import { type Finding, findingText, inOrder } from './finding.ts'
import { leftInboxFindings } from './left-inbox.ts'
import { noSuchProviderFindings } from './no-such-provider.ts'
import { notArrivedFindings } from './not-arrived.ts'
import { oneSeedFindings } from './one-seed.ts'
import { providerFindings } from './providers.ts'
import { senderIpFindings } from './sender-ips.ts'
import { slowFindings } from './slow.ts'
import { spfFindings } from './spf.ts'
import { unknownFindings } from './unknown.ts'

/** More would hide the first ones. */
const MAX_FINDINGS = 6

const SOURCES: readonly ((context: FindingContext) => readonly Finding[])[] = [
  everythingInSpamFindings,
  providerFindings,
  spfFindings,
  senderIpFindings,
  notArrivedFindings,
  unknownFindings,
  leftInboxFindings,
  noSuchProviderFindings,
  changeFindings,
  slowFindings,
  oneSeedFindings,
  doubtFindings,
]

/**
 * What to look at first, as Markdown items without numbers: a fact, what shows it, and what to do. The worst come first. A last
 * item counts those beyond six. Empty when nothing stands out.
 */
export function lookHereFirst(result: JudgedTest, settings: ReportSettings): string[] {
  const context = contextOf(result, settings)
  const findings = inOrder(SOURCES.flatMap((find) => find(context)))
  const shown = findings.slice(0, MAX_FINDINGS).map(findingText)
  const rest = findings.length - shown.length
  return rest > 0 ? [...shown, `And ${plural(rest, 'more finding')}.`] : shown
}
