/**
 * The curves of the temperature sheet. 体温 blue, 脈拍 red as is the habit of Japanese wards; each has a mark of its own
 * as well, so that the sheet can be read without colours.
 */
import type { VitalsAnswer } from '../../../model/api/chart/vitals.ts'
import { ENCOUNTER_EVENT_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import { instant, weekday } from '../../parts/dates.ts'
import type { DayGap } from '../day-gaps.ts'
import { Mark, tick } from './curve-mark.tsx'
import {
  axisOf,
  CURVES,
  type Curve,
  type CurvePoint,
  curvePoints,
  dayGaps,
  joinedRuns,
  type LostDays,
  lostDays,
  type PressureBar,
  placeLabels,
  pressureBars,
} from './sheet.ts'
import { TemperatureAxis, wholeDegrees } from './temperature-axis.tsx'

/** Units of the drawing per rem, so that letters in it have the size of letters around it. */
const PER_REM = 16
const TOP = 84
const HEIGHT = 380
const BOTTOM = 8
/** From this width on a day has room for an event's title beside its kind. */
const WIDE_DAY = 100
const LABEL_HEIGHT = 15
/** Of a full-width letter at the size of the labels. */
const LETTER_WIDTH = 12.5

interface TemperatureSheetProps {
  readonly part: VitalsAnswer
  readonly days: readonly string[]
  /** In rem, as is `labelWidth`. */
  readonly dayWidth: number
  readonly labelWidth: number
}

type Scale = (value: number) => number

export function TemperatureSheet({ part, days, dayWidth, labelWidth }: TemperatureSheetProps) {
  const { words } = useWords()
  const left = labelWidth * PER_REM
  const step = dayWidth * PER_REM
  const width = left + step * days.length
  const curves = Object.fromEntries(
    CURVES.map((curve) => [curve, curvePoints(part.points, curve, part.from)]),
  ) as Record<Curve, CurvePoint[]>
  const bars = pressureBars(part.points, part.from)
  const degrees = axisOf(
    [35, 41],
    curves.temperature.map((point) => point.number),
  )
  const beats = axisOf(
    [0, 180],
    [
      ...curves.pulse.map((point) => point.number),
      ...bars.flatMap((bar) => [bar.systolic, bar.diastolic].filter((each) => each !== null)),
    ],
  )
  const lost = lostDays(part.patientGaps, part.from)
  const x: Scale = (day) => left + day * step
  const y: Record<Curve, Scale> = {
    temperature: vertical(degrees),
    pulse: vertical(beats),
    respiration: vertical(beats),
  }
  return (
    <div className="temperature-chart">
      <TemperatureAxis
        width={left}
        height={HEIGHT}
        unitsPerRem={PER_REM}
        degrees={degrees}
        beats={beats}
        toDegrees={y.temperature}
        toBeats={y.pulse}
      />
      <svg
        className="temperature-sheet"
        style={{ marginInlineStart: `-${labelWidth}rem` }}
        width={`${width / PER_REM}rem`}
        height={`${HEIGHT / PER_REM}rem`}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={words.vitals.sheetOf(part.from, part.to)}
      >
        <Days days={days} gaps={dayGaps(part, days)} left={left} step={step} />
        <DegreeLines degrees={degrees} left={left} width={width} y={y.temperature} />
        <Events part={part} x={x} step={step} />
        <PressureBars bars={bars} x={x} y={y.pulse} />
        {CURVES.map((curve) => (
          <CurveLine
            key={curve}
            curve={curve}
            points={curves[curve]}
            lost={lost}
            x={x}
            y={y[curve]}
          />
        ))}
      </svg>
    </div>
  )
}

function vertical([low, high]: readonly [number, number]): Scale {
  return (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - BOTTOM - TOP)
}

interface DaysProps {
  readonly days: readonly string[]
  readonly gaps: ReadonlyMap<string, DayGap>
  readonly left: number
  readonly step: number
}

function Days({ days, gaps, left, step }: DaysProps) {
  const { words, language } = useWords()
  return days.map((day, at) => (
    <g key={day} className={gaps.get(day)}>
      {gaps.get(day) === 'lost' && <rect x={left + at * step} y={0} width={step} height={HEIGHT} />}
      <line className="day-line" x1={left + at * step} x2={left + at * step} y1={0} y2={HEIGHT} />
      <text x={left + (at + 0.5) * step} y={16} textAnchor="middle">
        {Number(day.slice(5, 7))}/{Number(day.slice(8, 10))}
      </text>
      <text className="faint" x={left + (at + 0.5) * step} y={32} textAnchor="middle">
        {weekday(day, language)}
      </text>
      {gaps.has(day) && (
        <text className="day-gap" x={left + (at + 0.5) * step} y={47} textAnchor="middle">
          {words.gaps.ofDay[gaps.get(day) as DayGap]}
        </text>
      )}
    </g>
  ))
}

interface DegreeLinesProps {
  readonly degrees: readonly [number, number]
  readonly left: number
  readonly width: number
  readonly y: Scale
}

function DegreeLines({ degrees, left, width, y }: DegreeLinesProps) {
  return wholeDegrees(degrees).map((degree) => (
    <line
      key={degree}
      className={degree === 37 ? 'grid strong' : 'grid'}
      x1={left}
      x2={width}
      y1={y(degree)}
      y2={y(degree)}
    />
  ))
}

function Events({ part, x, step }: { part: VitalsAnswer; x: Scale; step: number }) {
  const { code } = useWords()
  const labels = part.events.flatMap((event) => {
    if (event.at.at === null) return []
    const kind = code(ENCOUNTER_EVENT_WORDS, event.code)
    const text = step >= WIDE_DAY && event.title !== '' ? `${kind} ${event.title}` : kind
    const day = (instant(event.at.at) - instant(part.from)) / 86_400_000
    return [{ x: x(day), text, hasTime: event.at.at.includes('T') }]
  })
  return placeLabels(labels, LETTER_WIDTH).map((label, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: events are read only and never move
    <g key={at} className="event">
      {/* What only has a day stands in the day's column: a line would say midnight. */}
      {label.hasTime && (
        <line x1={label.x} x2={label.x} y1={TOP - 10 - label.row * LABEL_HEIGHT} y2={HEIGHT} />
      )}
      <text x={label.x + 3} y={TOP - 8 - label.row * LABEL_HEIGHT}>
        {label.text}
      </text>
    </g>
  ))
}

/** ∨ at the systolic, ∧ at the diastolic, joined by a line. */
function PressureBars({ bars, x, y }: { bars: readonly PressureBar[]; x: Scale; y: Scale }) {
  return bars.map((bar) => {
    const at = x(bar.day)
    return (
      <g key={bar.day} className="pressure">
        {bar.systolic !== null && bar.diastolic !== null && (
          <line x1={at} x2={at} y1={y(bar.systolic)} y2={y(bar.diastolic)} />
        )}
        {bar.systolic !== null && <polyline points={tick(at, y(bar.systolic), -4)} />}
        {bar.diastolic !== null && <polyline points={tick(at, y(bar.diastolic), 4)} />}
      </g>
    )
  })
}

interface CurveLineProps {
  readonly curve: Curve
  readonly points: readonly CurvePoint[]
  readonly lost: readonly LostDays[]
  readonly x: Scale
  readonly y: Scale
}

function CurveLine({ curve, points, lost, x, y }: CurveLineProps) {
  return (
    <g className={curve}>
      {joinedRuns(points, lost).map((run) => (
        <polyline
          key={run[0]?.day}
          className="line"
          points={run.map((point) => `${x(point.day)},${y(point.number)}`).join(' ')}
        />
      ))}
      {points.map((point, at) => (
        <Mark
          // biome-ignore lint/suspicious/noArrayIndexKey: points are read only and never move
          key={at}
          curve={curve}
          x={x(point.day)}
          y={y(point.number)}
          isHollow={point.comparator !== ''}
        />
      ))}
    </g>
  )
}
