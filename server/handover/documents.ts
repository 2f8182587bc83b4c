/** The documents of a handover as files: text and markup as safe pages, PDFs and pictures as they are, anything else as bytes. */
import { drawPart } from '../documents/show-part.ts'
import { readBlob } from '../generations/read-blob.ts'
import type { ArchiveFile } from './encrypted-zip.ts'
import type { Handover, HeldDocument } from './facts.ts'
import type { Making } from './making.ts'
import { html, type Markup, safe } from './markup.ts'
import { pageOf } from './page.ts'
import { timeText } from './table-words.ts'
import { documentTable } from './tables.ts'

/** Names of files say nothing of the patient: they can be read without the passphrase. */
function partName(at: number, part: number, extension: string): string {
  return `documents/${String(at + 1).padStart(4, '0')}-${part}.${extension}`
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
}

/** What a part is called in the archive: a page for text and markup, its own kind for PDFs and pictures, else plain bytes. */
function extensionOf(mediaType: string): string {
  const kind = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const isText = kind.startsWith('text/') || kind.endsWith('+xml') || kind === 'application/xml'
  return EXTENSIONS[kind] ?? (isText && kind !== 'image/svg+xml' ? 'html' : 'bin')
}

/** The documents with a link to each file that can be handed over. */
export function documentList(handover: Handover): Markup {
  return documentTable(handover, (at, part) => {
    const words = `${part.name || part.mediaType} (${part.bytes} B) `
    if (handover.damaged.has(part.blob)) return html`<b>${words}壊れている / damaged</b> `
    return html`<a href="${partName(at, part.part, extensionOf(part.mediaType))}">${words}</a>`
  })
}

export async function* documentFiles(making: Making): AsyncGenerator<ArchiveFile> {
  for (const [at, held] of making.handover.documents.entries()) {
    for (const part of held.stored?.parts ?? []) {
      if (making.handover.damaged.has(part.blob)) continue
      yield {
        name: partName(at, part.part, extensionOf(part.mediaType)),
        content: [await partBytes(making, { ...held, at, part })],
      }
    }
  }
}

type Part = NonNullable<HeldDocument['stored']>['parts'][number]

async function partBytes(
  making: Making,
  held: HeldDocument & { readonly at: number; readonly part: Part },
): Promise<Uint8Array> {
  const { row, at, part } = held
  const { directory } = making.handover.generation
  const extension = extensionOf(part.mediaType)
  if (extension !== 'html') return readBlob(directory, part.blob, part.bytes)
  return pageOf({
    ...making,
    name: partName(at, part.part, extension),
    title: row.title || row.type,
    body: await documentBody(making.handover, held, part),
    isDocument: true,
  })
}

/** A document of text or markup, made safe; its readable text alone where it is too large to be drawn. */
export async function documentBody(
  { generation }: Handover,
  { row, stored }: HeldDocument,
  part: Part,
): Promise<Markup> {
  const drawn = stored === null ? null : await drawPart(generation.directory, stored, part)
  const body = drawn?.kind === 'page' ? safe(drawn.body) : html`<pre>${stored?.text ?? ''}</pre>`
  const old =
    row.standing === 'superseded' ? html`<p class="warning">旧版 / superseded</p>` : html``
  return html`<p>${timeText(row.documentAt)} ${row.department} ${row.author}</p>${old}${body}`
}

/** The parts that are a page of text: those that are PDFs, pictures or other files stand beside it. */
export function isPage({ mediaType }: Part): boolean {
  return extensionOf(mediaType) === 'html'
}
