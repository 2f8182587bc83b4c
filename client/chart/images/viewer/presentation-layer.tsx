/** What a presentation state draws on an image (PS3.3 C.10.5). */
import * as cornerstone from 'cornerstone-core'
import type { ImageAttributes } from '../../../../model/dicom-pixels/image-attributes.ts'
import type { Graphic, PresentedImage } from '../objects/presentation.ts'
import type { Point } from './measuring.ts'

interface PresentationLayerProps {
  readonly element: HTMLElement
  readonly presentation: PresentedImage
  readonly image: ImageAttributes
}

export function PresentationLayer({ element, presentation, image }: PresentationLayerProps) {
  return (
    <svg className="viewer-measures presented" aria-hidden="true">
      {presentation.graphics.map((graphic, n) => {
        const area = presentation.area ?? {
          left: 1,
          top: 1,
          right: image.columns,
          bottom: image.rows,
        }
        const onImage = ({ x, y }: Point): Point =>
          graphic.units === 'PIXEL'
            ? { x, y }
            : {
                x: area.left - 1 + x * (area.right - area.left + 1),
                y: area.top - 1 + y * (area.bottom - area.top + 1),
              }
        const points = outline({ ...graphic, points: graphic.points.map(onImage) }).map((point) =>
          cornerstone.pixelToCanvas(element, point),
        )
        // biome-ignore lint/suspicious/noArrayIndexKey: a graphic's place in the file is its identity
        return <Drawn key={n} graphic={graphic} points={points} />
      })}
    </svg>
  )
}

function Drawn({ graphic, points }: { graphic: Graphic; points: readonly Point[] }) {
  const [first] = points
  if (first === undefined) return null
  if (graphic.kind === 'TEXT') {
    return (
      <text x={first.x} y={first.y}>
        {graphic.text.split(/\r?\n/).map((line, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, always drawn together
          <tspan key={n} x={first.x} dy={n === 0 ? 0 : '1.25em'}>
            {line}
          </tspan>
        ))}
      </text>
    )
  }
  if (graphic.kind === 'POINT') return <circle cx={first.x} cy={first.y} r={4} />
  return <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
}

/** Circles by centre and a point on them, ellipses by the ends of their axes, as points along the line. */
function outline({ kind, points }: Pick<Graphic, 'kind' | 'points'>): readonly Point[] {
  const [a, b, c, d] = points
  if (kind === 'CIRCLE' && a !== undefined && b !== undefined) {
    const radius = Math.hypot(b.x - a.x, b.y - a.y)
    return around((cos, sin) => ({ x: a.x + radius * cos, y: a.y + radius * sin }))
  }
  if (
    kind === 'ELLIPSE' &&
    a !== undefined &&
    b !== undefined &&
    c !== undefined &&
    d !== undefined
  ) {
    const center = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
    return around((cos, sin) => ({
      x: center.x + ((b.x - a.x) / 2) * cos + ((d.x - c.x) / 2) * sin,
      y: center.y + ((b.y - a.y) / 2) * cos + ((d.y - c.y) / 2) * sin,
    }))
  }
  return points
}

function around(at: (cos: number, sin: number) => Point): Point[] {
  return Array.from({ length: 65 }, (_, n) =>
    at(Math.cos((n * Math.PI) / 32), Math.sin((n * Math.PI) / 32)),
  )
}
