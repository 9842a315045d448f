import { parseSecret } from './parse.ts'
import type { Reader } from './reader.ts'

/** The Campaign Cleaner API key, which both actions need. */
export function readApiKey({
  text,
  read,
  refuse,
}: Pick<Reader<'api_key'>, 'text' | 'read' | 'refuse'>): string {
  if (text('api_key') !== '') return read('api_key', parseSecret, '')
  refuse(
    'api_key',
    'it is required; give the Campaign Cleaner API key, usually from a secret (is the secret set, and may this event read it? Pull requests from forks get none)',
  )
  return ''
}
