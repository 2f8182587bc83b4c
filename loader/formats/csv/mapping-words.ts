/** What is wrong with a mapping, and what is to be done, in words. */
import type { YAMLError } from 'yaml'
import type { z } from 'zod'
import { SETTINGS } from './mapping-schema.ts'
import { guess, inBoth, type Words } from './words.ts'

/** Faults of YAML by the reader's code for them. */
const YAML_FAULTS: Readonly<Record<string, Words>> = {
  DUPLICATE_KEY: inBoth(
    'この名前は同じところに2回あります。一方を消すか、名前を直してください',
    'this name stands twice in one place: remove one, or correct its name',
  ),
  TAB_AS_INDENT: inBoth(
    '字下げにタブは使えません。半角の空白にしてください',
    'a tab cannot indent: write blanks',
  ),
  BAD_INDENT: inBoth(
    '字下げがそろっていないか、括弧 [ ] { } が閉じていません。同じ段の行は同じ数の空白で始めてください',
    'lines are not indented alike, or a bracket [ ] { } is not closed: begin lines of one level with as many blanks',
  ),
  MISSING_CHAR: inBoth(
    '引用符か括弧が閉じていません。閉じてください',
    'a quote or a bracket is not closed: close it',
  ),
  BLOCK_AS_IMPLICIT_KEY: inBoth(
    'ここに名前は置けません。上の行と字下げをそろえるか、「: 」を含む値は " で囲んでください',
    'a name cannot stand here: indent it as the line above, or put a value that has ": " in it into quotes',
  ),
  MULTILINE_IMPLICIT_KEY: inBoth(
    '名前のあとに「: 」がありません。書き足してください',
    'is ": " missing behind a name? Add it',
  ),
  UNEXPECTED_TOKEN: inBoth(
    'ここにこの字は置けません。上の行と字下げをそろえるか、値を " で囲んでください',
    'this cannot stand here: indent it as the lines around it, or put the value into quotes',
  ),
  MULTIPLE_DOCS: inBoth(
    '「---」より後は読みません。一つのファイルに対応付けは一つです。消してください',
    'what follows "---" is not read, a file is one mapping: remove it',
  ),
  BAD_SCALAR_START: inBoth(
    'この字で始まる値は " で囲んでください',
    'a value that begins with this character must be put into quotes',
  ),
  BAD_DQ_ESCAPE: inBoth(
    '" の中の \\ は特別な意味です。\' で囲むか \\\\ と書いてください',
    'a \\ between " means something else: use \' as quotes, or write \\\\',
  ),
}

export const MAPPING_WORDS = {
  empty: inBoth(
    '対応付けに何も書かれていません。docs/examples/ の例を元に書いてください',
    'the mapping is empty: begin with one of docs/examples/',
  ),
  notUtf8: inBoth(
    'UTF-8 で書かれていません。エディターで UTF-8 として保存してください',
    'not written in UTF-8: save it as UTF-8',
  ),
  alias: inBoth(
    '* で始まる値は別名と見なされ、読みません。" で囲んでください（"*.csv"）',
    'aliases (*) are not read: write it out, or put a text that begins with * into quotes ("*.csv")',
  ),
  vitalsItem: inBoth(
    'vitals の表には item の列か、items（項目 → 列）が要ります。どちらかを書いてください',
    'a table of vitals needs item, or items (item → column): write one of them',
  ),
} satisfies Record<string, Words>

export function unreadable(said: string): Words {
  return inBoth(
    `読み取れません（${said}）。docs/examples/ の例を元に書き直してください`,
    `cannot be read (${said}): begin with one of docs/examples/`,
  )
}

/** The reader's first words without the place, which stands in front of them, and what usually is the cause. */
export function yamlFault({ code, message }: YAMLError, line: string): Words {
  if (/[：，［］｛｝　]/u.test(line)) {
    return inBoth(
      'この行に全角の記号か空白があります。半角で書いてください',
      'the line has full-width punctuation or blanks: write them half-width',
    )
  }
  const known = YAML_FAULTS[causeOf(code, message)]
  if (known !== undefined) return known
  const said = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
  return unreadable(said || 'no YAML')
}

/** The reader has one code for several things that are missing. */
function causeOf(code: string, message: string): string {
  if (/implicit (map )?keys/i.test(message)) return 'MULTILINE_IMPLICIT_KEY'
  return /without - indicator/.test(message) ? 'BAD_INDENT' : code
}

