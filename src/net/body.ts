import { BodyTooLarge, UnknownEncoding } from './http.ts'

/** Reads a body as it arrives. */
export interface BodyReader {
  /** @throws BodyTooLarge */
  take(chunk: Buffer): void
  /** Resolves with the text once all of it is there. Rejects as soon as the body is too large or damaged. */
  readonly text: Promise<string>
  /** Says that no more will come. @param error why the body broke off; none when it is complete */
  end(error?: Error): void
}

const PLAIN = ['', 'identity']
const GZIP = ['gzip', 'x-gzip']

/**
 * @param encoding the header `Content-Encoding`
 * @param maxBytes largest body that is accepted, in bytes, packed or unpacked
 * @throws UnknownEncoding
 */
export function bodyReader(encoding: string | undefined, maxBytes: number): BodyReader {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (PLAIN.includes(name)) return plainReader(maxBytes)
  if (GZIP.includes(name)) return gzipReader(maxBytes)
  throw new UnknownEncoding(`a body compressed as ${JSON.stringify(name)}`)
}

function plainReader(maxBytes: number): BodyReader {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const chunks: Buffer[] = []
  const count = counter(maxBytes)
  return {
    text: promise,
    take(chunk) {
      count(chunk)
      chunks.push(chunk)
    },
    end(error) {
      if (error === undefined) resolve(new TextDecoder().decode(Buffer.concat(chunks)))
      else reject(error)
    },
  }
}

function gzipReader(maxBytes: number): BodyReader {
  const plain = plainReader(maxBytes)
  // The packed bytes are counted too: a body that unpacks to nothing could otherwise go on arriving.
  const count = counter(maxBytes)
  // Loaded here and not imported: most answers are small and not packed, and need not wait for it.
  const gunzip = process.getBuiltinModule('node:zlib').createGunzip()
  gunzip
    .on('data', (chunk: Buffer) => {
      try {
        plain.take(chunk)
      } catch (error) {
        gunzip.destroy(error as Error)
      }
    })
    .on('end', () => plain.end())
    .on('error', (error) => plain.end(error))
  return {
    text: plain.text,
    take(chunk) {
      count(chunk)
      gunzip.write(chunk)
    },
    end(error) {
      if (error === undefined) gunzip.end()
      else gunzip.destroy(error)
    },
  }
}

function counter(maxBytes: number): (chunk: Buffer) => void {
  let size = 0
  return (chunk) => {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLarge(`a body of more than ${maxBytes / 2 ** 20} MiB`)
  }
}
