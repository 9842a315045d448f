import { type Case, received } from './any-judged-test.ts'
import { count, type Expected } from './counting.ts'

const doubt = (pattern: RegExp): Expected => ({
  kind: 'doubt',
  lost: 0,
  fits: ({ fact, evidence }) => pattern.test(`${fact}: ${evidence}`),
})

export function doubts(each: Case): Expected[] {
  const { disagreements, warnings } = each.result
  return [
    ...disagreements.map(() => doubt(/^The API contradicts itself: inbox_rate is 50%.* 75%/u)),
    ...listDoubts(each),
    ...baselineDoubts(each),
    ...warnings.map(({ message }) => doubt(new RegExp(`^Warning: ${message}\\.`, 'u'))),
  ]
}

function listDoubts({ result: { test, settled } }: Case): Expected[] {
  const { totalSeeds, received: arrived } = test.summary
  const listed = test.seeds.length
  const found: Expected[] = []
  const there = settled ? listed : received(test).length
  const due = settled ? totalSeeds : arrived
  if (listed > totalSeeds) {
    found.push(doubt(new RegExp(`^The API contradicts itself: it lists ${listed} .* ${totalSeeds}\\.`, 'u')))
  } else if (there === 0 && due > 0) {
    found.push(doubt(new RegExp(`^The API lists none of its ${due} `, 'u')))
  } else if (there < due) {
    const others = `other (one|${due - there}) `
    found.push(doubt(new RegExp(`^The API lists only ${there} of ${due} .* ${others}`, 'u')))
  }
  const nameless = count(test.seeds, ({ provider }) => provider === null)
  if (nameless > 0) found.push(doubt(new RegExp(`^The API names no provider for ${nameless} `, 'u')))
  return found
}

function baselineDoubts({ result: { baseline, warnings } }: Case): Expected[] {
  const isWarned = (words: string) => warnings.some(({ message }) => message.includes(words))
  if (baseline.kind === 'unreadable' && !isWarned('It broke')) {
    return [doubt(/^The baseline could not be read: It broke\./u)]
  }
  if (baseline.kind === 'not_compared' && !isWarned('no earlier test')) {
    return [doubt(/^Not compared .*: no earlier test\./u)]
  }
  if (baseline.kind !== 'read') return []
  return [
    ...baseline.disagreements.map(() => doubt(/^The API contradicts itself about the baseline: /u)),
    ...(baseline.settled ? [] : [doubt(/^The baseline is not complete: /u)]),
  ]
}
