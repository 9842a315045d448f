/**
 * Parses what an action wrote to `GITHUB_OUTPUT`: `name=value` lines and `name<<DELIMITER` … `DELIMITER` blocks. Throws on what
 * the runner would refuse. A name set twice keeps its last value.
 */
export function parseOutputFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/)
  const outputs = new Map<string, string>()
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue
    const { name = '', kind, rest = '' } = /^(?<name>.*?)(?<kind>=|<<)(?<rest>.*)$/u.exec(line)?.groups ?? {}
    if (name === '')
      throw new Error(`GITHUB_OUTPUT has a line that is neither name=value nor name<<DELIMITER: ${line}`)
    outputs.set(name, kind === '=' ? rest : blockValue(lines, rest))
  }
  return Object.fromEntries(outputs)
}

/** Takes the lines up to the delimiter off `lines`. */
function blockValue(lines: string[], delimiter: string): string {
  const end = lines.indexOf(delimiter)
  if (delimiter === '' || end === -1)
    throw new Error(`GITHUB_OUTPUT has no line "${delimiter}" that ends its value`)
  const value = lines.splice(0, end + 1)
  return value.slice(0, -1).join('\n')
}
