/** A constant that takes long to make, and that few runs need: it is made when it is asked for, once. */
export function lazy<T extends object>(make: () => T): () => T {
  let made: T | null = null
  return () => {
    made ??= make()
    return made
  }
}
