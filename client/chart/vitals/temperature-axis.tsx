/** What the curves are read by, their scales and their signs: it stays in its place while the days scroll behind it. */
import { useWords } from '../../language/language.tsx'
import { Mark, tick } from './curve-mark.tsx'
import { CURVES } from './sheet.ts'

type Scale = (value: number) => number

interface TemperatureAxisProps {
  /** Of the drawing, in its own units. */
  readonly width: number
  readonly height: number
  readonly unitsPerRem: number
  readonly degrees: readonly [number, number]
  readonly beats: readonly [number, number]
  readonly toDegrees: Scale
  readonly toBeats: Scale
}

export function TemperatureAxis(props: TemperatureAxisProps) {
  const { width, height, unitsPerRem, degrees, beats, toDegrees, toBeats } = props
  const tens = Array.from({ length: Math.floor(beats[1] / 20) + 1 }, (_, at) => at * 20)
  return (
    <svg
      className="temperature-axis"
      width={`${width / unitsPerRem}rem`}
      height={`${height / unitsPerRem}rem`}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {wholeDegrees(degrees).map((degree) => (
        <text
          key={degree}
          className="temperature"
          x={width - 10}
          y={toDegrees(degree) + 4}
          textAnchor="end"
        >
          {degree}
        </text>
      ))}
      {tens.map((beat) => (
        <text key={beat} className="pulse" x={width - 44} y={toBeats(beat) + 4} textAnchor="end">
          {beat}
        </text>
      ))}
      <Legend />
    </svg>
  )
}

/** Every degree that has a line. */
export function wholeDegrees([low, high]: readonly [number, number]): number[] {
  return Array.from({ length: high - low + 1 }, (_, at) => low + at)
}

function Legend() {
  const { words } = useWords()
  return (
    <g className="legend">
      {CURVES.map((curve, at) => (
        <g key={curve} className={curve}>
          <Mark curve={curve} x={8} y={10 + at * 15} />
          <text x={17} y={14 + at * 15}>
            {words.vitals.legend[curve]}
          </text>
        </g>
      ))}
      <g className="pressure">
        <polyline points={tick(8, 54, -4)} />
        <polyline points={tick(8, 58, 4)} />
        <text x={17} y={60}>
          {words.vitals.legend.pressure}
        </text>
      </g>
    </g>
  )
}
