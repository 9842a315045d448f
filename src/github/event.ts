/** A value inside an event's payload, which may be anything; undefined where there is none. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? (inside as Record<string, unknown>)[key]
        : undefined,
    value,
  )
}

/** A positive whole number, such as the number of a pull request; null for anything else. */
export function numberAt(value: unknown, ...path: string[]): number | null {
  const number = at(value, ...path)
  return Number.isSafeInteger(number) && Number(number) > 0 ? Number(number) : null
}

/** A text that is not empty; null for anything else. */
export function textAt(value: unknown, ...path: string[]): string | null {
  const text = at(value, ...path)
  return typeof text === 'string' && text !== '' ? text : null
}
