/** A handover as one PDF to print: everything that can stand on paper, what is missing first. Files that are PDFs already lie beside it. */
import { documentBody, documentFiles, documentList, isPage } from './documents.ts'
import type { ArchiveFile } from './encrypted-zip.ts'
import { medicationsBody, summaryBody } from './folder.ts'
import { imageList } from './images.ts'
import type { Making } from './making.ts'
import { html, type Markup } from './markup.ts'
import { missingBlock } from './missing.ts'
import { pageOf } from './page.ts'
import { resultTable } from './tables.ts'

const README = `参照 Sansho: 患者の引継ぎ資料（印刷用） / handover of a patient's record, to print

record.pdf にカルテの内容があります。documents フォルダに、もとから PDF や写真の文書があります。
record.pdf holds the chart; documents that are PDFs or pictures already lie in the folder documents.
`

/** Prints a page as PDF: done outside, for no browser runs in the server. */
export type Print = (page: Buffer) => Promise<Uint8Array>

export async function* packetFiles(making: Making, print: Print): AsyncGenerator<ArchiveFile> {
  yield { name: 'README.txt', content: [Buffer.from(README)] }
  yield { name: 'record.pdf', content: [await print(await packetPage(making))] }
  for await (const file of documentFiles(making)) if (!file.name.endsWith('.html')) yield file
}

async function packetPage(making: Making): Promise<Buffer> {
  const { handover, format } = making
  const notes: Markup[] = []
  for (const held of handover.documents) {
    for (const part of held.stored?.parts ?? []) {
      if (!isPage(part) || handover.damaged.has(part.blob)) continue
      const body = await documentBody(handover, held, part)
      notes.push(html`<h3>${held.row.title || held.row.type}</h3>${body}`)
    }
  }
  const body = html`<h2>欠落 / What is missing</h2>${missingBlock(handover, format)}
${summaryBody(handover)}${medicationsBody(handover)}
<h2>検査・バイタル / Results</h2>${resultTable(handover.measurements)}
<h2>画像検査 / Imaging studies</h2>${imageList(handover)}
<h2>文書 / Documents</h2>${documentList(handover)}${notes}`
  const title = '引継ぎ資料 / Handover'
  return pageOf({ ...making, name: 'record.html', title, body, isDocument: true })
}
