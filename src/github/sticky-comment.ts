import { isLater, isSameRun, type Stamp } from './comment-marker.ts'
import { type GitHubApi, GitHubError } from './github-api.ts'
import { type OurComment, type OurComments, ourComments } from './our-comments.ts'

/** GitHub refuses longer bodies. */
export const COMMENT_LIMIT = 65_536

/** Concurrent runs settle within a few looks. More are needed only while something deletes whatever is written. */
const MOST_LOOKS = 8

/** The one comment as this run wants it. */
export interface StickyComment {
  readonly pullRequest: number
  /** The line that the comment is found by. */
  readonly marker: string
  readonly stamp: Stamp
  /** The whole comment, marker and stamp included. */
  readonly body: string
  /** Whether a comment is written where none is yet. */
  readonly mayCreate: boolean
}

/** This run's report is in the comment, or none was needed. */
export interface Upserted {
  readonly kind: 'created' | 'updated' | 'unchanged' | 'not-needed'
  /** null when there is no comment, or GitHub did not say where it is. */
  readonly url: string | null
  /** Whether another job or step of this very run writes to the same comment. */
  readonly isShared: boolean
}

/** A later run has written its report already, so this one wrote none. */
export interface Superseded {
  readonly kind: 'superseded'
  readonly url: string | null
  readonly by: Stamp
}

/**
 * Brings the one comment up to date. Of several, the oldest is kept and the others are deleted.
 *
 * GitHub has no conditional writes, so this looks, acts, and looks again until there is nothing left to do. However the
 * requests of several runs interleave, one comment is left, and it shows the latest run. There is one exception: an older
 * run's write may arrive after the latest run has looked for the last time. The next run repairs that.
 * @param noteWritten called with what has been written so far, which stands even if a later request fails
 * @throws GitHubError from the API
 */
export async function upsertComment(
  api: GitHubApi,
  sticky: StickyComment,
  noteWritten: (written: Upserted) => void,
): Promise<Upserted | Superseded> {
  const ours = ourComments(api, sticky.pullRequest, sticky.marker)
  let wrote: 'created' | 'updated' | null = null
  let isShared = false

  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const { found, isOnePage } = await ours.look()
    // A comment deleted between two pages moves the next one to a page that was read before: look twice.
    if (found.length === 0 && !isOnePage && look === 1) continue
    isShared ||= found.some((each) => isOfAnotherWriter(each, sticky))

    const step = nextStep(found, sticky, wrote !== null)
    if (step.kind === 'superseded') return step
    if (step.kind === 'none') return { kind: 'not-needed', url: null, isShared }
    if (step.kind === 'settled') return { kind: wrote ?? 'unchanged', url: step.url, isShared }
    const write = await perform(step, ours, sticky.body)
    if (write === null) continue
    wrote ??= write.kind
    noteWritten({ kind: wrote, url: write.url, isShared })
  }
  throw new GitHubError('the comment kept changing while it was written', null)
}

/** Each act is one request, or one for each surplus comment. The next look tells what is left to do. */
type Act =
  | { readonly kind: 'create' }
  | { readonly kind: 'update'; readonly comment: OurComment }
  | { readonly kind: 'remove'; readonly surplus: readonly OurComment[] }

type End = Superseded | { readonly kind: 'none' } | { readonly kind: 'settled'; readonly url: string | null }

/**
 * What is left to do about the comments found, oldest first. The oldest is kept, unless this run has written one already:
 * an older one that appears only now comes from an earlier run, which is about to delete it.
 */
function nextStep(found: readonly OurComment[], sticky: StickyComment, hasWritten: boolean): Act | End {
  const later = found.find((each) => isLater(each.stamp, sticky.stamp))
  if (later !== undefined) {
    const surplus = found.filter((each) => !isLater(each.stamp, sticky.stamp))
    if (surplus.length > 0) return { kind: 'remove', surplus }
    return { kind: 'superseded', url: later.url, by: later.stamp }
  }
  const kept = found.find((each) => isOfThisRun(each, sticky)) ?? found[0]
  if (kept === undefined) return { kind: sticky.mayCreate ? 'create' : 'none' }
  if (!isUpToDate(kept, sticky, hasWritten)) return { kind: 'update', comment: kept }
  const surplus = found.filter((each) => each !== kept)
  return surplus.length > 0 ? { kind: 'remove', surplus } : { kind: 'settled', url: kept.url }
}

/** @returns what was written; null when nothing was */
async function perform(
  act: Act,
  ours: OurComments,
  body: string,
): Promise<{ readonly kind: 'created' | 'updated'; readonly url: string | null } | null> {
  if (act.kind === 'create') return { kind: 'created', url: await ours.create(body) }
  if (act.kind === 'update') {
    return (await ours.update(act.comment, body)) ? { kind: 'updated', url: act.comment.url } : null
  }
  await ours.remove(act.surplus)
  return null
}

function isOfAnotherWriter({ stamp }: OurComment, sticky: StickyComment): boolean {
  return isSameRun(stamp, sticky.stamp) && stamp.writer !== sticky.stamp.writer
}

function isOwn({ stamp }: OurComment, { stamp: own }: StickyComment): boolean {
  const { run, attempt, workflow, writer } = stamp
  return run === own.run && attempt === own.attempt && workflow === own.workflow && writer === own.writer
}

function isOfThisRun(comment: OurComment, sticky: StickyComment): boolean {
  return isOwn(comment, sticky) || isOfAnotherWriter(comment, sticky)
}

/**
 * The texts are compared only before the first write, because GitHub may return one altered. A comment by another writer of
 * this run is overwritten once, not again and again while that writer does the same.
 */
function isUpToDate(comment: OurComment, sticky: StickyComment, hasWritten: boolean): boolean {
  if (hasWritten) return isOfThisRun(comment, sticky)
  return isOwn(comment, sticky) && normalized(comment.body) === normalized(sticky.body)
}

/** GitHub may return a body with other line breaks than it was sent with. */
function normalized(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd()
}
