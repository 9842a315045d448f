/** What is changed, and the folders of tests that have to notice. */
interface MutatedRoom {
  /** Patterns of files. */
  readonly sources: readonly string[]
  /** Folders under `test`. */
  readonly tests: readonly string[]
}

/**
 * The rooms that mutation testing changes. What is left out works on files, sockets or processes: its tests are slow, and a
 * mutant of it may do harm.
 */
export const ROOMS = {
  inputs: {
    sources: ['src/inputs/*.ts', '!src/inputs/create-inputs.ts', 'src/parsing/*.ts'],
    tests: ['inputs', 'parsing'],
  },
  'campaign-cleaner': {
    sources: ['src/campaign-cleaner/*.ts', '!src/campaign-cleaner/create*.ts'],
    tests: ['campaign-cleaner'],
  },
  wait: { sources: ['src/wait/*.ts'], tests: ['wait'] },
  judge: {
    sources: [
      'src/judge/*.ts',
      '!src/judge/{context,provider-seeds,range,seeds-are,settled,weighted-rate}.ts',
      'src/result/*.ts',
    ],
    tests: ['judge', 'result'],
  },
  // With the ranges that the rules are judged by, whose tests are those of the rules. Each rule declares its input as well.
  rules: {
    sources: [
      'src/rules/*.ts',
      'src/judge/{context,provider-seeds,range,seeds-are,settled,weighted-rate}.ts',
    ],
    tests: ['rules', 'inputs'],
  },
  create: {
    sources: ['src/create.ts', 'src/inputs/create-inputs.ts', 'src/campaign-cleaner/create*.ts'],
    tests: ['create'],
  },
  privacy: { sources: ['src/privacy/*.ts'], tests: ['privacy'] },
  history: { sources: ['src/history/*.ts', '!src/history/file.ts'], tests: ['history'] },
  wording: { sources: ['src/wording/*.ts'], tests: ['wording'] },
  report: { sources: ['src/report/**/*.ts'], tests: ['report'] },
} as const satisfies Record<string, MutatedRoom>

export type Room = keyof typeof ROOMS

/** A verdict rests on these. They are measured when no other is asked for, and held to a score. */
export const HELD: readonly Room[] = ['inputs', 'campaign-cleaner', 'wait', 'judge', 'rules']

/** Percent of the mutants of a room that is held to it. */
export const MIN_SCORE = 90
