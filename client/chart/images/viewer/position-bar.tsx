/** Where in the stack the viewport stands; also a handle to go anywhere in it. */
import { goTo, type Viewer } from './viewer-state.ts'
import type { ViewerWords } from './viewer-words.ts'

interface PositionBarProps {
  readonly viewer: Viewer
  readonly n: number
  readonly index: number
  readonly count: number
  readonly words: ViewerWords
}

export function PositionBar({ viewer, n, index, count, words }: PositionBarProps) {
  if (count < 2) return null
  return (
    <input
      className="position-bar"
      type="range"
      min={1}
      max={count}
      value={index + 1}
      aria-label={words.position}
      aria-valuetext={`${index + 1} / ${count}`}
      onChange={(event) => goTo(viewer, n, Number(event.target.value) - 1)}
    />
  )
}
