import { type Case, received } from './any-judged-test.ts'
import { count, type Expected, inboxRule, is, isEnough, missingOf, sameSet, sum } from './counting.ts'

export function missing(each: Case): Expected[] {
  const { test, waited } = each.result
  const lost = missingOf(test)
  if (lost === 0) return []
  const { totalSeeds, inbox, spam, unknown, received: arrived } = test.summary
  const nothing = lost === totalSeeds && arrived + inbox + spam + unknown === 0 && received(test).length === 0
  const said = (fact: string) =>
    nothing
      ? fact.startsWith('Nothing had arrived')
      : Number(/^(\d+) seeds? had not/u.exec(fact)?.[1]) === lost
  const isAsked = nothing || waited.waitedMs >= 300_000
  return [
    {
      kind: 'missing',
      lost,
      fits: ({ fact, evidence, action }) =>
        said(fact) &&
        (action ?? '').includes('send_to') === isAsked &&
        arePlacesRight(evidence, each) &&
        isOutlookRight(evidence, each),
    },
  ]
}

function arePlacesRight(evidence: string, { result: { test } }: Case): boolean {
  const named = [...evidence.matchAll(/(\d+) at ([\w ]+?)(?=,| and |;|\.)/gu)]
  return (
    named.every(
      ([, many, name = '']) =>
        /^unnamed|^an unnamed|^\d+ others$/u.test(name) ||
        count(test.seeds, (one) => one.provider === name && is('pending')(one)) === Number(many),
    ) &&
    (named.length === 0 || sum(named.map(([, many]) => Number(many))) === missingOf(test))
  )
}

/** What the open seeds can still do, or could have done. */
function isOutlookRight(evidence: string, each: Case): boolean {
  const { test, waited, settled } = each.result
  const { totalSeeds, inbox, spam, unknown, pending } = test.summary
  const isOpen = !settled && waited.ending !== 'certain'
  const { outcome } = inboxRule(each)
  const open = pending + unknown
  const needed = Array.from({ length: open + 1 }, (_, more) => more).find((more) =>
    isEnough(each, inbox + more),
  )
  const isSum = inbox + spam + open === totalSeeds && pending === missingOf(test)
  const isTold = isOpen && outcome === 'undecided' && isSum && needed !== undefined && needed > 0
  const must = /(?:(all|\d+) (?:of the )?(\d+)|it)(?: open seeds \(\d+ of them unknown\))? must reach/u.exec(
    evidence,
  )
  const all = Number(must?.[2] ?? 1)
  const some = must?.[1] === undefined || must[1] === 'all' ? all : Number(must[1])
  return (
    evidence.includes('could not have changed') === (!settled && waited.ending === 'certain') &&
    evidence.includes('out of reach') === (isOpen && outcome === 'failed') &&
    (must !== null) === isTold &&
    (must === null || (all === open && some === needed))
  )
}

export function change({ result: { baseline } }: Case): Expected[] {
  const comparison = baseline.kind === 'read' ? baseline.comparison : null
  if (comparison === null) return []
  const { method, lost, gained, inboxRateChange, correctedP } = comparison
  const isMoved = method === 'mcnemar' ? lost.length + gained.length > 0 : Math.abs(inboxRateChange) > 1e-9
  if (!isMoved) return []
  return [
    {
      kind: 'change',
      lost: 0,
      fits: ({ fact, evidence }) => {
        const fell = Number(/(\d+) seeds? fell/u.exec(fact)?.[1] ?? 0)
        const came = Number(/(\d+) (?:seeds? )?came in/u.exec(fact)?.[1] ?? 0)
        const points = /([\d.]+) points? (below|above)/u.exec(fact)
        return (
          evidence.startsWith(correctedP < 0.05 ? 'more than chance explains' : 'chance alone') &&
          (method === 'mcnemar'
            ? fell === lost.length && came === gained.length && points === null
            : fell + came === 0 &&
              points?.[2] === (inboxRateChange < 0 ? 'below' : 'above') &&
              Math.abs(Number(points[1]) - Math.abs(inboxRateChange)) <= 0.05001)
        )
      },
    },
  ]
}

export function slow({ result, policy }: Case): Expected[] {
  const arrivals = (result.arrivals ?? []).filter(({ arrived }) => arrived > 0)
  const half = ({ halfAfterMs }: (typeof arrivals)[number]) => halfAfterMs ?? 0
  const late = arrivals.filter((one) => {
    const others = arrivals
      .filter((other) => other !== one)
      .map(half)
      .sort((a, b) => a - b)
    if (others.length === 0) return false
    const middle = others.length / 2
    const median = Number.isInteger(middle)
      ? (Number(others[middle - 1]) + Number(others[middle])) / 2
      : Number(others[Math.floor(middle)])
    return half(one) - median >= 300_000 && half(one) - median >= 3 * policy.pollIntervalMs
  })
  if (late.length === 0) return []
  return [
    {
      kind: 'slow',
      lost: 0,
      fits: ({ fact }) => {
        const said = arrivals.filter(({ provider }) => fact.includes(provider))
        return / (was|were) slow$/u.test(fact) && sameSet(said, late)
      },
    },
  ]
}
