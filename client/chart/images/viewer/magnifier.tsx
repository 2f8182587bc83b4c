/** A lens over the picture: the image's own pixels, enlarged beyond what the viewport shows them at. */
import * as cornerstone from 'cornerstone-core'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { Point } from './measuring.ts'
import type { PixelCanvas } from './paint-frame.ts'

const SIZE = 240
const ENLARGED = 3

interface MagnifierProps {
  readonly element: RefObject<HTMLDivElement | null>
  readonly pixels: RefObject<PixelCanvas | null>
  /** Its middle, in pixels of the element. */
  readonly at: Point
}

export function Magnifier({ element, pixels, at }: MagnifierProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d', { alpha: false })
    if (!context || element.current === null || pixels.current === null) return
    const enabled = cornerstone.getEnabledElement(element.current)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.fillRect(0, 0, SIZE, SIZE)
    cornerstone.setToPixelCoordinateSystem(enabled, context)
    const shown = context.getTransform()
    context.setTransform(
      new DOMMatrix()
        .translate(SIZE / 2 - at.x * ENLARGED, SIZE / 2 - at.y * ENLARGED)
        .scale(ENLARGED)
        .multiply(shown),
    )
    context.imageSmoothingEnabled = enabled.viewport.scale * ENLARGED < 4
    context.drawImage(pixels.current.canvas, 0, 0)
  }, [element, pixels, at])
  return (
    <canvas
      ref={canvas}
      className="magnifier"
      width={SIZE}
      height={SIZE}
      style={{ left: at.x, top: at.y }}
    />
  )
}
