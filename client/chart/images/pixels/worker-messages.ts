/** What the viewer and its decoding workers say to each other. */
import type { FramePlanes } from '../../../../model/dicom-pixels/frame-planes.ts'
import type { PixelProblem } from '../../../../model/dicom-pixels/pixel-problem.ts'
import type { ShownAnswer } from '../../../../model/dicom-pixels/shown-frame.ts'
import type { ThumbnailAnswer } from '../../../../model/dicom-pixels/thumbnail.ts'

export interface FrameWanted {
  readonly id: number
  /** Where the instance's bytes are fetched: same origin. */
  readonly url: string
  /** From 0. */
  readonly frame: number
  /** Pixels of the longer side of a thumbnail; 0 = the frame itself. */
  readonly thumbnail: number
}

/** Where each frame of an instance lies. */
export interface PlanesWanted {
  readonly id: number
  readonly url: string
  readonly planes: true
}

/** Nobody waits any more for what was wanted under this id: there is no reply to it. */
export interface GivenUp {
  readonly givenUp: number
}

export type WorkerOrder = FrameWanted | PlanesWanted | GivenUp

export type PlanesAnswer =
  | { readonly ok: true; readonly planes: FramePlanes }
  | { readonly ok: false; readonly problem: PixelProblem }

/** HTTP status of a refusal; 0 = the file came, or there was no answer at all. */
interface Status {
  readonly status: number
}

export type FrameAnswered = Status & { readonly answer: ShownAnswer }
export type ThumbnailAnswered = Status & { readonly answer: ThumbnailAnswer }

export type PlanesAnswered = Status & { readonly answer: PlanesAnswer }

export type WorkerReply = { readonly id: number } & (
  | FrameAnswered
  | ThumbnailAnswered
  | PlanesAnswered
)
