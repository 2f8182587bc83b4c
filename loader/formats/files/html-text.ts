/**
 * Readable text of an HTML document, as plain text. Nothing is executed or fetched, no element tree is built: one pass
 * over the characters, whatever the nesting. Not a sanitiser: the text is never to be used as markup.
 */
import { answersAsText } from '../../../model/form-answers.ts'
import { MARK_WORDS } from '../../../model/struck-markup.ts'
import { decodeEntities } from './html-entities.ts'
import { markedText } from './marked-text.ts'

export interface HtmlText {
  readonly title: string
  /** Lines as read; cells of one table row are parted by tabs; what is struck out or hidden stands between marks. */
  readonly text: string
  readonly author: string
  /** False when the document opens `<html>` and never closes it: perhaps cut. */
  readonly closed: boolean
  /** Certainly cut: the last tag is never ended. */
  readonly endsInsideTag: boolean
}

/** Elements that stand in a line; every other one begins and ends a line of its own. */
const INLINE = new Set(
  (
    'a abbr acronym b basefont bdi bdo big blink cite code data del dfn em font i img input ins kbd label mark nobr q ' +
    'rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr'
  ).split(' '),
)
/** Elements whose content nobody reads as text (WHATWG HTML 13.1.2: raw text); a `textarea` was typed into. */
const UNREAD = new Set(['script', 'style', 'noscript', 'title', 'template', 'iframe'])
/** Where a block begins or ends: however many meet, a reader sees one new line. */
const BLOCK_EDGE = '\u001e'

/** `html`: decoded characters. */
export function readHtml(html: string): HtmlText {
  const title = /<title[^>]{0,200}>([^<]{0,1000})<\/title/i.exec(html)?.[1] ?? ''
  const meta =
    /<meta[^>]{0,300}?name\s{0,4}=\s{0,4}["']?author["'][^>]{0,300}>/i.exec(html)?.[0] ?? ''
  const author = /content\s{0,4}=\s{0,4}["']([^"']{0,200})["']/i.exec(meta)?.[1] ?? ''
  return {
    title: decodeEntities(title).trim(),
    text: blocks(visibleText(answersAsText(html))),
    author: decodeEntities(author).trim(),
    closed: !/<html[\s>]/i.test(html) || /<\/html\s{0,8}>/i.test(html),
    endsInsideTag: endsInsideTag(html),
  }
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

function visibleText(html: string): string {
  const pieces: string[] = []
  const marked = markedText(html)
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) break
    pieces.push(decodeEntities(html.slice(at, open)))
    const name = /^<(\/?)([a-z][a-z0-9:-]{0,30})/i.exec(html.slice(open, open + 34))
    if (name) {
      const tag = (name[2] ?? '').toLowerCase()
      const isEnd = name[1] === '/'
      const attributes = open + name[0].length
      at = endOfTag(html, attributes)
      const mark = marked.markOf(tag, isEnd, html.slice(attributes, at))
      pieces.push(isEnd ? mark : '', lineOf(tag, isEnd), isEnd ? '' : mark)
      if (tag === 'img') pieces.push(wordsOfPicture(html.slice(attributes, at)))
      if (!isEnd && UNREAD.has(tag)) at = endOfUnread(html, tag, at)
    } else if (/[!?/]/.test(html.charAt(open + 1))) at = endOfMarkup(html, open)
    else {
      pieces.push('<')
      at = open + 1
    }
  }
  pieces.push(decodeEntities(html.slice(at)), marked.end())
  return withoutEmptyMarks(pieces.join(''))
}

/** What is hidden is often a place that nothing was put into. */
function withoutEmptyMarks(text: string): string {
  const { open, close } = MARK_WORDS.hidden
  return text
    .split(open)
    .map((piece, index) => {
      const end = piece.indexOf(close)
      const isEmpty =
        index > 0 && end >= 0 && piece.slice(0, end).replaceAll(BLOCK_EDGE, '').trim() === ''
      if (isEmpty) return piece.slice(0, end) + piece.slice(end + close.length)
      return index === 0 ? piece : open + piece
    })
    .join('')
}

/** Behind the `>` that ends a tag; one inside a quoted attribute value ends nothing, unless the quote is never closed. */
function endOfTag(html: string, start: number): number {
  let at = start
  while (at < html.length) {
    const ch = html.charAt(at)
    if (ch === '>') return at + 1
    const closing = ch === '"' || ch === "'" ? html.indexOf(ch, at + 1) : at
    if (closing < 0) return endOfMarkup(html, at)
    at = closing + 1
  }
  return at
}

/** Comment, declaration, processing instruction or stray end tag. */
function endOfMarkup(html: string, open: number): number {
  const isComment = html.startsWith('<!--', open)
  const end = html.indexOf(isComment ? '-->' : '>', open + 2)
  return end < 0 ? html.length : end + (isComment ? 3 : 1)
}

function endOfUnread(html: string, tag: string, start: number): number {
  const close = new RegExp(`</${tag}`, 'gi')
  close.lastIndex = start
  return close.exec(html)?.index ?? html.length
}

function lineOf(tag: string, isEnd: boolean): string {
  if (tag === 'td' || tag === 'th') return isEnd ? '\t' : ''
  if (tag === 'br') return '\n'
  // 10³ must not read as 103.
  if (tag === 'sup') return isEnd ? '' : '^'
  return INLINE.has(tag) ? '' : BLOCK_EDGE
}

/** A picture is told by its words, as where it cannot be shown. */
function wordsOfPicture(attributes: string): string {
  const found = /\balt\s{0,4}=\s{0,4}(?:"([^"]+)"|'([^']+)')/i.exec(attributes)
  return found ? `[${decodeEntities(found[1] ?? found[2] ?? '')}]` : ''
}

function blocks(text: string): string {
  const lines = text.split(BLOCK_EDGE).map(tidyLines)
  return lines.filter((line) => line !== '').join('\n')
}

function endsInsideTag(html: string): boolean {
  const last = html.lastIndexOf('<')
  return last > html.lastIndexOf('>') && /^<\/?[a-z]/i.test(html.slice(last, last + 3))
}
