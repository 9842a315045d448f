import { defineInput } from '../parsing/declaration.ts'
import { parseApiUrl, parseSecret } from '../parsing/parse.ts'

/** The Campaign Cleaner API key, which both actions need. */
export const apiKey = defineInput({
  name: 'api_key',
  byDefault: '',
  isSecret: true,
  read: ({ text, read, refuse }) => {
    if (text !== '') return read(parseSecret, '')
    refuse(
      'it is required; give the Campaign Cleaner API key, usually from a secret (is the secret set, and may this event read it? Pull requests from forks get none)',
    )
    return ''
  },
})

/** The root of the API, without a trailing slash. */
export const apiUrl = defineInput({
  name: 'api_url',
  byDefault: 'https://api.campaigncleaner.com/v1',
  read: ({ read }) => read(parseApiUrl, ''),
})
