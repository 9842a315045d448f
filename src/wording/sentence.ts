/** The text with a full stop at its end, unless it ends a sentence already. */
export function sentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`
}
