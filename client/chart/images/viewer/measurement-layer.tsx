/** Measurements drawn over a viewport, each with its figures. */
import * as cornerstone from 'cornerstone-core'
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import { measurementText } from './measurement-text.ts'
import type { Measurement, Point } from './measuring.ts'
import type { ViewerWords } from './viewer-words.ts'

interface MeasurementLayerProps {
  readonly element: HTMLElement
  readonly shown: ShownFrame
  readonly measurements: readonly Omit<Measurement, 'id'>[]
  readonly words: ViewerWords
}

export function MeasurementLayer({ element, shown, measurements, words }: MeasurementLayerProps) {
  return (
    <svg className="viewer-measures" aria-hidden="true">
      {measurements.map((measurement, place) => {
        const points = measurement.points.map((point) => onScreen(element, point))
        const last = points.at(-1)
        if (last === undefined) return null
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: measurements are only added and taken at the end
          <g key={place}>
            <Shape measurement={measurement} points={points} element={element} />
            <text x={last.x + 8} y={last.y - 6}>
              {measurementText(measurement, shown, words).map((line, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of one label, always drawn together
                <tspan key={n} x={last.x + 8} dy={n === 0 ? 0 : '1.25em'}>
                  {line}
                </tspan>
              ))}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

interface ShapeProps {
  readonly measurement: Omit<Measurement, 'id'>
  readonly points: readonly Point[]
  readonly element: HTMLElement
}

function Shape({ measurement, points, element }: ShapeProps) {
  if (measurement.kind === 'probe') {
    const [point] = points
    return point === undefined ? null : <circle cx={point.x} cy={point.y} r={4} />
  }
  const drawn = measurement.kind === 'ellipse' ? ellipseOutline(measurement, element) : points
  return (
    <>
      <polyline points={drawn.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {points.map(({ x, y }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: points have no identity but their place
        <circle key={n} cx={x} cy={y} r={2.5} />
      ))}
    </>
  )
}

/** The ellipse in image pixels, carried point by point onto the screen: it stays right when the image is turned. */
function ellipseOutline({ points: [a, b] }: ShapeProps['measurement'], element: HTMLElement) {
  if (a === undefined || b === undefined) return []
  const center = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  const radius = { x: (b.x - a.x) / 2, y: (b.y - a.y) / 2 }
  return Array.from({ length: 65 }, (_, n) => {
    const angle = (n * Math.PI) / 32
    return onScreen(element, {
      x: center.x + radius.x * Math.cos(angle),
      y: center.y + radius.y * Math.sin(angle),
    })
  })
}

function onScreen(element: HTMLElement, point: Point): Point {
  return cornerstone.pixelToCanvas(element, { ...point })
}
