import { describe, expect, test } from 'vitest'
import { marker, type Stamp, stampLine, stampOf } from '../../src/github/comment-marker.ts'
import { type Comment, type GitHubApi, GitHubError } from '../../src/github/github-api.ts'
import { type StickyComment, type Upserted, upsertComment } from '../../src/github/sticky-comment.ts'
import { AUTHOR, pullRequestModel } from './pull-request-model.ts'

const MARKER = marker({ workflow: 'Newsletter', job: 'gate' }, '')

const stamp = (runNumber: number, runAttempt = 1, writer = 'writer'): Stamp =>
  stampOf({ runNumber, runAttempt, workflowRef: null, writer })

const body = (of: Stamp, text = 'report') => `${MARKER}${stampLine(of)}${text}`

const sticky = (of: Stamp, over: Partial<StickyComment> = {}): StickyComment => ({
  pullRequest: 7,
  marker: MARKER,
  stamp: of,
  body: body(of),
  mayCreate: true,
  seen: null,
  ...over,
})

/** A pull request with these comments, each an author and a text, and the API to it. */
function pullRequest(...comments: readonly (readonly [author: string, body: string])[]) {
  const world = pullRequestModel()
  for (const [author, text] of comments) world.add(author, text)
  const api = world.client('us', () => Promise.resolve())
  const writes: Upserted[] = []
  return {
    ...world,
    api,
    writes,
    upsert: (each: StickyComment, over: Partial<GitHubApi> = {}) =>
      upsertComment({ ...api, ...over }, each, (write) => writes.push(write)),
    left: () => world.comments.map(({ id, body: text }) => [id, text]),
    requests: () => world.arrivals.map(({ what }) => what),
  }
}

describe('where there is none', () => {
  test('creates one, and looks whether it is the only one', async () => {
    const on = pullRequest(['octocat', 'chat'])
    const outcome = await on.upsert(sticky(stamp(1)))
    expect(outcome).toEqual({ kind: 'created', url: '#issuecomment-2', isShared: false })
    expect(on.requests()).toEqual(['look', 'create', 'look'])
  })

  test('creates none when it may not', async () => {
    const on = pullRequest(['octocat', 'chat'])
    expect(await on.upsert(sticky(stamp(1), { mayCreate: false }))).toMatchObject({ kind: 'not-needed' })
    expect(on.requests()).toEqual(['look'])
  })

  test('a list that lags behind does not lead to a second one', async () => {
    const on = pullRequest()
    let looks = 0
    const outcome = await on.upsert(sticky(stamp(1)), {
      ownComments(number) {
        looks += 1
        return looks > 2 ? on.api.ownComments(number) : Promise.resolve([])
      },
    })
    expect(outcome).toMatchObject({ kind: 'created' })
    expect(on.requests().filter((each) => each === 'create')).toHaveLength(1)
  })
})

describe('where there is one', () => {
  test.each([
    ['of an earlier run', body(stamp(1))],
    ['of an earlier attempt', body(stamp(2, 1))],
    ['of version 1.0.0, which wrote no run numbers', `${MARKER}report`],
  ])('updates one %s in place', async (_, old) => {
    const on = pullRequest([AUTHOR, old])
    const own = stamp(2, 2)
    expect(await on.upsert(sticky(own, { mayCreate: false }))).toMatchObject({
      kind: 'updated',
      url: '#issuecomment-1',
      isShared: false,
    })
    expect(on.left()).toEqual([[1, body(own)]])
  })

  test('leaves it alone when an earlier try has written it and only the answer was lost', async () => {
    const on = pullRequest([AUTHOR, body(stamp(3)).replaceAll('\n', '\r\n')])
    expect(await on.upsert(sticky(stamp(3)))).toEqual({
      kind: 'unchanged',
      url: '#issuecomment-1',
      isShared: false,
    })
    expect(on.requests()).toEqual(['look'])
  })

  test('is content with a text that GitHub hands back altered', async () => {
    const on = pullRequest([AUTHOR, body(stamp(1))])
    const outcome = await on.upsert(sticky(stamp(2)), {
      ownComments: async (number) =>
        (await on.api.ownComments(number)).map((each) => ({ ...each, body: `${each.body}!` })),
    })
    expect(outcome).toMatchObject({ kind: 'updated' })
    expect(on.requests().filter((each) => each === 'update')).toHaveLength(1)
  })

  test('starts again when it is deleted before the update arrives', async () => {
    const on = pullRequest([AUTHOR, body(stamp(1))])
    const outcome = await on.upsert(sticky(stamp(2)), {
      updateComment: (id, text) => {
        on.comments.splice(0)
        return on.api.updateComment(id, text)
      },
    })
    expect(outcome).toMatchObject({ kind: 'created' })
    expect(on.left()).toEqual([[2, body(stamp(2))]])
  })
})

test('one that is gone but still listed is not tried again and again', async () => {
  const on = pullRequest()
  const listed: Comment = { id: 99, body: body(stamp(1)), url: null }
  const outcome = await on.upsert(sticky(stamp(2)), {
    ownComments: async (number) => [listed, ...(await on.api.ownComments(number))],
  })
  expect(outcome).toMatchObject({ kind: 'created', url: '#issuecomment-1' })
})

