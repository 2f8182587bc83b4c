/** What is shown where, and how. One object, replaced at each change; screens read only the part they show. */
import { useSyncExternalStore } from 'react'
import type { WindowChoice } from '../../../../model/dicom-pixels/windowing.ts'
import type { Stack } from './image-stack.ts'
import type { Measurement } from './measuring.ts'
import { nearestAcross, type Plane } from './planes.ts'

export type Tool =
  | 'scroll'
  | 'window'
  | 'pan'
  | 'zoom'
  | 'length'
  | 'angle'
  | 'ellipse'
  | 'probe'
  | 'magnify'

export type Layout = '1x1' | '1x2' | '2x1' | '2x2'

export const CELLS: Readonly<Record<Layout, number>> = { '1x1': 1, '1x2': 2, '2x1': 2, '2x2': 4 }

/** One viewport. */
export interface Cell {
  /** Place in `stacks`; -1 = empty. */
  readonly stack: number
  readonly index: number
  /** Way of the last movement. */
  readonly direction: 1 | -1
  readonly window: WindowChoice
  readonly inverted: boolean
  readonly rotation: number
  readonly hflip: boolean
  readonly vflip: boolean
  /** Screen pixels per image pixel; null = fitted to the viewport. */
  readonly scale: number | null
  readonly shift: { readonly x: number; readonly y: number }
  readonly isPlaying: boolean
}

export interface ViewerState {
  readonly stacks: readonly Stack[]
  readonly layout: Layout
  readonly active: number
  readonly tool: Tool
  readonly cells: readonly Cell[]
  /** Viewports of the same direction scroll together. null = not; else where each stood when they were tied. */
  readonly tied: readonly (Plane | null)[] | null
  /** Viewports of the same modality share their window. */
  readonly sharesWindow: boolean
  readonly showsReport: boolean
  /** The active viewport's series is shown as reconstructed planes, in place of all viewports. */
  readonly showsMpr: boolean
  /** By slice. */
  readonly measurements: Readonly<Record<string, readonly Measurement[]>>
}

export interface Viewer {
  get(): ViewerState
  set(change: (state: ViewerState) => ViewerState): void
  subscribe(listener: () => void): () => void
}

const AS_OPENED: Omit<Cell, 'stack' | 'index'> = {
  direction: 1,
  window: { kind: 'own', n: 0 },
  inverted: false,
  rotation: 0,
  hflip: false,
  vflip: false,
  scale: null,
  shift: { x: 0, y: 0 },
  isPlaying: false,
}

