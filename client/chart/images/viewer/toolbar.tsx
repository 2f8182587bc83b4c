/** Tools, windows, turning, layout: everything the keys do, for those who look for it. */
import { type ReactNode, useSyncExternalStore } from 'react'
import {
  type Preset,
  presetsFor,
  type WindowChoice,
} from '../../../../model/dicom-pixels/windowing.ts'
import { useWords } from '../../../language/language.tsx'
import { withPresentation } from './cornerstone-viewport.ts'
import type { FrameStore } from './frame-store.ts'
import { cineMilliseconds } from './use-cine.ts'
import { act } from './viewer-actions.ts'
import {
  CELLS,
  type Layout,
  setLayout,
  setMpr,
  setWindow,
  type Tool,
  tie,
  useViewer,
  type Viewer,
} from './viewer-state.ts'
import { viewerWords } from './viewer-words.ts'

interface ToolbarProps {
  readonly viewer: Viewer
  readonly store: FrameStore
  readonly onKeys: () => void
  readonly children?: ReactNode
}

const TOOLS: readonly Tool[] = [
  'scroll',
  'window',
  'pan',
  'zoom',
  'length',
  'angle',
  'ellipse',
  'probe',
  'magnify',
]

export function Toolbar({ viewer, store, onKeys, children }: ToolbarProps) {
  const { language } = useWords()
  const words = viewerWords(language)
  const tool = useViewer(viewer, (state) => state.tool)
  const layout = useViewer(viewer, (state) => state.layout)
  const isTied = useViewer(viewer, (state) => state.tied !== null)
  const showsReport = useViewer(viewer, (state) => state.showsReport)
  const sharesWindow = useViewer(viewer, (state) => state.sharesWindow)
  const button = (text: string, onClick: () => void, pressed?: boolean) => (
    <button key={text} type="button" onClick={onClick} aria-pressed={pressed}>
      {text}
    </button>
  )
  return (
    <div className="viewer-toolbar" role="toolbar" aria-label={words.tools}>
      <span>
        {TOOLS.map((each) =>
          button(
            words.tool[each],
            () => viewer.set((state) => ({ ...state, tool: each })),
            tool === each,
          ),
        )}
      </span>
      <WindowSelect viewer={viewer} store={store} />
      <span>
        {button(words.fit, () => act(viewer, 'fit'))}
        {button(words.oneToOne, () => act(viewer, 'one-to-one'))}
        {button(words.rotate, () => act(viewer, 'rotate'))}
        {button(words.hflip, () => act(viewer, 'hflip'))}
        {button(words.vflip, () => act(viewer, 'vflip'))}
        {button(words.invert, () => act(viewer, 'invert'))}
        {button(words.undoMeasure, () => act(viewer, 'undo-measure'))}
        {button(words.reset, () => act(viewer, 'reset'))}
      </span>
      <CineButton viewer={viewer} store={store} />
      <fieldset aria-label={words.layout}>
        {(Object.keys(CELLS) as Layout[]).map((each) =>
          button(words.layouts[each], () => setLayout(viewer, each), layout === each),
        )}
      </fieldset>
      <span>
        {button(words.tie, () => tie(viewer, !isTied), isTied)}
        {button(
          words.shareWindow,
          () => viewer.set((state) => ({ ...state, sharesWindow: !state.sharesWindow })),
          sharesWindow,
        )}
      </span>
      {button(words.mpr, () => setMpr(viewer, true))}
      {children}
      {button(
        words.report,
        () => viewer.set((state) => ({ ...state, showsReport: !state.showsReport })),
        showsReport,
      )}
      {button(words.keysButton, onKeys)}
    </div>
  )
}

function CineButton({ viewer, store }: { viewer: Viewer; store: FrameStore }) {
  const { language } = useWords()
  const words = viewerWords(language)
  const isPlaying = useViewer(viewer, (state) => state.cells[state.active]?.isPlaying ?? false)
  const count = useViewer(viewer, (state) => {
    const stack = state.cells[state.active]?.stack ?? -1
    return state.stacks[stack]?.slices.length ?? 0
  })
  const milliseconds = useSyncExternalStore(store.subscribe, () =>
    cineMilliseconds(viewer, store, viewer.get().active),
  )
  const rate = 1000 / milliseconds
  const text = isPlaying ? words.stop : words.play
  return (
    <button
      type="button"
      aria-pressed={isPlaying}
      disabled={count < 2}
      onClick={() => act(viewer, 'cine')}
    >
      {text} {words.perSecond(String(Math.round(rate * 10) / 10))}
    </button>
  )
}

function WindowSelect({ viewer, store }: { viewer: Viewer; store: FrameStore }) {
  const { language } = useWords()
  const words = viewerWords(language)
  const chosen = useViewer(viewer, (state) => state.cells[state.active]?.window)
  // As text, so that the list is made again only when it differs from that of the slice before.
  const offered = useSyncExternalStore(
    (listener) => both(store.subscribe(listener), viewer.subscribe(listener)),
    () => JSON.stringify(windowsOffered(viewer, store)),
  )
  const { own, tables, presets, isGrey } = JSON.parse(offered) as WindowsOffered
  return (
    <select
      aria-label={words.windowPreset}
      disabled={!isGrey}
      value={chosen === undefined ? '' : optionOf(chosen)}
      onChange={({ target }) => setWindow(viewer, viewer.get().active, choiceOf(target.value))}
    >
      {own.map((name, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the n-th window of the image is its identity
        <option key={n} value={`own ${n}`}>
          {words.ownWindow(n + 1, name)}
        </option>
      ))}
      {Array.from({ length: tables }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the n-th table of the image is its identity
        <option key={`table ${n}`} value={`own ${own.length + n}`}>
          {words.ownTable(n + 1)}
        </option>
      ))}
      {presets.map((preset) => (
        <option key={preset.id} value={`preset ${preset.id}`}>
          {preset[language]} {preset.width}/{preset.center}
        </option>
      ))}
      <option value="full">{words.fullWindow}</option>
      {chosen?.kind === 'custom' && <option value="custom">{words.customWindow}</option>}
    </select>
  )
}

interface WindowsOffered {
  /** Names of the image's own windows; one without a name where it brings neither window nor table. */
  readonly own: readonly string[]
  readonly tables: number
  readonly presets: readonly Preset[]
  readonly isGrey: boolean
}

function windowsOffered(viewer: Viewer, store: FrameStore): WindowsOffered {
  const { cells, active, stacks } = viewer.get()
  const slice = stacks[cells[active]?.stack ?? -1]?.slices[cells[active]?.index ?? 0]
  const answer = slice === undefined ? null : store.read(slice)
  if (slice === undefined || answer?.ok !== true)
    return { own: [''], tables: 0, presets: [], isGrey: false }
  const { look, image, pixels } = withPresentation(answer.shown, slice.presentation)
  const names = look.windows.map(({ name }) => name)
  const tables = look.voiTables.length
  return {
    own: names.length + tables === 0 ? [''] : names,
    tables,
    presets: presetsFor(image.modality, look.unit),
    isGrey: pixels.kind === 'grey',
  }
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first()
    second()
  }
}

function optionOf(choice: WindowChoice): string {
  if (choice.kind === 'own') return `own ${choice.n}`
  return choice.kind === 'preset' ? `preset ${choice.id}` : choice.kind
}

function choiceOf(value: string): WindowChoice {
  const [kind, rest = ''] = value.split(' ')
  if (kind === 'preset') return { kind, id: rest }
  return kind === 'full' ? { kind } : { kind: 'own', n: Number(rest) }
}
