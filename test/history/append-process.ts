import { appendHistory } from '../../src/history/file.ts'

// One run among several that end at the same moment: waits for the word on stdin, then appends its lines one by one.
const [folder = '', path = '', name = '', count = '0', size = '0'] = process.argv.slice(2)
process.stdout.write('ready\n')
process.stdin.once('data', () => {
  try {
    for (let line = 0; line < Number(count); line += 1) {
      const text = `${name} ${line} ${'x'.repeat(Number(size))}\n`
      appendHistory(path, { workspace: folder, temp: null }, text)
    }
  } catch (error) {
    process.stdout.write(error instanceof Error ? error.message : String(error))
  }
  process.stdin.destroy()
})
