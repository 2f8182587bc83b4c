/** A study's instances as stacks to scroll through: one slice for each frame of each instance. */
import type { ImageStudyRow } from '../../../../model/api/chart/image-studies.ts'
import type { ImageInstance, ImageSeries, StudyImagesAnswer } from '../../../../model/api/images.ts'
import type { PresentedImage } from '../objects/presentation.ts'
import { type SopKind, sopKindOf } from '../objects/sop-kinds.ts'
import { missingNumbers, type NumberRange } from './missing-numbers.ts'
import { type Plane, planeOf } from './planes.ts'

export interface Slice {
  /** Names the frame within the study. */
  readonly key: string
  /** '' = the pixels are not in the backup. */
  readonly url: string
  /** From 0, within the instance. */
  readonly frame: number
  readonly frames: number
  readonly number: number | null
  readonly transferSyntaxUid: string
  readonly sopInstanceUid: string
  readonly kind: SopKind
  /** How a presentation state shows it; null = as the image itself says. */
  readonly presentation: PresentedImage | null
  /** Code of the rejection note that takes it back (PS3.16 CID 7011); '' = none does. */
  readonly rejection: string
  /** Where it lies in the patient; null = not known before it is decoded. */
  readonly plane: Plane | null
  /** Guess of the bytes the decoded frame takes, before it has been decoded. */
  readonly bytes: number
}

export interface Stack {
  /** The study it belongs to. */
  readonly study: ImageStudyRow
  readonly seriesUid: string
  readonly modality: string
  readonly number: number | null
  readonly description: string
  readonly bodyPart: string
  readonly instances: number
  /** Image numbers that the series leaves out. */
  readonly missing: readonly NumberRange[]
  readonly slices: readonly Slice[]
}

/** An hour of video. */
const FRAMES_LIMIT = 100_000

/** Modalities whose images are mostly colour: four bytes a pixel on the screen. */
const COLOUR = new Set(['US', 'ES', 'XC', 'OT', 'SC', 'GM', 'SM', 'OP', 'IVUS', 'DMS'])

/** @param urlOf address of an instance's bytes */
export function makeStacks(
  answer: StudyImagesAnswer,
  study: ImageStudyRow,
  urlOf: (instance: string) => string,
): readonly Stack[] {
  return answer.series.map((series) => ({
    study,
    seriesUid: series.seriesUid,
    modality: series.modality,
    number: series.number,
    description: series.description,
    bodyPart: series.bodyPart,
    instances: series.instances.length,
    missing: missingOf(series),
    slices: slicesOf(series, study.studyUid, urlOf),
  }))
}

/** Of what is no image nothing is scrolled through. */
function missingOf({ instances }: ImageSeries): readonly NumberRange[] {
  const areImages = instances.every(({ sopClassUid }) => sopKindOf(sopClassUid) === 'image')
  return areImages ? missingNumbers(instances.map(({ number }) => number)) : []
}

function slicesOf(
  series: ImageSeries,
  study: string,
  urlOf: (instance: string) => string,
): Slice[] {
  const bytesPerPixel = COLOUR.has(series.modality) ? 4 : 2
  return series.instances.flatMap((instance, place) =>
    Array.from({ length: framesOf(instance) }, (_, frame) => ({
      key: `${study}/${series.seriesUid}/${place}/${frame}`,
      url: instance.instance === '' ? '' : urlOf(instance.instance),
      frame,
      frames: framesOf(instance),
      number: instance.number,
      transferSyntaxUid: instance.transferSyntaxUid,
      sopInstanceUid: instance.sopInstanceUid,
      kind: sopKindOf(instance.sopClassUid),
      presentation: null,
      rejection: instance.rejection,
      plane: planeOf(instance),
      bytes: instance.rows * instance.columns * bytesPerPixel,
    })),
  )
}

/** As declared, but no more than the file has bytes for: a damaged header may declare a thousand million. */
function framesOf({ frames, bytes }: ImageInstance): number {
  return Math.max(1, Math.min(frames, bytes, FRAMES_LIMIT))
}
