/**
 * The images of one study, over the whole screen. Everything it loads lives in its store and its workers, and goes
 * when it is closed.
 */
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import type { ImageStudyRow } from '../../../../model/api/chart/image-studies.ts'
import type { Gap } from '../../../../model/api/common.ts'
import type { PacsState } from '../../../../model/api/pacs.ts'
import { request } from '../../../api/request.ts'
import { useWords } from '../../../language/language.tsx'
import { Failure } from '../../../parts/failure.tsx'
import { isSpan } from '../../../parts/gap-notice.tsx'
import { GenerationChanged, type OpenChart } from '../../open-chart.tsx'
import { isServerAway } from '../study-origin.ts'
import { CompareSelect, type Comparison, useComparison } from './compare.tsx'
import { openDecodingPool } from './decoding-pool.ts'
import { showNamedImages } from './derived-stacks.ts'
import { type FrameStore, openFrameStore, viewportWish } from './frame-store.ts'
import { readStudy, studyUrl } from './read-study.ts'
import { ReportPanel } from './report-panel.tsx'
import { SeriesStrip } from './series-strip.tsx'
import { Toolbar } from './toolbar.tsx'
import { actOnKey } from './viewer-actions.ts'
import { CELLS, makeViewer, setMpr, useViewer, type Viewer } from './viewer-state.ts'
import { type ViewerWords, viewerWords } from './viewer-words.ts'
import { Viewport } from './viewport.tsx'
import './image-viewer.css'

const MprView = lazy(async () => ({ default: (await import('../mpr/mpr-view.tsx')).MprView }))

interface ImageViewerProps {
  readonly chart: OpenChart
  readonly study: ImageStudyRow
  /** All studies of the chart: those to compare with. */
  readonly studies: readonly ImageStudyRow[]
  /** An image server has said since that it holds images of the study that are not shown here. */
  readonly serverHasMore: boolean
  readonly onClose: () => void
}

interface Opened {
  readonly viewer: Viewer
  readonly store: FrameStore
  /** What became of asking a surviving image server. */
  readonly server: PacsState
}

export function ImageViewer(props: ImageViewerProps) {
  const { chart, study, studies, serverHasMore, onClose } = props
  const { language, words: general } = useWords()
  const words = viewerWords(language)
  const dialog = useRef<HTMLDialogElement>(null)
  const { opened, error, retry } = useStudy(chart, study)
  const comparison = useComparison(chart, study, studies, opened?.viewer ?? null)
  useEffect(() => {
    const shown = dialog.current
    if (shown !== null && !shown.open) shown.showModal()
  }, [])
  const onKeyDown = (event: React.KeyboardEvent) => {
    // The chart's own keys sleep while the images are open.
    event.stopPropagation()
    if (opened === null || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof HTMLSelectElement) return
    const isButton = event.target instanceof HTMLButtonElement && event.key === ' '
    if (isReading(event)) return
    const isMpr = opened.viewer.get().showsMpr
    // Escape leaves the reconstructed planes first: a key that was taken closes no dialog.
    if (event.key === 'Escape' && isMpr) {
      event.preventDefault()
      setMpr(opened.viewer, false)
      return
    }
    if (event.key.toLowerCase() === 'c' && !isMpr) comparison.withNext()
    else if (!isButton && actOnKey(opened.viewer, event.key)) event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className="image-viewer"
      aria-label={words.title}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      {error instanceof GenerationChanged ? (
        <p className="failure" role="alert">
          {general.chart.generationChanged}
        </p>
      ) : error !== null ? (
        <Failure error={error} retry={retry} />
      ) : opened === null ? (
        <p role="status">{words.reading}</p>
      ) : (
        <Screen
          {...opened}
          dialog={dialog}
          chart={chart}
          study={study}
          comparison={comparison}
          words={words}
        />
      )}
      {opened !== null && isServerAway(opened.server) && (
        <p className="server-away" role="alert">
          {general.images.pacs.partOnly(general.images.pacs[opened.server])}
        </p>
      )}
      {serverHasMore && (
        <p className="server-away" role="status">
          {general.images.pacs.moreSince}
        </p>
      )}
      <button type="button" className="viewer-close" onClick={onClose}>
        {words.close}
      </button>
    </dialog>
  )
}

