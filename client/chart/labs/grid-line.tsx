/** The pieces of the cumulative table: the head of a dated column, a section's line, an item's line. */
import { type CSSProperties, memo } from 'react'
import { LAB_SECTIONS } from '../../../model/codes/lab-sections.ts'
import { useWords } from '../../language/language.tsx'
import { formatClock, formatDay, weekday } from '../../parts/dates.ts'
import { type LabColumn, type LabRow, textWidth } from './cumulative.ts'
import { lettersIn, type Measures, sizeAt, type TableLine } from './grid-measures.ts'
import { LabCell, LabHeadStatus } from './lab-cell.tsx'
import type { Span } from './visible-span.ts'

/** The frozen columns: item, unit, range. */
export const FROZEN_COLUMNS = 3

interface ColumnHeadProps {
  readonly column: LabColumn
  /** Its place among all dated columns. */
  readonly at: number
  readonly place: CSSProperties | undefined
}

export function ColumnHead({ column, at, place }: ColumnHeadProps) {
  const { words, language } = useWords()
  return (
    <th scope="col" className="date" aria-colindex={FROZEN_COLUMNS + 1 + at} style={place}>
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
  const { line } = props
  if (line.row !== undefined) return <ItemLine {...props} row={line.row} />
  return <SectionLine line={line} at={props.at} measures={props.measures} />
})

type SectionLineProps = Pick<GridLineProps, 'line' | 'at' | 'measures'>

function SectionLine({ line, at, measures }: SectionLineProps) {
  const { words, language } = useWords()
  return (
    <tr className="section" aria-rowindex={at + 2} style={lineStyle(measures, at)}>
      <th scope="rowgroup" colSpan={FROZEN_COLUMNS + measures.places.length}>
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

function lineStyle({ lines }: Measures, at: number): CSSProperties {
  return { top: `${lines[at] ?? 0}rem` }
}

/** Longer names than this take two lines of small letters. */
const LETTERS_OF_ONE_LINE = 26

function ItemLine({ row, line, at, columns, measures, ...props }: GridLineProps & { row: LabRow }) {
  const { item } = row
  const isLong = textWidth(item.name + line.specimen) > LETTERS_OF_ONE_LINE
  return (
    <tr
      aria-rowindex={at + 2}
      className={props.isShown ? 'shown' : undefined}
      style={lineStyle(measures, at)}
    >
      <th scope="row" className="frozen item" style={{ width: `${measures.name}rem` }}>
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
      <td className="frozen unit" style={frozenStyle(measures.name, measures.unit)}>
        {item.unit}
      </td>
      <td
        className="frozen range"
        style={frozenStyle(measures.name + measures.unit, measures.range)}
        title={row.range}
      >
        {row.range}
      </td>
      {columnsOf(columns).map((column) => {
        const result = row.cells.get(column)
        return (
          result !== undefined && (
            <LabCell
              key={column}
              result={result}
              column={FROZEN_COLUMNS + 1 + column}
              place={measures.places[column]}
              letters={lettersIn(sizeAt(measures.columns, column))}
              line={at}
              onShow={props.onShow}
            />
          )
        )
      })}
    </tr>
  )
}

/** Where a frozen column stays while the dated ones go by. */
export function frozenStyle(left: number, width: number): CSSProperties {
  return { left: `${left}rem`, width: `${width}rem` }
}

/** The numbers of the columns of a span. */
export function columnsOf({ first, end }: Span): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index)
}
