import { clients } from './stories/clients.ts'
import { createByHand, lostAnswer } from './stories/create-by-hand.ts'
import { forks } from './stories/forks.ts'
import { gateByHand } from './stories/gate-by-hand.ts'
import { history } from './stories/history.ts'
import { historyBranch, movedBranch, refusedPush } from './stories/history-branch.ts'
import { ownJob } from './stories/own-job.ts'
import { pullRequestOfFork, pullRequestReport } from './stories/pull-request-report.ts'
import { firstSteps, quickStart, quickStartWithList } from './stories/quick-start.ts'
import { schedule } from './stories/schedule.ts'
import { alarm, refusedKey, sendThenGate, warnOnly } from './stories/send-then-gate.ts'
import { severalTests } from './stories/several-tests.ts'
import { hostileHeadline, hostileText, refusedMessage, slack } from './stories/slack.ts'
import type { Story } from './story.ts'

export const stories: readonly Story[] = [
  ownJob,
  firstSteps,
  quickStart,
  quickStartWithList,
  sendThenGate,
  refusedKey,
  warnOnly,
  alarm,
  createByHand,
  lostAnswer,
  gateByHand,
  pullRequestReport,
  pullRequestOfFork,
  clients,
  forks,
  severalTests,
  schedule,
  history,
  historyBranch,
  movedBranch,
  refusedPush,
  slack,
  refusedMessage,
  hostileText,
  hostileHeadline,
]
