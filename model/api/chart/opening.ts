/** POST /api/charts: the handle of a chart and its permanent banner. */
import { z } from 'zod'
import { Time } from '../common.ts'
import { PatientRow } from '../patients.ts'
import { Part } from './part.ts'

/** A source that speaks of the patient, and as of when. */
export const OwnAsOf = z.object({ source: z.string(), asOf: z.string() })
export type OwnAsOf = z.infer<typeof OwnAsOf>

/** The newest that is known, with its unit as written; `at`: when it was measured, null = not known. */
const BodyMeasure = z.object({ text: z.string(), at: z.string().nullable() })
export type BodyMeasure = z.infer<typeof BodyMeasure>

/** The permanent banner. '' = not in this backup: the viewer writes 不明. */
export const Banner = PatientRow.extend({
  birthDateEra: z.string(),
  bloodAbo: z.string(),
  bloodRh: z.string(),
  height: BodyMeasure,
  weight: BodyMeasure,
  deceasedAt: Time,
  /** Ids that lead to this chart, the current one first. */
  identifiers: z.array(z.object({ value: z.string(), system: z.string(), use: z.string() })),
  /** False: demographics come only from other messages, or only from paths. */
  mastered: z.boolean(),
  /** The newest source that speaks of the patient, where it was saved a day or more before the answer's `asOf`. */
  ownAsOf: OwnAsOf.nullable(),
  department: z.string(),
  attending: z.string(),
  admittedAt: Time.nullable(),
  allergyState: z.enum(['present', 'none-known', 'no-record', 'unreadable']),
})
export type Banner = z.infer<typeof Banner>

export const OpenChartAnswer = Part.extend({
  /** Opaque handle, valid for this session only. */
  chart: z.string(),
  banner: Banner,
})
export type OpenChartAnswer = z.infer<typeof OpenChartAnswer>
