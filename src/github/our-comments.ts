import { type Stamp, stampIn } from './comment-marker.ts'
import { type Comment, type GitHubApi, GitHubError, PAGE_SIZE } from './github-api.ts'

/** A comment that this action wrote, with the stamp of the run that wrote it last. */
export interface OurComment extends Comment {
  readonly stamp: Stamp
}

/** Reads and writes the comments of this action on one pull request. Each method throws a GitHubError. */
export interface OurComments {
  /** Our comments as they are now, oldest first. */
  look(): Promise<{ readonly found: readonly OurComment[]; readonly isOnePage: boolean }>
  /** @returns its address; null when GitHub did not say */
  create(body: string): Promise<string | null>
  /** @returns false when the comment has been deleted meanwhile */
  update(comment: Comment, body: string): Promise<boolean>
  remove(comments: readonly Comment[]): Promise<void>
}

/**
 * The comments of a pull request that begin with the marker and were written with this token: anyone may write one that
 * begins so. GitHub's lists may lag behind its writes. So a comment deleted here counts as gone even while it is still
 * listed, and a comment created here counts as there until it is listed, so that it is not created twice.
 */
export function ourComments(api: GitHubApi, pullRequest: number, marker: string): OurComments {
  const unlisted = new Map<number, Comment>()
  const gone = new Set<number>()
  let author: string | null = null

  return {
    async look() {
      const found = new Map<number, Comment>()
      let count = 0
      for await (const each of api.comments(pullRequest)) {
        count += 1
        if (!each.body.startsWith(marker.trimEnd())) continue
        author ??= await api.viewer()
        if (each.author === author) found.set(each.id, each)
      }
      for (const id of found.keys()) unlisted.delete(id)
      const here = [...found.values(), ...unlisted.values()].filter(({ id }) => !gone.has(id))
      return {
        found: here.toSorted((a, b) => a.id - b.id).map((each) => ({ ...each, stamp: stampIn(each.body) })),
        isOnePage: count <= PAGE_SIZE,
      }
    },
    async create(body) {
      const comment = await api.createComment(pullRequest, body)
      author ??= comment.author
      if (Number.isSafeInteger(comment.id)) unlisted.set(comment.id, { ...comment, body })
      return comment.url
    },
    async update({ id }, body) {
      const isThere = await unlessGone(api.updateComment(id, body))
      if (!isThere) gone.add(id)
      return isThere
    },
    async remove(comments) {
      for (const { id } of comments) {
        await unlessGone(api.deleteComment(id))
        gone.add(id)
      }
    },
  }
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
