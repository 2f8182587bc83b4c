/** Readable text of an HTML document. Scripts, styles and markup are gone; nothing of it is ever executed. */
import sanitizeHtml from 'sanitize-html'

/** Elements after which a reader sees a new line. */
const LINES = [
  ...['p', 'div', 'br', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'hr', 'dt', 'dd'],
  ...[
    'table',
    'caption',
    'section',
    'article',
    'header',
    'footer',
    'blockquote',
    'title',
    'legend',
  ],
]
const CELLS = ['td', 'th']

export interface HtmlText {
  readonly title: string
  /** Lines as read; cells of one table row are parted by tabs. */
  readonly text: string
  readonly author: string
  /** False when the document opens `<html>` and never closes it: perhaps cut. */
  readonly closed: boolean
  /** Certainly cut: the last tag is never ended. */
  readonly endsInsideTag: boolean
}

/** `html`: decoded characters. */
export function readHtml(html: string): HtmlText {
  const bare = sanitizeHtml(html, {
    allowedTags: [...LINES, ...CELLS].filter((tag) => tag !== 'title'),
    allowedAttributes: {},
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'template'],
  })
  const title = /<title[^>]{0,200}>([^<]{0,1000})<\/title/i.exec(html)?.[1] ?? ''
  const meta =
    /<meta[^>]{0,300}?name\s{0,4}=\s{0,4}["']?author["'][^>]{0,300}>/i.exec(html)?.[0] ?? ''
  const author = /content\s{0,4}=\s{0,4}["']([^"']{0,200})["']/i.exec(meta)?.[1] ?? ''
  return {
    title: decodeEntities(title).trim(),
    text: blocks(decodeEntities(bare.replace(/<[^<>]*>/g, lineOf))),
    author: decodeEntities(author).trim(),
    closed: !/<html[\s>]/i.test(html) || /<\/html\s{0,8}>/i.test(html),
    endsInsideTag: endsInsideTag(html),
  }
}

function endsInsideTag(html: string): boolean {
  const last = html.lastIndexOf('<')
  return last > html.lastIndexOf('>') && /^<\/?[a-z]/i.test(html.slice(last, last + 3))
}

/** Blanks at line ends and runs of empty lines removed; tabs between cells stay. */
export function tidyLines(text: string): string {
  const lines: string[] = []
  for (const line of text.replaceAll('\r', '\n').split('\n')) {
    const tidy = line.replace(/[ \u00a0]+/g, ' ').trim()
    if (tidy !== '' || lines.at(-1) !== '') lines.push(tidy)
  }
  return lines.join('\n').trim()
}

/** Where a block begins or ends: however many meet, a reader sees one new line. */
const BLOCK_EDGE = '\u001e'

function blocks(text: string): string {
  const lines = text.split(BLOCK_EDGE).map(tidyLines)
  return lines.filter((line) => line !== '').join('\n')
}

function lineOf(tag: string): string {
  const name = /[a-z][a-z0-9]*/.exec(tag)?.[0] ?? ''
  if (CELLS.includes(name)) return tag.startsWith('</') ? '\t' : ''
  return name === 'br' ? '\n' : BLOCK_EDGE
}

/** sanitize-html leaves only these entities in text; a title keeps what its author wrote. */
function decodeEntities(text: string): string {
  return text
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
