/** The newest columns of the cumulative table, and the newest reports of what does not fit into one. */
import type { LabResult } from '../../../model/api/chart/labs.ts'
import { LAB_SECTIONS } from '../../../model/codes/lab-sections.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import {
  type CumulativeTable,
  cumulate,
  type LabColumn,
  type LabRow,
} from '../../chart/labs/cumulative.ts'
import { sourcesOf } from '../../chart/labs/dated-results.ts'
import { LabHeadStatus, LabStatus } from '../../chart/labs/lab-cell.tsx'
import { Otherwise, SourceNames } from '../../chart/otherwise.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { formatClock, formatDay } from '../../parts/dates.ts'
import { gapBlocks, noneBlock, partTitle, pieceTitle, sentence, textBlocks } from '../blocks.tsx'
import type { Block, PrintTable } from '../sheet.ts'
import type { Speech } from '../words.ts'
import { reportBlocks } from './lab-reports.tsx'
import { PrintedResult } from './printed-result.tsx'
import type { PacketFacts } from './read-packet.ts'

/** Dates across a sheet of paper. */
const COLUMNS = 5
/** Longer results stand below the table in full. */
const LETTERS_OF_A_CELL = 24

export function labBlocks(speech: Speech, { summary, labs }: PacketFacts): Block[] {
  if (labs === null) return []
  const { language, words } = speech
  const gaps = gapBlocks(speech, summary.patientGaps, ['labs'])
  const title = PRINT_PART_WORDS.labs[language]
  if (labs.groups.length === 0) {
    return [
      partTitle(title),
      ...gaps,
      noneBlock(speech, words.labs.none, summary.patientGaps, ['labs']),
    ]
  }
  const tableOf = (category: string) => {
    const groups = labs.groups.filter((group) => group.category === category)
    return cumulate(groups, labs.items, labs.results)
  }
  const none = noneBlock(speech, words.labs.noResults, summary.patientGaps, ['labs'])
  const others = tableOf('other')
  return [
    ...cumulativeBlocks(speech, { title, table: tableOf('laboratory'), gaps, none }),
    ...reportBlocks(speech, labs),
    ...(others.columns.length === 0
      ? []
      : cumulativeBlocks(speech, {
          title: words.labs.otherResults,
          table: others,
          gaps: [],
          none,
        })),
  ]
}

interface Cumulative {
  readonly title: string
  readonly table: CumulativeTable
  readonly gaps: readonly Block[]
  readonly none: Block
}

function cumulativeBlocks(speech: Speech, { title, table, gaps, none }: Cumulative): Block[] {
  const { print } = speech
  const shown = Math.min(COLUMNS, table.columns.length)
  if (shown === 0) return [partTitle(title), ...gaps, none]
  const head = cumulativeHead(speech, table, shown)
  const rows = table.rows.filter((row) => newestCells(row, shown).length > 0)
  const longTexts: Block[] = []
  const blocks: Block[] = []
  let section: string | null = null
  for (const row of rows) {
    if (row.item.section !== section) {
      section = row.item.section
      blocks.push(sectionRow(speech, head, section, shown))
    }
    blocks.push({
      table: head,
      node: <ItemCells speech={speech} row={row} table={table} shown={shown} />,
    })
    longTexts.push(...longTextsOf(speech, row, table, shown))
  }
  const note = print.all(shown, table.columns.length, print.columns)
  return [partTitle(title, note), ...gaps, ...blocks, ...longTexts]
}

function cumulativeHead({ words }: Speech, table: CumulativeTable, shown: number): PrintTable {
  return {
    className: 'lab-columns',
    head: (
      <>
        <th scope="col">{words.labs.item}</th>
        <th scope="col">{words.labs.unit}</th>
        <th scope="col">
          {words.labs.range}
          <small>{words.labs.newestRange}</small>
        </th>
        {table.columns.slice(0, shown).map((column, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns are printed once and never move
          <th key={at} scope="col">
            {column.at === null ? (
              column.text || words.undated
            ) : (
              <>
                {formatDay(column.at)}
                <small>{formatClock(column.at) || '\u00a0'}</small>
              </>
            )}
            <LabHeadStatus groups={column.groups} />
            <SourceNames of={{ sources: headSources(column) }} />
          </th>
        ))}
      </>
    ),
  }
}

