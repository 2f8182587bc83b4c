/** Hides what a display shutter hides, in a canvas of the image's own size. */
import type { Opening, Shutter } from '../../../../model/dicom-pixels/shutter.ts'

export function drawShutter(context: CanvasRenderingContext2D, { openings, grey }: Shutter): void {
  const { width, height } = context.canvas
  context.fillStyle = `rgb(${grey} ${grey} ${grey})`
  for (const opening of openings) {
    const hidden = new Path2D()
    hidden.rect(0, 0, width, height)
    hidden.addPath(pathOf(opening))
    context.fill(hidden, 'evenodd')
  }
}

/** The file counts pixels from 1; their middles lie half a pixel before. */
function pathOf(opening: Opening): Path2D {
  const path = new Path2D()
  if (opening.kind === 'RECTANGULAR') {
    const { left, right, top, bottom } = opening
    path.rect(left - 1, top - 1, right - left + 1, bottom - top + 1)
  } else if (opening.kind === 'CIRCULAR') {
    const { x, y, radius } = opening
    path.arc(x - 0.5, y - 0.5, Math.max(0, radius), 0, 2 * Math.PI)
  } else {
    for (const { x, y } of opening.points) path.lineTo(x - 0.5, y - 0.5)
    path.closePath()
  }
  return path
}
