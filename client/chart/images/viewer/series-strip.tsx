/** The series of the study, each with a thumbnail of its middle image and its count. */
import { Fragment, memo, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import {
  pixelProblemReason,
  pixelProblemSentence,
} from '../../../../model/dicom-pixels/pixel-problem.ts'
import { useWords } from '../../../language/language.tsx'
import { timeText } from '../../../parts/clinical-time.tsx'
import type { FrameStore } from './frame-store.ts'
import type { Stack } from './image-stack.ts'
import { countMissing } from './missing-numbers.ts'
import { middleImage, THUMBNAIL } from './thumbnails.ts'
import { showStack, useViewer, type Viewer } from './viewer-state.ts'
import { type ViewerWords, viewerWords } from './viewer-words.ts'

interface SeriesStripProps {
  readonly viewer: Viewer
  readonly store: FrameStore
  /** Image files of the patient that could not be taken in, of whatever study. */
  readonly unread: number
}

export function SeriesStrip({ viewer, store, unread }: SeriesStripProps) {
  const { language } = useWords()
  const words = viewerWords(language)
  const stacks = useViewer(viewer, (state) => state.stacks)
  const shown = useViewer(viewer, (state) => state.cells[state.active]?.stack)
  return (
    <nav className="series-strip" aria-label={words.seriesStrip}>
      {unread > 0 && <p className="strip-unread">{words.unreadImages(unread)}</p>}
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
            {stack.missing.length > 0 && (
              <strong className="strip-warning">
                {words.missingImages(countMissing(stack.missing))}
              </strong>
            )}
            {stack.slices.some(({ rejection }) => rejection !== '') && (
              <strong className="strip-warning">{words.rejectedHere}</strong>
            )}
          </button>
        </Fragment>
      ))}
    </nav>
  )
}

function StudyHead({ stack: { study } }: { stack: Stack }) {
  const { words } = useWords()
  return (
    <p className="strip-study">
      <b>{timeText(study.studyAt, 'day') || words.undated}</b>
      {study.description}
    </p>
  )
}

function countText(stack: Stack, words: ViewerWords): string {
  const images = words.images(stack.instances)
  const frames = stack.slices.length
  return frames === stack.instances ? images : `${images} ${words.framesOf(frames)}`
}

/** The middle image, drawn where it was decoded; or why there is none; or what stands in the place of images. */
const Thumbnail = memo(function Thumbnail({ stack, store }: { stack: Stack; store: FrameStore }) {
  const { language } = useWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const slice = useMemo(() => middleImage(stack.slices), [stack])
  const answer = useSyncExternalStore(store.subscribe, () =>
    slice === null ? null : store.readThumbnail(slice),
  )
  useEffect(() => {
    if (slice === null) return
    store.wantThumbnail(slice)
    return () => store.forgetThumbnail(slice)
  }, [store, slice])
  useEffect(() => {
    if (answer?.ok !== true) return
    const { width, height, rgba } = answer.thumbnail
    const [left, top] = [(THUMBNAIL - width) / 2, (THUMBNAIL - height) / 2]
    const context = canvas.current?.getContext('2d')
    context?.clearRect(0, 0, THUMBNAIL, THUMBNAIL)
    context?.putImageData(new ImageData(rgba, width, height), Math.floor(left), Math.floor(top))
  }, [answer])
  return (
    <span className="thumbnail">
      {slice === null ? (
        <span className="thumbnail-word" aria-hidden="true">
          {stack.modality}
        </span>
      ) : answer?.ok === false ? (
        <span className="thumbnail-reason" title={pixelProblemSentence(answer.problem, language)}>
          {pixelProblemReason(answer.problem, language)}
        </span>
      ) : (
        <canvas ref={canvas} width={THUMBNAIL} height={THUMBNAIL} />
      )}
    </span>
  )
})
