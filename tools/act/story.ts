/** What a story is told with. */
export interface Setting {
  /** The path of act. */
  act: string
  /** A folder of the story's own, gone when it is over. */
  folder: string
  /** When it fires, whatever runs is ended: time is up, or a signal came. */
  stop: AbortSignal
}

/** Runs workflows and checks what happened; throws when that is not what `title` says. */
export interface Story {
  title: string
  tell(setting: Setting): Promise<void>
}
