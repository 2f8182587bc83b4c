/** The cumulative table on the screen: names and dates stay, only what is in sight is drawn. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useWords } from '../../language/language.tsx'
import { formatClock, formatDay, weekday } from '../../parts/dates.ts'
import { type CumulativeTable, type LabColumn, type LabRow, textWidth } from './cumulative.ts'
import { ItemDetail } from './item-detail.tsx'
import { cellText, LabCell, LabHeadStatus } from './lab-cell.tsx'
import { useViewport } from './use-viewport.ts'
import { offsetsOf, visibleSpan } from './visible-span.ts'

/** Measures in rem, so that enlarged text enlarges the table with it. */
const ROW = 1.75
const HEAD = 3
const LETTER = 0.52
const COLUMN_LEAST = 5.5
const COLUMN_MOST = 16
const SPARE_ROWS = 6
const SPARE_COLUMNS = 2

export function CumulativeGrid({ table }: { table: CumulativeTable }) {
  const { words } = useWords()
  const [box, viewport] = useViewport()
  const [shown, setShown] = useState<number | null>(null)
  const [focused, setFocused] = useState(0)
  const wantsFocus = useRef(false)
  const lines = useMemo(() => linesOf(table.rows), [table])
  const measures = useMemo(() => measure(table, lines.length), [table, lines])
  const { rem } = viewport
  const rows = visibleSpan(
    measures.rows,
    viewport.top / rem,
    viewport.height / rem - HEAD,
    SPARE_ROWS,
  )
  const columns = visibleSpan(
    measures.columns,
    viewport.left / rem,
    viewport.width / rem - measures.frozen,
    SPARE_COLUMNS,
  )

  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    box.current?.querySelector<HTMLElement>(`[data-line="${focused}"]`)?.focus()
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && shown !== null) {
      setShown(null)
      return
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    if (!(event.target as Element).hasAttribute('data-line')) return
    const next = nextItem(lines, focused, event.key === 'ArrowDown' ? 1 : -1)
    if (next === null) return
    event.preventDefault()
    wantsFocus.current = true
    setFocused(next)
    scrollToLine(box.current, next * ROW * rem, ROW * rem, HEAD * rem)
  }

  const shownLine = shown === null ? undefined : lines[shown]
  return (
    <div className="labs-sheet">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside */}
      <div className="labs-scroll" ref={box} onKeyDown={onKeyDown}>
        <table
          className="cumulative"
          aria-rowcount={lines.length + 1}
          aria-colcount={table.columns.length + 3}
          style={{
            width: `${measures.frozen + (measures.columns.at(-1) ?? 0)}rem`,
            height: `${HEAD + lines.length * ROW}rem`,
          }}
        >
          <caption className="sr-only">{words.labs.caption}</caption>
          <thead>
            <tr>
              <th scope="col" className="frozen item" style={{ width: `${measures.name}rem` }}>
                {words.labs.item}
                <small>{words.labs.newestLeft}</small>
              </th>
              <th
                scope="col"
                className="frozen unit"
                style={{ left: `${measures.name}rem`, width: `${measures.unit}rem` }}
              >
                {words.labs.unit}
              </th>
              <th
                scope="col"
                className="frozen range"
                style={{
                  left: `${measures.name + measures.unit}rem`,
                  width: `${measures.range}rem`,
                }}
              >
                {words.labs.range}
                <small>{words.labs.newestRange}</small>
              </th>
              {columns.first > 0 && (
                <td style={{ width: `${measures.columns[columns.first]}rem` }} />
              )}
              {table.columns.slice(columns.first, columns.end).map((column, index) => (
                <ColumnHead
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  key={columns.first + index}
                  column={column}
                  width={widthAt(measures.columns, columns.first + index)}
                />
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.first > 0 && (
              <tr style={{ height: `${measures.rows[rows.first]}rem` }}>
                <td />
              </tr>
            )}
            {lines.slice(rows.first, rows.end).map((line, index) => (
              <Line
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
                key={rows.first + index}
                line={line}
                at={rows.first + index}
                columns={columns}
                measures={measures}
                isShown={shown === rows.first + index}
                isTabStop={focused === rows.first + index}
                onShow={(at) => {
                  setFocused(at)
                  setShown(at)
                }}
              />
            ))}
            <tr>
              <td />
            </tr>
          </tbody>
        </table>
      </div>
      {shownLine?.row !== undefined && (
        <ItemDetail row={shownLine.row} columns={table.columns} onClose={() => setShown(null)} />
      )}
    </div>
  )
}

