/** A long list drawn over several frames, so that no single one takes long on a slow terminal. */
import { useEffect, useState } from 'react'

/** How many of `count` rows are to be drawn by now: `step` at first, and as many more each frame, until all are. */
export function useGrowing(count: number, step: number): number {
  const [drawn, setDrawn] = useState(step)
  useEffect(() => {
    if (drawn >= count) return
    const frame = requestAnimationFrame(() => setDrawn(drawn + step))
    return () => cancelAnimationFrame(frame)
  }, [drawn, count, step])
  return Math.min(drawn, count)
}
