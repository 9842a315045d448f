// Makes the README's picture of the report: the page that the demo left of its bad test, in headless Chromium.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGE = join(ROOT, 'demo-report/outlook-to-spam.html')
const PICTURE = join(ROOT, '.github/report.png')

if (!existsSync(PAGE)) {
  console.error('demo-report/ is missing: npm run demo makes it.')
  process.exit(1)
}
const profile = mkdtempSync(join(tmpdir(), 'screenshot-'))
const { status, error } = spawnSync(
  process.env['CHROMIUM'] ?? 'chromium',
  [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
    `--user-data-dir=${profile}`,
    // As narrow as the headline allows, and cut below the findings.
    '--window-size=900,730',
    `--screenshot=${PICTURE}`,
    pathToFileURL(PAGE).href,
  ],
  { stdio: 'ignore' },
)
rmSync(profile, { recursive: true, force: true })
if (error !== undefined || status !== 0) {
  console.error(
    `Chromium made no picture (${error?.message ?? `exit code ${status}`}). Set CHROMIUM to its path.`,
  )
  process.exit(1)
}
console.log('.github/report.png')