/** A line of the table: a section's name, or an item. */
interface TableLine {
  readonly section: string
  readonly row?: LabRow
}

function linesOf(rows: readonly LabRow[]): TableLine[] {
  return rows.flatMap((row) => {
    const line: TableLine = { section: row.item.section, row }
    return row.opensSection ? [{ section: row.item.section }, line] : [line]
  })
}

interface Measures {
  readonly name: number
  readonly unit: number
  readonly range: number
  /** The three frozen columns together. */
  readonly frozen: number
  /** Offsets of the dated columns, and of the lines. */
  readonly columns: readonly number[]
  readonly rows: readonly number[]
}

function measure(table: CumulativeTable, lines: number): Measures {
  const widthFor = (texts: string[], least: number, most: number) =>
    Math.min(most, Math.max(least, Math.max(0, ...texts.map(textWidth)) * LETTER + 1.2))
  const name = widthFor(
    table.rows.map((row) => row.item.name),
    9,
    15,
  )
  const unit = widthFor(
    table.rows.map((row) => row.item.unit),
    3.5,
    6.5,
  )
  const range = widthFor(
    table.rows.map((row) => row.range),
    5.5,
    8,
  )
  const widths = table.columns.map((_, at) =>
    widthFor(
      table.rows.map((row) => cellText(row.cells.get(at))),
      COLUMN_LEAST,
      COLUMN_MOST,
    ),
  )
  return {
    name,
    unit,
    range,
    frozen: name + unit + range,
    columns: offsetsOf(widths),
    rows: offsetsOf(Array.from({ length: lines }, () => ROW)),
  }
}

function widthAt(offsets: readonly number[], at: number): number {
  return (offsets[at + 1] ?? 0) - (offsets[at] ?? 0)
}

function ColumnHead({ column, width }: { column: LabColumn; width: number }) {
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

interface LineProps {
  readonly line: TableLine
  readonly at: number
  readonly columns: { first: number; end: number }
  readonly measures: Measures
  readonly isShown: boolean
  readonly isTabStop: boolean
  readonly onShow: (at: number) => void
}

function Line({ line, at, columns, measures, isShown, isTabStop, onShow }: LineProps) {
  const { words } = useWords()
  const { row } = line
  const drawn = columns.end - columns.first
  if (row === undefined) {
    return (
      <tr className="section" aria-rowindex={at + 2}>
        <th scope="rowgroup" colSpan={4 + drawn + Number(columns.first > 0)}>
          <span>{line.section || words.labs.noSection}</span>
        </th>
      </tr>
    )
  }
  return (
    <tr aria-rowindex={at + 2} className={isShown ? 'shown' : undefined}>
      <th scope="row" className="frozen item">
        <button
          type="button"
          className={textWidth(row.item.name) > 27 ? 'item-button long' : 'item-button'}
          data-line={at}
          tabIndex={isTabStop || (at === 1 && isTabStop) ? 0 : -1}
          aria-expanded={isShown}
          onClick={() => onShow(at)}
        >
          {row.item.name}
          {row.item.specimen !== '' && <small>{row.item.specimen}</small>}
        </button>
      </th>
      <td className="frozen unit" style={{ left: `${measures.name}rem` }}>
        {row.item.unit}
      </td>
      <td className="frozen range" style={{ left: `${measures.name + measures.unit}rem` }}>
        {row.range}
      </td>
      {columns.first > 0 && <td />}
      {Array.from({ length: drawn }, (_, index) => (
        <LabCell
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={columns.first + index}
          result={row.cells.get(columns.first + index)}
          letters={(widthAt(measures.columns, columns.first + index) - 1.2) / LETTER}
          onShowAll={() => onShow(at)}
        />
      ))}
      <td />
    </tr>
  )
}

function nextItem(lines: readonly TableLine[], from: number, step: 1 | -1): number | null {
  for (let at = from + step; at >= 0 && at < lines.length; at += step) {
    if (lines[at]?.row !== undefined) return at
  }
  return null
}

/** Moves the box as little as is needed to bring a line out from under the head and above the lower edge. */
function scrollToLine(box: HTMLElement | null, top: number, height: number, head: number): void {
  if (box === null) return
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + height + head > box.scrollTop + box.clientHeight) {
    box.scrollTop = top + height + head - box.clientHeight
  }
}
