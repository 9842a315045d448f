import { createHash } from 'node:crypto'
import type { GitHubContext } from './context.ts'
import type { Comment, GitHubApi } from './github-api.ts'

/** GitHub refuses longer bodies. */
export const COMMENT_LIMIT = 65_536

/**
 * The hidden line by which a comment is found again. A digest, so that no workflow name, job or key can end the HTML
 * comment, and no two of them run together.
 */
export function marker({ workflow, job }: Pick<GitHubContext, 'workflow' | 'job'>, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([workflow, job, key]))
    .digest('hex')
  return `<!-- inbox-placement-gate ${digest} -->\n`
}

export interface Upserted {
  readonly kind: 'created' | 'updated' | 'unchanged' | 'not-needed'
  /** null when there is no comment. */
  readonly url: string | null
}

/**
 * Brings the one comment up to date. A comment is ours when it begins with the marker and has the token's own author:
 * anyone may write a comment that begins so.
 * @param mayCreate whether a comment is written where none is yet
 * @throws GitHubError from the API
 */
export async function upsertComment(
  api: GitHubApi,
  pullRequest: number,
  begin: string,
  text: string,
  mayCreate: boolean,
): Promise<Upserted> {
  const body = begin + text
  const existing = await findComment(api, pullRequest, begin)
  if (existing === null) {
    if (!mayCreate) return { kind: 'not-needed', url: null }
    return { kind: 'created', url: await api.createComment(pullRequest, body) }
  }
  // GitHub hands bodies back with the line breaks of the form it was sent by.
  if (existing.body.replaceAll('\r\n', '\n').trimEnd() === body.trimEnd()) {
    return { kind: 'unchanged', url: existing.url }
  }
  return { kind: 'updated', url: await api.updateComment(existing.id, body) }
}

async function findComment(api: GitHubApi, pullRequest: number, begin: string): Promise<Comment | null> {
  let author: string | null = null
  for await (const comment of api.comments(pullRequest)) {
    if (!comment.body.startsWith(begin.trimEnd())) continue
    author ??= await api.viewer()
    if (comment.author === author) return comment
  }
  return null
}
