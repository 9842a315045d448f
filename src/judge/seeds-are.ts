/** How a note begins: `1 seed is`, `1,234 received seeds are`. */
export function seedsAre(count: number, seed = 'seed'): string {
  return count === 1 ? `1 ${seed} is` : `${count.toLocaleString('en-US')} ${seed}s are`
}