/** What a setting wants, where the schema alone does not say it in words. */
const WANTED: Readonly<Record<string, Words>> = {
  '': inBoth(
    'sansho: 1、name、tables を書いてください。docs/examples/ に例があります',
    'write sansho: 1, name and tables, as in docs/examples/',
  ),
  sansho: inBoth('1 と書いてください', 'write 1'),
  encoding: inBoth(
    'utf-8、shift_jis（CP932・Windows-31J も）、euc-jp、auto のどれかを書いてください',
    'write utf-8, shift_jis (CP932 and Windows-31J, too), euc-jp or auto',
  ),
  separator: inBoth('"," か ";" か "|" か tab を書いてください', 'write ",", ";", "|" or tab'),
  status: inBoth(
    '{ column: 状態, valid: [確定], deleted: [取消] } のように書いてください',
    'write { column: state, valid: [final], deleted: [cancelled] }',
  ),
  latest: inBoth(
    '{ of: 予約番号, by: 更新日時 } のように書いてください',
    'write { of: number, by: changed }',
  ),
  columns: inBoth(
    '「名前: 列」を並べてください（例 patient: 患者番号）',
    'write names and columns (patient: 患者番号)',
  ),
  items: inBoth(
    '「項目: 列」か「項目: { column: 列, unit: 単位 }」を並べてください',
    'write items and columns (item: column, or item: { column: column, unit: unit })',
  ),
  values: inBoth(
    '列ごとに「書き出しの字: 意味」を並べてください（例 flag: { 高: H }）',
    'write for a column what the export writes and what it means (flag: { 高: H })',
  ),
  valid: inBoth('[確定, 最終] のように並べてください', 'write a list: [final, corrected]'),
  deleted: inBoth('[取消] のように並べてください', 'write a list: [cancelled]'),
  superseded: inBoth('[旧版] のように並べてください', 'write a list: [old]'),
  tables: inBoth(
    '「- files: …」で始めて表を並べてください',
    'write a list of tables, each begun by "- files: …"',
  ),
  header: inBoth('true か false と書いてください', 'write true or false'),
  patientDigits: inBoth('0 から 20 の整数を書いてください', 'write a whole number from 0 to 20'),
  excelDates: inBoth('1900、1904、0 のどれかを書いてください', 'write 1900, 1904 or 0'),
}
const A_COLUMN = inBoth(
  '見出しの文字か、1 から数えた列の番号か、そのどちらかを並べたもの [採取日, 採取時刻] を書いてください',
  'write the text of a head, the number of a column counted from 1, or a list of these',
)
const A_TEXT = inBoth('文字を書いてください', 'write a text')

/** What the schema says, as a sentence with what to do. */
export function schemaFault(issue: z.core.$ZodIssue): Words {
  const path = issue.path.map(String)
  const name = path.at(-1) ?? ''
  const shown = path.join('.') || 'mapping'
  if (issue.code === 'unrecognized_keys') return unknownSetting(path, issue.keys[0] ?? '')
  if (issue.code === 'invalid_value' && WANTED[name] === undefined) {
    const options = issue.values.map(String)
    const near = guess(String(issue.input ?? ''), options)
    return inBoth(
      `${shown}: ${options.join('、')} のどれかを書いてください。${near.ja}`,
      `${shown}: write one of ${options.join(', ')}${near.en}`,
    )
  }
  const wanted = wantedAt(path, issue.code === 'invalid_union')
  const isAbsent = issue.input === undefined
  const what = isAbsent ? inBoth('がありません', 'is missing') : inBoth('が違います', 'is wrong')
  return inBoth(`${shown} ${what.ja}。${wanted.ja}`, `${shown} ${what.en}: ${wanted.en}`)
}

function wantedAt(path: readonly string[], isUnion: boolean): Words {
  const name = path.findLast((step) => !/^\d+$/.test(step)) ?? ''
  const [, , setting, ...below] = path
  const inColumns = (setting === 'columns' || setting === 'items') && below.length > 0
  const inState = (setting === 'status' || setting === 'latest') && below.length > 0
  if (inColumns || (inState && isUnion)) return A_COLUMN
  return WANTED[below.length > 0 && setting === 'values' ? 'values' : name] ?? A_TEXT
}

function unknownSetting(path: readonly string[], name: string): Words {
  const [, , setting, ...below] = path
  const place =
    path.length === 0
      ? 'mapping'
      : setting === undefined
        ? 'table'
        : below.length > 0
          ? 'item'
          : setting === 'status' || setting === 'latest'
            ? setting
            : 'table'
  const known = SETTINGS[place]
  const near = guess(name, known.split(', '))
  return inBoth(
    `ここに「${name}」という設定はありません。${near.ja}ここに書けるもの: ${known}`,
    `there is no "${name}" here${near.en}; it may be: ${known}`,
  )
}

export function unknownColumn(kind: string, name: string, known: readonly string[]): Words {
  const near = guess(name, known)
  const list = known.join(', ')
  return inBoth(
    `${kind} の表に「${name}」という項目はありません。${near.ja}書けるもの: ${list}`,
    `a table of ${kind} has no "${name}"${near.en}; it has: ${list}`,
  )
}

export function neededColumns(kind: string, names: readonly string[]): Words {
  const list = names.join(', ')
  return inBoth(
    `${kind} の表には次の項目が要ります。columns に書き足してください: ${list}`,
    `a table of ${kind} needs: ${list}; add them to columns`,
  )
}

export function uselessValues(name: string, known: readonly string[]): Words {
  const near = guess(name, known)
  return inBoth(
    `values の「${name}」は columns にない項目です。${near.ja}columns にある名前を書いてください: ${known.join(', ')}`,
    `"${name}" of values is no column${near.en}; write one of columns: ${known.join(', ')}`,
  )
}

export function needsNumber(name: string): Words {
  return inBoth(
    `「${name}」: 見出しのない表（header: false）では、列を 1 から数えた番号で書いてください`,
    `"${name}": without a header columns are numbers, counted from 1`,
  )
}

export function notOfKind(setting: string, kind: string): Words {
  return inBoth(
    `${setting} は ${kind} の表では使えません。消してください`,
    `${setting} is not for a table of ${kind}: remove it`,
  )
}
