/**
 * Frames that are decoded, being decoded or wanted. Bounded by bytes: the frame not looked at for longest goes first.
 *
 * Guarantees: what is on the screen is decoded before thumbnails are made, those before anything is prefetched, and the
 * first image of all before anything else is begun; prefetching never pushes out a frame that another wish still names,
 * so it comes to rest. What no wish names any more is given up. One that is long in coming holds up nothing: it gives
 * way to what is on the screen, and from whoever gave nothing nothing is prefetched.
 */
import type { FramePlanes } from '../../../../model/dicom-pixels/frame-planes.ts'
import { mayComeAgain } from '../../../../model/dicom-pixels/pixel-problem.ts'
import type { ShownAnswer } from '../../../../model/dicom-pixels/shown-frame.ts'
import { shownBytes } from '../../../../model/dicom-pixels/shown-frame.ts'
import type { ThumbnailAnswer } from '../../../../model/dicom-pixels/thumbnail.ts'
import type { DecodingPool } from './decoding-pool.ts'
import type { Slice } from './image-stack.ts'
import { makeLoadingFrames } from './loading-frames.ts'
import { makeThumbnails, THUMBNAIL } from './thumbnails.ts'

/** Decoded frames kept in memory. Small enough for a terminal of 4 GB, enough for 300 CT slices. */
export const KEPT_BYTES = 192 * 1024 * 1024

/** Who wishes for what viewport `n` shows. */
export function viewportWish(n: number): string {
  return `viewport ${n}`
}

export type FrameState = 'not-loaded' | 'loading' | 'full' | 'failed'

interface Held {
  readonly answer: ShownAnswer
  readonly bytes: number
}

/** What is to be done next for a slice. */
interface Job {
  readonly slice: Slice
  readonly isThumbnail: boolean
}

export interface FrameStore {
  /** The frame if it is there; counts as looking at it. */
  read(slice: Slice): ShownAnswer | null
  stateOf(slice: Slice): FrameState
  /** The frame, without its being kept here. After `signal` no answer comes. */
  decodeOnce(slice: Slice, signal: AbortSignal): Promise<ShownAnswer>
  /** Where each frame of an instance lies; null = it can't be read. Asked for once. */
  planesOf(url: string): Promise<FramePlanes | null>
  /** Replaces what `wisher` wants: the first is on the screen, the others may be needed next. */
  wish(wisher: string, slices: readonly Slice[]): void
  forgetWish(wisher: string): void
  /** Fetches a wished frame anew that did not come. */
  askAgain(slice: Slice): void
  /** The small picture of a frame, if it is there. */
  readThumbnail(slice: Slice): ThumbnailAnswer | null
  wantThumbnail(slice: Slice): void
  forgetThumbnail(slice: Slice): void
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
  const loading = makeLoadingFrames(() => {
    isWarm = true
    begin()
  })
  const wishes = new Map<string, readonly Slice[]>()
  const thumbnails = makeThumbnails()
  /** Frames that are asked for anew: when one comes, what has not come before may come, too. */
  const missed = new Set<string>()
  const planes = new Map<string, Promise<FramePlanes | null>>()
  const listeners = new Set<() => void>()
  let used = 0
  let closed = false
  /** An image has been decoded, or is long in coming. */
  let isWarm = false
  /** The last answer was none: nothing is fetched ahead until one has come. */
  let isHalted = false

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

  /** A server that was away may be back when the image is looked at again. */
  function forgetUnfetched(slice: Slice | undefined): void {
    const known = slice === undefined ? undefined : held.get(slice.key)?.answer
    if (slice === undefined || known?.ok !== false) return
    if (!mayComeAgain(known.problem)) return
    held.delete(slice.key)
    missed.add(slice.key)
  }

  function wantedFirst(): Slice | undefined {
    return [...wishes.values()]
      .flatMap((slices) => slices.slice(0, 1))
      .find((slice) => isWanted(slice))
  }

  /** Room for what is on the screen, where another frame has had its time. */
  function hasRoomForFirst(): boolean {
    return pool.hasRoom() || (loading.giveUpLong(firstKeys(wishes)) && pool.hasRoom())
  }

  function next(): Job | null {
    const first = wantedFirst()
    if (first !== undefined && hasRoomForFirst()) return { slice: first, isThumbnail: false }
    // The very first image has the machine to itself.
    if (!pool.hasRoom() || (!isWarm && !loading.isNone())) return null
    const ordered = [...wishes.values()]
    const small = thumbnails.take()
    if (small !== null) return { slice: small, isThumbnail: true }
    if (isHalted) return null
    const longest = Math.max(0, ...ordered.map(({ length }) => length))
    for (let rank = 1; rank < longest; rank += 1) {
      for (const slices of ordered) {
        const slice = slices[rank]
        if (slice === undefined || !isWanted(slice)) continue
        const fits = makeRoom(slice.bytes, () => allKeys(wishes))
        return fits ? { slice, isThumbnail: false } : null
      }
    }
    return null
  }

