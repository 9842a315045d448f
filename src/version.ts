import packageJson from '../package.json' with { type: 'json' }

/** The release this is. */
export const VERSION = packageJson.version

/** How the action introduces itself to both APIs. */
export const USER_AGENT = `inbox-placement-gate/${VERSION}`