function sectionRow(speech: Speech, table: PrintTable, section: string, shown: number): Block {
  const known = Object.entries(LAB_SECTIONS).find(([code]) => code === section)
  return {
    table,
    className: 'section-row',
    keepWithNext: true,
    node: (
      <th scope="rowgroup" colSpan={3 + shown}>
        {known?.[1][speech.language] ?? (section || speech.words.labs.noSection)}
      </th>
    ),
  }
}

interface ItemCellsProps {
  readonly speech: Speech
  readonly row: LabRow
  readonly table: CumulativeTable
  readonly shown: number
}

function ItemCells({ speech, row, table, shown }: ItemCellsProps) {
  const { item } = row
  const said = newestCells(row, shown).map(([, { method = '' }]) => method)
  const methods = [...new Set(said)].filter((method) => method !== '')
  return (
    <>
      <th scope="row">
        {item.name} {item.specimen !== '' && <small>{item.specimen}</small>}
        {methods.length > 0 && <small>{speech.words.labs.method(methods.join('、'))}</small>}
      </th>
      <td>{item.unit}</td>
      <td>{row.range}</td>
      {Array.from({ length: shown }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells are printed once and never move
        <td key={at}>
          <ResultCell
            speech={speech}
            result={row.cells.get(at)}
            column={table.columns[at]}
            newestRange={row.range}
          />
        </td>
      ))}
    </>
  )
}

interface ResultCellProps {
  readonly speech: Speech
  readonly result: LabResult | undefined
  readonly column: LabColumn | undefined
  readonly newestRange: string
}

/** The source's own text and letter; the range too where it was another one then. */
function ResultCell({ speech, result, column, newestRange }: ResultCellProps) {
  if (result === undefined || column === undefined) return null
  const { print } = speech
  return (
    <>
      {result.otherwise !== undefined && '≠ '}
      <LabStatus status={result.status} />
      {isLong(result) ? print.fullText : <PrintedResult result={result} />}
      {result.range !== '' && result.range !== newestRange && (
        <small>{print.rangeThen(result.range)}</small>
      )}
      <SourceNames of={{ sources: cellSources(result, column) }} />
    </>
  )
}

/** The source of a column's groups, said once in its head; none where they are of several. */
function headSources({ groups }: LabColumn): string[] | undefined {
  const sources = new Set(groups.map(({ source }) => source))
  const [only] = sources
  return sources.size === 1 && only !== undefined ? [only] : undefined
}

/** Whose a result is, where the head of its column does not say it. */
function cellSources(result: LabResult, column: LabColumn): string[] | undefined {
  const own = result.sources ?? sourcesOf(result, column.groups)
  return own?.join() === headSources(column)?.join() ? undefined : own
}

function isLong(result: LabResult): boolean {
  return result.text.length > LETTERS_OF_A_CELL
}

function newestCells(row: LabRow, shown: number): [number, LabResult][] {
  return [...row.cells].filter(([at]) => at < shown).sort(([a], [b]) => a - b)
}

/** Long results in full, every note, and what another source says otherwise, under the item and time they belong to. */
function longTextsOf(speech: Speech, row: LabRow, table: CumulativeTable, shown: number): Block[] {
  return newestCells(row, shown)
    .filter(([, result]) => isLong(result) || result.note !== '' || result.otherwise !== undefined)
    .flatMap(([at, result]) => {
      const column = table.columns[at]
      return [
        pieceTitle(
          <>
            {row.item.name}{' '}
            <ClinicalTime time={{ at: column?.at ?? null, text: column?.text ?? '' }} />{' '}
            <LabStatus status={result.status} /> {isLong(result) ? result.flag : ''}
          </>,
        ),
        ...(isLong(result) ? textBlocks(result.text) : []),
        ...(result.note === ''
          ? []
          : textBlocks(`${speech.words.labs.note}: ${speech.note(result.note)}`)),
        ...(result.otherwise === undefined
          ? []
          : [sentence(<Otherwise of={result} at={column?.at ?? null} />)]),
      ]
    })
}
