/** What is burned into the frame of every viewport: whose image this is, of when, how it is shown, as of when. */
import { memo } from 'react'
import { REJECTION_NOTES } from '../../../../model/codes/rejection-notes.ts'
import { wordOf } from '../../../../model/codes/word.ts'
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import { resolveWindow } from '../../../../model/dicom-pixels/windowing.ts'
import { useWords } from '../../../language/language.tsx'
import { timeText } from '../../../parts/clinical-time.tsx'
import { formatDay, formatMoment } from '../../../parts/dates.ts'
import type { OpenChart } from '../../open-chart.tsx'
import { turnedBy } from './cornerstone-viewport.ts'
import type { FrameState } from './frame-store.ts'
import type { Slice, Stack } from './image-stack.ts'
import { countMissing, rangesText } from './missing-numbers.ts'
import { edgeLetters } from './orientation.ts'
import type { Cell } from './viewer-state.ts'
import type { ViewerWords } from './viewer-words.ts'

interface CornerOverlayProps {
  readonly chart: OpenChart
  readonly stack: Stack
  readonly slice: Slice
  readonly cell: Cell
  readonly shown: ShownFrame | null
  readonly state: FrameState
  readonly scale: number
  readonly follows: 'position' | 'way' | null
  readonly words: ViewerWords
}

export function CornerOverlay(props: CornerOverlayProps) {
  const { chart, stack, slice, shown, state, words, follows } = props
  const { language } = useWords()
  return (
    <div className="viewer-corners">
      <FixedCorners chart={chart} stack={stack} words={words} />
      <p className="corner bottom-left">
        {slice.rejection !== '' && (
          <strong className="corner-warning">
            {words.rejected(wordOf(REJECTION_NOTES, slice.rejection, language))}
          </strong>
        )}
        {follows !== null && <span className="corner-follows">{words.follows[follows]}</span>}
        <Position {...props} />
        {stack.missing.length > 0 && (
          <span className="corner-warning">
            {words.missingNumbers(
              countMissing(stack.missing),
              rangesText(stack.missing, words.numberComma),
            )}
          </span>
        )}
        {shown !== null && <Shown {...props} shown={shown} />}
        {shown !== null && shown.look.shutter !== null && <span>{words.shutter}</span>}
        {slice.presentation?.isPartial === true && (
          <span className="corner-warning">{words.presentedInPart}</span>
        )}
      </p>
      <p className={`viewer-state state-${state}`}>{words.state[state]}</p>
      {shown !== null && <Edges {...props} shown={shown} />}
    </div>
  )
}

type FixedProps = Pick<CornerOverlayProps, 'chart' | 'stack' | 'words'>

/** The three corners that stay as they are while a stack is scrolled. */
export const FixedCorners = memo(function FixedCorners({ chart, stack, words }: FixedProps) {
  const { words: general } = useWords()
  const { study } = stack
  const { banner, asOf } = chart.opened
  return (
    <>
      <p className="corner top-left">
        <b>{banner.name || general.unknown}</b>
        <span>{banner.kana}</span>
        <span>
          ID {banner.patientId} {words.birthDate}{' '}
          {timeText(banner.birthDate, 'day') || general.unknown}
        </span>
        {study.identityNote !== '' && (
          <strong className="corner-warning">{words.identityDiffers(study.identityNote)}</strong>
        )}
      </p>
      <p className="corner top-right">
        <b>{timeText(study.studyAt) || general.undated}</b>
        <span>
          {stack.modality} {study.description}
        </span>
        <span>
          {words.series(String(stack.number ?? ''))} {stack.description}
        </span>
      </p>
      <p className="corner bottom-right">
        <span>
          {words.asOf} {asOf.length > 10 ? formatMoment(asOf) : formatDay(asOf)}
        </span>
        <strong>{words.reference}</strong>
      </p>
    </>
  )
})

function Position({ stack, slice, cell, words }: CornerOverlayProps) {
  return (
    <span>
      <b>
        {cell.index + 1} / {stack.slices.length}
      </b>{' '}
      {slice.number !== null && words.imageNumber(slice.number)}
      {slice.frames > 1 && ` [${slice.frame + 1}/${slice.frames}]`}
    </span>
  )
}

function Shown({ shown, cell, scale, words }: CornerOverlayProps & { shown: ShownFrame }) {
  const { figures } = resolveWindow(shown, cell.window, cell.inverted)
  const { look, image, pixels } = shown
  const unit = look.unit === '' ? '' : ` ${look.unit}`
  return (
    <>
      <span>
        {pixels.kind === 'colour'
          ? words.noWindow
          : figures === null
            ? words.ownTable(1)
            : `WW ${shortened(figures.width)} WL ${shortened(figures.center)}${unit}`}
      </span>
      <span>
        {words.zoom} {Math.round(scale * 100)}% {image.columns}×{image.rows}
      </span>
      {look.sliceThickness !== null && (
        <span>
          {words.thickness} {shortened(look.sliceThickness)} mm
        </span>
      )}
    </>
  )
}

function Edges({ shown, cell, slice }: CornerOverlayProps & { shown: ShownFrame }) {
  const letters = edgeLetters(shown.look, turnedBy(cell, slice.presentation))
  if (letters === null) return null
  return (
    <>
      <span className="edge left">{letters.left}</span>
      <span className="edge right">{letters.right}</span>
      <span className="edge top">{letters.top}</span>
      <span className="edge bottom">{letters.bottom}</span>
    </>
  )
}

function shortened(value: number): string {
  return String(Math.round(value * 100) / 100)
}
