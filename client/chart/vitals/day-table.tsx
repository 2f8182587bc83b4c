/** What is not a curve, under the day it belongs to: SpO2, intake and output, stool, meals, weight. */
import type { VitalPoint, VitalsAnswer } from '../../../model/api/chart/vitals.ts'
import { VITAL_ITEMS, type VitalItem } from '../../../model/codes/vital-items.ts'
import { useWords } from '../../language/language.tsx'
import { formatClock } from '../../parts/dates.ts'
import type { DayGap } from '../day-gaps.ts'
import { byTimeOfDay, dayGaps, isVoid } from './sheet.ts'

/** Drawn above the days. */
const DRAWN: ReadonlySet<VitalItem> = new Set(['temperature', 'pulse', 'systolic', 'diastolic'])
const ITEMS = VITAL_ITEMS.filter((item) => !DRAWN.has(item))

interface DayTableProps {
  readonly part: VitalsAnswer
  readonly days: readonly string[]
  /** In rem, as is `labelWidth`. */
  readonly dayWidth: number
  readonly labelWidth: number
}

export function DayTable({ part, days, dayWidth, labelWidth }: DayTableProps) {
  const { words } = useWords()
  const gaps = dayGaps(part, days)
  const rows = ITEMS.flatMap((item) => {
    const points = part.points.filter((point) => point.item === item && point.at.at !== null)
    const byName = Map.groupBy(points, (point) => `${point.name}\u001f${point.unit}`)
    const named = [...byName]
    if (item === 'meal') named.sort(([, a], [, b]) => byTimeOfDay(a, b))
    return named.map(([key, values]) => ({ key: `${item}${key}`, values }))
  })
  if (rows.length === 0) return null
  return (
    <table className="day-table" style={{ width: `${labelWidth + dayWidth * days.length}rem` }}>
      <caption className="sr-only">{words.vitals.byDay}</caption>
      <colgroup>
        <col style={{ width: `${labelWidth}rem` }} />
        {days.map((day) => (
          <col key={day} style={{ width: `${dayWidth}rem` }} />
        ))}
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">{words.labs.item}</th>
          {days.map((day) => (
            <th key={day} scope="col">
              {day} {gaps.has(day) && words.gaps.ofDay[gaps.get(day) as DayGap]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              {row.values[0]?.name}
              {row.values[0]?.unit !== '' && <small> {row.values[0]?.unit}</small>}
            </th>
            {days.map((day) => (
              <td key={day} className={gaps.get(day)}>
                {row.values
                  .filter((point) => point.at.at?.slice(0, 10) === day)
                  .map((point, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: values are read only and never move
                    <DayValue key={at} point={point} />
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function DayValue({ point }: { point: VitalPoint }) {
  return (
    <span className="day-value">
      {isVoid(point) ? <s>{point.text}</s> : point.text}
      {point.flag !== '' && point.flag !== 'N' && <b className="flag"> {point.flag}</b>}
      <span className="sr-only"> {formatClock(point.at.at ?? '')}</span>
    </span>
  )
}
