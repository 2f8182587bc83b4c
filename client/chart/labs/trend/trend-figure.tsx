/**
 * Several items over one axis of time: a strip each with its own unit and the ranges of its own times; below them what was
 * ordered, and numbered marks of what happened. A line joins plain numbers only; what is no number is written, never placed
 * by a value.
 */
import { useWords } from '../../../language/language.tsx'
import { formatDay } from '../../../parts/dates.ts'
import type { LabRow } from '../cumulative.ts'
import type { DrugLane } from './drug-lanes.ts'
import { LaneRow } from './lane-row.tsx'
import { FOOT, HEAD, LANE, LEFT, RIGHT, WIDTH } from './measures.ts'
import type { TrendPoint } from './points.ts'
import { dayAt, dayTicks, type TimeSpan } from './span.ts'
import { Strip } from './strip.tsx'

export interface TrendSeries {
  readonly item: LabRow['item']
  readonly points: readonly TrendPoint[]
}

export interface TrendMark {
  readonly time: number
  readonly number: number
}

export interface TrendFigureProps {
  readonly series: readonly TrendSeries[]
  readonly span: TimeSpan
  readonly lanes: readonly DrugLane[]
  readonly marks: readonly TrendMark[]
}

export function TrendFigure({ series, span, lanes, marks }: TrendFigureProps) {
  const { words } = useWords()
  const strip = series.length === 1 ? 150 : 96
  const lanesTop = HEAD + series.length * strip
  const height = lanesTop + FOOT + lanes.length * LANE
  const x = (time: number) =>
    LEFT + ((time - span.from) / (span.to - span.from || 1)) * (WIDTH - LEFT - RIGHT)
  return (
    <svg
      className="trend"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={words.labs.trendOf(
        series
          .map(({ item }) => item.name + words.inBrackets(item.unit || '-'))
          .join(words.listComma),
      )}
    >
      {series.map(({ item, points }, at) => (
        <Strip
          key={item.id}
          item={item}
          points={points}
          x={x}
          top={HEAD + at * strip}
          height={strip}
        />
      ))}
      {dayTicks(span).map((tick) => (
        <g key={tick}>
          <line className="tick" x1={x(tick)} x2={x(tick)} y1={lanesTop} y2={lanesTop + 4} />
          <text x={x(tick)} y={lanesTop + 15} textAnchor={anchorAt(x(tick))}>
            {formatDay(dayAt(tick))}
          </text>
        </g>
      ))}
      <line className="axis" x1={LEFT} x2={WIDTH - RIGHT} y1={lanesTop} y2={lanesTop} />
      {lanes.map((lane, at) => (
        <LaneRow key={lane.drug} lane={lane} span={span} x={x} top={lanesTop + FOOT + at * LANE} />
      ))}
      {marks.map(({ time, number }) => (
        <line key={number} className="event" x1={x(time)} x2={x(time)} y1={HEAD - 2} y2={height} />
      ))}
      {numbersOf(marks, x).map(({ at, text }) => (
        <text key={text} className="event-number" x={at} y={11} textAnchor="middle">
          {text}
        </text>
      ))}
    </svg>
  )
}

/** Half the length of a date. */
const HALF_DATE = 30

/** A date at the right edge stays inside. */
function anchorAt(x: number): 'middle' | 'end' {
  return x > WIDTH - HALF_DATE ? 'end' : 'middle'
}

/** Nearer marks than this share their numbers. */
const APART = 14

/** The numbers above the marks: those too near to each other as one, `2–4`. */
function numbersOf(
  marks: readonly TrendMark[],
  x: (time: number) => number,
): { at: number; text: string }[] {
  const groups: TrendMark[][] = []
  for (const mark of marks) {
    const last = groups.at(-1)
    const near = last?.at(-1)
    if (last !== undefined && near !== undefined && x(mark.time) - x(near.time) < APART) {
      last.push(mark)
    } else groups.push([mark])
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)]
    if (first === undefined || last === undefined) return []
    const text = first === last ? `${first.number}` : `${first.number}–${last.number}`
    return [{ at: (x(first.time) + x(last.time)) / 2, text }]
  })
}
