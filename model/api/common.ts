/** Parts that every answer of the API shares. Times: ISO 8601 in the facility's zone, cut to known precision. */
import { z } from 'zod'

export const Area = z.enum([
  'labs',
  'medications',
  'problems',
  'allergies',
  'encounters',
  'vitals',
  'documents',
  'images',
  'orders',
  'demographics',
  'other',
])
export type Area = z.infer<typeof Area>

/** A time as it is shown: `at` sortable, `text` what the source wrote. `at` null and `text` not '' = not understood. */
export const Time = z.object({ at: z.string().nullable(), text: z.string() })
export type Time = z.infer<typeof Time>

/**
 * What a result of an infection marker says by its flag and its words: `measured` = a number without a verdict; `unread` = its words
 * could not be read as positive or negative, and speak for themselves.
 */
export const ResultSense = z.enum(['positive', 'negative', 'measured', 'unread'])
export type ResultSense = z.infer<typeof ResultSense>

export const Source = z.object({
  label: z.string(),
  asOf: z.string(),
  asOfBasis: z.enum(['operator', 'newest-record', 'newest-file']),
})
export type Source = z.infer<typeof Source>

/** Something of this patient (or of the whole backup) that is missing or was not interpreted. */
export const Gap = z.object({
  area: Area,
  /** Data type as the source names it: `OML-11`, an extended storage folder, `DICOM`. */
  dataType: z.string(),
  /** `2022-10-31`, '' when undated. */
  date: z.string(),
  /** Code; words in model/codes/gap-reasons.ts. */
  reason: z.string(),
  detail: z.string(),
  source: z.string(),
})
export type Gap = z.infer<typeof Gap>

/** Stands in every answer: which generation spoke, as of when, and what is missing. */
export const Provenance = z.object({
  generation: z.string(),
  asOf: z.string(),
  sources: z.array(Source),
  /** '' = whole backup; otherwise what this generation is limited to. */
  partial: z.string(),
  /** Number of gaps that concern this answer: the patient's for a chart, the whole backup's elsewhere. */
  gapCount: z.number().int(),
})
export type Provenance = z.infer<typeof Provenance>

/** RFC 9457 problem details. `field` names the part of the request that is wrong. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  field: z.string().optional(),
  /** With 429: seconds until it is worth trying again. */
  retryAfterSeconds: z.number().int().optional(),
  /** With 415 of a document that can't be shown: its readable text. With 406 of an image that can't be rendered: which transfer syntax, and why. */
  text: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>
