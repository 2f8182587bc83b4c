/** The cumulative table on the screen: names and dates stay, only what is in sight is drawn. */
import {
  type KeyboardEvent,
  memo,
  type RefObject,
  startTransition,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { LabsAnswer } from '../../../model/api/chart/labs.ts'
import { useWords } from '../../language/language.tsx'
import { useChart } from '../open-chart.tsx'
import type { CumulativeTable } from './cumulative.ts'
import { ColumnHead, columnsOf, FROZEN_COLUMNS, frozenStyle, GridLine } from './grid-line.tsx'
import {
  HEAD_HEIGHT,
  linesOf,
  type Measures,
  measure,
  nextItemLine,
  ROW_HEIGHT,
  type TableLine,
} from './grid-measures.ts'
import { ItemDetail } from './item-detail.tsx'
import { useStepped } from './use-stepped.ts'
import { useViewport } from './use-viewport.ts'
import { type Span, visibleSpan } from './visible-span.ts'

/** Drawn beyond the edge, so that a quick scroll meets no blank. */
const SPARE_LINES = 4
const SPARE_COLUMNS = 1
/** Drawn in one frame at most, when a table opens or is scrolled far. */
const LINES_A_FRAME = 6
const COLUMNS_A_FRAME = 3

interface CumulativeGridProps {
  readonly table: CumulativeTable
  readonly events: LabsAnswer['events']
}

export function CumulativeGrid({ table, events }: CumulativeGridProps) {
  const { words } = useWords()
  const [box, viewport] = useViewport()
  const { noValue } = words.labs
  const lines = useMemo(() => linesOf(table.rows), [table])
  const measures = useMemo(() => measure(table, lines, noValue), [table, lines, noValue])
  const [shown, setShown] = useState<number | null>(null)
  const { focused, setFocused, onArrow } = useLineFocus(box, lines, viewport.rem)
  const { rem } = viewport
  useWantedItem(lines, (at) => {
    setFocused(at)
    setShown(at)
    scrollToLine(box.current, at, rem)
  })
  const shownLines = useStepped(
    visibleSpan(
      measures.lines,
      viewport.top / rem,
      viewport.height / rem - HEAD_HEIGHT,
      SPARE_LINES,
    ),
    LINES_A_FRAME,
    'empty',
  )
  const columns = useStepped(
    visibleSpan(
      measures.columns,
      viewport.left / rem,
      viewport.width / rem - measures.frozen,
      SPARE_COLUMNS,
    ),
    COLUMNS_A_FRAME,
    'whole',
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setShown(null)
    else onArrow(event)
  }
  const show = useCallback(
    (at: number) => {
      setFocused(at)
      startTransition(() => setShown(at))
    },
    [setFocused],
  )
  const close = useCallback(() => setShown(null), [])
  const shownRow = shown === null ? undefined : lines[shown]?.row
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside are handled together
    <div className="labs-sheet" onKeyDown={onKeyDown}>
      <section
        className="labs-scroll"
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the table scrolls, and must scroll by keyboard
        tabIndex={0}
        aria-label={words.labs.caption}
      >
        <Rails columns={columns} measures={measures} />
        <table
          className="cumulative"
          aria-rowcount={lines.length + 1}
          aria-colcount={FROZEN_COLUMNS + table.columns.length}
          style={{ width: `${measures.width}rem` }}
        >
          <caption className="sr-only">{words.labs.caption}</caption>
          <GridHead table={table} columns={columns} measures={measures} />
          <tbody style={{ height: `${measures.lines.at(-1) ?? 0}rem` }}>
            {lines.slice(shownLines.first, shownLines.end).map((line, index) => (
              <GridLine
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
                key={shownLines.first + index}
                line={line}
                at={shownLines.first + index}
                columns={columns}
                measures={measures}
                isShown={shown === shownLines.first + index}
                isTabStop={focused === shownLines.first + index}
                onShow={show}
              />
            ))}
          </tbody>
        </table>
      </section>
      {shownRow !== undefined && (
        <ItemDetail
          row={shownRow}
          rows={table.rows}
          columns={table.columns}
          events={events}
          onClose={close}
        />
      )}
    </div>
  )
}

interface GridHeadProps {
  readonly table: CumulativeTable
  readonly columns: Span
  readonly measures: Measures
}

const GridHead = memo(function GridHead({ table, columns, measures }: GridHeadProps) {
  const { words } = useWords()
  const { name, unit, range } = measures
  return (
    <thead>
      <tr>
        <th scope="col" className="frozen item" style={frozenStyle(0, name)}>
          {words.labs.item}
          <small>{words.labs.newestLeft}</small>
        </th>
        <th scope="col" className="frozen unit" style={frozenStyle(name, unit)}>
          {words.labs.unit}
        </th>
        <th scope="col" className="frozen range" style={frozenStyle(name + unit, range)}>
          {words.labs.range}
          <small>{words.labs.newestRange}</small>
        </th>
        {columnsOf(columns).map((at) => {
          const column = table.columns[at]
          return (
            column !== undefined && (
              <ColumnHead key={at} column={column} at={at} place={measures.places[at]} />
            )
          )
        })}
      </tr>
    </thead>
  )
})

/** The lines between the dated columns, for the eye alone: a column has a cell only where it has a result. */
const Rails = memo(function Rails({ columns, measures }: Omit<GridHeadProps, 'table'>) {
  return (
    <div
      className="rails"
      aria-hidden="true"
      style={{ width: `${measures.width}rem`, height: `${measures.lines.at(-1) ?? 0}rem` }}
    >
      {columnsOf(columns).map((at) => (
        <div key={at} style={measures.places[at]} />
      ))}
    </div>
  )
})

/** Somebody came for one item: it is shown as if it had been chosen here. */
function useWantedItem(lines: readonly TableLine[], show: (at: number) => void): void {
  const chart = useChart()
  useEffect(() => {
    const wanted = chart.wantedLabItem
    if (wanted === null) return
    chart.wantedLabItem = null
    const at = lines.findIndex(({ row }) => row?.item.key === wanted)
    if (at >= 0) show(at)
  })
}

interface LineFocus {
  /** The line that Tab leads to. */
  readonly focused: number
  readonly setFocused: (at: number) => void
  readonly onArrow: (event: KeyboardEvent) => void
}

/** Arrow keys walk through the items, also through those that are not drawn yet. */
function useLineFocus(
  box: RefObject<HTMLElement | null>,
  lines: readonly TableLine[],
  rem: number,
): LineFocus {
  const [focused, setFocused] = useState(() => nextItemLine(lines, -1, 1) ?? 0)
  const wantsFocus = useRef(false)
  useEffect(() => {
    if (!wantsFocus.current) return
    const button = box.current?.querySelector<HTMLElement>(`[data-line="${focused}"]`)
    if (button === null || button === undefined) return
    wantsFocus.current = false
    button.focus({ preventScroll: true })
  })
  const onArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    if (!(event.target as Element).hasAttribute('data-line')) return
    const next = nextItemLine(lines, focused, event.key === 'ArrowDown' ? 1 : -1)
    if (next === null) return
    event.preventDefault()
    wantsFocus.current = true
    setFocused(next)
    scrollToLine(box.current, next, rem)
  }
  return { focused, setFocused, onArrow }
}

/** Moves the box as little as is needed to bring a line out from under the head and above the lower edge. */
function scrollToLine(box: HTMLElement | null, line: number, rem: number): void {
  if (box === null) return
  const top = line * ROW_HEIGHT * rem
  const bottom = top + (ROW_HEIGHT + HEAD_HEIGHT) * rem
  if (top < box.scrollTop) box.scrollTop = top
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
}
