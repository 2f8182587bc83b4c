/**
 * Frames that are decoded, being decoded or wanted. Bounded by bytes: the frame not looked at for longest goes first.
 *
 * Guarantees: what is on the screen is decoded before anything is prefetched, and the first image of all before anything
 * else is begun; prefetching never pushes out a frame
 * that another wish still names, so it comes to rest.
 */
import type { ShownAnswer } from '../pixels/shown-frame.ts'
import { shownBytes } from '../pixels/shown-frame.ts'
import type { DecodingPool } from './decoding-pool.ts'
import type { Slice } from './image-stack.ts'

/** Decoded frames kept in memory. Small enough for a terminal of 4 GB, enough for 300 CT slices. */
export const KEPT_BYTES = 192 * 1024 * 1024

export type FrameState = 'not-loaded' | 'loading' | 'full' | 'failed'

interface Held {
  readonly answer: ShownAnswer
  readonly bytes: number
}

interface Wish {
  /** The first is on the screen; the others may be needed next. */
  readonly slices: readonly Slice[]
  /** Comes after the wishes that are not patient. */
  readonly patient: boolean
}

export interface FrameStore {
  /** The frame if it is there; counts as looking at it. */
  read(slice: Slice): ShownAnswer | null
  stateOf(slice: Slice): FrameState
  /** Replaces what `wisher` wants. */
  wish(wisher: string, slices: readonly Slice[], patient?: boolean): void
  forgetWish(wisher: string): void
  subscribe(listener: () => void): () => void
  /** Bytes of decoded frames held now. */
  heldBytes(): number
  close(): void
}

/** @param refused told the HTTP status when the server refuses an image */
export function openFrameStore(
  pool: DecodingPool,
  refused: (status: number) => void,
  limit: number = KEPT_BYTES,
): FrameStore {
  const held = new Map<string, Held>()
  const loading = new Set<string>()
  const wishes = new Map<string, Wish>()
  const listeners = new Set<() => void>()
  let used = 0
  let closed = false
  /** An image has been decoded. */
  let isWarm = false

  const tell = () => {
    for (const listener of listeners) listener()
  }
  const isWanted = (slice: Slice) =>
    slice.url !== '' && !held.has(slice.key) && !loading.has(slice.key)

  function put(slice: Slice, answer: ShownAnswer): void {
    const bytes = answer.ok ? shownBytes(answer.shown) : 0
    held.set(slice.key, { answer, bytes })
    used += bytes
    makeRoom(0, () => firstKeys(wishes))
  }

  function makeRoom(bytes: number, spare: () => ReadonlySet<string>): boolean {
    if (used + bytes <= limit) return true
    const spared = spare()
    for (const [key, each] of held) {
      if (used + bytes <= limit) return true
      if (spared.has(key)) continue
      held.delete(key)
      used -= each.bytes
    }
    return used + bytes <= limit
  }

  function next(): Slice | null {
    // The very first image has the machine to itself.
    if (!isWarm && loading.size > 0) return null
    const ordered = [...wishes.values()].sort((a, b) => Number(a.patient) - Number(b.patient))
    for (const { slices } of ordered) {
      const [first] = slices
      if (first !== undefined && isWanted(first)) return first
    }
    const longest = Math.max(0, ...ordered.map(({ slices }) => slices.length))
    for (let rank = 1; rank < longest; rank += 1) {
      for (const { slices } of ordered) {
        const slice = slices[rank]
        if (slice === undefined || !isWanted(slice)) continue
        return makeRoom(slice.bytes, () => allKeys(wishes)) ? slice : null
      }
    }
    return null
  }

  /** @returns whether anything was begun */
  function pump(): boolean {
    let begun = false
    while (!closed && pool.hasRoom()) {
      const slice = next()
      if (slice === null) return begun
      loading.add(slice.key)
      void load(slice)
      begun = true
    }
    return begun
  }

  function begin(): void {
    if (pump()) tell()
  }

  async function load(slice: Slice): Promise<void> {
    const { answer, status } = await pool.decode(slice.url, slice.frame)
    if (closed) return
    loading.delete(slice.key)
    isWarm = true
    if (status !== 0) refused(status)
    put(slice, answer)
    pump()
    tell()
  }

  return {
    read(slice) {
      const found = held.get(slice.key)
      if (found === undefined) return slice.url === '' ? notCopied(slice) : null
      held.delete(slice.key)
      held.set(slice.key, found)
      return found.answer
    },
    stateOf(slice) {
      const found = held.get(slice.key)
      if (found !== undefined) return found.answer.ok ? 'full' : 'failed'
      if (slice.url === '') return 'failed'
      return loading.has(slice.key) ? 'loading' : 'not-loaded'
    },
    wish(wisher, slices, patient = false) {
      wishes.set(wisher, { slices, patient })
      // Thumbnails are drawn before viewports: they wait until those have said what they show.
      if (patient && !isWarm) queueMicrotask(begin)
      else begin()
    },
    forgetWish(wisher) {
      wishes.delete(wisher)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    heldBytes: () => used,
    close() {
      closed = true
      pool.close()
      held.clear()
      wishes.clear()
      listeners.clear()
      used = 0
    },
  }
}

/** The same object for the same slice: whoever watches it sees no change. */
const notCopiedAnswers = new WeakMap<Slice, ShownAnswer>()

function notCopied(slice: Slice): ShownAnswer {
  const known = notCopiedAnswers.get(slice)
  if (known !== undefined) return known
  const { transferSyntaxUid } = slice
  const answer: ShownAnswer = {
    ok: false,
    problem: { code: 'not-copied', transferSyntaxUid, detail: '' },
  }
  notCopiedAnswers.set(slice, answer)
  return answer
}

function firstKeys(wishes: ReadonlyMap<string, Wish>): Set<string> {
  return new Set([...wishes.values()].flatMap(({ slices }) => slices.slice(0, 1)).map(keyOf))
}

function allKeys(wishes: ReadonlyMap<string, Wish>): Set<string> {
  return new Set([...wishes.values()].flatMap(({ slices }) => slices).map(keyOf))
}

function keyOf(slice: Slice): string {
  return slice.key
}
