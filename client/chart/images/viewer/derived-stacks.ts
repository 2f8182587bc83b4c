/**
 * Series of key object selections and presentation states, shown as the images they name: found among the study's own
 * by SOP Instance UID. A series whose images are not here stays what it is. Images that a selection takes back are marked wherever
 * they are shown.
 */
import { REJECTION_NOTES } from '../../../../model/codes/rejection-notes.ts'
import { allReferences, type Reference } from '../objects/content-tree.ts'
import { type DicomObject, fetchObject } from '../objects/read-object.ts'
import type { Slice, Stack } from './image-stack.ts'
import type { Viewer } from './viewer-state.ts'

/** More selections than anyone looks through; what is beyond stays listed as it is. */
const FILES_LIMIT = 100

export async function showNamedImages(
  viewer: Viewer,
  studyUid: string,
  signal: AbortSignal,
): Promise<void> {
  const { stacks } = viewer.get()
  const own = stacks.filter(({ study }) => study.studyUid === studyUid)
  const images = Map.groupBy(
    own.flatMap(({ slices }) => slices).filter(({ kind }) => kind === 'image'),
    ({ sopInstanceUid }) => sopInstanceUid,
  )
  /** By SOP Instance UID of an image: the code of the note that takes it back. */
  const rejected = new Map<string, string>()
  for (const stack of own) {
    const kind = stack.slices[0]?.kind
    if (kind !== 'key-objects' && kind !== 'presentation') continue
    const objects = await readAll(stack.slices, signal)
    if (signal.aborted) return
    for (const object of objects) noteRejections(object, rejected)
    const slices = objects.flatMap((object) => namedImages(object, images))
    if (slices.length > 0) replace(viewer, stack, { ...stack, slices })
  }
  if (rejected.size > 0) markRejected(viewer, studyUid, rejected)
}

function noteRejections(object: DicomObject, rejected: Map<string, string>): void {
  if (object.kind !== 'key-objects') return
  const { titleCode, root } = object.report
  if (!Object.hasOwn(REJECTION_NOTES, titleCode)) return
  for (const { sopInstanceUid } of allReferences(root)) rejected.set(sopInstanceUid, titleCode)
}

function markRejected(
  viewer: Viewer,
  studyUid: string,
  rejected: ReadonlyMap<string, string>,
): void {
  const marked = (slice: Slice): Slice => {
    const rejection = rejected.get(slice.sopInstanceUid)
    return rejection === undefined ? slice : { ...slice, rejection }
  }
  viewer.set((state) => ({
    ...state,
    stacks: state.stacks.map((stack) =>
      stack.study.studyUid === studyUid ? { ...stack, slices: stack.slices.map(marked) } : stack,
    ),
  }))
}

/** What can't be read is left out here; its own entry says why when it is opened. */
async function readAll(slices: readonly Slice[], signal: AbortSignal): Promise<DicomObject[]> {
  const found: DicomObject[] = []
  for (const { url, kind } of slices.slice(0, FILES_LIMIT)) {
    if (url === '' || kind === 'image' || signal.aborted) continue
    const answer = await fetchObject(url, kind, signal).catch(() => null)
    if (answer?.ok) found.push(answer.object)
  }
  return found
}

function namedImages(
  object: DicomObject,
  images: ReadonlyMap<string, readonly Slice[]>,
): readonly Slice[] {
  const framesOf = ({ sopInstanceUid, frames }: Reference) =>
    (images.get(sopInstanceUid) ?? []).filter(
      ({ frame }) => frames.length === 0 || frames.includes(frame + 1),
    )
  if (object.kind === 'key-objects') return allReferences(object.report.root).flatMap(framesOf)
  if (object.kind !== 'presentation') return []
  const { references, imageOf } = object.presentation
  return references.flatMap((reference) => {
    const presentation = imageOf(reference.sopInstanceUid)
    return framesOf(reference).map((slice) => ({ ...slice, presentation }))
  })
}

function replace(viewer: Viewer, before: Stack, after: Stack): void {
  viewer.set((state) => {
    const place = state.stacks.indexOf(before)
    if (place < 0) return state
    return {
      ...state,
      stacks: state.stacks.with(place, after),
      cells: state.cells.map((cell) => (cell.stack === place ? { ...cell, index: 0 } : cell)),
    }
  })
}
