/** `undecided`: seeds that are still open could make it either. */
export type Outcome = 'passed' | 'failed' | 'undecided'

/** The lowest and the highest value that a rule's measure can end at; both are equal once nothing is open. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** What a measure is counted in: percent of seeds, percentage points, or seeds. */
export type Unit = 'percent' | 'points' | 'seeds'

/** What a measured value must satisfy, in the unit of its rule. */
export interface Bound {
  readonly kind: 'at_least' | 'more_than' | 'at_most'
  readonly value: number
}