export function makeViewer(stacks: readonly Stack[]): Viewer {
  let state: ViewerState = {
    stacks,
    layout: '1x1',
    active: 0,
    tool: 'scroll',
    cells: [0, 1, 2, 3].map((n) => ({
      ...AS_OPENED,
      stack: n < stacks.length ? n : -1,
      index: 0,
    })),
    tied: null,
    sharesWindow: false,
    showsReport: false,
    showsMpr: false,
    measurements: {},
  }
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    set(change) {
      const next = change(state)
      if (next === state) return
      state = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A part of the state; the screen is drawn again only when that part changes. */
export function useViewer<T>(viewer: Viewer, part: (state: ViewerState) => T): T {
  return useSyncExternalStore(viewer.subscribe, () => part(viewer.get()))
}

export function changeCell(viewer: Viewer, n: number, change: (cell: Cell) => Partial<Cell>): void {
  viewer.set((state) => ({
    ...state,
    cells: state.cells.map((cell, at) => (at === n ? { ...cell, ...change(cell) } : cell)),
  }))
}

/** Moves to a slice; stays within the stack. */
export function goTo(viewer: Viewer, n: number, index: number): void {
  const state = viewer.get()
  const cell = state.cells[n]
  const last = (state.stacks[cell?.stack ?? -1]?.slices.length ?? 0) - 1
  const next = Math.max(0, Math.min(last, index))
  if (cell === undefined || next === cell.index) return
  viewer.set((before) => ({
    ...before,
    cells: before.cells.map((each, at) => {
      const wanted = at === n ? next : tiedIndex(before, at, n, next)
      if (wanted === null || wanted === each.index) return each
      return { ...each, index: wanted, direction: wanted > each.index ? 1 : -1 }
    }),
  }))
}

/** Where viewport `at` goes when viewport `from` shows its slice `index`; null = it does not follow. */
function tiedIndex(state: ViewerState, at: number, from: number, index: number): number | null {
  const { tied, cells, stacks } = state
  if (tied === null || at >= CELLS[state.layout]) return null
  const leading = stacks[cells[from]?.stack ?? -1]?.slices[index]?.plane
  const following = stacks[cells[at]?.stack ?? -1]?.slices
  if (!leading || following === undefined) return null
  return nearestAcross(
    following.map(({ plane }) => plane),
    leading,
    { leading: tied[from] ?? null, following: tied[at] ?? null },
  )
}

/** Whether a viewport follows the active one, and how: by the same coordinates, or by the way gone since they were tied. */
export function followsBy(state: ViewerState, n: number): 'position' | 'way' | null {
  if (
    state.tied === null ||
    n === state.active ||
    tiedIndex(state, n, state.active, state.cells[state.active]?.index ?? 0) === null
  )
    return null
  const [own, leading] = [state.tied[n], state.tied[state.active]]
  return own?.frameOfReference === leading?.frameOfReference && own?.frameOfReference
    ? 'position'
    : 'way'
}

/** Ties the viewports' scrolling as they stand now, or unties them. */
export function tie(viewer: Viewer, isTied: boolean): void {
  viewer.set((state) => ({ ...state, tied: isTied ? standing(state) : null }))
  const { active, cells } = viewer.get()
  if (isTied) followAt(viewer, active, cells[active]?.index ?? 0)
}

function standing({ cells, stacks }: ViewerState): readonly (Plane | null)[] {
  return cells.map(({ stack, index }) => stacks[stack]?.slices[index]?.plane ?? null)
}

/** Brings the viewports that share coordinates with `n` to its place. */
function followAt(viewer: Viewer, n: number, index: number): void {
  viewer.set((state) => ({
    ...state,
    cells: state.cells.map((cell, at) => {
      const wanted = at === n ? null : tiedIndex(state, at, n, index)
      return wanted === null ? cell : { ...cell, index: wanted }
    }),
  }))
}

/** The window of a viewport, and of those of its modality when they share it. */
export function setWindow(viewer: Viewer, n: number, window: WindowChoice): void {
  viewer.set((state) => {
    const modalityOf = (cell: Cell | undefined) => state.stacks[cell?.stack ?? -1]?.modality
    const modality = modalityOf(state.cells[n])
    return {
      ...state,
      cells: state.cells.map((cell, at) =>
        at === n || (state.sharesWindow && modalityOf(cell) === modality)
          ? { ...cell, window }
          : cell,
      ),
    }
  })
}

export function setLayout(viewer: Viewer, layout: Layout): void {
  viewer.set((state) => ({
    ...state,
    layout,
    active: Math.min(state.active, CELLS[layout] - 1),
  }))
}

export function setMpr(viewer: Viewer, showsMpr: boolean): void {
  viewer.set((state) => ({ ...state, showsMpr }))
}

export function moveBy(viewer: Viewer, n: number, steps: number): void {
  goTo(viewer, n, (viewer.get().cells[n]?.index ?? 0) + steps)
}

/** Shows another series in a viewport, as it would be when freshly opened. */
export function showStack(viewer: Viewer, n: number, stack: number): void {
  changeCell(viewer, n, () => ({ ...AS_OPENED, stack, index: 0 }))
  if (viewer.get().tied !== null) tie(viewer, true)
}

/** Adds another study's series; one whose study is there already changes nothing. */
export function addStacks(viewer: Viewer, stacks: readonly Stack[]): void {
  viewer.set((state) => {
    const known = new Set(state.stacks.map(({ study }) => study.studyUid))
    const fresh = stacks.filter(({ study }) => !known.has(study.studyUid))
    return fresh.length === 0 ? state : { ...state, stacks: [...state.stacks, ...fresh] }
  })
}

/** Puts a study beside what the active viewport shows: its series that is most like the one there. */
export function compareWith(viewer: Viewer, studyUid: string): void {
  const state = viewer.get()
  const shown = state.stacks[state.cells[state.active]?.stack ?? -1]
  const place = likest(state.stacks, studyUid, shown)
  if (place < 0) return
  if (state.layout === '1x1') setLayout(viewer, '1x2')
  const { cells, layout, active } = viewer.get()
  const others = cells.slice(0, CELLS[layout])
  // One that is free before one that shows something.
  const free = others.findIndex(({ stack }, n) => stack < 0 && n !== active)
  showStack(viewer, free < 0 ? (active + 1) % others.length : free, place)
}

function likest(stacks: readonly Stack[], studyUid: string, shown: Stack | undefined): number {
  const likeness = (stack: Stack) =>
    (stack.modality === shown?.modality ? 4 : 0) +
    (stack.description === shown?.description ? 2 : 0) +
    (stack.bodyPart === shown?.bodyPart ? 1 : 0)
  let best = -1
  stacks.forEach((stack, place) => {
    if (stack.study.studyUid !== studyUid) return
    const before = stacks[best]
    if (before === undefined || likeness(stack) > likeness(before)) best = place
  })
  return best
}

/** Window, zoom, position and turning as freshly opened; the slice stays. */
export function resetCell(viewer: Viewer, n: number): void {
  changeCell(viewer, n, ({ stack, index }) => ({ ...AS_OPENED, stack, index }))
}

let nextMeasurement = 1

export function addMeasurement(
  viewer: Viewer,
  slice: string,
  measurement: Omit<Measurement, 'id'>,
): void {
  const id = nextMeasurement
  nextMeasurement += 1
  viewer.set((state) => ({
    ...state,
    measurements: {
      ...state.measurements,
      [slice]: [...(state.measurements[slice] ?? []), { ...measurement, id }],
    },
  }))
}

/** Takes away the measurement drawn last on a slice. */
export function dropLastMeasurement(viewer: Viewer, slice: string): void {
  viewer.set((state) => ({
    ...state,
    measurements: {
      ...state.measurements,
      [slice]: (state.measurements[slice] ?? []).slice(0, -1),
    },
  }))
}
