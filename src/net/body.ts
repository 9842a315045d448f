import { BodyTooLarge } from './http.ts'

/** Gathers a body as it arrives. */
export interface BodyReader {
  /** @throws BodyTooLarge */
  take(chunk: Buffer): void
  /** All that has come, as text. */
  text(): string
}

/** @param maxBytes largest body that is accepted */
export function bodyReader(maxBytes: number): BodyReader {
  const chunks: Buffer[] = []
  let size = 0
  return {
    take(chunk) {
      size += chunk.length
      if (size > maxBytes) throw new BodyTooLarge(`a body of more than ${maxBytes / 2 ** 20} MiB`)
      chunks.push(chunk)
    },
    text: () => new TextDecoder().decode(Buffer.concat(chunks)),
  }
}
