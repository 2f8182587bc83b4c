/** What is said of a table and its rows: a load keeps it in English, `sansho mapping check` tells it in the operator's language. */
import type { Table } from './mapping-schema.ts'
import { guess, inBoth, namesInWords, type Words } from './words.ts'

/** Of a value that is kept as text. */
export const ROW_PROBLEMS = {
  noTime: inBoth('日付・時刻として読めません', 'not a date or time'),
  excelDay: inBoth(
    '日付・時刻として読めません（Excel の日数ですか。対応付けに excelDates: 1900 と書いてください）',
    'not a date or time (a count of days, as Excel keeps dates? Write excelDates: 1900 into the mapping)',
  ),
  foreign: inBoth('文字コードにない字です', 'characters that the encoding does not have'),
  medicineType: inBoth(
    'prescription でも injection でもない種別です。処方として示します',
    'neither prescription nor injection: shown as a prescription',
  ),
} satisfies Record<string, Words>

export const WORKBOOK = inBoth(
  'Excel のブックで、文字の表ではありません。CSV（UTF-8）として保存してください',
  'an Excel workbook, no table of text: save it as CSV (UTF-8)',
)
export const EMPTY_TABLE = inBoth('表に何もありません', 'the table is empty')

/** Why a row is not in the chart. */
export const ROW_FAULTS = {
  noPatient: inBoth('患者番号がありません', 'no patient'),
  noItem: inBoth('項目がありません', 'no item'),
  noValue: inBoth('値がありません', 'no value'),
  otherKind: inBoth('対応付けにない種別です', 'not of a kind that the mapping explains'),
} satisfies Record<string, Words>

export function ragged(cells: number, heads: number): Words {
  return inBoth(
    `見出し ${heads} 個に対して欄が ${cells} 個です`,
    `${cells} cells under ${heads} heads`,
  )
}

export function foreignCharacters(count: number): Words {
  return inBoth(`文字でないものが ${count} 字あります`, `${count} characters that are no text`)
}

export function unknownStatus(status: string): Words {
  return inBoth(
    `状態「${status}」は対応付けの status にありません`,
    `status ${status || '(empty)'}`,
  )
}

/** Faults of rows.ts by their English. */
const QUOTES: Readonly<Record<string, string>> = {
  'a quote that is opened here is never closed': 'ここで始まる引用符が閉じていません',
  'the file ends inside a quote: it was cut, or a quote is not closed':
    '引用符の中でファイルが終わっています。途中で切れたか、引用符が閉じていません',
}

export function quoteFault(fault: string): Words {
  return inBoth(QUOTES[fault] ?? fault, fault)
}

export function fileNotThere(file: string): Words {
  return inBoth(`${file} がありません`, `${file} is not there`)
}

export function disputedFile(file: string): Words {
  return inBoth(`${file} は複数の患者の行にあります`, `${file} stands in rows of several patients`)
}

export const MISNAMED_INDEX = inBoth(
  '文書の一覧のファイル名には index を入れてください（index.csv）',
  'the table of documents must have "index" in its name (index.csv)',
)
export const LONG_INDEX = inBoth(
  '一覧が 32 MiB を超えています。分けてください',
  'its index is longer than 32 MiB: split it',
)

const SEPARATORS: readonly (readonly [separator: string, written: string])[] = [
  ['\t', 'tab'],
  [',', '","'],
  [';', '";"'],
  ['|', '"|"'],
]

/** @param missing heads that the mapping names and the table lacks. @param isAll whether it lacks every one */
export function missingColumns(
  missing: readonly string[],
  heads: readonly string[],
  isAll: boolean,
): Words {
  const [only = ''] = heads
  const other = SEPARATORS.find(([separator]) => only.includes(separator))
  const near = missing.length === 1 ? guess(missing[0] ?? '', heads) : inBoth('', '')
  const hint =
    heads.length === 1 && other !== undefined
      ? inBoth(
          `。区切りが違うかもしれません: separator: ${other[1]}`,
          `; it may be separated by others: separator: ${other[1]}`,
        )
      : isAll
        ? inBoth('。1行目は見出しでなければなりません', '; its first line must be the heads')
        : inBoth('', '')
  return inBoth(
    `列「${missing.join('」「')}」が表にありません。${near.ja}表の見出し: ${namesInWords(heads)}${hint.ja}`,
    `no column ${missing.join(', ')}${near.en}; the table has: ${namesInWords(heads)}${hint.en}`,
  )
}

export function ambiguousColumn(head: string, numbers: readonly number[]): Words {
  return inBoth(
    `見出し「${head}」の列が ${numbers.join('、')} 番目にあります。使う列を番号で書いてください`,
    `columns ${numbers.join(' and ')} are both called ${head}; name the one that is meant by its number`,
  )
}

/** Names of the kinds of tables. */
export const KIND_WORDS: Readonly<Record<Table['kind'], Words>> = {
  patients: inBoth('患者', 'patients'),
  encounters: inBoth('受診・入退院', 'encounters'),
  labs: inBoth('検査結果', 'labs'),
  vitals: inBoth('バイタルサイン', 'vitals'),
  medications: inBoth('処方・注射', 'medications'),
  allergies: inBoth('アレルギー', 'allergies'),
  problems: inBoth('病名', 'problems'),
  documents: inBoth('文書', 'documents'),
  schedules: inBoth('予定', 'schedules'),
}
