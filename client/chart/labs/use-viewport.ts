/** Where a scrolling box stands and how large it is, for drawing only what is in sight. */
import { type RefObject, useEffect, useRef, useState } from 'react'

export interface Viewport {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Pixels of one rem: grows when the reader enlarges text. */
  readonly rem: number
}

export function useViewport(): [RefObject<HTMLElement | null>, Viewport] {
  const box = useRef<HTMLElement>(null)
  const [viewport, setViewport] = useState<Viewport>({
    left: 0,
    top: 0,
    width: 1280,
    height: 800,
    rem: 16,
  })
  useEffect(() => {
    const element = box.current
    if (element === null) return
    let frame = 0
    const measure = () => {
      frame = 0
      setViewport({
        left: element.scrollLeft,
        top: element.scrollTop,
        width: element.clientWidth,
        height: element.clientHeight,
        rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
      })
    }
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(measure)
    }
    measure()
    element.addEventListener('scroll', soon, { passive: true })
    const watcher = new ResizeObserver(soon)
    watcher.observe(element)
    return () => {
      element.removeEventListener('scroll', soon)
      watcher.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [])
  return [box, viewport]
}
