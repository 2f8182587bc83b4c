/** Mouse, pen and touch on a viewport: the chosen tool with the first button or one finger, zoom with the right, pan with the middle; two fingers by two-fingers.ts. */
import * as cornerstone from 'cornerstone-core'
import { type RefObject, useEffect, useRef } from 'react'
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import { draggedWindow, resolveWindow } from '../../../../model/dicom-pixels/windowing.ts'
import { clampScale, dragSlices } from './dragging.ts'
import type { Measurement, Point } from './measuring.ts'
import { POINTS } from './measuring.ts'
import { watchTwoFingers } from './two-fingers.ts'
import {
  addMeasurement,
  type Cell,
  changeCell,
  moveBy,
  setWindow,
  type Tool,
  type Viewer,
} from './viewer-state.ts'

const WHEEL_STEP = 40

interface PointerOptions {
  readonly viewer: Viewer
  readonly n: number
  /** The frame on the screen. */
  readonly shown: () => ShownFrame | null
  readonly sliceKey: () => string
  readonly setDraft: (draft: Omit<Measurement, 'id'> | null) => void
  /** Where the magnifier is held, in pixels of the element. */
  readonly setLens: (at: Point | null) => void
}

interface Drag {
  readonly tool: Tool
  readonly from: { readonly x: number; readonly y: number }
  readonly cell: Cell
  readonly scale: number
  readonly pointer: number
}

export function usePointer(element: RefObject<HTMLDivElement | null>, options: PointerOptions) {
  const latest = useRef(options)
  latest.current = options
  useEffect(() => {
    const target = element.current
    if (target === null) return
    return listen(target, latest)
  }, [element])
}

function listen(target: HTMLDivElement, latest: RefObject<PointerOptions>): () => void {
  let drag: Drag | null = null
  let points: readonly Point[] = []
  let wheel = 0
  const fingers = watchTwoFingers(target)

  const at = (event: PointerEvent): Point => {
    const box = target.getBoundingClientRect()
    return cornerstone.canvasToPixel(target, {
      x: event.clientX - box.left,
      y: event.clientY - box.top,
    })
  }
  const down = (event: PointerEvent) => {
    const { viewer, n, shown } = latest.current
    viewer.set((state) => (state.active === n ? state : { ...state, active: n }))
    const cell = viewer.get().cells[n]
    const scale = cornerstone.getViewport(target)?.scale ?? 1
    target.setPointerCapture(event.pointerId)
    if (fingers.down(event, { viewer, n, scale: shown() === null ? null : scale })) {
      giveUp()
      return
    }
    if (shown() === null || cell === undefined) return
    const tool = toolOf(event, viewer.get().tool)
    if (tool in POINTS) points = [...points, at(event)]
    drag = {
      tool,
      from: { x: event.clientX, y: event.clientY },
      cell,
      scale,
      pointer: event.pointerId,
    }
    if (tool === 'probe' || tool === 'magnify') follow(event)
  }
  const follow = (event: PointerEvent) => {
    if (fingers.move(event, latest.current)) return
    if (drag !== null && drag.pointer !== event.pointerId) return
    const tool = drag?.tool ?? latest.current.viewer.get().tool
    if (isMeasure(tool)) {
      if (points.length > 0)
        latest.current.setDraft({ kind: tool, points: drafted(points, at(event), tool) })
      return
    }
    if (drag?.tool === 'magnify') {
      const box = target.getBoundingClientRect()
      latest.current.setLens({ x: event.clientX - box.left, y: event.clientY - box.top })
    } else if (drag !== null) applyDrag(latest.current, drag, event, target.clientHeight)
  }
  const up = (event: PointerEvent) => {
    if (fingers.lift(event)) return
    const ended = drag
    drag = null
    latest.current.setLens(null)
    if (ended === null || !isMeasure(ended.tool)) return
    const { viewer, sliceKey, setDraft } = latest.current
    const moved = Math.hypot(event.clientX - ended.from.x, event.clientY - ended.from.y) > 3
    // Drawn by dragging or by clicks, whichever hand is used to.
    if (moved && points.length < POINTS[ended.tool]) points = [...points, at(event)]
    if (points.length < POINTS[ended.tool]) return
    addMeasurement(viewer, sliceKey(), { kind: ended.tool, points })
    points = []
    setDraft(null)
  }
  const giveUp = () => {
    drag = null
    points = []
    latest.current.setDraft(null)
    latest.current.setLens(null)
  }
  const cancel = (event: PointerEvent) => {
    fingers.lift(event)
    giveUp()
  }
  const scroll = (event: WheelEvent) => {
    event.preventDefault()
    const { viewer, n, shown } = latest.current
    if (event.ctrlKey) {
      if (shown() === null) return
      const scale = cornerstone.getViewport(target)?.scale ?? 1
      changeCell(viewer, n, () => ({
        scale: clampScale(scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15)),
      }))
      return
    }
    // A notch of a wheel is one slice, whatever the system calls it; touchpads send many small steps.
    wheel += event.deltaMode === 0 ? event.deltaY : Math.sign(event.deltaY) * WHEEL_STEP
    const steps =
      Math.abs(event.deltaY) >= 100 ? Math.sign(event.deltaY) : Math.trunc(wheel / WHEEL_STEP)
    if (steps === 0) return
    wheel = 0
    moveBy(viewer, n, steps)
  }
  const noMenu = (event: Event) => event.preventDefault()
  target.addEventListener('pointerdown', down)
  target.addEventListener('pointermove', follow)
  target.addEventListener('pointerup', up)
  target.addEventListener('pointercancel', cancel)
  target.addEventListener('wheel', scroll, { passive: false })
  target.addEventListener('contextmenu', noMenu)
  return () => {
    target.removeEventListener('pointerdown', down)
    target.removeEventListener('pointermove', follow)
    target.removeEventListener('pointerup', up)
    target.removeEventListener('pointercancel', cancel)
    target.removeEventListener('wheel', scroll)
    target.removeEventListener('contextmenu', noMenu)
  }
}

