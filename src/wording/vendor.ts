// What the reader of a message has to know of the vendor; all else about it stands in its own folder.

export const VENDOR = 'Campaign Cleaner'

/** Where its API is, unless `api_url` says otherwise. Without a trailing slash. */
export const VENDOR_API = 'https://api.campaigncleaner.com/v1'

/** What creates a test and returns its id. */
export const CREATES_A_TEST = 'create_inbox_test'
