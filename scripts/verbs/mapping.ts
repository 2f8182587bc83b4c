/** `sansho mapping check`: what a mapping file makes of a table, before anything is loaded by it. */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Mapping, Table } from '../../loader/formats/csv/mapping.ts'
import type { TablePiece } from '../../loader/formats/csv/table.ts'
import type { TableRow } from '../../loader/formats/csv/table-row.ts'
import type { ClinicalRecord, Standing } from '../../model/records.ts'
import { EXIT, type ExitCode, type Language, type Verb, WrongUse } from '../verb.ts'

const ROWS_SHOWN = 10

export const mapping: Verb = {
  name: 'mapping check',
  summary: {
    ja: '部門システムの表の対応付け（sansho-mapping.yaml）を確かめる',
    en: 'checks the mapping of a departmental export (sansho-mapping.yaml)',
  },
  help: {
    ja: `
使い方: sansho mapping check 対応付け 表

  対応付けのファイルを確かめ、その対応付けで表の最初の ${ROWS_SHOWN} 行がどう読めるかを示します。何も取り込みません。
  対応付けの誤りは、行と桁で示します。表のうち、対応付けにない列、読み取れない値、取り込めない行も挙げます。

  対応付け  書き出しのフォルダーに置く sansho-mapping.yaml。例は docs/examples/ にあります
  表        そのフォルダーの CSV / TSV

終了コード: 0 すべて読める、1 失敗、2 使い方の誤り、3 読めない行や値がある、4 対応付けが誤っている`,
    en: `
Use: sansho mapping check MAPPING TABLE

  Checks a mapping file, and shows how the first ${ROWS_SHOWN} rows of a table are read by it. Nothing is loaded.
  Faults of the mapping are named by line and column; so are columns that it leaves out, values that cannot
  be read, and rows that would not be loaded.

  MAPPING   sansho-mapping.yaml, which lies in the folder of the export; examples are in docs/examples/
  TABLE     a CSV or TSV of that folder

Exit codes: 0 everything can be read, 1 failed, 2 wrong use, 3 some rows or values cannot, 4 the mapping is faulty`,
  },
  async run(args, language) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
    const [file, sample, ...more] = positionals
    if (file === undefined || sample === undefined || more.length > 0) {
      throw new WrongUse(
        language === 'ja'
          ? '対応付けと表を1つずつ指定してください'
          : 'name one mapping and one table',
      )
    }
    const { readMapping } = await import('../../loader/formats/csv/mapping.ts')
    const read = readMapping(fs.readFileSync(file, 'utf8'))
    if ('faults' in read) {
      for (const { line, column, message } of read.faults) {
        process.stderr.write(`${file}:${line}:${column}: ${message}\n`)
      }
      return EXIT.refused
    }
    return check(read, file, sample, language)
  },
}

async function check(
  read: Mapping,
  file: string,
  sample: string,
  language: Language,
): Promise<ExitCode> {
  const { isOfTable } = await import('../../loader/formats/csv/table-files.ts')
  const { documentPath, INDEX_NAME, misnamedIndex } = await import(
    '../../loader/formats/csv/context.ts'
  )
  const { lookAtHead, namesInWords, readTable } = await import('../../loader/formats/csv/table.ts')
  const below = path.relative(path.dirname(path.resolve(file)), path.resolve(sample))
  const name = below.startsWith('..') || path.isAbsolute(below) ? path.basename(sample) : below
  const table = read.tables.find((each) => isOfTable(each, name))
  if (table === undefined) {
    const patterns = read.tables.map(({ files }) => files).join(', ')
    throw new WrongUse(
      language === 'ja'
        ? `${name} はこの対応付けのどの表にも当たりません（files: ${patterns}）`
        : `${name} is no table of this mapping (files: ${patterns})`,
    )
  }
  const bytes = fs.readFileSync(sample)
  const { fault, unmapped } = lookAtHead(bytes, table)
  if (fault !== '') {
    process.stderr.write(`${sample}:1: ${fault}\n`)
    return EXIT.refused
  }
  const { readDay } = await import('../../loader/formats/csv/times.ts')
  const documents: string[] = []
  const whyNotShown = (row: TableRow, standing: Standing) => {
    const place = documentPath(path.basename(sample), row.text('file'))
    if (place === '' || !fs.existsSync(path.join(path.dirname(sample), place))) {
      return `${row.text('file')} is not there`
    }
    if (!INDEX_NAME.test(name)) return misnamedIndex(name)
    documents.push(documentInWords(row, readDay(row.text('date'))?.at ?? '', standing))
    return ''
  }
  const pieces = [...readTable(bytes, name, table, whyNotShown)]
  const records = pieces.flatMap((piece) => piece.records).map(inWords)
  const shown = [...records, ...documents].slice(0, ROWS_SHOWN)
  const leftOut = unmapped.length === 0 ? '' : namesInWords(unmapped)
  process.stdout.write(report(table, pieces, shown, leftOut, language))
  const isWhole = pieces.every(({ parts, problems }) => parts.unread.length + problems.length === 0)
  return isWhole ? EXIT.done : EXIT.doneWithGaps
}

