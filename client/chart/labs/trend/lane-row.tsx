/** One drug below a trend: its name, and a bar for each time it was ordered for; a start and a stop are upright strokes. */
import { useWords } from '../../../language/language.tsx'
import type { DrugBar, DrugLane } from './drug-lanes.ts'
import { LANE, LEFT, RIGHT, WIDTH } from './measures.ts'
import type { TimeSpan } from './span.ts'

interface LaneRowProps {
  readonly lane: DrugLane
  readonly span: TimeSpan
  readonly x: (time: number) => number
  readonly top: number
}

export function LaneRow({ lane, span, x, top }: LaneRowProps) {
  return (
    <g className="lane">
      <line className="grid" x1={0} x2={WIDTH - RIGHT} y1={top} y2={top} />
      <text x={2} y={top + 11}>
        {lane.drug}
      </text>
      {lane.bars.map((bar) => (
        <Bar key={bar.from} bar={bar} span={span} x={x} y={top + LANE - 5} />
      ))}
    </g>
  )
}

interface BarProps {
  readonly bar: DrugBar
  readonly span: TimeSpan
  readonly x: (time: number) => number
  readonly y: number
}

function Bar({ bar, span, x, y }: BarProps) {
  const { words } = useWords()
  const starts = bar.from >= span.from
  const left = Math.max(LEFT, x(bar.from))
  if (bar.to === null) {
    return (
      <g className="bar open">
        {starts && <line x1={left} x2={left} y1={y - 4} y2={y + 4} />}
        <line
          className="unknown-end"
          x1={left}
          x2={Math.min(WIDTH - RIGHT, left + 14)}
          y1={y}
          y2={y}
        />
        <text x={Math.min(WIDTH - RIGHT, left + 17)} y={y + 4}>
          {words.labs.endUnknownSign}
        </text>
      </g>
    )
  }
  const stops = bar.to <= span.to
  const right = Math.min(WIDTH - RIGHT, x(bar.to))
  return (
    <g className="bar">
      <line className="course" x1={left} x2={Math.max(right, left + 1)} y1={y} y2={y} />
      {starts && <line x1={left} x2={left} y1={y - 4} y2={y + 4} />}
      {stops && <line x1={right} x2={right} y1={y - 4} y2={y + 4} />}
    </g>
  )
}
