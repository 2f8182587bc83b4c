/** What the viewer and its decoding workers say to each other. */
import type { ShownAnswer } from './shown-frame.ts'
import type { ThumbnailAnswer } from './thumbnail.ts'

export interface FrameWanted {
  readonly id: number
  /** Where the instance's bytes are fetched: same origin. */
  readonly url: string
  /** From 0. */
  readonly frame: number
  /** Pixels of the longer side of a thumbnail; 0 = the frame itself. */
  readonly thumbnail: number
}

/** HTTP status of a refusal; 0 = the file came, or there was no answer at all. */
interface Status {
  readonly status: number
}

export type FrameAnswered = Status & { readonly answer: ShownAnswer }
export type ThumbnailAnswered = Status & { readonly answer: ThumbnailAnswer }

export type FrameReply = { readonly id: number } & (FrameAnswered | ThumbnailAnswered)