function report(
  table: Table,
  pieces: readonly TablePiece[],
  shown: readonly string[],
  leftOut: string,
  language: Language,
): string {
  const unread = pieces.flatMap((piece) => piece.parts.unread)
  const problems = pieces.flatMap((piece) => piece.problems)
  const seen = pieces.reduce((sum, { parts }) => sum + parts.seen, 0)
  const loaded = pieces.reduce((sum, { parts }) => sum + parts.loaded, 0)
  const ja = language === 'ja'
  const lines = [
    ja
      ? `${table.kind}: ${seen} 行のうち ${loaded} 行を読みました。`
      : `${table.kind}: ${loaded} of ${seen} rows read.`,
    ...shown.map((line) => `  ${line}`),
    ...(leftOut === ''
      ? []
      : [ja ? `対応付けにない列: ${leftOut}` : `Columns without a mapping: ${leftOut}`]),
    ...unread.map(({ where, reason, detail }) => `${where}: ${reason}: ${detail}`),
    ...problems.map(({ where, text, reason }) => `${where}: 「${text}」 ${reason}`),
  ]
  return `${lines.join('\n')}\n`
}

function documentInWords(row: TableRow, at: string, standing: Standing): string {
  const said = ['title', 'type', 'author', 'department', 'file'].map((name) => row.text(name))
  const mark = standing === 'current' ? '' : `[${standing}]`
  return [row.patientId, at, ...said, mark].filter((text) => text !== '').join(' ')
}

/** What the chart will say, in a line. */
function inWords(record: ClinicalRecord): string {
  const standing = record.standing === undefined ? '' : ` [${record.standing}]`
  return `${record.patientId} ${factInWords(record)}${standing}`
}

function factInWords(record: ClinicalRecord): string {
  switch (record.kind) {
    case 'patient': {
      const names = record.names.map(({ family, given }) => `${family} ${given}`.trim())
      return `${names.join(' / ')} ${record.birthDate?.at ?? ''} ${record.sex}`
    }
    case 'observationGroup': {
      const results = record.results.map(
        ({ item, text, unit, flag }) =>
          `${item.display} ${text}${unit === null ? '' : ` ${unit.display}`}${flag === '' ? '' : ` ${flag}`}`,
      )
      return `${record.collectedAt?.at ?? ''} ${results.join('; ')}`
    }
    case 'encounterEvent':
      return `${record.event} ${record.occurredAt?.at ?? ''} ${record.place?.ward?.display ?? ''}`
    case 'medicationOrder': {
      const drugs = record.components.map(
        ({ drug, dose }) => `${drug.display} ${dose?.text ?? ''}${dose?.unit?.display ?? ''}`,
      )
      return `${drugs.join(' + ')} ${record.startAt?.at ?? ''}-${record.endAt?.at ?? ''}`
    }
    case 'order':
      return `${record.category} ${record.item.display} ${record.scheduledAt?.at ?? ''} ${record.text}`
    case 'allergy':
      return `${record.state} ${record.substance?.display ?? ''} ${record.reaction}`
    case 'problem':
      return `${record.condition.display} ${record.icd10} ${record.onsetAt?.at ?? ''}-${record.endedAt?.at ?? ''}`
    default:
      return record.kind
  }
}
