/** One item's strip: its axis, the ranges of each time as a band, the line, and a marker with the source's flag at each result. */

import { useWords } from '../../../language/language.tsx'
import type { LabRow } from '../cumulative.ts'
import { LEFT, RIGHT, WIDTH } from './measures.ts'
import { axisTicks, lineRuns, rangeSteps, type TrendPoint, valueExtent } from './points.ts'

/** More points than this have no room for letters: their shapes tell. */
const CROWD = 40
/** Room for the name above the plot, and for letters above and below the points. */
const TITLE = 16
const AIR = 10

type Scale = (value: number) => number

interface StripProps {
  readonly item: LabRow['item']
  readonly points: readonly TrendPoint[]
  readonly x: Scale
  readonly top: number
  readonly height: number
}

export function Strip({ item, points, x, top, height }: StripProps) {
  const { words } = useWords()
  const extent = valueExtent(points)
  const bottom = top + height
  const y: Scale =
    extent === null
      ? () => bottom - AIR
      : (value) => {
          const plot = height - TITLE - 2 * AIR
          return bottom - AIR - ((value - extent[0]) / (extent[1] - extent[0])) * plot
        }
  const isCrowded = points.length > CROWD
  return (
    <g className="strip">
      {extent !== null && <RangeBand points={points} x={x} y={y} extent={extent} />}
      {extent !== null &&
        axisTicks(extent[0], extent[1], height > 120 ? 4 : 3).map((tick) => (
          <g key={tick}>
            <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
      <line className="axis" x1={LEFT} x2={LEFT} y1={top + TITLE} y2={bottom - 2} />
      <text className="strip-name" x={2} y={top + 12}>
        {item.name}
        <tspan className="strip-unit" dx={6}>
          {item.unit}
        </tspan>
        {extent === null && <tspan dx={10}>{words.labs.noNumbersHere}</tspan>}
      </text>
      {lineRuns(points).map((run) => (
        <polyline
          key={run[0]?.at}
          className="line"
          points={run.map((point) => `${x(point.time)},${y(point.number ?? 0)}`).join(' ')}
        />
      ))}
      {points.map((point, index) => (
        <Marker
          // biome-ignore lint/suspicious/noArrayIndexKey: points are read only and never move
          key={index}
          point={point}
          x={x(point.time)}
          y={y}
          foot={bottom - 3}
          isCrowded={isCrowded}
        />
      ))}
    </g>
  )
}

interface MarkerProps {
  readonly point: TrendPoint
  readonly x: number
  readonly y: Scale
  readonly foot: number
  readonly isCrowded: boolean
}

function Marker({ point, x, y, foot, isCrowded }: MarkerProps) {
  const { number, comparator, sense, label, flag } = point
  if (number === null) {
    return (
      <text className={`no-number sense-${sense}`} x={x} y={foot} textAnchor="middle">
        ×{!isCrowded && label.length <= 6 && label}
      </text>
    )
  }
  const at = y(number)
  const said = comparator === '' ? flag : `${label} ${flag}`.trim()
  const below = sense === 'below' || comparator.startsWith('<')
  return (
    <>
      <path
        className={`point sense-${sense}${comparator === '' ? '' : ' hollow'}`}
        d={outline(point, x, at, isCrowded ? 2.25 : 3.5)}
      />
      {!isCrowded && said !== '' && (
        <text
          className={`flag-letter sense-${sense}`}
          x={x}
          y={below ? at + 13 : at - 6}
          textAnchor="middle"
        >
          {said}
        </text>
      )}
    </>
  )
}

/** ▲ above, ▼ below (a comparator by its direction, hollow), ◆ otherwise abnormal, ● the rest. */
function outline({ sense, comparator }: TrendPoint, x: number, y: number, r: number): string {
  const up = comparator === '' ? sense === 'above' : comparator.startsWith('>')
  const down = comparator === '' ? sense === 'below' : comparator.startsWith('<')
  if (up) return `M${x} ${y - r}L${x + r} ${y + r}L${x - r} ${y + r}Z`
  if (down) return `M${x} ${y + r}L${x + r} ${y - r}L${x - r} ${y - r}Z`
  if (sense === 'other') return `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
}

interface RangeBandProps {
  readonly points: readonly TrendPoint[]
  readonly x: Scale
  readonly y: Scale
  readonly extent: readonly [number, number]
}

/** Each point's own range, halfway to its neighbours: where a range changed, the band steps. */
function RangeBand({ points, x, y, extent }: RangeBandProps) {
  return rangeSteps(points).map(({ from, to, range }) => {
    const [before, first] = [points[from - 1], points[from]]
    const [last, after] = [points[to], points[to + 1]]
    if (first === undefined || last === undefined) return null
    const left = before === undefined ? x(first.time) - 6 : x((before.time + first.time) / 2)
    const right = after === undefined ? x(last.time) + 6 : x((last.time + after.time) / 2)
    const top = y(range.high ?? extent[1])
    return (
      <rect
        key={from}
        className="range-band"
        x={left}
        y={top}
        width={Math.max(0.5, right - left)}
        height={Math.max(0, y(range.low ?? extent[0]) - top)}
      />
    )
  })
}
