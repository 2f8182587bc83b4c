/** One item over time: the curve, and every value it is made of with the range that held then. */
import { memo, useEffect, useRef } from 'react'
import type { LabsAnswer } from '../../../model/api/chart/labs.ts'
import { flagSense } from '../../../model/codes/result-words.ts'
import { useWords } from '../../language/language.tsx'
import { formatMoment } from '../../parts/dates.ts'
import { useGrowing } from '../../parts/use-growing.ts'
import { Otherwise, SourcesOf } from '../otherwise.tsx'
import type { LabColumn, LabRow } from './cumulative.ts'
import { type DatedResult, datedResults } from './dated-results.ts'
import { LabFlag, LabNote, LabStatus, LabValue } from './lab-cell.tsx'
import { TrendLegend } from './trend/trend-notes.tsx'
import { TrendPanel } from './trend/trend-panel.tsx'

/** Ten years of an item are hundreds of values. */
const VALUES_A_FRAME = 25

interface ItemDetailProps {
  readonly row: LabRow
  /** All items of the table, to be compared with. */
  readonly rows: readonly LabRow[]
  readonly columns: readonly LabColumn[]
  readonly events: LabsAnswer['events']
  readonly onClose: () => void
}

/** Drawn again only when it changes: the table beside it scrolls. */
export const ItemDetail = memo(function ItemDetail(props: ItemDetailProps) {
  const { row, rows, columns, events, onClose } = props
  const { words } = useWords()
  const box = useRef<HTMLElement>(null)
  const values = datedResults(row, columns)
  const { item } = row
  // biome-ignore lint/correctness/useExhaustiveDependencies: another item is read from its top
  useEffect(() => {
    box.current?.scrollTo(0, 0)
    // With text enlarged it begins below what is in sight.
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [item.id])
  return (
    <aside className="item-detail" aria-label={item.name} ref={box}>
      <header>
        <h2>
          {item.name}
          <small>
            {[item.specimen, item.unit].filter((each) => each !== '').join('・')}
            {item.code !== '' && ` ${item.system} ${item.code}`}
          </small>
        </h2>
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </header>
      <TrendPanel row={row} rows={rows} columns={columns} events={events} />
      <ValueTable key={item.id} values={values} unit={item.unit} />
      <TrendLegend />
    </aside>
  )
})

interface ValueTableProps {
  readonly values: readonly DatedResult[]
  readonly unit: string
}

function ValueTable({ values, unit }: ValueTableProps) {
  const { words } = useWords()
  const drawn = useGrowing(values.length, VALUES_A_FRAME)
  const isOfSeveral = values.some(({ sources }) => sources !== undefined)
  return (
    <table className="rows">
      <caption>{words.labs.allValues(values.length)}</caption>
      <thead>
        <tr>
          <th scope="col">{words.labs.collected}</th>
          <th scope="col" className="number">
            {words.labs.value}
          </th>
          <th scope="col">{words.labs.unit}</th>
          <th scope="col">{words.labs.range}</th>
          <th scope="col">
            {isOfSeveral && `${words.voices.source}・`}
            {words.labs.note}
          </th>
        </tr>
      </thead>
      <tbody>
        {values.slice(0, drawn).map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values are read only and never move
          <ValueRow key={index} value={value} unit={unit} />
        ))}
      </tbody>
    </table>
  )
}

function ValueRow({ value, unit }: { value: DatedResult; unit: string }) {
  const { words } = useWords()
  const { result, sources } = value
  const row = (
    <tr className={result.otherwise === undefined ? undefined : 'goes-on'}>
      <td className="time">
        {value.at === null ? value.text || words.undated : formatMoment(value.at)}
      </td>
      <td className={`number sense-${flagSense(result.flag)}`}>
        <LabValue result={result} />
        <LabFlag flag={result.flag} />
      </td>
      <td>{unit}</td>
      <td className="time">{result.range || <span className="none">{words.notWritten}</span>}</td>
      <td>
        <LabStatus status={result.status} />
        <SourcesOf sources={sources} /> <LabNote result={result} />
      </td>
    </tr>
  )
  if (result.otherwise === undefined) return row
  return (
    <>
      {row}
      <tr>
        <td colSpan={5}>
          <Otherwise of={result} at={value.at} />
        </td>
      </tr>
    </>
  )
}
