import {
  at,
  type Claim,
  count,
  deadSeeds,
  is,
  isWhole,
  NAME,
  namedIn,
  notInInbox,
  numberOf,
  received,
} from './claims.ts'

/** Of the seeds that are not in the inbox, and of their providers. */
export const CLAIMS_ABOUT_PROVIDERS: readonly Claim[] = [
  {
    // `All 8 seeds not in the inbox are at Outlook`, `8 of the 14 seeds not in the inbox so far are there`
    pattern:
      /(all (\d+)|both|the only|(\d+) of the (\d+)) seeds? not in the inbox( that the API lists)?( so far)? (?:is|are) (there|at [^:]+|spread over (\d+) providers?)/i,
    holds: ([, , all, some, of, listed, soFar, , spread], said) => {
      const [words] = /(?:all \d+|both|the only|\d+ of the \d+)(?= seeds? not)/iu.exec(said.item) ?? ['']
      const total = of ?? all ?? String(numberOf(words))
      const { seeds } = said.test
      const spam = new Set(seeds.filter(is('spam')).map(({ provider }) => provider))
      spam.delete(null)
      const named = spread === undefined ? namedIn(said.item.split(' → ')[0] ?? '') : [...spam].map(String)
      return (
        Number(total) === notInInbox(said, seeds) &&
        Number(some ?? total) === notInInbox(said, at(seeds, ...named)) &&
        (spread === undefined || Number(spread) === spam.size) &&
        (listed === undefined) === isWhole(said) &&
        (soFar === undefined) === said.watched.result.settled
      )
    },
  },
  {
    pattern: new RegExp(`(\\d+)(?: of (\\d+))? at (${NAME})`),
    holds: ([, some, of, name = ''], said) => {
      const isOfProviders = /seeds? not in the inbox/u.test(said.item)
      const here = at(isOfProviders ? said.test.seeds : said.group, name)
      // The seeds that had not arrived in the baseline either are counted by provider too.
      if (!isOfProviders)
        return [here, at(deadSeeds(said.watched), name)].some(({ length }) => length === Number(some))
      return Number(some) === notInInbox(said, here) && (of === undefined || Number(of) === here.length)
    },
  },
  {
    pattern: /(\d+) (spam|unknown|not arrived)(?=[,;.])/,
    holds: ([, some, word], said) =>
      Number(some) ===
      count(
        at(said.test.seeds, ...namedIn(said.item.split(' → ')[0] ?? '')),
        is(word === 'not arrived' ? 'pending' : (word as 'spam')),
      ),
  },
  {
    pattern: /(\d+|none) of its (\d+)( listed)? (?:is|are) in the inbox/,
    holds: ([, some, of, listed], said) => {
      const here = at(said.test.seeds, ...namedIn(said.item.split(' → ')[0] ?? ''))
      return (
        Number(some === 'none' ? 0 : some) === count(here, is('inbox')) &&
        Number(of) === here.length &&
        (listed === undefined) === isWhole(said)
      )
    },
  },
  {
    pattern: /, and (\d+) ha(?:s|ve) not arrived/,
    holds: ([, some], said) =>
      Number(some) === count(at(said.test.seeds, ...namedIn(said.item)), is('pending')),
  },
  {
    pattern: /it is the only( listed)? seed there/,
    holds: ([, listed], said) =>
      at(said.test.seeds, ...namedIn(said.item)).length === 1 && (listed !== undefined || isWhole(said)),
  },
  {
    pattern: new RegExp(`(${NAME}) (?:is )?at (\\d+(?:\\.\\d+)?)%`),
    holds: ([, name = '', rate], { test }) => {
      const here = at(test.seeds, name)
      return Math.abs(Number(rate) - (100 * count(here, is('inbox'))) / here.length) < 0.051
    },
  },
  {
    pattern: /Everything is in spam/,
    holds: (_, { test: { summary, seeds } }) =>
      summary.spam === summary.received && summary.spam > 0 && received(seeds).every(is('spam')),
  },
  {
    pattern:
      /(all \d+|both|the only) seeds?( that received the mail)?(?:, at (\d+)( or more)? providers)?(?=; )/,
    holds: ([words = '', , some, places, orMore], { test: { summary, seeds } }) => {
      const known = seeds.filter(is('spam')).flatMap(({ provider }) => provider ?? [])
      return (
        numberOf(words) === summary.spam &&
        (some !== undefined || summary.spam === summary.totalSeeds) &&
        (places === undefined || Number(places) === new Set(known).size) &&
        (places === undefined || (orMore !== undefined) === known.length < summary.spam)
      )
    },
  },
  {
    pattern: /SPF passed for (every one|none of the|(\d+) of the (\d+)) ?(seeds|listed ones)?/,
    holds: ([, words, some, of, which], { test: { summary, seeds } }) => {
      const there = received(seeds)
      const passed = count(there, ({ spf }) => spf === 'pass')
      if (words === 'every one') return passed === summary.spam
      return (
        Number(some ?? 0) === passed &&
        (of === undefined || Number(of) === there.length) &&
        (which === 'seeds') === (there.length === summary.spam)
      )
    },
  },
]
