/** Mappings that are wrong: where, in what, and what to do, in both languages; nothing is loaded by them. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMapping } from '../../../loader/formats/csv/mapping.ts'
import { columnsOfKind, KIND_NAMES, SETTINGS } from '../../../loader/formats/csv/mapping-schema.ts'
import { SANSHO, sansho, temporaryFolder } from '../load/medium.ts'

const SOUND = `sansho: 1
name: 検査
tables:
  - files: "kensa_*.csv"
    kind: labs
    encoding: shift_jis
    columns:
      patient: 患者番号
      item: 項目名
      value: 結果
      flag: 判定
    values:
      flag: { 高: H }
    status:
      column: 状態
      valid: [確定]
      deleted: [取消]
`

/** What is written instead of what, where it is told, and a word of each language. */
const WRONG: readonly (readonly [
  was: string,
  is: string,
  place: string,
  ja: string,
  en: string,
])[] = [
  [SOUND, '', '1:1', '何も書かれていません', 'is empty'],
  [SOUND, 'hello', '1:1', 'sansho: 1', 'sansho: 1'],
  [SOUND, 'sansho: 1\nname: x', '1:1', 'tables がありません', 'tables is missing'],
  [SOUND, 'sansho: 1\nname: x\ntables: []', '3:1', '表を並べて', 'a list of tables'],
  ['sansho: 1', 'sansho: 2', '1:1', '1 と書いて', 'write 1'],
  ['name: 検査', 'name:', '2:1', '文字を書いて', 'write a text'],
  ['name: 検査', 'name: 検\ufffd', '2:8', 'UTF-8', 'UTF-8'],
  ['kind: labs', 'kind: lab', '5:5', '「labs」では', 'is "labs" meant'],
  ['kind: labs', 'knd: labs', '5:5', '「kind」では', 'is "kind" meant'],
  ['kind: labs', 'kind labs', '5:5', '「: 」がありません', '": " missing'],
  ['kind: labs', 'kind：labs', '5:5', '全角', 'full-width'],
  ['    kind: labs', '\tkind: labs', '5:1', 'タブ', 'tab'],
  ['    kind: labs', '   kind: labs', '5:1', '字下げ', 'indented'],
  ['encoding: shift_jis', 'encoding: sjis', '6:5', 'shift_jis', 'shift_jis'],
  ['encoding: shift_jis', 'separator: comma', '6:5', 'tab', 'tab'],
  ['encoding: shift_jis', 'header: no', '6:5', 'true か false', 'true or false'],
  ['encoding: shift_jis', 'header: false', '8:7', '番号', 'numbers'],
  ['encoding: shift_jis', 'excelDates: 1899', '6:5', '1904', '1904'],
  ['encoding: shift_jis', 'patientDigits: ten', '6:5', '整数', 'whole number'],
  ['encoding: shift_jis', 'pathPrefix: "D:\\RIS"', '6:20', "'", "'"],
  ['encoding: shift_jis', "pathPrefix: 'D:\\'", '6:5', '消して', 'remove it'],
  ['encoding: shift_jis', 'items: { a: b }', '6:5', '消して', 'remove it'],
  ['encoding: shift_jis', 'latest: No', '6:5', 'of:', 'of:'],
  ['encoding: shift_jis', 'kind: labs', '6:5', '2回', 'twice'],
  ['patient: 患者番号', 'patint: 患者番号', '8:7', '「patient」では', 'is "patient" meant'],
  ['      item: 項目名\n', '', '7:5', '要ります', 'needs: item'],
  ['item: 項目名', 'item: { a: b }', '9:7', '見出し', 'a head'],
  ['item: 項目名', 'item: 0', '9:7', '1 から数えた', 'counted from 1'],
  ['item: 項目名', 'item: 項目: 名', '9:13', '囲んで', 'into quotes'],
  ['item: 項目名', 'item: "項目名', '18:1', '引用符', 'quote'],
  ['item: 項目名', 'item: [項目名', '10:7', '括弧', 'bracket'],
  ['item: 項目名', 'item: @項目', '9:13', '囲んで', 'into quotes'],
  ['flag: { 高: H }', 'flg: { 高: H }', '13:7', '「flag」では', 'is "flag" meant'],
  ['flag: { 高: H }', 'flag: H', '13:7', '意味', 'means'],
  ['valid: [確定]', 'valid: 確定', '16:7', '並べて', 'a list'],
  ['      valid: [確定]\n', '', '14:5', 'valid がない', 'without valid'],
  ['deleted: [取消]', 'deleted: [確定]', '17:7', '2か所', 'stands twice'],
  ['deleted: [取消]', 'delete: [取消]', '17:7', '「deleted」では', 'is "deleted" meant'],
  ['"kensa_*.csv"', '"C:\\\\kensa.csv"', '4:5', '/ です', 'with / between'],
  ['"kensa_*.csv"', 'kensa.xlsx', '4:5', '.csv', '.csv'],
  ['"kensa_*.csv"', '*.csv', '4:12', '"*.csv"', '"*.csv"'],
  ['name: 検査', 'name: 検査\n---', '3:1', '消して', 'remove it'],
  ['kind: labs', 'kind: encounters', '9:7', '「item」', '"item"'],
]

