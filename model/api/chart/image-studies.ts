/** GET /api/charts/{chart}/images: image studies. */
import { z } from 'zod'
import { Time } from '../common.ts'
import { Part, Voices } from './part.ts'

export const ImageStudyRow = z.object({
  studyUid: z.string(),
  studyAt: Time,
  description: z.string(),
  modalities: z.array(z.string()),
  accession: z.string(),
  series: z.array(
    z.object({
      seriesUid: z.string(),
      modality: z.string(),
      number: z.number().int().nullable(),
      description: z.string(),
      bodyPart: z.string(),
      instances: z.number().int(),
    }),
  ),
  /** '' = the images agree with the chart on name and birth date. */
  identityNote: z.string(),
  /** How many of its instances their maker took back, by the code of the note (model/codes/rejection-notes.ts). */
  rejections: z.array(z.object({ code: z.string(), instances: z.number().int() })),
  /** False: known from an order or report only; the pixels are not in this backup. */
  inBackup: z.boolean(),
  /** Documents that report on this study. */
  reports: z.array(z.object({ document: z.string(), title: z.string() })),
  sources: Voices.sources,
})
export type ImageStudyRow = z.infer<typeof ImageStudyRow>

export const ImagesAnswer = Part.extend({ studies: z.array(ImageStudyRow) })
export type ImagesAnswer = z.infer<typeof ImagesAnswer>
