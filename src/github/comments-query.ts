import { at, textAt } from './event.ts'
import { type Comment, GitHubError } from './github-api.ts'

/**
 * Asks for the comments of a pull request and which of them this token wrote: in one request, where REST would take one for the
 * comments and one for whose token it is. The pages are asked for by cursor. Held against GitHub's schema by a test.
 */
export const COMMENTS_QUERY = `query ($owner: String!, $repo: String!, $number: Int!, $cursor: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      comments(first: 100, after: $cursor) {
        nodes { fullDatabaseId viewerDidAuthor body url }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`

interface CommentsPage {
  /** Those that this token wrote, oldest first. */
  readonly own: readonly Comment[]
  /** The cursor of the next page; null after the last. */
  readonly next: string | null
}

/** @throws GitHubError when the answer is not one to this query */
export function commentsPage(data: unknown): CommentsPage {
  const comments = at(data, 'repository', 'pullRequest', 'comments')
  const nodes = at(comments, 'nodes')
  const hasNext = at(comments, 'pageInfo', 'hasNextPage')
  const cursor = textAt(comments, 'pageInfo', 'endCursor')
  if (!Array.isArray(nodes) || typeof hasNext !== 'boolean' || (hasNext && cursor === null)) {
    throw new GitHubError('the answer does not hold the comments', null)
  }
  return {
    own: nodes.filter((node) => at(node, 'viewerDidAuthor') === true).map(comment),
    next: hasNext ? cursor : null,
  }
}

function comment(node: unknown): Comment {
  // A number too large for GraphQL's own, so it comes as text.
  const id = Number(textAt(node, 'fullDatabaseId'))
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new GitHubError('the answer does not hold the comments', null)
  }
  return { id, body: textAt(node, 'body') ?? '', url: textAt(node, 'url') }
}
