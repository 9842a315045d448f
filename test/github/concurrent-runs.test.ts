import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marker, type Stamp, stampIn, stampLine, stampOf } from '../../src/github/comment-marker.ts'
import { upsertComment } from '../../src/github/sticky-comment.ts'
import { AUTHOR, type PullRequestModel, pullRequestModel } from './pull-request-model.ts'

const MARKER = marker({ workflow: 'Newsletter', job: 'gate' }, '')

const stampOfRun = (runNumber: number, writer = 'writer'): Stamp =>
  stampOf({ runNumber, runAttempt: 1, workflowRef: null, writer })

const bodyOf = (stamp: Stamp) => `${MARKER}${stampLine(stamp)}report of run ${stamp.run}`

/** The runs whose reports stand on the pull request. */
const shownOn = ({ comments }: PullRequestModel) =>
  comments.filter((each) => each.body.startsWith(MARKER.trimEnd())).map((each) => stampIn(each.body).run)

function publish(world: PullRequestModel, stamp: Stamp, travel: () => Promise<unknown>) {
  const api = world.client(String(stamp.run), travel)
  const sticky = { pullRequest: 7, marker: MARKER, stamp, body: bodyOf(stamp), mayCreate: true, seen: null }
  return upsertComment(api, sticky, () => {})
}

/** A pull request on which requests arrive in any order: each takes a while to arrive, and its answer another. */
const scenes = fc.record({
  before: fc.array(fc.constantFrom('chat', 'report of 1.0.0', 'report of run 1'), { maxLength: 5 }),
  pageSize: fc.integer({ min: 1, max: 3 }),
  scheduler: fc.scheduler(),
})
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never

async function meet(
  { before, pageSize, scheduler }: Scene,
  stamps: readonly Stamp[],
  meanwhile: (world: PullRequestModel) => void = () => {},
) {
  const world = pullRequestModel(pageSize)
  for (const kind of before) {
    if (kind === 'chat') world.add('octocat', kind)
    else world.add(AUTHOR, kind === 'report of run 1' ? bodyOf(stampOfRun(1)) : `${MARKER}${kind}`)
  }
  const travel = () => scheduler.schedule(Promise.resolve())
  const outcomes = Promise.all(stamps.map((stamp) => publish(world, stamp, travel)))
  await scheduler.waitFor(Promise.all([outcomes, travel().then(() => meanwhile(world))]))
  return { world, outcomes: await outcomes }
}

/** Whether an older run's write took the latest one's text away when that had looked for the last time. */
function isOvertaken({ arrivals }: PullRequestModel, latest: number): boolean {
  const lastLook = arrivals.findLastIndex(({ client, what }) => client === String(latest) && what === 'look')
  return arrivals.some(
    ({ client, lost }, index) =>
      index > lastLook && client !== String(latest) && lost !== null && stampIn(lost).run === latest,
  )
}

describe('runs that meet on one pull request', () => {
  const runs = fc.uniqueArray(fc.integer({ min: 2, max: 9 }), { minLength: 2, maxLength: 3 })

  test('leave one comment, in whatever order their requests arrive, and it shows the latest run unless an older write came last', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, runs, async (each, numbers) => {
        const { world } = await meet(
          each,
          numbers.map((number) => stampOfRun(number)),
        )
        const latest = Math.max(...numbers)
        // GitHub has no conditional writes: nobody is left to see such a write, and the next run repairs it.
        const expected = isOvertaken(world, latest) ? expect.any(Number) : latest
        expect(shownOn(world)).toEqual([expected])
      }),
      { numRuns: 2000 },
    )
  })

  test('two that both create one leave the later one without exception, and never write a third', async () => {
    const chat = fc.array(fc.constant('chat' as const), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(scenes, chat, async (each, before) => {
        const { world } = await meet({ ...each, before }, [stampOfRun(2), stampOfRun(3)])
        expect(shownOn(world)).toEqual([3])
        expect(world.arrivals.filter(({ what }) => what === 'create').length).toBeLessThanOrEqual(2)
      }),
      { numRuns: 1000 },
    )
  })

  test('at equal pace always leave the latest, whoever comes first', async () => {
    const orders = [
      [2, 3],
      [3, 2],
      [2, 3, 4],
      [3, 4, 2],
      [4, 3, 2],
      [4, 2, 3],
    ]
    for (const order of orders) {
      for (const before of [[], ['old'], ['old', 'old']]) {
        const world = pullRequestModel()
        for (const text of before) world.add(AUTHOR, `${MARKER}${text}`)
        await Promise.all(order.map((run) => publish(world, stampOfRun(run), () => Promise.resolve())))
        expect(shownOn(world), `${order} on ${before.length}`).toEqual([Math.max(...order)])
      }
    }
  })

  test('a run that ends after a later one leaves its report alone and says so', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (each) => {
        const { world } = await meet(each, [stampOfRun(9)])
        const late = await publish(world, stampOfRun(5), () => Promise.resolve())
        expect(late).toMatchObject({ kind: 'superseded', by: { run: 9 } })
        expect(shownOn(world)).toEqual([9])
      }),
    )
  })

  test('a comment deleted between two pages, which moves the next to a page already read, does not lead to two', async () => {
    const deleteChat = ({ comments }: PullRequestModel) => {
      const index = comments.findIndex((each) => each.author === 'octocat')
      if (index >= 0) comments.splice(index, 1)
    }
    const chat = fc.array(fc.constant('chat' as const), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(scenes, chat, chat, async (each, above, below) => {
        const before = [...above, 'report of run 1' as const, ...below]
        const { world } = await meet({ ...each, before }, [stampOfRun(5)], deleteChat)
        expect(shownOn(world)).toEqual([5])
      }),
      { numRuns: 1000 },
    )
  })

  test('two writers of one run leave one comment', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (each) => {
        const { world } = await meet(each, [stampOfRun(5, 'one'), stampOfRun(5, 'other')])
        expect(shownOn(world)).toEqual([5])
      }),
      { numRuns: 1000 },
    )
  })
})
