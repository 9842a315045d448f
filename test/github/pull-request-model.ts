import { type Comment, type GitHubApi, GitHubError } from '../../src/github/github-api.ts'

/** What a request did when it reached the model. */
interface Arrival {
  readonly client: string
  /** A look begins with the first page of a list. */
  readonly what: 'look' | 'page' | 'create' | 'update' | 'delete'
  /** The text that an update or a deletion took away. */
  readonly lost: string | null
}

/** The comments of one pull request as GitHub keeps them: numbered as they come, listed in pages, changed by anybody. */
export interface PullRequestModel {
  readonly comments: Comment[]
  readonly arrivals: readonly Arrival[]
  add(author: string, body: string): Comment
  /** GitHub's API as one client sees it. `travel` is awaited before a request takes effect, and again before its answer. */
  client(name: string, travel: () => Promise<unknown>): GitHubApi
}

export const AUTHOR = 'github-actions[bot]'

export function pullRequestModel(pageSize = 100): PullRequestModel {
  const comments: Comment[] = []
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
      viewer: () => Promise.resolve(AUTHOR),
      pullRequest: unasked,
      pullRequestsOfCommit: unasked,
      pullRequestsOfBranch: unasked,
      async *comments() {
        for (let page = 0; ; page += 1) {
          const rest = await request(page === 0 ? 'look' : 'page', () => [comments.slice(page * pageSize)])
          yield* rest.slice(0, pageSize)
          if (rest.length <= pageSize) return
        }
      },
      createComment: (_, body) => request('create', () => [add(AUTHOR, body)]),
      updateComment: (id, body) =>
        request('update', () => {
          const index = indexOf(id)
          const [old] = comments.splice(index, 1, { ...(comments[index] as Comment), body })
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
