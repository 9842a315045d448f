import { describe, expect, test } from 'vitest'
import { commitOf } from '../../src/github/context.ts'

const MERGE = 'a'.repeat(40)
const HEAD = 'b'.repeat(40)

describe('the commit that a run is about', () => {
  test.each([
    [
      'the head of the pull request, not the commit that would merge it',
      { pull_request: { head: { sha: HEAD } } },
      MERGE,
      HEAD,
    ],
    [
      'the head of the workflow run that triggered this one',
      { workflow_run: { head_sha: HEAD } },
      MERGE,
      HEAD,
    ],
    ['that of the run where the event names none', {}, MERGE, MERGE],
    ['that of the run where the event cannot be read', null, MERGE, MERGE],
    ['one of a repository with SHA-256', {}, 'c'.repeat(64), 'c'.repeat(64)],
    ['unknown outside a workflow run', null, null, null],
  ])('is %s', (_, event, sha, expected) => {
    expect(commitOf({ event, sha })).toBe(expected)
  })

  test.each(['[link](https://evil.example)', '', 7, `${HEAD}\n`, null])(
    'is not %j, which is no hash of a commit',
    (sha) => {
      expect(commitOf({ event: { pull_request: { head: { sha } } }, sha: MERGE })).toBe(MERGE)
    },
  )
})
