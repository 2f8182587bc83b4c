/** Three planes of one series at a right angle, tied by a cross: reconstructed here, and said to be in every frame. */
import { useMemo, useState } from 'react'
import { greyTable } from '../../../../model/dicom-pixels/grey-scale.ts'
import {
  draggedWindow,
  presetsFor,
  resolveWindow,
  type WindowChoice,
} from '../../../../model/dicom-pixels/windowing.ts'
import { useWords } from '../../../language/language.tsx'
import type { OpenChart } from '../../open-chart.tsx'
import { FixedCorners } from '../viewer/corner-overlay.tsx'
import type { FrameStore } from '../viewer/frame-store.ts'
import type { Stack } from '../viewer/image-stack.ts'
import { viewerWords } from '../viewer/viewer-words.ts'
import { MprPane } from './mpr-pane.tsx'
import { type MprWords, mprWords } from './mpr-words.ts'
import { stepped } from './pane-place.ts'
import { PLANES, type PlaneName, viewOf } from './reslice.ts'
import { useKeys } from './use-keys.ts'
import { useVolume } from './use-volume.ts'
import type { Triple, Volume } from './volume.ts'
import './mpr.css'

interface MprViewProps {
  readonly chart: OpenChart
  readonly stack: Stack
  readonly store: FrameStore
  readonly onClose: () => void
}

const AS_OPENED: WindowChoice = { kind: 'own', n: 0 }

export function MprView({ chart, stack, store, onClose }: MprViewProps) {
  const { language } = useWords()
  const words = mprWords(language)
  const state = useVolume(stack, store)
  if (state.kind === 'ready') {
    return <Planes chart={chart} stack={stack} volume={state.volume} onClose={onClose} />
  }
  return (
    <>
      <div className="viewer-toolbar">
        <b className="mpr-title">{words.title}</b>
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <div className="viewports">
        <section className="viewport mpr-waiting">
          {state.kind === 'loading' ? (
            <p role="status">
              {words.loading(state.done, state.of)}
              <progress value={state.done} max={Math.max(1, state.of)} />
            </p>
          ) : (
            <div className="mpr-refused" role="alert">
              <strong>{words.refused}</strong>
              <p>{words.why[state.problem.why]}</p>
              {state.problem.found !== '' && <p>{state.problem.found}</p>}
            </div>
          )}
          <div className="viewer-corners">
            <FixedCorners chart={chart} stack={stack} words={viewerWords(language)} />
          </div>
        </section>
      </div>
    </>
  )
}

interface PlanesProps extends Omit<MprViewProps, 'store'> {
  readonly volume: Volume
}

function Planes({ chart, stack, volume, onClose }: PlanesProps) {
  const { language } = useWords()
  const words = mprWords(language)
  const [point, setPoint] = useState<Triple>(() => middleOf(volume))
  const [window, setWindow] = useState<WindowChoice>(AS_OPENED)
  const [enlarged, setEnlarged] = useState<PlaneName | null>(null)
  const [active, setActive] = useState<PlaneName>('axial')
  useKeys((steps) => {
    const view = viewOf(enlarged ?? active, volume.directions)
    setPoint((before) => stepped(view, volume.size, before, steps))
  })
  const resolved = useMemo(() => resolveWindow(volume.look, window, false), [volume, window])
  const grey = useMemo(() => {
    const { look, image, pixels } = volume.look
    const own = pixels.kind === 'grey' ? pixels : { min: 0, max: 0 }
    const low = Math.min(own.min, image.padding?.low ?? own.min)
    const high = Math.max(own.max, image.padding?.high ?? own.max)
    const table = greyTable(look, resolved.scale, { min: low, max: high }, image.padding)
    return { table, low }
  }, [volume, resolved])
  const reset = () => {
    setPoint(middleOf(volume))
    setWindow(AS_OPENED)
    setEnlarged(null)
  }
  return (
    <>
      <div className="viewer-toolbar">
        <b className="mpr-title">{words.title}</b>
        <WindowSelect volume={volume} chosen={window} choose={setWindow} />
        <button type="button" onClick={reset}>
          {words.reset}
        </button>
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <div className={enlarged === null ? 'viewports layout-2x2' : 'viewports'}>
        {PLANES.filter((name) => enlarged === null || enlarged === name).map((name) => (
          <MprPane
            key={name}
            name={name}
            volume={volume}
            grey={grey}
            figures={resolved.figures}
            point={point}
            movePoint={setPoint}
            dragWindow={(from, right, down) => setWindow(draggedWindow(from, right, down, true))}
            isActive={active === name}
            activate={() => setActive(name)}
            toggleSize={() => setEnlarged(enlarged === null ? name : null)}
            chart={chart}
            stack={stack}
            words={words}
            frameWords={{ ...viewerWords(language), reference: words.reference }}
          />
        ))}
        {enlarged === null && <Facts volume={volume} words={words} />}
      </div>
    </>
  )
}

function Facts({ volume, words }: { readonly volume: Volume; readonly words: MprWords }) {
  const { size, spacing, values } = volume
  const megabytes = Math.ceil(values.byteLength / 1024 / 1024)
  const apart = spacing.map((each) => Math.round(each * 100) / 100).join(' × ')
  return (
    <section className="mpr-facts">
      <strong>{words.reference}</strong>
      <p>{words.facts(size[2], `${size[0]} × ${size[1]}`, apart, megabytes)}</p>
      {isOblique(volume) && <p className="mpr-oblique">{words.oblique}</p>}
      <dl>
        {words.how.map(([key, meaning]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface WindowSelectProps {
  readonly volume: Volume
  readonly chosen: WindowChoice
  readonly choose: (choice: WindowChoice) => void
}

function WindowSelect({ volume: { look }, chosen, choose }: WindowSelectProps) {
  const { language } = useWords()
  const words = viewerWords(language)
  const { windows } = look.look
  const presets = presetsFor(look.image.modality, look.look.unit)
  const own = windows.length === 0 ? [''] : windows.map(({ name }) => name)
  const choices: readonly { readonly text: string; readonly choice: WindowChoice }[] = [
    ...own.map((name, n) => ({
      text: words.ownWindow(n + 1, name),
      choice: { kind: 'own', n } as const,
    })),
    ...presets.map(({ id, width, center, ...preset }) => ({
      text: `${preset[language]} ${width}/${center}`,
      choice: { kind: 'preset', id } as const,
    })),
    { text: words.fullWindow, choice: { kind: 'full' } },
    ...(chosen.kind === 'custom' ? [{ text: words.customWindow, choice: chosen }] : []),
  ]
  const place = choices.findIndex(({ choice }) => JSON.stringify(choice) === JSON.stringify(chosen))
  return (
    <select
      aria-label={words.windowPreset}
      value={place}
      onChange={({ target }) => {
        const next = choices[Number(target.value)]
        if (next !== undefined) choose(next.choice)
      }}
    >
      {choices.map(({ text }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew as a whole
        <option key={n} value={n}>
          {text}
        </option>
      ))}
    </select>
  )
}

function middleOf({ size }: Volume): Triple {
  return [Math.floor(size[0] / 2), Math.floor(size[1] / 2), Math.floor(size[2] / 2)]
}

/** Some index leans from its axis of the patient by more than about eight degrees. */
function isOblique({ directions }: Volume): boolean {
  return directions.some((direction) => Math.max(...direction.map(Math.abs)) < 0.99)
}
