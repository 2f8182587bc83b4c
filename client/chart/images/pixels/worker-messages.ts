/** What the viewer and its decoding workers say to each other. */
import type { ShownAnswer } from './shown-frame.ts'

export interface FrameWanted {
  readonly id: number
  /** Where the instance's bytes are fetched: same origin. */
  readonly url: string
  /** From 0. */
  readonly frame: number
}

export type WorkerRequest =
  | ({ readonly kind: 'frame' } & FrameWanted)
  | { readonly kind: 'cancel'; readonly id: number }
  /** Drops every file that is kept. */
  | { readonly kind: 'forget' }

export interface WorkerReply {
  readonly id: number
  readonly answer: ShownAnswer
  /** HTTP status of the refusal; 0 = the file was there, or there was no answer at all. */
  readonly status: number
}
