/** GET /api/charts/{chart}/labs: the cumulative table of results. */
import { z } from 'zod'
import { Time } from '../common.ts'
import { Part, Voices } from './part.ts'

/** One dated column of the cumulative table: an OBR. */
export const LabGroup = z.object({
  id: z.number().int(),
  category: z.string(),
  orderNo: z.string(),
  collectedAt: Time,
  reportedAt: Time,
  specimen: z.string(),
  panel: z.string(),
  status: z.string(),
  department: z.string(),
  doctor: z.string(),
  note: z.string(),
  /** The culture result that susceptibilities belong to: the organism. '' = none. */
  parent: z.string(),
  /** Label of its source, where several speak of the patient: of every result in it that names no `sources` of its own. */
  source: z.string().optional(),
})

/** One row of the cumulative table. The same item in another unit or specimen is another row. */
export const LabItem = z.object({
  /** Counted within one answer: the same row has another id in another one. */
  id: z.number().int(),
  /** The same in every answer of the chart. */
  key: z.string(),
  name: z.string(),
  code: z.string(),
  system: z.string(),
  unit: z.string(),
  specimen: z.string(),
  /** 検査区分 by JLAC10 analyte class, else the panel's name: model/codes/lab-sections.ts. */
  section: z.string(),
})

export const LabResult = z.object({
  group: z.number().int(),
  item: z.number().int(),
  subId: z.string(),
  text: z.string(),
  number: z.number().nullable(),
  comparator: z.string(),
  range: z.string(),
  flag: z.string(),
  /** OBX-11: '' and F are final; every other one is shown as a word. */
  status: z.string(),
  /** null = the source has none of the result's own, or the same as its group's. */
  observedAt: Time.nullable(),
  note: z.string(),
  /** How it was measured or observed; absent where the source does not say. */
  method: z.string().optional(),
  ...Voices,
})
export type LabGroup = z.infer<typeof LabGroup>
export type LabItem = z.infer<typeof LabItem>
export type LabResult = z.infer<typeof LabResult>

export const LabsAnswer = Part.extend({
  /** Newest first. */
  groups: z.array(LabGroup),
  items: z.array(LabItem),
  results: z.array(LabResult),
  /** Admissions, discharges, transfers and operations of all times, oldest first: marks below a trend. */
  events: z.array(z.object({ at: Time, code: z.string(), title: z.string() })),
})
export type LabsAnswer = z.infer<typeof LabsAnswer>
