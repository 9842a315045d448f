import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'

const githubMarkdownCss = readFileSync(
  fileURLToPath(import.meta.resolve('github-markdown-css/github-markdown.css')),
  'utf8',
)

/** What surrounds the Markdown on GitHub's page of a workflow run: a box with a title, 980 px at most. */
const pageCss = `
:root { color-scheme: light dark; }
body.markdown-body { box-sizing: border-box; min-height: 100vh; margin: 0; padding: 32px 16px; }
main { max-width: 980px; margin: 0 auto; border: 1px solid var(--borderColor-default); border-radius: 6px; }
main > header { padding: 12px 16px; border-bottom: 1px solid var(--borderColor-default); font-weight: 600; font-size: 14px; }
main > article { padding: 24px; }
main > article > :first-child { margin-top: 0; }
main > article > :last-child { margin-bottom: 0; }
@media (max-width: 600px) {
  body.markdown-body { padding: 0; }
  main { border: 0; }
  main > article { padding: 16px; }
}`

/**
 * Markdown to HTML in GitHub's order: GitHub-flavoured Markdown first, then the HTML written in it, then the sanitizer
 * with GitHub's list of tags and attributes. What GitHub links afterwards (mentions, issue references) is not done here.
 */
const toGithubHtml = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .use(rehypeStringify)
  .freeze()

/** A page of its own that shows Markdown as GitHub shows a job summary, light or dark as the reader's system is. */
export async function githubPage(markdown: string, title: string): Promise<string> {
  const article = String(await toGithubHtml.process(markdown))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${asText(title)}</title>
<style>${githubMarkdownCss}${pageCss}</style>
</head>
<body class="markdown-body">
<main>
<header>${asText(title)}</header>
<article>
${article}
</article>
</main>
</body>
</html>
`
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
