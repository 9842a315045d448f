// Measures and prints, and judges nothing: npm run bench [-- --quick --only 1 --only 3 --actions folder/of/owner/name/ref]
import { parseArgs } from 'node:util'
import { adversarial } from './adversarial.ts'
import { chanceDrop } from './chance-drop.ts'
import { growth } from './growth.ts'
import { longWait } from './long-wait.ts'
import { quietWait } from './quiet-wait.ts'
import type { Bench } from './table.ts'
import { timeToVerdict } from './time-to-verdict.ts'
import { wholeAction } from './whole-action.ts'

const BENCHES: Readonly<Record<string, Bench>> = {
  1: wholeAction,
  2: growth,
  3: timeToVerdict,
  4: longWait,
  5: quietWait,
  6: chanceDrop,
  7: adversarial,
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    actions: { type: 'string' },
    only: { type: 'string', multiple: true, default: Object.keys(BENCHES) },
  },
})

for (const number of values.only) {
  const bench = BENCHES[number]
  if (bench === undefined) {
    console.error(`--only takes ${Object.keys(BENCHES).join(', ')}, not ${number}`)
    process.exit(2)
  }
  console.log(`## ${number}. ${bench.title}\n\n${await bench.run(values)}\n`)
}
