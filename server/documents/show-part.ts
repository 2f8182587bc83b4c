/** Turns one part of a document into what a browser may safely be given. */
import { decodeDocument } from '../../model/document-charset.ts'
import type { StoredDocument, StoredPart } from '../charts/documents.ts'
import { readBlob } from '../generations/read-blob.ts'
import { escapeHtml, htmlPage } from './html-page.ts'
import { NotXml, renderXml } from './render-cda.ts'
import { fileNameOf, sanitiseHtml } from './sanitise-html.ts'

export interface Shown {
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** A part made safe: markup for a page, or bytes that browsers draw as they are. */
export type Drawn =
  | { readonly kind: 'page'; readonly body: string }
  | { readonly kind: 'file'; readonly contentType: string; readonly bytes: Uint8Array }

/** Kinds that browsers draw without running anything in them. SVG is not one: it is a program. */
const AS_THEY_ARE = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/bmp',
]
const INLINE_IMAGES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp']
/** A page with more bytes of attached images than this shows their names instead. */
const INLINE_LIMIT = 16 * 1024 * 1024
/** A larger style sheet is none. */
const SHEET_LIMIT = 256 * 1024
/** Larger HTML is not drawn: all other answers wait while it is made safe. Its text is at hand all the same. 4 MiB. */
const HTML_LIMIT = 4 * 1024 * 1024

/**
 * @param directory the generation's folder
 * @returns null when the kind can't be shown
 * @throws DamagedBlob when the stored bytes are not those that were loaded
 */
export async function showPart(
  directory: string,
  document: StoredDocument,
  part: StoredPart,
): Promise<Shown | null> {
  const drawn = await drawPart(directory, document, part)
  if (drawn === null || drawn.kind === 'file') return drawn
  const bytes = Buffer.from(htmlPage(document.title, drawn.body))
  return { contentType: 'text/html; charset=utf-8', bytes }
}

/** The same for who frames the page. */
export async function drawPart(
  directory: string,
  document: StoredDocument,
  part: StoredPart,
): Promise<Drawn | null> {
  const kind = part.mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const read = () => readBlob(directory, part.blob, part.bytes)
  if (AS_THEY_ARE.includes(kind)) {
    return { kind: 'file', contentType: kind, bytes: await read() }
  }
  if (kind === 'text/html' || kind === 'application/xhtml+xml') {
    if (part.bytes > HTML_LIMIT) return null
    const images = await attachedImages(directory, document)
    const sheets = await attachedSheets(directory, document)
    return page(sanitiseHtml(textOf(await read()), images, sheets))
  }
  if (kind === 'text/xml' || kind === 'application/xml' || kind.endsWith('+xml')) {
    if (kind === 'image/svg+xml') return null
    return page(drawXml(textOf(await read())))
  }
  if (kind.startsWith('text/')) return page(preformatted(textOf(await read())))
  return null
}

/** As it was decoded when it was loaded; a last character that is cut off is seen to be missing. */
function textOf(bytes: Uint8Array): string {
  const { text, cut } = decodeDocument(bytes)
  return cut ? `${text}\ufffd` : text
}

function drawXml(xml: string): string {
  try {
    return renderXml(xml)
  } catch (error) {
    if (error instanceof NotXml) return preformatted(xml)
    throw error
  }
}

function preformatted(text: string): string {
  return `<pre>${escapeHtml(text)}</pre>`
}

function page(body: string): Drawn {
  return { kind: 'page', body }
}

/** The document's own style sheets; their files are stored as plain text. */
async function attachedSheets(directory: string, document: StoredDocument): Promise<string[]> {
  const sheets = document.parts.filter(
    ({ name, bytes }) => /\.css$/i.test(name) && bytes <= SHEET_LIMIT,
  )
  return Promise.all(
    sheets.map(async (sheet) => textOf(await readBlob(directory, sheet.blob, sheet.bytes))),
  )
}

/** The document's own images as data: URLs by lower-case file name. */
async function attachedImages(
  directory: string,
  document: StoredDocument,
): Promise<Map<string, string>> {
  const images = new Map<string, string>()
  let total = 0
  for (const part of document.parts) {
    total += INLINE_IMAGES.includes(part.mediaType) ? part.bytes : 0
    if (!INLINE_IMAGES.includes(part.mediaType) || total > INLINE_LIMIT) continue
    const bytes = await readBlob(directory, part.blob, part.bytes)
    const base64 = Buffer.from(bytes).toString('base64')
    images.set(fileNameOf(part.name), `data:${part.mediaType};base64,${base64}`)
  }
  return images
}
