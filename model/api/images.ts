/** GET /api/charts/{chart}/images/{study}: what the viewer needs to show a study whose images are in the backup. */
import { z } from 'zod'
import { Gap, Provenance } from './common.ts'

/** One DICOM instance. Its bytes, as they were in the backup: GET …/images/{study}/instances/{instance}. */
export const ImageInstance = z.object({
  /** SHA-256 of the bytes in hex, which is also their ETag; '' = the bytes were not copied from the backup. */
  instance: z.string(),
  /** Instance Number; null = the image has none. */
  number: z.number().int().nullable(),
  frames: z.number().int(),
  rows: z.number().int(),
  columns: z.number().int(),
  bytes: z.number().int(),
  /** '' = the image names none. */
  sopInstanceUid: z.string(),
  /** Images of one frame of reference share their coordinates; '' = not given. */
  frameOfReferenceUid: z.string(),
  /** Direction of a row, direction of a column, position of the first pixel, in millimetres (PS3.3 C.7.6.2); [] = not given. */
  plane: z.array(z.number()),
  transferSyntaxUid: z.string(),
  sopClassUid: z.string(),
  /** Code of the rejection note by which its maker took it back (model/codes/rejection-notes.ts); '' = none is known. */
  rejection: z.string(),
})
export type ImageInstance = z.infer<typeof ImageInstance>

export const ImageSeries = z.object({
  seriesUid: z.string(),
  modality: z.string(),
  number: z.number().int().nullable(),
  description: z.string(),
  bodyPart: z.string(),
  /** By instance number, then as they were found. */
  instances: z.array(ImageInstance),
})
export type ImageSeries = z.infer<typeof ImageSeries>

export const StudyImagesAnswer = Provenance.extend({
  patientGaps: z.array(Gap),
  studyUid: z.string(),
  /** By series number, then as they were found. */
  series: z.array(ImageSeries),
})
export type StudyImagesAnswer = z.infer<typeof StudyImagesAnswer>
