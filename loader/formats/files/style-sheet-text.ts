/** What a style sheet in a file of its own tells the reader of the plain text of the document beside it. */
import { marksOfSheet } from '../../../model/struck-markup.ts'

/**
 * A style sheet's words are nobody's; but what it strikes out or hides is not marked in the plain text of the document, which is read file by
 * file: whoever reads that text is told so (loader/writer/documents.ts puts it first).
 * @returns '' where it does neither
 */
export function textOfSheet(css: string, name: string): string {
  const marks = marksOfSheet(css)
  if (marks.length === 0) return ''
  const ja = marks.map((mark) => (mark === 'struck' ? '取消線' : '非表示')).join('・')
  const en = marks.map((mark) => (mark === 'struck' ? 'struck out' : 'hidden')).join(' or ')
  return `［この文字には、別の書式ファイル（${name}）による${ja}の区別がありません。文書を開いて確認 / this text does not tell what ${name} makes ${en}: open the document］`
}
