/** What the server and its rendering thread say to each other. */
import type { PixelProblem } from '../../../model/dicom-pixels/pixel-problem.ts'
import type { MediumFile } from '../mounted-media.ts'
import type { RenderedQuery } from './rendered-query.ts'

/** Where the file lies: in the blobs of a generation, on a mounted medium, or at hand. */
export type FileSource =
  | { readonly directory: string; readonly blob: string; readonly bytes: number }
  | { readonly medium: MediumFile }
  | { readonly file: Uint8Array }

export type PictureForm = 'image/jpeg' | 'image/png'

export interface WantedPicture extends Pick<RenderedQuery, 'window' | 'viewport' | 'quality'> {
  readonly source: FileSource
  /** From 0. */
  readonly frame: number
  readonly form: PictureForm
}

export type RenderingAnswer =
  | {
      readonly kind: 'picture'
      readonly bytes: Uint8Array
      /** How many the instance has. */
      readonly frames: number
    }
  | { readonly kind: 'problem'; readonly problem: PixelProblem }
  /** The bytes are not those that were loaded. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'medium-away' }

export type RenderingRequest = WantedPicture & { readonly id: number }
export type RenderingReply = RenderingAnswer & { readonly id: number }
