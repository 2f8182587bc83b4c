/** What the viewer and its decoding workers say to each other. */
import type { ShownAnswer } from './shown-frame.ts'

export interface FrameWanted {
  readonly id: number
  /** Where the instance's bytes are fetched: same origin. */
  readonly url: string
  /** From 0. */
  readonly frame: number
}

export interface FrameReply {
  readonly id: number
  readonly answer: ShownAnswer
  /** HTTP status of a refusal; 0 = the file came, or there was no answer at all. */
  readonly status: number
}
