/** The pieces of the cumulative table: the head of a dated column, a section's line, an item's line. */
import { memo } from 'react'
import { LAB_SECTIONS } from '../../../model/codes/lab-sections.ts'
import { useWords } from '../../language/language.tsx'
import { formatClock, formatDay, weekday } from '../../parts/dates.ts'
import { type LabColumn, type LabRow, textWidth } from './cumulative.ts'
import { lettersIn, type Measures, sizeAt, type TableLine } from './grid-measures.ts'
import { LabCell, LabHeadStatus } from './lab-cell.tsx'

/** From the first to before the last of the columns that are drawn. */
export interface Span {
  readonly first: number
  readonly end: number
}

export function ColumnHead({ column, width }: { column: LabColumn; width: number }) {
  const { words, language } = useWords()
  return (
    <th scope="col" className="date" style={{ width: `${width}rem` }}>
      {column.at === null ? (
        <span className="missing">{column.text || words.undated}</span>
      ) : (
        <>
          <span className="time">{formatDay(column.at)}</span>
          <small className="time">
            {column.at.length >= 10 && weekday(column.at, language)} {formatClock(column.at)}
          </small>
        </>
      )}
      <LabHeadStatus groups={column.groups} />
    </th>
  )
}

interface GridLineProps {
  readonly line: TableLine
  /** Its place among all lines. */
  readonly at: number
  readonly columns: Span
  readonly measures: Measures
  readonly isShown: boolean
  readonly isTabStop: boolean
  readonly onShow: (at: number) => void
}

/** Drawn again only when it changes: scrolling down leaves the lines in sight as they are. */
export const GridLine = memo(function GridLine(props: GridLineProps) {
  const { line, columns } = props
  if (line.row !== undefined) return <ItemLine {...props} row={line.row} />
  const drawn = columns.end - columns.first + Number(columns.first > 0)
  return <SectionLine line={line} at={props.at} width={4 + drawn} />
})

function SectionLine({ line, at, width }: { line: TableLine; at: number; width: number }) {
  const { words, language } = useWords()
  return (
    <tr className="section" aria-rowindex={at + 2}>
      <th scope="rowgroup" colSpan={width}>
        <span>
          {sectionName(line.section, language) || words.labs.noSection}
          {line.specimen !== '' && <small>{line.specimen}</small>}
        </span>
      </th>
    </tr>
  )
}

/** The word of a section's code; a panel's own name where the source has no code. */
function sectionName(section: string, language: 'ja' | 'en'): string {
  const known = Object.entries(LAB_SECTIONS).find(([code]) => code === section)
  return known?.[1][language] ?? section
}

/** Longer names than this take two lines of small letters. */
const LETTERS_OF_ONE_LINE = 26

function ItemLine({ row, line, at, columns, measures, ...props }: GridLineProps & { row: LabRow }) {
  const { item } = row
  const isLong = textWidth(item.name + line.specimen) > LETTERS_OF_ONE_LINE
  return (
    <tr aria-rowindex={at + 2} className={props.isShown ? 'shown' : undefined}>
      <th scope="row" className="frozen item">
        <button
          type="button"
          className={isLong ? 'item-button long' : 'item-button'}
          data-line={at}
          tabIndex={props.isTabStop ? 0 : -1}
          aria-expanded={props.isShown}
          onClick={() => props.onShow(at)}
        >
          {item.name}
          {line.specimen !== '' && <small>{line.specimen}</small>}
        </button>
      </th>
      <td className="frozen unit" style={{ left: `${measures.name}rem` }}>
        {item.unit}
      </td>
      <td className="frozen range" style={{ left: `${measures.name + measures.unit}rem` }}>
        {row.range}
      </td>
      {columns.first > 0 && <td />}
      {Array.from({ length: columns.end - columns.first }, (_, index) => (
        <LabCell
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={columns.first + index}
          result={row.cells.get(columns.first + index)}
          letters={lettersIn(sizeAt(measures.columns, columns.first + index))}
          line={at}
          onShow={props.onShow}
        />
      ))}
      <td />
    </tr>
  )
}
