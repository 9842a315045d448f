import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleReports } from '../../tools/demo/sample-reports.ts'
import { file } from './github-checks.ts'

test('the sample reports in docs/reports are those that the action writes today: npm run samples writes them anew', async () => {
  const reports = await sampleReports()
  expect(globSync('*.md', { cwd: 'docs/reports' }).toSorted()).toEqual(
    [...reports.keys()].map((name) => `${name}.md`).toSorted(),
  )
  for (const [name, report] of reports) expect(report, name).toBe(file(`docs/reports/${name}.md`))
})
