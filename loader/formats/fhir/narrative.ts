/** Narrative (FHIR R4, XHTML) of a Composition: sanitised HTML for reading, plain text for searching. */
import { createRequire } from 'node:module'
import type sanitizeHtml from 'sanitize-html'
import { readHtml } from '../files/html-text.ts'
import { type Json, list, obj, str } from './json.ts'

/** FHIR R4 Narrative: formatting, tables, lists and links are allowed; nothing active, nothing from outside. */
const SANITISING: sanitizeHtml.IOptions = {
  allowedTags: [
    ...[
      'div',
      'p',
      'br',
      'span',
      'b',
      'i',
      'u',
      'strong',
      'em',
      'sub',
      'sup',
      'small',
      'pre',
      'code',
      's',
      'strike',
      'del',
      'ins',
      'blockquote',
    ],
    ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr'],
  ],
  allowedAttributes: { '*': ['style'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  // FHIR R4 Narrative has no element for what is struck out or hidden: only a style says it, and who shows the document marks it by that.
  allowedStyles: {
    '*': {
      'text-decoration': [/line-through/],
      'text-decoration-line': [/line-through/],
      display: [/^none$/],
      visibility: [/^hidden$/],
    },
  },
}
const DEEPEST_SECTION = 12
/** A div with nothing but text needs no sanitising. */
const BARE_DIV = /^\s*<div[^<>]*>([^<>&]*)<\/div>\s*$/

const require = createRequire(import.meta.url)

/** Loaded with the first narrative that needs it: most media have none, and every thread would load it. */
function sanitiser(): typeof sanitizeHtml {
  return require('sanitize-html')
}

export interface ReadNarrative {
  readonly html: string
  readonly text: string
}

/** Its sections in order, each under its title; the resource's own narrative where there is no section. */
export function narrativeOf(composition: Json, title: string): ReadNarrative {
  const sections = list(composition.section)
  const parts =
    sections.length > 0 ? sections.flatMap((each) => sectionOf(each, 2)) : [divOf(composition)]
  const body = parts.map(({ html }) => html).join('\n')
  const text = parts
    .map((part) => part.text)
    .filter((part) => part !== '')
    .join('\n\n')
  const head = `<meta charset="utf-8"><title>${escaped(title)}</title>`
  const html = `<!DOCTYPE html>\n<html><head>${head}</head><body>\n<h1>${escaped(title)}</h1>\n${body}\n</body></html>\n`
  return { html, text }
}

function sectionOf(section: Json, level: number): ReadNarrative[] {
  if (level > DEEPEST_SECTION) return []
  const code = obj(section.code)
  const title = str(section.title) || str(code?.text) || str(list(code?.coding)[0]?.display)
  const own = divOf(section)
  const tag = `h${Math.min(level, 6)}`
  const heading = title === '' ? '' : `<${tag}>${escaped(title)}</${tag}>\n`
  const inner = list(section.section).flatMap((each) => sectionOf(each, level + 1))
  const empty = obj(section.emptyReason)
  const reason = str(empty?.text) || str(list(empty?.coding)[0]?.code)
  const missing = reason === '' ? entriesAlone(section) : `（記載なし: ${escaped(reason)}）`
  const said = own.html === '' && missing !== '' ? `<p>${missing}</p>` : own.html
  const lines = [title, own.text || (reason && `（記載なし: ${reason}）`)]
  return [{ html: heading + said, text: lines.filter((line) => line !== '').join('\n') }, ...inner]
}

/** Entries without a narrative are for machines: who reads the document would take the section for empty. */
function entriesAlone(section: Json): string {
  const { length } = list(section.entry)
  return length === 0
    ? ''
    : `（本文なし no text: データ項目 ${length} 件。読めたものはカルテの各欄に、読めなかったものは欠落の一覧にあります / ${length} data entries, on the chart where they could be read, else among its gaps）`
}

function divOf(element: Json): ReadNarrative {
  const div = str(obj(element.text)?.div)
  if (div === '') return { html: '', text: '' }
  const bare = BARE_DIV.exec(div)?.[1]
  if (bare !== undefined) return { html: `<div>${bare}</div>`, text: bare.trim() }
  return { html: sanitiser()(div, SANITISING), text: readHtml(div).text }
}

const MARKUP = /[&<>]/

function escaped(text: string): string {
  if (!MARKUP.test(text)) return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
