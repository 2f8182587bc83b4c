/** A pane's size, its picture and what mouse and pen do in it. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type Place, pointUnder, type Size, stepped } from './pane-place.ts'
import { reslice, sizeOf, type View } from './reslice.ts'
import type { Triple, Volume } from './volume.ts'

export type Figures = { readonly center: number; readonly width: number }

export interface Grey {
  readonly table: Uint32Array
  /** Stored value of the table's first word. */
  readonly low: number
}

const NO_SIZE: Size = { width: 0, height: 0 }
const WHEEL_STEP = 40
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState(NO_SIZE)
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    const measure = () => setSize({ width: target.clientWidth, height: target.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return size
}

interface Shown {
  readonly volume: Volume
  readonly view: View
  readonly point: Triple
  readonly grey: Grey
  readonly size: Size
  readonly place: Place
}

/** Draws the plane whenever it, the window or the pane changes. */
export function usePicture(canvas: RefObject<HTMLCanvasElement | null>, shown: Shown): void {
  const { volume, view, point, grey, size, place } = shown
  const source = useRef<HTMLCanvasElement | null>(null)
  const at = point[view.through.index]
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the point, the plane alone; `place` and `view` follow from the rest
  useLayoutEffect(() => {
    const target = canvas.current
    if (target === null || size.width === 0) return
    source.current ??= document.createElement('canvas')
    drawPlane(source.current, { volume, view, point, grey })
    target.width = size.width
    target.height = size.height
    const context = target.getContext('2d', { alpha: false })
    context?.drawImage(source.current, place.left, place.top, place.width, place.height)
  }, [canvas, volume, at, grey, size])
}

function drawPlane(
  canvas: HTMLCanvasElement,
  { volume, view, point, grey }: Pick<Shown, 'volume' | 'view' | 'point' | 'grey'>,
): void {
  const [width, height] = sizeOf(view, volume.size)
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) return
  const image = context.createImageData(width, height)
  reslice(volume, view, point, { words: new Uint32Array(image.data.buffer), ...grey })
  context.putImageData(image, 0, 0)
}

interface Handled extends Omit<Shown, 'grey' | 'size'> {
  readonly figures: Figures | null
  readonly movePoint: (point: Triple) => void
  readonly dragWindow: (from: Figures, right: number, down: number) => void
  readonly toggleSize: () => void
  readonly activate: () => void
}

/** The cross follows the first button, the window the right one; the wheel goes through the planes. */
export function usePointer(element: RefObject<HTMLElement | null>, handled: Handled): void {
  const latest = useRef(handled)
  latest.current = handled
  useEffect(() => {
    const target = element.current
    return target === null ? undefined : listen(target, latest)
  }, [element])
}

function listen(target: HTMLElement, latest: RefObject<Handled>): () => void {
  let dragged: { readonly x: number; readonly y: number; readonly figures: Figures | null } | null =
    null
  let turned = 0
  const cross = (event: PointerEvent) => {
    const { place, view, volume, point, movePoint } = latest.current
    const box = target.getBoundingClientRect()
    const at = { x: event.clientX - box.left, y: event.clientY - box.top }
    movePoint(pointUnder(at, place, view, volume.size, point))
  }
  const step = (steps: number) => {
    const { view, volume, point, movePoint } = latest.current
    movePoint(stepped(view, volume.size, point, steps))
  }
  const events = new AbortController()
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    act: (event: HTMLElementEventMap[Name]) => void,
  ) => {
    const isOfPicture = (event: Event) =>
      !(event.target instanceof HTMLButtonElement || event.target instanceof HTMLInputElement)
    const listener = (event: HTMLElementEventMap[Name]) => {
      if (isOfPicture(event)) act(event)
    }
    target.addEventListener(name, listener, { signal: events.signal, passive: false })
  }
  on('pointerdown', (event) => {
    target.setPointerCapture(event.pointerId)
    const { figures, activate } = latest.current
    activate()
    dragged = { x: event.clientX, y: event.clientY, figures: event.button === 2 ? figures : null }
    if (event.button === 0) cross(event)
  })
  on('pointermove', (event) => {
    if (dragged === null) return
    const { x, y, figures } = dragged
    if (event.buttons === 1) cross(event)
    else if (event.buttons === 2 && figures !== null) {
      latest.current.dragWindow(figures, event.clientX - x, event.clientY - y)
    }
  })
  on('pointerup', () => {
    dragged = null
  })
  on('contextmenu', (event) => event.preventDefault())
  on('dblclick', () => latest.current.toggleSize())
  on('wheel', (event) => {
    event.preventDefault()
    turned += event.deltaY
    const steps = Math.trunc(turned / WHEEL_STEP)
    turned -= steps * WHEEL_STEP
    if (steps !== 0) step(steps)
  })
  return () => events.abort()
}
