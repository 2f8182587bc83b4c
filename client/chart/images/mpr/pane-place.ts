/** Where a plane lies in its pane, and what of the volume lies under a point of the screen. */
import { alongSide, type Side, sizeOf, type View } from './reslice.ts'
import type { Triple, Volume } from './volume.ts'

/** In screen pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface Place extends Size {
  readonly left: number
  readonly top: number
}

/** As large as the pane allows, in the shape it has in the patient. */
export function placeIn(pane: Size, view: View, { size, spacing }: Volume): Place {
  const [columns, rows] = sizeOf(view, size)
  const wide = columns * spacing[view.across.index]
  const tall = rows * spacing[view.down.index]
  const scale = Math.min(pane.width / wide, pane.height / tall)
  const [width, height] = [wide * scale, tall * scale]
  return { width, height, left: (pane.width - width) / 2, top: (pane.height - height) / 2 }
}

/** The point of the volume under `x`, `y` of the pane, in the plane that is shown; the nearest one for a point outside. */
export function pointUnder(
  { x, y }: { readonly x: number; readonly y: number },
  place: Place,
  view: View,
  size: Triple,
  point: Triple,
): Triple {
  const at = (side: Side, share: number) => {
    const count = size[side.index]
    const n = Math.max(0, Math.min(count - 1, Math.floor(share * count)))
    return alongSide(side, n, size)
  }
  const moved = [...point] as [number, number, number]
  moved[view.across.index] = at(view.across, (x - place.left) / place.width)
  moved[view.down.index] = at(view.down, (y - place.top) / place.height)
  return moved
}

/** Where the cross stands in the pane: the middle of its value. */
export function crossAt(place: Place, view: View, size: Triple, point: Triple) {
  const share = (side: Side) => (alongSide(side, point[side.index], size) + 0.5) / size[side.index]
  return {
    x: place.left + share(view.across) * place.width,
    y: place.top + share(view.down) * place.height,
  }
}

/** The point so many planes further; it stays within the volume. */
export function stepped(view: View, size: Triple, point: Triple, steps: number): Triple {
  const { through } = view
  const last = size[through.index] - 1
  const n = Math.max(0, Math.min(last, alongSide(through, point[through.index], size) + steps))
  const moved = [...point] as [number, number, number]
  moved[through.index] = alongSide(through, n, size)
  return moved
}
