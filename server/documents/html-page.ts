/** The frame in which a document from a backup is shown: no script, no link, nothing from anywhere else. */

import { MARK_WORDS } from '../../model/struck-markup.ts'
import { HIDDEN_HERE } from './sanitise-html.ts'

/** What the document itself hides reads as it does in its plain text; the words of the mark are ours, never the document's. */
export const HIDDEN_STYLE = `[${HIDDEN_HERE}]:not(:empty){color:#555}
[${HIDDEN_HERE}]:not(:empty)::before{content:"${MARK_WORDS.hidden.open}"}[${HIDDEN_HERE}]:not(:empty)::after{content:"${MARK_WORDS.hidden.close}"}`

const STYLE = `body{font:15px/1.7 system-ui,"Noto Sans CJK JP","Yu Gothic",sans-serif;margin:1rem;color:#111;background:#fff}
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.15rem .5rem;vertical-align:top}
th{background:#f2f2f2;text-align:left}pre{white-space:pre-wrap;font:inherit}img{max-width:100%}
h1{font-size:1.3rem}h2{font-size:1.1rem}h3{font-size:1rem}dt{font-weight:bold}
${HIDDEN_STYLE}`

/** @param body markup that is safe already */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
${body}
</body></html>
`
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
