/** One viewport: the picture, its measurements, its corners, its place in the stack; or why there is no picture. */
import * as cornerstone from 'cornerstone-core'
import {
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { mayComeAgain, pixelProblemSentence } from '../../../../model/dicom-pixels/pixel-problem.ts'
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import { useWords } from '../../../language/language.tsx'
import type { OpenChart } from '../../open-chart.tsx'
import { ObjectView } from '../objects/object-view.tsx'
import type { PresentedImage } from '../objects/presentation.ts'
import type { SopKind } from '../objects/sop-kinds.ts'
import { CornerOverlay, FixedCorners } from './corner-overlay.tsx'
import { blank, display, withPresentation } from './cornerstone-viewport.ts'
import { type FrameStore, KEPT_BYTES, viewportWish } from './frame-store.ts'
import type { Slice, Stack } from './image-stack.ts'
import { Magnifier } from './magnifier.tsx'
import { MeasurementLayer } from './measurement-layer.tsx'
import type { Measurement, Point } from './measuring.ts'
import { makePixelCanvas, type PixelCanvas } from './paint-frame.ts'
import { placeFrames } from './placed-frames.ts'
import { PositionBar } from './position-bar.tsx'
import { slicesAround } from './prefetch.ts'
import { PresentationLayer } from './presentation-layer.tsx'
import { useCine } from './use-cine.ts'
import { usePointer } from './use-pointer.ts'
import { CELLS, type Cell, followsBy, useViewer, type Viewer } from './viewer-state.ts'
import { viewerWords } from './viewer-words.ts'

export interface ViewportProps {
  readonly viewer: Viewer
  readonly store: FrameStore
  /** Which of the viewports this is, from 0. */
  readonly n: number
  readonly chart: OpenChart
}

export function Viewport(props: ViewportProps) {
  const { viewer, n } = props
  const { language } = useWords()
  const words = viewerWords(language)
  const cell = useViewer(viewer, (state) => state.cells[n])
  const stack = useViewer(viewer, (state) => state.stacks[state.cells[n]?.stack ?? -1])
  const isActive = useViewer(viewer, (state) => state.active === n)
  const slice = stack?.slices[cell?.index ?? 0]
  const activate = () => viewer.set((state) => ({ ...state, active: n }))
  return (
    <section
      className={isActive ? 'viewport active' : 'viewport'}
      aria-label={words.viewport(n + 1)}
      onPointerDownCapture={activate}
    >
      {cell === undefined || stack === undefined || slice === undefined ? (
        <p className="viewport-empty">{words.emptyCell}</p>
      ) : slice.kind !== 'image' ? (
        <Unpictured {...props} stack={stack} slice={slice} kind={slice.kind} index={cell.index} />
      ) : (
        <Filled {...props} cell={cell} stack={stack} slice={slice} />
      )}
    </section>
  )
}

interface UnpicturedProps extends ViewportProps {
  readonly stack: Stack
  readonly slice: Slice
  readonly kind: Exclude<SopKind, 'image'>
  readonly index: number
}

/** A series without images: its document in the same frame, with whose it is and of when. */
function Unpictured({ viewer, n, chart, stack, slice, kind, index }: UnpicturedProps) {
  const { language } = useWords()
  const words = viewerWords(language)
  const count = stack.slices.length
  return (
    <>
      <ObjectView slice={slice} kind={kind} />
      <div className="viewer-corners">
        <FixedCorners chart={chart} stack={stack} words={words} />
      </div>
      <PositionBar viewer={viewer} n={n} index={index} count={count} words={words} />
    </>
  )
}

interface FilledProps extends ViewportProps {
  readonly cell: Cell
  readonly stack: Stack
  readonly slice: Slice
}

const NONE: readonly Measurement[] = []

/** Modalities whose frames are cuts through the body; those of a film lie where the probe is. */
function mayLie({ modality }: Stack): boolean {
  return ['CT', 'MR', 'PT', 'NM'].includes(modality)
}

function Filled({ viewer, store, n, chart, cell, stack, slice }: FilledProps) {
  const { language, words: general } = useWords()
  const words = viewerWords(language)
  const element = useRef<HTMLDivElement>(null)
  const answer = useSyncExternalStore(store.subscribe, () => store.read(slice))
  const state = useSyncExternalStore(store.subscribe, () => store.stateOf(slice))
  const { presentation } = slice
  const decoded = answer?.ok === true ? answer.shown : null
  const shown = useMemo(
    () => (decoded === null ? null : withPresentation(decoded, presentation)),
    [decoded, presentation],
  )
  const follows = useViewer(viewer, (state) => followsBy(state, n))
  const [lens, setLens] = useState<Point | null>(null)
  const [draft, setDraft] = useState<Omit<Measurement, 'id'> | null>(null)
  const drawn = useViewer(viewer, (state) => state.measurements[slice.key] ?? NONE)
  usePrefetch(viewer, store, n, stack, cell)
  useEffect(() => {
    // Nobody waits for it, the first image least of all.
    if (state === 'full' && mayLie(stack)) void placeFrames(viewer, store, stack)
  }, [viewer, store, stack, state])
  useCine(viewer, store, n)
  const { scale, pixels } = usePicture(
    element,
    shown,
    cell,
    presentation,
    drawn.length > 0 || draft !== null || presentation !== null,
  )
  usePointer(element, {
    viewer,
    n,
    shown: () => shown,
    sliceKey: () => slice.key,
    setDraft,
    setLens,
  })
  return (
    <>
      <div ref={element} className="viewport-picture" hidden={shown === null && answer !== null} />
      {answer !== null && !answer.ok && (
        <div className="viewport-problem" role="alert">
          <strong>
            {answer.problem.code === 'no-pixels' ? words.holdsNoImage : words.cannotShow}
          </strong>
          <p>{pixelProblemSentence(answer.problem, language)}</p>
          {mayComeAgain(answer.problem) && (
            <button type="button" onClick={() => store.askAgain(slice)}>
              {general.tryAgain}
            </button>
          )}
        </div>
      )}
      {answer === null && (
        <p className="viewport-waiting" role="status">
          {words.waiting}
        </p>
      )}
      {scale > 0 && shown !== null && element.current !== null && (
        <MeasurementLayer
          element={element.current}
          shown={shown}
          measurements={draft === null ? drawn : [...drawn, draft]}
          words={words}
        />
      )}
      {scale > 0 && shown !== null && presentation !== null && element.current !== null && (
        <PresentationLayer
          element={element.current}
          presentation={presentation}
          image={shown.image}
        />
      )}
      {lens !== null && shown !== null && <Magnifier element={element} pixels={pixels} at={lens} />}
      <CornerOverlay
        chart={chart}
        follows={follows}
        stack={stack}
        slice={slice}
        cell={cell}
        shown={shown}
        state={state}
        scale={scale}
        words={words}
      />
      <PositionBar
        viewer={viewer}
        n={n}
        index={cell.index}
        count={stack.slices.length}
        words={words}
      />
    </>
  )
}

/** Draws the frame whenever it or its look changes. While the next frame is awaited, nothing of the last one stays. */
function usePicture(
  element: React.RefObject<HTMLDivElement | null>,
  shown: ShownFrame | null,
  cell: Cell,
  presentation: PresentedImage | null,
  hasMarks: boolean,
): { readonly scale: number; readonly pixels: RefObject<PixelCanvas | null> } {
  const pixels = useRef<PixelCanvas | null>(null)
  const [drawn, setDrawn] = useState({ scale: 0 })
  const [size, setSize] = useState('')
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    cornerstone.enable(target)
    const observer = new ResizeObserver(() => {
      if (target.clientWidth === 0) return
      cornerstone.resize(target, false)
      setSize(`${target.clientWidth}×${target.clientHeight}`)
    })
    observer.observe(target)
    return () => {
      observer.disconnect()
      cornerstone.disable(target)
    }
  }, [element])
  const { window, inverted, rotation, hflip, vflip, scale: wanted, shift } = cell
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new size of the viewport fits the picture again
  useLayoutEffect(() => {
    const target = element.current
    if (target === null || target.clientWidth === 0) return
    pixels.current ??= makePixelCanvas()
    if (shown === null) {
      blank(target)
      return
    }
    const look = { window, inverted, rotation, hflip, vflip, scale: wanted, shift }
    const scale = display(target, pixels.current, shown, look, presentation)
    // Measurements are placed by the geometry that has just been set.
    setDrawn((before) => (before.scale === scale && !hasMarks ? before : { scale }))
  }, [element, shown, presentation, window, inverted, rotation, hflip, vflip, wanted, shift, size])
  return { ...drawn, pixels }
}

function usePrefetch(viewer: Viewer, store: FrameStore, n: number, stack: Stack, cell: Cell): void {
  const cells = useViewer(viewer, (state) => CELLS[state.layout])
  const { index, direction } = cell
  useEffect(() => {
    const room = (KEPT_BYTES * 0.9) / cells
    store.wish(viewportWish(n), slicesAround(stack.slices, index, direction, room))
  }, [store, n, stack, index, direction, cells])
  useEffect(() => () => store.forgetWish(viewportWish(n)), [store, n])
}
