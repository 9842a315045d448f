/** Says what would be valid; the caller adds the input's name and value. */
export class InvalidValue extends Error {}
