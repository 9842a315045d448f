import { type Comment, type GitHubApi, GitHubError } from '../../src/github/github-api.ts'

/** What a request did when it reached the model. */
interface Arrival {
  readonly client: string
  /** A look begins with the first page of the list. */
  readonly what: 'look' | 'page' | 'create' | 'update' | 'delete'
  /** The text that an update or a deletion took away. */
  readonly lost: string | null
}

interface AuthoredComment extends Comment {
  readonly author: string
}

/** The comments of one pull request as GitHub keeps them: numbered as they come, listed in pages, changed by anybody. */
export interface PullRequestModel {
  readonly comments: AuthoredComment[]
  readonly arrivals: readonly Arrival[]
  add(author: string, body: string): AuthoredComment
  /** GitHub's API as one client sees it. `travel` is awaited before a request takes effect, and again before its answer. */
  client(name: string, travel: () => Promise<unknown>): GitHubApi
}

export const AUTHOR = 'github-actions[bot]'

export function pullRequestModel(pageSize = 100): PullRequestModel {
  const comments: AuthoredComment[] = []
  const arrivals: Arrival[] = []
  let lastId = 0

  const add = (author: string, body: string) => {
    lastId += 1
    const comment = { id: lastId, author, body, url: `#issuecomment-${lastId}` }
    comments.push(comment)
    return comment
  }
  const indexOf = (id: number) => {
    const index = comments.findIndex((each) => each.id === id)
    if (index < 0) throw new GitHubError('Not Found', 404)
    return index
  }

  function client(name: string, travel: () => Promise<unknown>): GitHubApi {
    const request = async <T>(what: Arrival['what'], effect: () => [T, lost?: string]): Promise<T> => {
      await travel()
      const [answer, lost = null] = effect()
      arrivals.push({ client: name, what, lost })
      await travel()
      return answer
    }
    const unasked = () => Promise.reject(new Error('was not to be asked'))
    return {
      pullRequest: unasked,
      pullRequestsOfCommit: unasked,
      pullRequestsOfBranch: unasked,
      setStatus: unasked,
      async ownComments() {
        const own: Comment[] = []
        for (let cursor = 0; ; ) {
          const after = cursor
          const rest = await request(after === 0 ? 'look' : 'page', () => [
            comments.filter(({ id }) => id > after),
          ])
          const page = rest.slice(0, pageSize)
          own.push(...page.filter(({ author }) => author === AUTHOR))
          if (rest.length <= pageSize) return own
          cursor = page.at(-1)?.id ?? 0
        }
      },
      createComment: (_, body) => request('create', () => [add(AUTHOR, body)]),
      updateComment: (id, body) =>
        request('update', () => {
          const index = indexOf(id)
          const [old] = comments.splice(index, 1, { ...(comments[index] as AuthoredComment), body })
          return [undefined, old?.body ?? '']
        }),
      deleteComment: (id) =>
        request('delete', () => {
          const [old] = comments.splice(indexOf(id), 1)
          return [undefined, old?.body ?? '']
        }),
    }
  }

  return { comments, arrivals, add, client }
}
