/**
 * The rooms that mutation testing changes, with what of them. What is left out works on files, sockets or processes:
 * its tests are slow, and a mutant of it may do harm.
 */
export const ROOMS = {
  inputs: ['src/inputs/*.ts', 'src/parsing/*.ts'],
  'campaign-cleaner': ['src/campaign-cleaner/*.ts'],
  wait: ['src/wait/*.ts'],
  judge: ['src/judge/*.ts', 'src/result/*.ts'],
  rules: ['src/rules/*.ts'],
  privacy: ['src/privacy/*.ts'],
  history: ['src/history/*.ts', '!src/history/file.ts'],
  wording: ['src/wording/*.ts'],
  report: ['src/report/**/*.ts'],
} as const satisfies Record<string, readonly string[]>

export type Room = keyof typeof ROOMS

/** A verdict rests on these. They are measured when no other is asked for, and held to a score. */
export const HELD: readonly Room[] = ['inputs', 'campaign-cleaner', 'wait', 'judge', 'rules']

/** Percent of the mutants of a room that is held to it. */
export const MIN_SCORE = 90
