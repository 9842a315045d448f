/**
 * Mutation testing, room by room: `npm run mutation` for those that a verdict rests on, `npm run mutation wait report` for two. The
 * mutants of a room have to be killed by its own tests: one that only whole runs hold up does not look well tested, and each is
 * measured in minutes. Fails when a room that is held to a score does not reach it.
 */
import { Stryker } from '@stryker-mutator/core'
import { HELD, MIN_SCORE, ROOMS, type Room } from './rooms.ts'

const isRoom = (name: string): name is Room => Object.hasOwn(ROOMS, name)

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !isRoom(name))
if (unknown.length > 0) {
  console.error(`No such room: ${unknown.join(', ')}. There are ${Object.keys(ROOMS).join(', ')}.`)
  process.exit(1)
}

const rooms = Object.keys(ROOMS).filter(isRoom)
const scores: { room: string; score: string; killed: number; survived: number; minutes: string }[] = []
for (const room of asked.length > 0 ? rooms.filter((name) => asked.includes(name)) : HELD) {
  // Stryker's workers inherit it, and tools/mutation/vitest.config.ts reads it there.
  process.env['MUTATED_ROOM'] = room
  const start = performance.now()
  const mutants = await new Stryker({
    mutate: [...ROOMS[room].sources],
    thresholds: { high: 95, low: MIN_SCORE, break: HELD.includes(room) ? MIN_SCORE : null },
    jsonReporter: { fileName: `coverage/mutation/${room}.json` },
  }).runMutationTest()
  const count = (...states: string[]) => mutants.filter(({ status }) => states.includes(status)).length
  const killed = count('Killed', 'Timeout')
  const survived = count('Survived', 'NoCoverage')
  scores.push({
    room,
    score: `${((100 * killed) / (killed + survived)).toFixed(1)}%`,
    killed,
    survived,
    minutes: ((performance.now() - start) / 60_000).toFixed(1),
  })
}
console.table(scores)
