/** Tools, windows, turning, layout: everything the keys do, for those who look for it. */
import { useSyncExternalStore } from 'react'
import { useWords } from '../../../language/language.tsx'
import type { FrameStore } from './frame-store.ts'
import { cineMilliseconds } from './use-cine.ts'
import { act } from './viewer-actions.ts'
import {
  CELLS,
  changeCell,
  type Layout,
  type Tool,
  useViewer,
  type Viewer,
} from './viewer-state.ts'
import { viewerWords } from './viewer-words.ts'
import { ownWindows, presetsFor, type WindowChoice } from './windowing.ts'

interface ToolbarProps {
  readonly viewer: Viewer
  readonly store: FrameStore
  readonly onKeys: () => void
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
]

export function Toolbar({ viewer, store, onKeys }: ToolbarProps) {
  const { language } = useWords()
  const words = viewerWords(language)
  const tool = useViewer(viewer, (state) => state.tool)
  const layout = useViewer(viewer, (state) => state.layout)
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
          button(
            words.layouts[each],
            () =>
              viewer.set((state) => ({
                ...state,
                layout: each,
                active: Math.min(state.active, CELLS[each] - 1),
              })),
            layout === each,
          ),
        )}
      </fieldset>
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
  const cell = useViewer(viewer, (state) => state.cells[state.active])
  const stack = useViewer(viewer, (state) => state.stacks[cell?.stack ?? -1])
  const slice = stack?.slices[cell?.index ?? 0]
  const answer = useSyncExternalStore(store.subscribe, () =>
    slice === undefined ? null : store.read(slice),
  )
  const shown = answer?.ok ? answer.shown : null
  const isGrey = shown?.pixels.kind === 'grey'
  const choose = (value: string) =>
    changeCell(viewer, viewer.get().active, () => ({ window: choiceOf(value) }))
  return (
    <select
      aria-label={words.windowPreset}
      disabled={!isGrey}
      value={cell === undefined ? '' : optionOf(cell.window)}
      onChange={(event) => choose(event.target.value)}
    >
      {Array.from({ length: Math.max(1, shown === null ? 0 : ownWindows(shown.look)) }, (_, n) => {
        const window = shown?.look.windows[n]
        const tables = n - (shown?.look.windows.length ?? 0)
        const isTable = window === undefined && tables >= 0 && n > 0
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the n-th window of the image is its identity
          <option key={n} value={`own ${n}`}>
            {isTable ? words.ownTable(tables + 1) : words.ownWindow(n + 1, window?.name ?? '')}
          </option>
        )
      })}
      {presetsFor(shown?.image.modality ?? '', shown?.look.unit ?? '').map((preset) => (
        <option key={preset.id} value={`preset ${preset.id}`}>
          {preset[language]} {preset.width}/{preset.center}
        </option>
      ))}
      <option value="full">{words.fullWindow}</option>
      {cell?.window.kind === 'custom' && <option value="custom">{words.customWindow}</option>}
    </select>
  )
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