test('one that another run deleted before it was ever listed does not count as there', async () => {
  const on = pullRequest()
  let creations = 0
  const outcome = await on.upsert(sticky(stamp(2)), {
    createComment: async (number, text) => {
      const created = await on.api.createComment(number, text)
      creations += 1
      if (creations === 1) on.comments.splice(0)
      return created
    },
  })
  expect(outcome).toMatchObject({ kind: 'created' })
  expect(on.left()).toEqual([[2, body(stamp(2))]])
})

describe('what is not ours is never touched', () => {
  test.each([
    ["another author's comment with our marker", 'mallory', body(stamp(1))],
    ['a comment of an account that is gone', '', body(stamp(1))],
    ['a marker that is quoted', AUTHOR, `> ${body(stamp(1))}`],
    ['the comment of another job', AUTHOR, marker({ workflow: 'Newsletter', job: 'other' }, '')],
    ['the comment of another comment_key', AUTHOR, marker({ workflow: 'Newsletter', job: 'gate' }, 'B')],
  ])('%s', async (_, author, text) => {
    const on = pullRequest([author, text])
    expect(await on.upsert(sticky(stamp(2)))).toMatchObject({ kind: 'created' })
    expect(on.left()).toEqual([
      [1, text],
      [2, body(stamp(2))],
    ])
  })
})

describe('where there are several', () => {
  test('brings the oldest up to date and deletes the others', async () => {
    const on = pullRequest(
      [AUTHOR, `${MARKER}old`],
      ['octocat', 'chat'],
      [AUTHOR, body(stamp(2))],
      [AUTHOR, body(stamp(1))],
    )
    expect(await on.upsert(sticky(stamp(3)))).toMatchObject({ kind: 'updated', url: '#issuecomment-1' })
    expect(on.left()).toEqual([
      [1, body(stamp(3))],
      [2, 'chat'],
    ])
  })

  test('is content when another run has deleted one already', async () => {
    const on = pullRequest([AUTHOR, body(stamp(1))], [AUTHOR, body(stamp(1))])
    const outcome = await on.upsert(sticky(stamp(2)), {
      deleteComment: async (id) => {
        await on.api.deleteComment(id)
        throw new GitHubError('Not Found', 404)
      },
    })
    expect(outcome).toMatchObject({ kind: 'updated' })
  })

  test('fails when one cannot be deleted for another reason, but has said what was written', async () => {
    const on = pullRequest([AUTHOR, body(stamp(1))], [AUTHOR, body(stamp(1))])
    const refused = new GitHubError('Forbidden', 403)
    const upserting = on.upsert(sticky(stamp(2)), { deleteComment: () => Promise.reject(refused) })
    await expect(upserting).rejects.toBe(refused)
    expect(on.writes).toEqual([{ kind: 'updated', url: '#issuecomment-1', isShared: false }])
  })
})

describe('where a later run was faster', () => {
  test.each([
    ['run', stamp(9), stamp(5)],
    ['attempt of the same run', stamp(5, 2), stamp(5, 1)],
  ])('a later %s keeps its report, and what is earlier goes', async (_, later, own) => {
    const on = pullRequest([AUTHOR, body(stamp(3))], [AUTHOR, body(later)], [AUTHOR, body(own)])
    expect(await on.upsert(sticky(own))).toEqual({ kind: 'superseded', url: '#issuecomment-2', by: later })
    expect(on.left()).toEqual([[2, body(later)]])
  })

  test('two comments of later runs are theirs to tidy up', async () => {
    const on = pullRequest([AUTHOR, body(stamp(8))], [AUTHOR, body(stamp(9))])
    expect(await on.upsert(sticky(stamp(5)))).toMatchObject({ kind: 'superseded' })
    expect(on.comments).toHaveLength(2)
  })

  test('a run without a number is not held up by one', async () => {
    const own = stampOf({ runNumber: null, runAttempt: null, workflowRef: null, writer: 'w' })
    const on = pullRequest([AUTHOR, body(stamp(9))])
    expect(await on.upsert(sticky(own))).toMatchObject({ kind: 'updated' })
    expect(await on.upsert(sticky(own))).toMatchObject({ kind: 'unchanged' })
  })
})

describe('where another job or step of this run writes the same comment', () => {
  test('takes it over and says so', async () => {
    const on = pullRequest([AUTHOR, body(stamp(5, 1, 'one'))])
    const outcome = await on.upsert(sticky(stamp(5, 1, 'other')))
    expect(outcome).toMatchObject({ kind: 'updated', isShared: true })
    expect(on.left()).toEqual([[1, body(stamp(5, 1, 'other'))]])
  })

  test('does not write over it again and again', async () => {
    const on = pullRequest([AUTHOR, body(stamp(5, 1, 'one'))])
    let updates = 0
    await on.upsert(sticky(stamp(5, 1, 'other')), {
      updateComment: async (id, text) => {
        updates += 1
        await on.api.updateComment(id, text)
        await on.api.updateComment(id, body(stamp(5, 1, 'one')))
      },
    })
    expect(updates).toBe(1)
  })

  test('an earlier attempt is not one', async () => {
    const on = pullRequest([AUTHOR, body(stamp(5, 1, 'one'))])
    expect(await on.upsert(sticky(stamp(5, 2, 'other')))).toMatchObject({ isShared: false })
  })
})

test('gives up on a comment that is changed back whatever it does', async () => {
  const on = pullRequest([AUTHOR, body(stamp(1))])
  const old: Comment = { id: 1, body: body(stamp(1)), url: null }
  const stubborn = { ownComments: () => Promise.resolve([old]) }
  await expect(on.upsert(sticky(stamp(2)), stubborn)).rejects.toThrow(GitHubError)
})
