/** Documents as HTML in Shift_JIS with a style sheet beside them, as nursing systems of the 2000s emit them. */
import { ageAt, type Minute, slashDate, slashMinute } from '../calendar.ts'
import type { DocumentFile, Person } from '../events.ts'
import { HOSPITAL } from '../hospital.ts'
import { encodeShiftJis } from '../japanese-text.ts'
import { xmlText } from './cda.ts'

export interface HtmlDocument {
  readonly title: string
  readonly at: Minute
  readonly author: string
  /** Rows of a two-column table. */
  readonly rows: readonly (readonly [string, string])[]
  /** Image beside the document, '' for none. */
  readonly image?: string
}

const STYLE = encodeShiftJis(
  'body{font-family:"ＭＳ ゴシック",monospace;font-size:13px}table{border-collapse:collapse}td,th{border:1px solid #888;padding:3px 6px;vertical-align:top}th{background:#eee;white-space:nowrap}\r\n',
)

/** The main document and its style sheet. */
export function htmlFiles(person: Person, doc: HtmlDocument): DocumentFile[] {
  const sex = person.sex === 'M' ? '男' : '女'
  const age = ageAt(person.birth, doc.at)
  const rows = doc.rows.map(
    ([head, text]) =>
      `<tr><th>${xmlText(head)}</th><td>${xmlText(text).replace(/\n/g, '<br>')}</td></tr>`,
  )
  const html = [
    '<!DOCTYPE html>',
    '<html lang="ja"><head><meta charset="Shift_JIS">',
    `<title>${xmlText(doc.title)}</title><link rel="stylesheet" href="style.css"></head><body>`,
    `<h1>${xmlText(doc.title)}</h1>`,
    `<p>${person.id}　${xmlText(person.family)} ${xmlText(person.given)}（${person.familyKana} ${person.givenKana}）　${slashDate(person.birth)} 生　${age}歳　${sex}</p>`,
    `<p>記載 ${slashMinute(doc.at)}　${xmlText(doc.author)}</p>`,
    `<table>${rows.join('\r\n')}</table>`,
    doc.image ? `<p><img src="${doc.image}" alt=""></p>` : '',
    `<p>${HOSPITAL.name}</p></body></html>`,
    '',
  ]
  return [
    { name: 'main_document.html', bytes: encodeShiftJis(html.join('\r\n')) },
    { name: 'style.css', bytes: STYLE },
  ]
}
