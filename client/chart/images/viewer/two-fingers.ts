/** Two fingers on a viewport: spread they enlarge about their middle, moved together they scroll. What the first of them had begun is given up. */
import { clampScale, dragSlices } from './dragging.ts'
import { type Cell, changeCell, type Viewer } from './viewer-state.ts'

/** Screen pixels after which it is told which of the two is meant. */
const UNDECIDED_PIXELS = 12

interface Place {
  readonly x: number
  readonly y: number
}

interface Gesture {
  readonly began: Cell
  readonly scale: number
  readonly middle: Place
  readonly distance: number
  kind: 'zoom' | 'scroll' | null
}

/** Each tells whether the event is part of a gesture of two fingers, and so nothing else. */
export interface TwoFingers {
  /** @param scale screen pixels per image pixel now; null = there is no picture */
  down(event: PointerEvent, viewport: { viewer: Viewer; n: number; scale: number | null }): boolean
  move(event: PointerEvent, viewport: { viewer: Viewer; n: number }): boolean
  lift(event: PointerEvent): boolean
}

export function watchTwoFingers(target: HTMLElement): TwoFingers {
  const touching = new Map<number, Place>()
  let gesture: Gesture | null = null

  function apply(viewer: Viewer, n: number, { began, scale, ...from }: Gesture, to: Spread): void {
    const { kind, middle, distance } = from
    if (kind === 'scroll') {
      const downwards = to.middle.y - middle.y
      dragSlices(viewer, n, { began, downwards, height: target.clientHeight })
    } else if (kind === 'zoom') {
      const zoomed = clampScale((scale * to.distance) / Math.max(1, distance))
      const box = target.getBoundingClientRect()
      const [left, top] = [box.left + box.width / 2, box.top + box.height / 2]
      // What lay under the middle of the fingers stays there.
      const shift = {
        x: began.shift.x + (to.middle.x - left) / zoomed - (middle.x - left) / scale,
        y: began.shift.y + (to.middle.y - top) / zoomed - (middle.y - top) / scale,
      }
      changeCell(viewer, n, () => ({ scale: zoomed, shift }))
    }
  }

  return {
    down(event, { viewer, n, scale }) {
      if (event.pointerType !== 'touch') return false
      touching.set(event.pointerId, placeOf(event))
      if (touching.size < 2) return false
      const began = viewer.get().cells[n]
      const spread = spreadOf(touching)
      if (touching.size === 2 && scale !== null && began !== undefined && spread !== null) {
        gesture = { began, scale, ...spread, kind: null }
      }
      return true
    },
    move(event, { viewer, n }) {
      if (!touching.has(event.pointerId)) return false
      touching.set(event.pointerId, placeOf(event))
      if (gesture === null) return touching.size > 1
      const to = spreadOf(touching)
      if (to === null) return true
      gesture.kind ??= kindOf(gesture, to)
      apply(viewer, n, gesture, to)
      return true
    },
    lift(event) {
      const isPart = gesture !== null || touching.size > 1
      touching.delete(event.pointerId)
      // One finger that stays longer means nothing more.
      if (touching.size === 0) gesture = null
      return isPart
    },
  }
}

type Spread = Pick<Gesture, 'middle' | 'distance'>

/** Of the first two fingers. */
function spreadOf(touching: ReadonlyMap<number, Place>): Spread | null {
  const [a, b] = touching.values()
  if (a === undefined || b === undefined) return null
  return {
    middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
    distance: Math.hypot(a.x - b.x, a.y - b.y),
  }
}

function kindOf({ middle, distance }: Gesture, to: Spread): Gesture['kind'] {
  const spread = Math.abs(to.distance - distance)
  const moved = Math.abs(to.middle.y - middle.y)
  if (Math.max(spread, moved) < UNDECIDED_PIXELS) return null
  return spread > moved ? 'zoom' : 'scroll'
}

function placeOf({ clientX, clientY }: PointerEvent): Place {
  return { x: clientX, y: clientY }
}
