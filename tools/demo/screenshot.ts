// Takes pictures of the pages that the demo left, for the README too, and checks that a telephone shows what it must:
// npm run screenshot
import { globSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Area, type Browser, NoChromium, startChromium } from './chromium.ts'
import { outsideTheWindow } from './tables-in-window.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const REPORT_FOLDER = join(ROOT, 'demo-report')
const DESKTOP = 1280
const TELEPHONE = 390
const SCHEMES = ['light', 'dark'] as const

/** The page of the README's picture, at the width that a job summary has on a desktop. */
const README_PAGE = 'failed'
const README_VIEW = { width: 1012, scale: 1.5 }
/** The picture ends above what is collapsed: what follows is for those who look closer. The frame's own line stays outside. */
const README_AREA = `(() => {
  const article = document.querySelector('article')
  const { left, top, width } = article.getBoundingClientRect()
  return { x: left + 1, y: top, width: width - 2, height: article.querySelector('details').getBoundingClientRect().top - top }
})()`

const pages = globSync(join(REPORT_FOLDER, '*.html')).filter((page) => basename(page) !== 'index.html')
if (pages.length === 0) fail('demo-report/ is empty: npm run demo makes its pages.')

const browser = await startChromium(process.env['CHROMIUM'] ?? 'chromium').catch((error: unknown) => {
  if (error instanceof NoChromium) {
    fail(
      `Chromium is not installed (${error.message}): install it, or set CHROMIUM to its path. No picture was taken and nothing checked.`,
    )
  }
  throw error
})
if (!(await hasColorEmoji(browser, pages[0] ?? ''))) {
  await browser.close()
  fail(
    'No font with coloured emoji is installed, so every square would be an empty box: install one, such as fonts-noto-color-emoji on Debian and Ubuntu. No picture was taken and nothing checked.',
  )
}
try {
  for (const page of pages) await takePictures(browser, page)
  await takeReadmePictures(browser)
  await checkTelephone(browser)
} finally {
  await browser.close()
}

/** Whether a square of the bar is drawn in its colour, and not as the box that stands for a missing character. */
async function hasColorEmoji(of: Browser, page: string): Promise<boolean> {
  await of.open(page, { width: DESKTOP, scheme: 'light' })
  const colored = await of.evaluate(`(() => {
    const context = document.createElement('canvas').getContext('2d')
    context.font = '32px sans-serif'
    context.fillText('🟩', 0, 32)
    const { data } = context.getImageData(0, 0, 64, 64)
    let colored = 0
    for (let at = 0; at < data.length; at += 4) if (data[at + 1] > data[at] + 32) colored += 1
    return colored
  })()`)
  return Number(colored) > 100
}

/** As the page is at first, and once with all that is collapsed opened. */
async function takePictures(of: Browser, page: string): Promise<void> {
  for (const width of [DESKTOP, TELEPHONE]) {
    for (const scheme of SCHEMES) {
      await of.open(page, { width, scheme })
      keep(pictureOf(page, `${width}-${scheme}`), await of.picture())
    }
    await of.open(page, { width, scheme: 'light' })
    await of.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
    keep(pictureOf(page, `${width}-opened`), await of.picture())
  }
}

function pictureOf(page: string, view: string): string {
  return page.replace(/\.html$/u, `-${view}.png`)
}

async function takeReadmePictures(of: Browser): Promise<void> {
  for (const scheme of SCHEMES) {
    await of.open(join(REPORT_FOLDER, `${README_PAGE}.html`), { ...README_VIEW, scheme })
    const area = (await of.evaluate(README_AREA)) as Area
    keep(join(ROOT, '.github', `report-${scheme}.png`), await of.picture(area))
  }
}

function keep(file: string, picture: Buffer): void {
  writeFileSync(file, picture)
  console.log(relative(ROOT, file))
}

/** Icon, provider (or test), rate and bar of every row are inside the window of a telephone, and so is every page. */
async function checkTelephone(of: Browser): Promise<void> {
  let rows = 0
  const faults: string[] = []
  for (const page of pages) {
    await of.open(page, { width: TELEPHONE, scheme: 'light' })
    const found = await outsideTheWindow(of, TELEPHONE)
    rows += found.rows
    faults.push(...found.faults.map((fault) => `${basename(page)}: ${fault}`))
  }
  if (rows === 0) faults.push('no page has a provider table')
  if (faults.length > 0) {
    console.error(`\nNot seen on a telephone of ${TELEPHONE} px without scrolling:\n${faults.join('\n')}`)
    process.exitCode = 1
    return
  }
  console.log(
    `\nOn a telephone of ${TELEPHONE} px, icon, name, rate and bar are seen in all ${rows} rows of the tables of providers and tests.`,
  )
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
