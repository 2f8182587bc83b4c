/** What is shown where, and how. One object, replaced at each change; screens read only the part they show. */
import { useSyncExternalStore } from 'react'
import type { Stack } from './image-stack.ts'
import type { Measurement } from './measuring.ts'
import type { WindowChoice } from './windowing.ts'

export type Tool = 'scroll' | 'window' | 'pan' | 'zoom' | 'length' | 'angle' | 'ellipse' | 'probe'

export type Layout = '1x1' | '1x2' | '2x2'

export const CELLS: Readonly<Record<Layout, number>> = { '1x1': 1, '1x2': 2, '2x2': 4 }

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
  changeCell(viewer, n, () => ({ index: next, direction: next > cell.index ? 1 : -1 }))
}

export function moveBy(viewer: Viewer, n: number, steps: number): void {
  goTo(viewer, n, (viewer.get().cells[n]?.index ?? 0) + steps)
}

/** Shows another series in a viewport, as it would be when freshly opened. */
export function showStack(viewer: Viewer, n: number, stack: number): void {
  changeCell(viewer, n, () => ({ ...AS_OPENED, stack, index: 0 }))
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
