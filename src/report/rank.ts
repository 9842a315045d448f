/**
 * What matters most when there is not room for everything: the table with the lower rank gets room first. Within one test the
 * tables stand in this order.
 */
export const RANK = {
  tests: 0,
  problem: 1,
  differences: 2,
  findings: 3,
  warnings: 4,
  rules: 5,
  passedRules: 6,
  providers: 7,
  arrivals: 8,
  senders: 9,
  moved: 10,
  trend: 11,
  seeds: 12,
  everyDifference: 13,
} as const
