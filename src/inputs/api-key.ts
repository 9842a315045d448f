import { defineInput } from '../parsing/declaration.ts'
import { parseApiUrl, parseSecret } from '../parsing/parse.ts'
import { VENDOR, VENDOR_API } from '../wording/vendor.ts'

/** The API key, which both actions need. */
export const apiKey = defineInput({
  name: 'api_key',
  byDefault: '',
  isSecret: true,
  read: ({ text, read, refuse }) => {
    if (text !== '') return read(parseSecret, '')
    refuse(
      `it is required; give the ${VENDOR} API key, usually from a secret (is the secret set, and may this event read it? Pull requests from forks get none)`,
    )
    return ''
  },
})

/** The root of the API, without a trailing slash. */
export const apiUrl = defineInput({
  name: 'api_url',
  byDefault: VENDOR_API,
  read: ({ read }) => read(parseApiUrl, ''),
})
