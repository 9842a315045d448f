/** One workflow command as the runner understands it: the name in lower case, values unescaped. */
export interface WorkflowCommand {
  command: string
  properties: Record<string, string>
  message: string
}

/** What the runner acts upon in a log; any other word between the marks is ordinary text. */
const COMMANDS = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]

/** How a command is written: where it stands in a line, and what its escapes mean. `%25` is always a percent sign. */
interface Form {
  pattern: RegExp
  separator: string
  propertyEscapes: Record<string, string>
  messageEscapes: Record<string, string>
}

const LINE_ENDS = { '%0D': '\r', '%0A': '\n' }

/** `::name key=value,key=value::message`, after any leading space. */
const CURRENT_FORM: Form = {
  pattern: /^\s*::(?<head>.*?)::(?<message>.*)$/u,
  separator: ',',
  propertyEscapes: { ...LINE_ENDS, '%3A': ':', '%2C': ',' },
  messageEscapes: LINE_ENDS,
}

/** `##[name key=value;key=value]message`, anywhere in a line: the older form, which the runner still obeys. */
const OLDER_FORM: Form = {
  pattern: /##\[(?<head>[^\]]*)\](?<message>.*)$/u,
  separator: ';',
  propertyEscapes: { ...LINE_ENDS, '%3B': ';', '%5D': ']' },
  messageEscapes: { ...LINE_ENDS, '%3B': ';', '%5D': ']' },
}

/**
 * Reads a log line by line as the runner does, `stop-commands` included, so that text which smuggles a command in is
 * obeyed here when it would be obeyed there. The reader returns a line's command, or null for a line of text.
 */
export function workflowCommandReader(): (line: string) => WorkflowCommand | null {
  let resumeToken: string | null = null
  return (line) => {
    const names = resumeToken === null ? COMMANDS : [resumeToken.toLowerCase()]
    const command = parse(line, CURRENT_FORM, names) ?? parse(line, OLDER_FORM, names)
    if (command === null) return null
    resumeToken = command.command === 'stop-commands' ? command.message : null
    return command
  }
}

/**
 * Cuts a stream of text into lines where the runner does: at a lone carriage return too, but at no other Unicode separator.
 * `end` hands over a last line that nothing ended.
 */
export function lineSplitter(take: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = ''
  return {
    push(text) {
      // A carriage return at the very end may be half of a CRLF: it waits for what follows.
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      lines.forEach(take)
    },
    end() {
      if (rest !== '') take(rest.replace(/\r$/, ''))
      rest = ''
    },
  }
}

function parse(line: string, form: Form, names: readonly string[]): WorkflowCommand | null {
  const { head = '', message = '' } = form.pattern.exec(line)?.groups ?? {}
  const [, name = '', list = ''] = /^([^ ]*) ?(.*)$/u.exec(head) ?? []
  const command = name.toLowerCase()
  if (!names.includes(command)) return null

  const properties = list
    .split(form.separator)
    .map((pair) => /^\s*(?<key>[^=]+)=(?<value>.+)$/u.exec(pair)?.groups)
    .filter((pair) => pair !== undefined)
    .map(({ key = '', value = '' }) => [key, unescaped(value, form.propertyEscapes)])
  return {
    command,
    properties: Object.fromEntries(properties),
    message: unescaped(message, form.messageEscapes),
  }
}

/** Percent signs last, so that an escaped escape stays text. */
function unescaped(text: string, escapes: Record<string, string>): string {
  const plain = Object.entries(escapes).reduce((rest, [code, meant]) => rest.replaceAll(code, meant), text)
  return plain.replaceAll('%25', '%')
}
