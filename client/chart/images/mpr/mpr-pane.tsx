/** One reconstructed plane: its picture, the cross, whose it is, and that it is no original. */
import { useRef } from 'react'
import { countRejected, rejectionSentence } from '../../../../model/codes/rejection-notes.ts'
import { useWords } from '../../../language/language.tsx'
import type { OpenChart } from '../../open-chart.tsx'
import { FixedCorners } from '../viewer/corner-overlay.tsx'
import type { Stack } from '../viewer/image-stack.ts'
import { edgeLetters } from '../viewer/orientation.ts'
import type { ViewerWords } from '../viewer/viewer-words.ts'
import type { MprWords } from './mpr-words.ts'
import { crossAt, placeIn, type Size, stepped } from './pane-place.ts'
import {
  alongSide,
  orientationOf,
  type PlaneName,
  type Side,
  type View,
  viewOf,
} from './reslice.ts'
import { type Figures, type Grey, usePicture, usePointer, useSize } from './use-pane.ts'
import type { Triple, Volume } from './volume.ts'

export interface MprPaneProps {
  readonly name: PlaneName
  readonly volume: Volume
  readonly grey: Grey
  readonly figures: Figures | null
  readonly point: Triple
  readonly movePoint: (point: Triple) => void
  readonly dragWindow: (from: Figures, right: number, down: number) => void
  readonly toggleSize: () => void
  /** Keys go through its planes. */
  readonly isActive: boolean
  readonly activate: () => void
  readonly chart: OpenChart
  readonly stack: Stack
  readonly words: MprWords
  /** Those of the frame, which says that this is no original in words of its own. */
  readonly frameWords: ViewerWords
}

const UNTURNED = { rotation: 0, hflip: false, vflip: false }
/** Half of the gap in the cross where what it points at is seen. */
const GAP = 12

export function MprPane(props: MprPaneProps) {
  const { name, volume, figures, point, movePoint, chart, stack, words, frameWords } = props
  const { language } = useWords()
  const pane = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = viewOf(name, volume.directions)
  const size = useSize(pane)
  const place = placeIn(size, view, volume)
  usePicture(canvas, { ...props, view, size, place })
  usePointer(pane, { ...props, view, place })
  const { through } = view
  const count = volume.size[through.index]
  const position = alongSide(through, point[through.index], volume.size)
  const orientation = orientationOf(view, volume.directions)
  const letters = edgeLetters({ ...volume.look.look, orientation }, UNTURNED)
  return (
    <section
      ref={pane}
      className={props.isActive ? 'viewport mpr-pane active' : 'viewport mpr-pane'}
      data-plane={name}
      aria-label={words.plane[name]}
    >
      <canvas ref={canvas} className="mpr-picture" />
      {size.width > 0 && (
        <Cross
          size={size}
          {...crossAt(place, view, volume.size, point)}
          view={view}
          volume={volume}
        />
      )}
      <div className="viewer-corners">
        <FixedCorners chart={chart} stack={stack} words={frameWords} />
        <p className="corner bottom-left">
          {countRejected(stack.slices).map((each) => (
            <strong key={each.code} className="corner-warning">
              {rejectionSentence(each, language)}
            </strong>
          ))}
          <b className={`mpr-name ${name}`}>
            {words.plane[name]} {position + 1} / {count}
          </b>
          {figures !== null && (
            <span>
              WW {Math.round(figures.width)} WL {Math.round(figures.center)}
            </span>
          )}
        </p>
        {letters !== null &&
          (['left', 'right', 'top', 'bottom'] as const).map((edge) => (
            <span key={edge} className={`edge ${edge}`}>
              {letters[edge]}
            </span>
          ))}
      </div>
      <button
        type="button"
        className="mpr-enlarge"
        title={words.enlarge}
        aria-label={words.enlarge}
        onClick={props.toggleSize}
      >
        ⤢
      </button>
      <input
        className="position-bar"
        type="range"
        min={1}
        max={count}
        value={position + 1}
        aria-label={words.position(words.plane[name])}
        aria-valuetext={`${position + 1} / ${count}`}
        onChange={({ target }) =>
          movePoint(stepped(view, volume.size, point, Number(target.value) - 1 - position))
        }
      />
    </section>
  )
}

interface CrossProps {
  readonly size: Size
  readonly x: number
  readonly y: number
  readonly view: View
  readonly volume: Volume
}

/** Each line is where another plane cuts this one, in that plane's colour. */
function Cross({ size, x, y, view, volume }: CrossProps) {
  const ofPlane = ({ index }: Side) =>
    (['axial', 'coronal', 'sagittal'] as const).find(
      (name) => viewOf(name, volume.directions).through.index === index,
    )
  const upright = `mpr-line ${ofPlane(view.across)}`
  const level = `mpr-line ${ofPlane(view.down)}`
  return (
    <svg className="mpr-cross" viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
      <path className={upright} d={`M${x} 0V${y - GAP}M${x} ${y + GAP}V${size.height}`} />
      <path className={level} d={`M0 ${y}H${x - GAP}M${x + GAP} ${y}H${size.width}`} />
    </svg>
  )
}
