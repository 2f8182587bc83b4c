/** GET /api/charts/{chart}/vitals: the temperature chart. */
import { z } from 'zod'
import { VITAL_ITEMS } from '../../codes/vital-items.ts'
import { Time } from '../common.ts'
import { Part, Voices } from './part.ts'

/** Query: `from`, `to` as days, both inclusive; default the 14 days that end with the newest value. */
export const VitalsQuery = z.strictObject({
  from: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  to: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
})

export const VitalPoint = z.object({
  at: Time,
  /** By the item's code. */
  item: z.enum(VITAL_ITEMS),
  /** The source's own name of the item. */
  name: z.string(),
  text: z.string(),
  number: z.number().nullable(),
  comparator: z.string(),
  unit: z.string(),
  flag: z.string(),
  status: z.string(),
  method: z.string().optional(),
  /** Where on the body it was measured. */
  site: z.string().optional(),
  note: z.string().optional(),
  ...Voices,
})
export type VitalPoint = z.infer<typeof VitalPoint>

export const VitalsAnswer = Part.extend({
  from: z.string(),
  to: z.string(),
  points: z.array(VitalPoint),
  /** Admission, transfer, operation, discharge … within the span. */
  events: z.array(z.object({ at: Time, code: z.string(), title: z.string() })),
  /** First and last day with any value in this backup; '' = none. */
  firstDay: z.string(),
  lastDay: z.string(),
})
export type VitalsAnswer = z.infer<typeof VitalsAnswer>
