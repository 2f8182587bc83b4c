/** Frames of one file that lie in different places say so in the file alone: the index knows a place for whole images only. */
import type { FrameStore } from './frame-store.ts'
import type { Slice, Stack } from './image-stack.ts'
import { planeOf } from './planes.ts'
import type { Viewer } from './viewer-state.ts'

/** The stack with the place of every frame that its file gives one; the same stack when there is nothing to learn. */
export async function placed(stack: Stack, store: Pick<FrameStore, 'planesOf'>): Promise<Stack> {
  const files = new Set(stack.slices.filter(isUnplaced).map(({ url }) => url))
  if (files.size === 0) return stack
  const known = new Map<string, Awaited<ReturnType<FrameStore['planesOf']>>>()
  for (const url of files) known.set(url, await store.planesOf(url))
  const planeIn = ({ url, frame }: Slice) => {
    const file = known.get(url)
    if (!file) return null
    const { frameOfReferenceUid, planes } = file
    return planeOf({ frameOfReferenceUid, plane: planes[frame] ?? [] })
  }
  const slices = stack.slices.map((slice) =>
    isUnplaced(slice) ? { ...slice, plane: planeIn(slice) } : slice,
  )
  return slices.some(({ plane }, n) => plane !== stack.slices[n]?.plane)
    ? { ...stack, slices }
    : stack
}

const asked = new WeakSet<Stack>()

/** Learns where the frames of a shown stack lie, so that others can be scrolled with it. */
export async function placeFrames(viewer: Viewer, store: FrameStore, stack: Stack): Promise<void> {
  if (asked.has(stack)) return
  asked.add(stack)
  const found = await placed(stack, store)
  if (found === stack) return
  viewer.set((state) => {
    const place = state.stacks.indexOf(stack)
    return place < 0 ? state : { ...state, stacks: state.stacks.with(place, found) }
  })
}

function isUnplaced({ kind, url, frames, plane }: Slice): boolean {
  return kind === 'image' && url !== '' && frames > 1 && plane === null
}
