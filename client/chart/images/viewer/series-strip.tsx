/** The series of the study, each with a thumbnail of its middle image and its count. */
import { Fragment, memo, useEffect, useRef, useSyncExternalStore } from 'react'
import { useWords } from '../../../language/language.tsx'
import { formatDay } from '../../../parts/dates.ts'
import type { FrameStore } from './frame-store.ts'
import type { Stack } from './image-stack.ts'
import { makePixelCanvas, paintFrame } from './paint-frame.ts'
import { showStack, useViewer, type Viewer } from './viewer-state.ts'
import { type ViewerWords, viewerWords } from './viewer-words.ts'
import { resolveWindow } from './windowing.ts'

/** Screen pixels, each way. */
const THUMBNAIL = 96

export function SeriesStrip({ viewer, store }: { viewer: Viewer; store: FrameStore }) {
  const { language } = useWords()
  const words = viewerWords(language)
  const stacks = useViewer(viewer, (state) => state.stacks)
  const shown = useViewer(viewer, (state) => state.cells[state.active]?.stack)
  return (
    <nav className="series-strip" aria-label={words.seriesStrip}>
      {stacks.map((stack, place) => (
        <Fragment key={`${stack.study.studyUid} ${stack.seriesUid}`}>
          {stack.study !== stacks[place - 1]?.study && <StudyHead stack={stack} />}
          <button
            type="button"
            aria-pressed={place === shown}
            onClick={() => showStack(viewer, viewer.get().active, place)}
          >
            <Thumbnail stack={stack} store={store} />
            <span>
              {stack.modality} {words.series(String(stack.number ?? ''))}
            </span>
            <span>{stack.description}</span>
            <span>{countText(stack, words)}</span>
          </button>
        </Fragment>
      ))}
    </nav>
  )
}

function StudyHead({ stack: { study } }: { stack: Stack }) {
  return (
    <p className="strip-study">
      <b>
        {study.studyAt.at === null ? study.studyAt.text : formatDay(study.studyAt.at.slice(0, 10))}
      </b>
      {study.description}
    </p>
  )
}

function countText(stack: Stack, words: ViewerWords): string {
  const images = words.images(stack.instances)
  const frames = stack.slices.length
  return frames === stack.instances ? images : `${images} ${words.framesOf(frames)}`
}

const Thumbnail = memo(function Thumbnail({ stack, store }: { stack: Stack; store: FrameStore }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const slice = stack.slices[Math.floor(stack.slices.length / 2)]
  const answer = useSyncExternalStore(store.subscribe, () =>
    slice?.kind === 'image' ? store.read(slice) : null,
  )
  const isDrawn = useRef(false)
  useEffect(() => {
    if (slice?.kind !== 'image' || isDrawn.current) return
    store.wish(`thumbnail ${stack.seriesUid}`, [slice], true)
    return () => store.forgetWish(`thumbnail ${stack.seriesUid}`)
  }, [store, stack, slice])
  useEffect(() => {
    if (answer === null || canvas.current === null || isDrawn.current) return
    isDrawn.current = true
    store.forgetWish(`thumbnail ${stack.seriesUid}`)
    if (!answer.ok) return
    const { shown } = answer
    const full = makePixelCanvas()
    paintFrame(full, shown, resolveWindow(shown, { kind: 'own', n: 0 }, false), false)
    const scale = THUMBNAIL / Math.max(shown.image.rows, shown.image.columns)
    const [width, height] = [shown.image.columns * scale, shown.image.rows * scale]
    const context = canvas.current.getContext('2d')
    context?.drawImage(
      full.canvas,
      (THUMBNAIL - width) / 2,
      (THUMBNAIL - height) / 2,
      width,
      height,
    )
  }, [answer, store, stack])
  const isBroken = answer?.ok === false
  return (
    <span className="thumbnail" aria-hidden="true">
      <canvas ref={canvas} width={THUMBNAIL} height={THUMBNAIL} />
      {isBroken && <span>✕</span>}
      {slice !== undefined && slice.kind !== 'image' && (
        <span className="thumbnail-word">{stack.modality}</span>
      )}
    </span>
  )
})
