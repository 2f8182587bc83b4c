/** `sansho mapping check`: what a mapping file makes of a table, before anything is loaded by it. */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Mapping, Table } from '../../loader/formats/csv/mapping-schema.ts'
import type { TableRow } from '../../loader/formats/csv/table-row.ts'
import type { Standing } from '../../model/records.ts'
import { EXIT, type ExitCode, Explained, type Language, type Verb, WrongUse } from '../verb.ts'

export const mapping: Verb = {
  name: 'mapping check',
  summary: {
    ja: '部門システムの表の対応付け（sansho-mapping.yaml）を確かめる',
    en: 'checks the mapping of a departmental export (sansho-mapping.yaml)',
  },
  help: {
    ja: `
使い方: sansho mapping check 対応付け 表

  対応付けのファイルを確かめ、その対応付けで表の最初の10行がどう読めるかを示します。何も取り込みません。
  対応付けの誤りは、行と桁と直し方を示します。表のうち、対応付けにない列、読み取れない値、取り込めない行も挙げます。

  対応付け  書き出しのフォルダーに置く sansho-mapping.yaml。書き方は docs/mapping.md、例は docs/examples/ にあります
  表        そのフォルダーの CSV / TSV

終了コード: 0 すべて読める、1 失敗、2 使い方の誤り、3 読めない行や値がある、4 対応付けが誤っている`,
    en: `
Use: sansho mapping check MAPPING TABLE

  Checks a mapping file, and shows how the first 10 rows of a table are read by it. Nothing is loaded.
  Faults of the mapping are named by line and column, with what to do; so are columns that it leaves out, values that cannot
  be read, and rows that would not be loaded.

  MAPPING   sansho-mapping.yaml, which lies in the folder of the export; see docs/mapping.md, examples are in docs/examples/
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
    const text = new TextDecoder().decode(bytesOf(file, language))
    const read = readMapping(text)
    if ('faults' in read) {
      for (const { line, column, said } of read.faults) {
        process.stderr.write(`${file}:${line}:${column}: ${said[language]}\n`)
      }
      return EXIT.refused
    }
    return check(read, { file, text }, sample, language)
  },
}

function bytesOf(file: string, language: Language): Buffer {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const ja = code === 'ENOENT' ? 'がありません' : `を読めません（${code}）`
    const en = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
    throw new Explained(language === 'ja' ? `${file} ${ja}` : `${file} ${en}`)
  }
}

async function check(
  read: Mapping,
  { file, text }: { readonly file: string; readonly text: string },
  sample: string,
  language: Language,
): Promise<ExitCode> {
  const { isOfTable } = await import('../../loader/formats/csv/table-files.ts')
  const { lookAtHead } = await import('../../loader/formats/csv/table-head.ts')
  const { readTable } = await import('../../loader/formats/csv/table.ts')
  const { checkText, documentInWords } = await import('../mapping-text.ts')
  const below = path.relative(path.dirname(path.resolve(file)), path.resolve(sample))
  const name = below.startsWith('..') || path.isAbsolute(below) ? path.basename(sample) : below
  const index = read.tables.findIndex((each) => isOfTable(each, name))
  const table = read.tables[index]
  if (table === undefined) {
    const patterns = read.tables.map(({ files }) => files).join(', ')
    throw new WrongUse(
      language === 'ja'
        ? `${name} はこの対応付けのどの表にも当たりません（files: ${patterns}）`
        : `${name} is no table of this mapping (files: ${patterns})`,
    )
  }
  const bytes = bytesOf(sample, language)
  const { fault, unmapped } = lookAtHead(bytes, table)
  if (fault !== null) {
    const { placeIn } = await import('../../loader/formats/csv/mapping.ts')
    const place = fault.path === null ? null : placeIn(text, ['tables', index, ...fault.path])
    const where = place === null ? `${sample}:1` : `${file}:${place.line}:${place.column}`
    const of = place === null ? '' : `${path.basename(sample)}: `
    process.stderr.write(`${where}: ${of}${fault.said[language]}\n`)
    return EXIT.refused
  }
  const why = await documentsBeside(sample, name, table)
  const documents: string[] = []
  const whyNotShown = (row: TableRow, standing: Standing) => {
    const reason = why(row)
    if (reason === null) documents.push(documentInWords(row, standing, language))
    return reason
  }
  const pieces = [...readTable(bytes, { path: name, folder: '' }, table, whyNotShown)]
  process.stdout.write(checkText({ table, pieces, documents, unmapped }, language))
  const isWhole = pieces.every(({ parts, problems }) => parts.unread.length + problems.length === 0)
  return isWhole ? EXIT.done : EXIT.doneWithGaps
}

/** Why a document that a row names will be in no chart; null = it will. */
async function documentsBeside(sample: string, name: string, { pathPrefix }: Table) {
  const { documentPath, INDEX_NAME, misnamedIndex } = await import(
    '../../loader/formats/csv/context.ts'
  )
  const { fileNotThere } = await import('../../loader/formats/csv/table-words.ts')
  return (row: TableRow) => {
    const place = documentPath(path.basename(sample), row.text('file'), pathPrefix)
    const isThere = place !== '' && fs.existsSync(path.join(path.dirname(sample), place))
    if (!isThere) return fileNotThere(row.text('file'))
    return INDEX_NAME.test(name) ? null : misnamedIndex(name)
  }
}
