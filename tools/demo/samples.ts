// Writes docs/reports, the demo's reports for readers without an account or Node: npm run samples
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sampleReports } from './sample-reports.ts'

const FOLDER = fileURLToPath(new URL('../../docs/reports/', import.meta.url))

mkdirSync(FOLDER, { recursive: true })
for (const file of globSync('*.md', { cwd: FOLDER })) rmSync(`${FOLDER}${file}`)
for (const [name, report] of await sampleReports()) writeFileSync(`${FOLDER}${name}.md`, report)