test.each(WRONG)('instead of %j stands %j', (was, is, place, ja, en) => {
  const read = readMapping(SOUND.replace(was, () => is))
  if (!('faults' in read)) throw new Error('it was read')
  const told = read.faults.map(({ line, column, said }) => ({ place: `${line}:${column}`, said }))
  const there = told.find((fault) => fault.place === place)
  expect(there, JSON.stringify(told)).toBeDefined()
  expect(there?.said.ja).toContain(ja)
  expect(there?.said.en).toContain(en)
  // A sentence of each language, and no words of the libraries.
  expect(there?.said.ja).toMatch(/[ぁ-ん]/)
  expect(JSON.stringify(told)).not.toMatch(/Invalid|expected|at line|undefined/)
})

test('what is said of a word that is both sound and not a number is kept: codes as 01', () => {
  const read = readMapping(SOUND.replace('[確定]', '[01, true]').replace('高: H', '01: H'))
  expect(read).toMatchObject({
    tables: [{ status: { valid: ['01', 'true'] }, values: { flag: { '01': 'H' } } }],
  })
})

test('the manual of mappings names every kind, column and setting', () => {
  const manual = fs.readFileSync('docs/mapping.md', 'utf8')
  const text = manual.replace(/```.*?```/gs, '')
  const named = new Set([...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]))
  const columns = KIND_NAMES.flatMap((kind) => columnsOfKind(kind))
  const settings = SETTINGS.table.split(', ').filter((name) => !BEGUN_WITH.includes(name))
  expect([...KIND_NAMES, ...columns, ...settings].filter((name) => !named.has(name))).toEqual([])
  for (const name of BEGUN_WITH) expect(manual).toContain(`${name}:`)
})
/** The example at the manual's beginning explains them. */
const BEGUN_WITH = ['files', 'kind', 'columns']

let work = ''
beforeAll(() => {
  work = temporaryFolder()
})
afterAll(() => fs.rmSync(work, { recursive: true }))

function write(name: string, content: string): string {
  const file = path.join(work, name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
  return file
}

test('a column that the table lacks is told where the mapping names it, and what cannot be read by its path', () => {
  const mapping = write('a/sansho-mapping.yaml', SOUND.replace('shift_jis', 'utf-8'))
  const table = write('a/kensa_1.csv', '患者番号,項目名,結果値,判定,状態\n1,K,4,,確定\n')
  const checked = sansho('mapping', 'check', mapping, table)
  expect([checked.code, checked.stderr]).toEqual([
    4,
    `${mapping}:10:7: kensa_1.csv: no column 結果 (is "結果値" meant?); the table has: 患者番号, 項目名, 結果値, 判定, 状態\n`,
  ])
  const gone = sansho('mapping', 'check', mapping, path.join(work, 'none.csv'))
  expect(gone.code).toBe(2)
  const lost = sansho('mapping', 'check', path.join(work, 'none.yaml'), table)
  expect([lost.code, lost.stderr]).toEqual([
    1,
    `sansho mapping check: ${path.join(work, 'none.yaml')} is not there\n`,
  ])
  expect(fs.readdirSync(path.join(work, 'a')).sort()).toEqual([
    'kensa_1.csv',
    'sansho-mapping.yaml',
  ])
})

test('where the locale is Japanese, so is all that is said', () => {
  const mapping = write('b/sansho-mapping.yaml', SOUND.replace('shift_jis', 'utf-8'))
  const rows = ['1,K,4,高,確定', '1,Na,140,,取消', ',Cl,100,,確定', '1,Cl,100,,不明']
  const table = write('b/kensa_1.csv', `患者番号,項目名,結果,判定,状態\n${rows.join('\n')}\n`)
  const checked = spawnSync(SANSHO, ['mapping', 'check', mapping, table], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'ja_JP.UTF-8' },
  })
  expect(checked.stdout.split('\n')).toEqual([
    '検査結果: 4 行のうち 2 行を読みました。',
    '  1 K 4 H',
    '  1 Na 140 [取消]',
    '4 行目: 患者番号がありません',
    '5 行目: 状態「不明」は対応付けの status にありません',
    '',
  ])
})
