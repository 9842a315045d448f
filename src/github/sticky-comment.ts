import { isLater, isSameRun, type Stamp, stampIn, stampLine } from './comment-marker.ts'
import { type Comment, type GitHubApi, GitHubError } from './github-api.ts'

/** GitHub refuses longer bodies. */
export const COMMENT_LIMIT = 65_536

/** Concurrent runs settle within a few looks. More are needed only while something deletes whatever is written. */
const MAX_LOOKS = 8

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
  /** What a look just before brought; null to look now. */
  readonly seen: readonly Comment[] | null
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

/** A comment found by its marker, with the stamp of the run that wrote it last. */
interface Found extends Comment {
  readonly stamp: Stamp
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
  const { stamp } = sticky
  const comments = commentsFoundBy(sticky, api)
  let wrote: 'created' | 'updated' | null = null
  let isShared = false
  const note = (kind: 'created' | 'updated', url: string | null) => {
    wrote ??= kind
    noteWritten({ kind: wrote, url, isShared })
  }

  for (let look = 1; look <= MAX_LOOKS; look += 1) {
    const found = await comments.look()
    isShared ||= found.some((each) => isSameRun(each.stamp, stamp) && each.stamp.writer !== stamp.writer)
    const step = nextStep(found, sticky, wrote !== null)
    switch (step.kind) {
      case 'superseded':
        return step
      case 'none':
        return { kind: 'not-needed', url: null, isShared }
      case 'settled':
        return { kind: wrote ?? 'unchanged', url: step.url, isShared }
      case 'create':
        note('created', (await comments.create()).url)
        break
      case 'update':
        if (await comments.update(step.comment.id)) note('updated', step.comment.url)
        break
      case 'remove':
        for (const { id } of step.surplus) await comments.remove(id)
    }
  }
  throw new GitHubError('the comment kept changing while it was written', null)
}

/**
 * The comments of this run's kind. GitHub's lists may lag behind its writes. So a comment that was deleted here counts as gone
 * while it is still listed, and one that was created here counts as there before it is listed, unless another run has deleted it.
 */
function commentsFoundBy({ pullRequest, marker, stamp, body, ...sticky }: StickyComment, api: GitHubApi) {
  let { seen } = sticky
  let unlisted: Found | null = null
  const gone = new Set<number>()

  const update = async (id: number): Promise<boolean> => {
    const isThere = await unlessGone(api.updateComment(id, body))
    if (!isThere) gone.add(id)
    return isThere
  }

  return {
    async look(): Promise<Found[]> {
      const all = seen ?? (await api.ownComments(pullRequest))
      seen = null
      const listed = all
        .filter((each) => each.body.startsWith(marker.trimEnd()))
        .map((each) => ({ ...each, stamp: stampIn(each.body) }))
      // Whether one that is not listed yet is still there, only a write can tell.
      if (unlisted !== null && (hasId(listed, unlisted.id) || !(await update(unlisted.id)))) unlisted = null
      return [...listed, ...(unlisted === null ? [] : [unlisted])].filter(({ id }) => !gone.has(id))
    },
    async create(): Promise<Comment> {
      const created = await api.createComment(pullRequest, body)
      unlisted = { ...created, stamp }
      return created
    },
    update,
    async remove(id: number): Promise<void> {
      await unlessGone(api.deleteComment(id))
      gone.add(id)
    },
  }
}

function hasId(comments: readonly Comment[], wanted: number): boolean {
  return comments.some(({ id }) => id === wanted)
}

/** Each act is one request, or one for each surplus comment. The next look tells what is left to do. */
type Step =
  | { readonly kind: 'create' }
  | { readonly kind: 'update'; readonly comment: Found }
  | { readonly kind: 'remove'; readonly surplus: readonly Found[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'settled'; readonly url: string | null }
  | Superseded

/**
 * What is left to do about the comments found. The oldest is kept, unless this run has written one already: an older one that
 * appears only now comes from an earlier run, which is about to delete it.
 */
function nextStep(found: readonly Found[], { stamp, mayCreate }: StickyComment, hasWritten: boolean): Step {
  const later = found.find((each) => isLater(each.stamp, stamp))
  if (later !== undefined) {
    const surplus = found.filter((each) => !isLater(each.stamp, stamp))
    return surplus.length > 0
      ? { kind: 'remove', surplus }
      : { kind: 'superseded', url: later.url, by: later.stamp }
  }
  const isOurs = (each: Found) => stampLine(each.stamp) === stampLine(stamp)
  const isOfThisRun = (each: Found) => isOurs(each) || isSameRun(each.stamp, stamp)
  const oldestFirst = found.toSorted((a, b) => a.id - b.id)
  const kept = oldestFirst.find(isOfThisRun) ?? oldestFirst[0]
  if (kept === undefined) return { kind: mayCreate ? 'create' : 'none' }
  // A comment by another writer of this run is overwritten once, not again and again while that writer does the same.
  const isUpToDate = hasWritten ? isOfThisRun(kept) : isOurs(kept)
  if (!isUpToDate) return { kind: 'update', comment: kept }
  const surplus = found.filter((each) => each !== kept)
  return surplus.length > 0 ? { kind: 'remove', surplus } : { kind: 'settled', url: kept.url }
}

/** GitHub answers 404 for a comment that was deleted. */
async function unlessGone(request: Promise<void>): Promise<boolean> {
  try {
    await request
    return true
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return false
    throw error
  }
}
