/** The curve of one item. Hollow marker = `<` or `>`; no line across a gap; the band is the range of each point's time. */
import { useWords } from '../../language/language.tsx'
import { formatDay } from '../../parts/dates.ts'
import { axisTicks, lineRuns, rangeSteps, type TrendPoint, valueExtent } from './trend.ts'

const WIDTH = 400
const HEIGHT = 200
const LEFT = 46
const RIGHT = 12
const TOP = 10
const BOTTOM = 24
/** More points than this need smaller marks to stay apart. */
const CROWD = 40

interface TrendChartProps {
  readonly points: readonly TrendPoint[]
  readonly unit: string
  readonly name: string
}

export function TrendChart({ points, unit, name }: TrendChartProps) {
  const { words } = useWords()
  const extent = valueExtent(points)
  const [first, last] = [points[0], points.at(-1)]
  if (extent === null || first === undefined || last === undefined) {
    return <p className="none">{words.labs.noNumbers}</p>
  }
  const x = scale([first.time, last.time], [LEFT + 8, WIDTH - RIGHT - 8])
  const y = scale(extent, [HEIGHT - BOTTOM, TOP])
  return (
    <svg
      className="trend"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={words.labs.trendOf(name, unit)}
    >
      <RangeBand points={points} x={x} y={y} extent={extent} />
      {axisTicks(extent[0], extent[1], 4).map((tick) => (
        <g key={tick}>
          <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <text x={x(first.time)} y={HEIGHT - 6} textAnchor="start">
        {formatDay(first.at)}
      </text>
      {last.at.slice(0, 10) !== first.at.slice(0, 10) && (
        <text x={x(last.time)} y={HEIGHT - 6} textAnchor="end">
          {formatDay(last.at)}
        </text>
      )}
      {lineRuns(points).map((run) => (
        <polyline
          key={run[0]?.at}
          className="line"
          points={run.map((point) => `${x(point.time)},${y(point.number ?? 0)}`).join(' ')}
        />
      ))}
      {points.map((point, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: points are read only and never move
        <Marker key={index} point={point} x={x} y={y} radius={points.length > CROWD ? 1.75 : 3.5} />
      ))}
    </svg>
  )
}

type Scale = (value: number) => number

function scale([from, to]: [number, number], [start, end]: [number, number]): Scale {
  if (from === to) return () => (start + end) / 2
  return (value) => start + ((value - from) / (to - from)) * (end - start)
}

interface MarkerProps {
  readonly point: TrendPoint
  readonly x: Scale
  readonly y: Scale
  readonly radius: number
}

function Marker({ point, x, y, radius }: MarkerProps) {
  if (point.number === null) {
    return (
      <text className="no-number" x={x(point.time)} y={HEIGHT - BOTTOM - 3} textAnchor="middle">
        ×
      </text>
    )
  }
  const hollow = point.comparator === '' ? '' : ' hollow'
  return (
    <circle
      className={`point sense-${point.sense}${hollow}`}
      cx={x(point.time)}
      cy={y(point.number)}
      r={radius}
    />
  )
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
    const left = before === undefined ? x(first.time) - 8 : x((before.time + first.time) / 2)
    const right = after === undefined ? x(last.time) + 8 : x((last.time + after.time) / 2)
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
