import type { Browser } from './chromium.ts'

/** The first cells of a row in a table of providers or tests, which a telephone must show without scrolling. */
const SEEN_AT_ONCE = ['icon', 'name', 'rate', 'bar'] as const

/** In a table of tests the bar stands below the name, in its cell. */
const CELLS = { Provider: 4, Test: 3 }

/** How far the cells of one row reach, in CSS pixels. */
interface Row {
  readonly name: string
  /** From the left edge of the window to the end of what stands in the cell, in the order of SEEN_AT_ONCE. */
  readonly rightEnds: readonly number[]
  /** Where the window ends, or the table is cut off. */
  readonly limit: number
}

/** The rows of these tables in the open page, those in collapsed parts too. */
const ROWS = `(() => {
  for (const details of document.querySelectorAll('details')) details.open = true
  const right = (node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    return range.getBoundingClientRect().right
  }
  const hasBars = ({ tHead }) => {
    const [, name, rate] = [...tHead.rows[0].cells].map((cell) => cell.textContent)
    return ['Provider', 'Test'].includes(name) && rate === 'Inbox'
  }
  return [...document.querySelectorAll('table')].filter(hasBars).flatMap((table) =>
    [...table.tBodies[0].rows].map(({ cells }) => ({
      name: cells[1].textContent,
      rightEnds: [...cells].slice(0, (${JSON.stringify(CELLS)})[table.tHead.rows[0].cells[1].textContent]).map(right),
      limit: Math.min(innerWidth, table.getBoundingClientRect().right),
    })),
  )
})()`

/** What of the open page reaches beyond its window, in words, and how many rows were measured. */
export async function outsideTheWindow(
  browser: Browser,
  windowWidth: number,
): Promise<{ readonly rows: number; readonly faults: readonly string[] }> {
  const rows = (await browser.evaluate(ROWS)) as readonly Row[]
  const faults = rows.flatMap(({ name, rightEnds, limit }) =>
    rightEnds.flatMap((end, index) => {
      const part = SEEN_AT_ONCE[index]
      // Half a pixel is no more than rounding.
      return end <= limit + 0.5
        ? []
        : [`${name}: the ${part} ends at ${Math.round(end)} px, and ${Math.round(limit)} px are seen`]
    }),
  )
  const pageWidth = Number(await browser.evaluate('document.documentElement.scrollWidth'))
  if (pageWidth > windowWidth) faults.push(`the page is ${pageWidth} px wide, the window ${windowWidth} px`)
  return { rows: rows.length, faults }
}