/** Keys that scroll a document which has the focus. */
const READING_KEYS = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  ' ',
])

function isReading({ target, key }: React.KeyboardEvent): boolean {
  const isDocument =
    target instanceof Element &&
    target.closest('.object-paper, .ecg-paper, .viewer-report') !== null
  return isDocument && READING_KEYS.has(key)
}

interface ScreenProps extends Opened {
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly chart: OpenChart
  readonly study: ImageStudyRow
  readonly comparison: Comparison
  readonly words: ViewerWords
}

function Screen({ viewer, store, dialog, chart, study, comparison, words }: ScreenProps) {
  const layout = useViewer(viewer, (state) => state.layout)
  const tool = useViewer(viewer, (state) => state.tool)
  const [showsKeys, setShowsKeys] = useState(false)
  const showsReport = useViewer(viewer, (state) => state.showsReport)
  const reconstructed = useViewer(viewer, ({ showsMpr, stacks, cells, active }) =>
    showsMpr ? stacks[cells[active]?.stack ?? -1] : undefined,
  )
  const showsMpr = reconstructed !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button that had the focus goes with its toolbar, and keys are heard in the dialog only
  useEffect(() => {
    if (document.activeElement === document.body) dialog.current?.focus()
  }, [dialog, showsMpr])
  const unread = chart.opened.patientGaps.filter(isUnreadImage).length
  if (viewer.get().stacks.length === 0) return <p role="status">{words.noImages}</p>
  return (
    <>
      {reconstructed === undefined && (
        <Toolbar viewer={viewer} store={store} onKeys={() => setShowsKeys((shows) => !shows)}>
          <CompareSelect comparison={comparison} words={words} />
        </Toolbar>
      )}
      <SeriesStrip viewer={viewer} store={store} unread={unread} />
      {reconstructed === undefined ? (
        <div className={`viewports layout-${layout}`} data-tool={tool}>
          {Array.from({ length: CELLS[layout] }, (_, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a viewport's place is its identity
            <Viewport key={n} viewer={viewer} store={store} n={n} chart={chart} />
          ))}
        </div>
      ) : (
        <Suspense fallback={<p role="status">{words.reading}</p>}>
          <MprView
            key={`${reconstructed.study.studyUid} ${reconstructed.seriesUid}`}
            chart={chart}
            stack={reconstructed}
            store={store}
            onClose={() => setMpr(viewer, false)}
          />
        </Suspense>
      )}
      {showsReport && <ReportPanel viewer={viewer} study={study} words={words} />}
      {showsKeys && (
        <dl className="viewer-keys">
          {words.keySheet.map(([key, meaning]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

/** What the medium holds of images and could not be taken in: nothing tells of which study it is. */
function isUnreadImage(gap: Gap): boolean {
  return gap.area === 'images' && !isSpan(gap)
}

/** The first image is fetched and decoded while the screen around it is drawn. */
function wishFirst(viewer: Viewer, store: FrameStore): void {
  const { stacks, cells } = viewer.get()
  const [cell] = cells
  const slice = stacks[cell?.stack ?? -1]?.slices[cell?.index ?? 0]
  if (slice?.kind === 'image') store.wish(viewportWish(0), [slice])
}

function useStudy(
  chart: OpenChart,
  study: ImageStudyRow,
): { opened: Opened | null; error: unknown; retry: () => void } {
  const [opened, setOpened] = useState<Opened | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again
  useEffect(() => {
    const control = new AbortController()
    const url = studyUrl(chart, study)
    // A refusal of one image ends the session here too if that is what it means.
    const refused = (status: number) => {
      if (status === 401) request('GET', url).catch(() => undefined)
    }
    const store = openFrameStore(openDecodingPool(), refused)
    readStudy(chart, study, control.signal)
      .then(({ stacks, server }) => {
        const viewer = makeViewer(stacks)
        wishFirst(viewer, store)
        setOpened({ store, viewer, server })
        void showNamedImages(viewer, study.studyUid, control.signal)
      })
      .catch((thrown: unknown) => {
        if (!control.signal.aborted) setError(thrown)
      })
    return () => {
      control.abort()
      store.close()
      setOpened(null)
      setError(null)
    }
  }, [chart, study, attempt])
  return { opened, error, retry: () => setAttempt((count) => count + 1) }
}
