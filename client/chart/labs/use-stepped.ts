/** Draws what came into sight over several frames, so that no single one takes long on a slow terminal. */
import { useEffect, useMemo, useState } from 'react'
import { type Span, stepTowards } from './visible-span.ts'

/**
 * What is to be drawn in this frame: `wanted`, or at most `most` pieces more than in the last one.
 * The same object as long as the same pieces are drawn, so that nothing else need be drawn again.
 */
export function useStepped(wanted: Span, most: number, begin: 'whole' | 'empty'): Span {
  const [drawn, setDrawn] = useState(begin === 'whole' ? wanted : { ...wanted, end: wanted.first })
  const { first, end } = stepTowards(drawn, wanted, most)
  const shown = useMemo(() => ({ first, end }), [first, end])
  useEffect(() => {
    const frame = requestAnimationFrame(() => setDrawn(shown))
    return () => cancelAnimationFrame(frame)
  }, [shown])
  return shown
}
