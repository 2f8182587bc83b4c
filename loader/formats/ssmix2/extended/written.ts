/** Who wrote a document, when, and on whom, as its own printed lines state it. For documents without a coded head. */
import { idKey } from '../../../../model/search-keys.ts'
import { firstOf, labelledLines } from './labelled-lines.ts'

export interface Written {
  /** Date and time as written, '' = not stated. */
  readonly at: string
  readonly by: string
}

export const NOT_STATED: Written = { at: '', by: '' }

const AUTHOR_LABELS = [
  '記載者',
  '記録者',
  '作成者',
  '記載医',
  '記載医師',
  '報告者',
  '報告医',
  '読影医',
]
const NUMBER_LABELS = ['患者ID', '患者番号', '患者ＩＤ', 'カルテ番号', '診察券番号']
/** `記載 2022/10/30 10:15　内科 一郎`. */
const WRITTEN =
  /^(?:記載|記録|作成)(?:日時|日)?[\s:：]{1,4}(\d{4}[/-]\d{1,2}[/-]\d{1,2}(?: \d{1,2}:\d{2})?)(?:\s{1,4}(\S.{0,40}))?$/
/** Such lines stand at the head or the foot of a form; a quotation in the middle of a text is not one. */
const LINES_OF_HEAD = 12

export function writtenIn(text: string): Written {
  const lines = text.split('\n')
  const edges = [...lines.slice(0, LINES_OF_HEAD), ...lines.slice(-LINES_OF_HEAD)]
  const stamp = edges.map((line) => WRITTEN.exec(line.trim())).find((match) => match !== null)
  const by = stamp?.[2] ?? firstOf(labelledLines(edges.join('\n')), AUTHOR_LABELS)
  return { at: stamp?.[1] ?? '', by: by.slice(0, 60).trim() }
}

/** The number that the document's head gives its patient when it is not this one; '' = it agrees, or gives none. */
export function otherPatientNumber(text: string, patientId: string): string {
  const head = text.split('\n').slice(0, LINES_OF_HEAD).join('\n')
  const stated = firstOf(labelledLines(head), NUMBER_LABELS)
  const number = /^[0-9A-Za-z-]{3,20}/.exec(stated.normalize('NFKC'))?.[0] ?? ''
  return number === '' || idKey(number) === idKey(patientId) ? '' : number
}
