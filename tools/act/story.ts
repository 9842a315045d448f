/** A change to an example that its stories must notice. */
export interface Mutation {
  /** The file in examples/. */
  readonly example: string
  change(workflow: string): string
}

/** What a story is reported with. */
export interface Setting {
  /** The path of act. */
  act: string
  /** Checkouts of the actions that the examples use, as `owner/name/ref`; null for none. */
  actions: string | null
  /** A folder of the story's own, gone when it is over. */
  folder: string
  /** When it fires, whatever runs is ended: time is up, or a signal came. */
  stop: AbortSignal
  mutation: Mutation | null
  /** The examples that have run. */
  ran: Set<string>
}

/** Runs workflows and checks what happened; throws when that is not what `title` says. */
export interface Story {
  title: string
  /** The files in examples/ that run in it. */
  examples: readonly string[]
  tell(setting: Setting): Promise<void>
}