function toolOf(event: PointerEvent, chosen: Tool): Tool {
  if (event.button === 2) return 'zoom'
  return event.button === 1 ? 'pan' : chosen
}

function isMeasure(tool: Tool): tool is Measurement['kind'] {
  return tool in POINTS
}

/** The points placed so far and the one under the pointer. */
function drafted(
  points: readonly Point[],
  pointer: Point,
  kind: Measurement['kind'],
): readonly Point[] {
  return kind === 'probe' ? [pointer] : [...points, pointer].slice(0, POINTS[kind])
}

function applyDrag(
  { viewer, n, shown }: PointerOptions,
  { tool, from, cell, scale }: Drag,
  event: PointerEvent,
  height: number,
): void {
  const right = event.clientX - from.x
  const downwards = event.clientY - from.y
  if (tool === 'pan') {
    const shift = { x: cell.shift.x + right / scale, y: cell.shift.y + downwards / scale }
    changeCell(viewer, n, () => ({ shift, scale }))
  } else if (tool === 'zoom') {
    changeCell(viewer, n, () => ({ scale: clampScale(scale * Math.exp(-downwards / 150)) }))
  } else if (tool === 'scroll') {
    dragSlices(viewer, n, { began: cell, downwards, height })
  } else if (tool === 'window') {
    const frame = shown()
    if (frame === null || frame.pixels.kind !== 'grey') return
    const { figures } = resolveWindow(frame, cell.window, cell.inverted)
    if (figures === null) return
    const isWhole = frame.image.floatBytes === 0 && Math.abs(frame.look.slope) >= 1
    setWindow(viewer, n, draggedWindow(figures, right, downwards, isWhole))
  }
}
