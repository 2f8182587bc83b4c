/** What buttons and keys do to the active viewport. */

import { CT_PRESETS } from '../../../../model/dicom-pixels/windowing.ts'
import { STEP_KEYS } from './step-keys.ts'
import {
  CELLS,
  changeCell,
  dropLastMeasurement,
  goTo,
  type Layout,
  moveBy,
  resetCell,
  setLayout,
  setMpr,
  setWindow,
  showStack,
  type Tool,
  tie,
  type Viewer,
} from './viewer-state.ts'

export type Action =
  | 'fit'
  | 'one-to-one'
  | 'rotate'
  | 'hflip'
  | 'vflip'
  | 'invert'
  | 'reset'
  | 'cine'
  | 'undo-measure'

export function act(viewer: Viewer, action: Action): void {
  const state = viewer.get()
  const n = state.active
  const cell = state.cells[n]
  const slice = state.stacks[cell?.stack ?? -1]?.slices[cell?.index ?? 0]
  if (action === 'reset') resetCell(viewer, n)
  else if (action === 'undo-measure') {
    if (slice !== undefined) dropLastMeasurement(viewer, slice.key)
  } else {
    changeCell(viewer, n, (before) => {
      if (action === 'fit') return { scale: null, shift: { x: 0, y: 0 } }
      if (action === 'one-to-one') return { scale: 1, shift: { x: 0, y: 0 } }
      if (action === 'rotate') return { rotation: (before.rotation + 90) % 360 }
      if (action === 'hflip') return { hflip: !before.hflip }
      if (action === 'vflip') return { vflip: !before.vflip }
      if (action === 'invert') return { inverted: !before.inverted }
      return { isPlaying: !before.isPlaying }
    })
  }
}

const TOOL_KEYS: Readonly<Record<string, Tool>> = {
  s: 'scroll',
  w: 'window',
  p: 'pan',
  z: 'zoom',
  l: 'length',
  a: 'angle',
  e: 'ellipse',
  x: 'probe',
  m: 'magnify',
}
const ACTION_KEYS: Readonly<Record<string, Action>> = {
  f: 'fit',
  t: 'one-to-one',
  r: 'rotate',
  h: 'hflip',
  v: 'vflip',
  i: 'invert',
  ' ': 'cine',
  Delete: 'undo-measure',
  Backspace: 'reset',
}

const MPR_KEYS = new Set(['d', ',', '.', 'b'])

/** Does what a key means here. @returns whether it means anything */
export function actOnKey(viewer: Viewer, key: string): boolean {
  const small = key.length === 1 ? key.toLowerCase() : key
  const steps = STEP_KEYS[small]
  const tool = TOOL_KEYS[small]
  const action = ACTION_KEYS[small]
  const preset = CT_PRESETS[Number(small) - 1]
  const n = viewer.get().active
  // The reconstructed planes have keys of their own.
  if (viewer.get().showsMpr) return MPR_KEYS.has(small) && arrange(viewer, small)
  if (steps !== undefined) {
    if (Number.isFinite(steps)) moveBy(viewer, n, steps)
    else goTo(viewer, n, steps < 0 ? 0 : Number.MAX_SAFE_INTEGER)
  } else if (tool !== undefined) viewer.set((state) => ({ ...state, tool }))
  else if (action !== undefined) act(viewer, action)
  else if (small === '0') setWindow(viewer, n, { kind: 'own', n: 0 })
  else if (preset !== undefined && isCt(viewer)) {
    setWindow(viewer, n, { kind: 'preset', id: preset.id })
  } else return arrange(viewer, small)
  return true
}

/** Viewports and series: which is active, how many, what is tied. */
function arrange(viewer: Viewer, key: string): boolean {
  const state = viewer.get()
  const count = CELLS[state.layout]
  if (key === 'g') {
    const layouts = Object.keys(CELLS) as Layout[]
    const next = layouts[(layouts.indexOf(state.layout) + 1) % layouts.length]
    if (next !== undefined) setLayout(viewer, next)
  } else if (key === 'n') {
    viewer.set((before) => ({ ...before, active: (before.active + 1) % count }))
  } else if (key === 'd') setMpr(viewer, !state.showsMpr)
  else if (key === 'k') tie(viewer, state.tied === null)
  else if (key === 'b') {
    viewer.set((before) => ({ ...before, showsReport: !before.showsReport }))
  } else if (key === 'j') {
    viewer.set((before) => ({ ...before, sharesWindow: !before.sharesWindow }))
  } else if (key === ',' || key === '.') {
    const shown = (state.cells[state.active]?.stack ?? 0) + (key === '.' ? 1 : -1)
    if (state.stacks[shown] !== undefined) showStack(viewer, state.active, shown)
  } else return false
  return true
}

function isCt(viewer: Viewer): boolean {
  const state = viewer.get()
  return state.stacks[state.cells[state.active]?.stack ?? -1]?.modality === 'CT'
}
