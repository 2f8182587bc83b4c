/** What was done to a patient, for the receiver. */
import { ORDER_CATEGORY_WORDS } from '../../model/codes/chart-words.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import type { Handover } from './facts.ts'
import { type Markup, table } from './markup.ts'
import { bothWords, NO_ROWS, timeText } from './table-words.ts'

/** Operations, anaesthesias and other procedures, newest first; cancelled ones are struck out. */
export function procedureTable({ procedures }: Handover): Markup {
  const rows = procedures.map((procedure) => ({
    isVoid: procedure.cancelled,
    cells: [
      timeText(procedure.startAt),
      timeText(procedure.endAt),
      bothWords(ORDER_CATEGORY_WORDS, procedure.category),
      procedure.name,
      [procedure.department, procedure.performer].filter((text) => text !== '').join(' '),
      [procedure.cancelled ? '取消・未実施 / cancelled, not done' : '', procedure.status]
        .filter((text) => text !== '')
        .join(' '),
      [procedure.documentTitle, procedure.note, ...otherwiseTexts(procedure)]
        .filter((text) => text !== '')
        .join(' '),
    ],
  }))
  const heads = [
    '開始 / From',
    '終了 / Until',
    '種類 / Kind',
    '手術・処置 / Procedure',
    '実施 / By',
    '状態 / Standing',
    '文書・備考 / Document, note',
  ]
  return table(heads, rows, NO_ROWS)
}