  /** @returns whether anything was begun */
  function pump(): boolean {
    let begun = false
    while (!closed) {
      const job = next()
      if (job === null) break
      void (job.isThumbnail ? loadThumbnail(job.slice) : load(job.slice))
      begun = true
    }
    return begun
  }

  function begin(): void {
    if (pump()) tell()
  }

  async function load(slice: Slice): Promise<void> {
    const signal = loading.begin(slice.key)
    const { answer, status } = await pool.decode(slice.url, slice.frame, signal)
    if (closed || signal.aborted) return
    loading.end(slice.key)
    isWarm = true
    isHalted = !answer.ok && mayComeAgain(answer.problem)
    if (answer.ok && missed.delete(slice.key)) thumbnails.wantMissedAgain()
    if (status !== 0) refused(status)
    put(slice, answer)
    pump()
    tell()
  }

  async function loadThumbnail(slice: Slice): Promise<void> {
    const { answer, status } = await pool.thumbnail(slice.url, slice.frame, THUMBNAIL)
    if (closed) return
    if (status !== 0) refused(status)
    thumbnails.put(slice, answer)
    pump()
    tell()
  }

  async function readPlanes(url: string): Promise<FramePlanes | null> {
    const { answer, status } = await pool.planes(url)
    if (status !== 0) refused(status)
    return answer.ok ? answer.planes : null
  }

  return {
    read(slice) {
      const found = held.get(slice.key)
      if (found === undefined) return slice.url === '' ? notCopied(slice) : null
      held.delete(slice.key)
      held.set(slice.key, found)
      return found.answer
    },
    async decodeOnce(slice, signal) {
      const known = held.get(slice.key)?.answer
      if (known !== undefined) return known
      if (slice.url === '') return notCopied(slice)
      const { answer, status } = await pool.decode(slice.url, slice.frame, signal)
      if (status !== 0) refused(status)
      return answer
    },
    planesOf(url) {
      const asked = planes.get(url) ?? readPlanes(url)
      planes.set(url, asked)
      return asked
    },
    stateOf(slice) {
      const found = held.get(slice.key)
      if (found !== undefined) return found.answer.ok ? 'full' : 'failed'
      if (slice.url === '') return 'failed'
      return loading.has(slice.key) ? 'loading' : 'not-loaded'
    },
    wish(wisher, slices) {
      forgetUnfetched(slices[0])
      wishes.set(wisher, slices)
      loading.keepOnly(allKeys(wishes))
      begin()
    },
    forgetWish(wisher) {
      wishes.delete(wisher)
      loading.keepOnly(allKeys(wishes))
    },
    askAgain(slice) {
      forgetUnfetched(slice)
      begin()
    },
    readThumbnail: (slice) => (slice.url === '' ? notCopied(slice) : thumbnails.read(slice)),
    wantThumbnail(slice) {
      if (slice.url === '') return
      thumbnails.want(slice)
      // The strip is drawn before the viewports: it waits until those have said what they show.
      queueMicrotask(begin)
    },
    forgetThumbnail: (slice) => thumbnails.forget(slice),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    heldBytes: () => used,
    close() {
      closed = true
      loading.clear()
      pool.close()
      held.clear()
      wishes.clear()
      thumbnails.clear()
      planes.clear()
      listeners.clear()
      used = 0
    },
  }
}

type NotCopied = Extract<ShownAnswer, { readonly ok: false }>
/** The same object for the same slice: whoever watches it sees no change. */
const notCopiedAnswers = new WeakMap<Slice, NotCopied>()

function notCopied(slice: Slice): NotCopied {
  const known = notCopiedAnswers.get(slice)
  if (known !== undefined) return known
  const { transferSyntaxUid } = slice
  const answer: NotCopied = {
    ok: false,
    problem: { code: 'not-copied', transferSyntaxUid, detail: '' },
  }
  notCopiedAnswers.set(slice, answer)
  return answer
}

function firstKeys(wishes: ReadonlyMap<string, readonly Slice[]>): Set<string> {
  return new Set([...wishes.values()].flatMap((slices) => slices.slice(0, 1)).map(keyOf))
}

function allKeys(wishes: ReadonlyMap<string, readonly Slice[]>): Set<string> {
  return new Set([...wishes.values()].flat().map(keyOf))
}

function keyOf(slice: Slice): string {
  return slice.key
}
