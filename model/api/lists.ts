/** GET /api/lists, GET /api/lists/{list}: patients by something else than a ward. */
import { z } from 'zod'
import { Area, Gap, Provenance, Time } from './common.ts'
import { WardPatient } from './patients.ts'

/** In-patients at as-of, by department or by attending doctor. */
export const GroupedList = z.enum(['department', 'attending'])
export type GroupedList = z.infer<typeof GroupedList>

/** Around as-of: who came, who left (days before); what is booked (days from then on). */
export const DatedList = z.enum(['admitted', 'discharged', 'operations', 'visits', 'admissions'])
export type DatedList = z.infer<typeof DatedList>

export const ListKind = z.enum([...GroupedList.options, ...DatedList.options])
export type ListKind = z.infer<typeof ListKind>

/** A department or a doctor with in-patients. */
export const ListGroup = z.object({
  /** Opaque key; `none` = in-patients of whom the backup names none. */
  group: z.string(),
  name: z.string(),
  /** The source's own code; '' = it gives none. */
  code: z.string(),
  inpatients: z.number().int(),
})
export type ListGroup = z.infer<typeof ListGroup>

export const ListsAnswer = Provenance.extend({
  departments: z.array(ListGroup),
  attendings: z.array(ListGroup),
  /** All stays in progress at as-of; equals the sum over either of the two. */
  inpatients: z.number().int(),
  /** Entries of each dated list, for each of `LIST_DAYS` (model/codes/list-days.ts). `held`: see ListAnswer. */
  dated: z.array(
    z.object({ list: DatedList, counts: z.array(z.number().int()), held: z.boolean() }),
  ),
})
export type ListsAnswer = z.infer<typeof ListsAnswer>

/**
 * Query: `group` for a grouped list, `days` for a dated one. Without days a dated list opens where something stands: the shortest
 * span of `LIST_DAYS` that is not empty, else the nearest day that has an entry.
 */
export const ListQuery = z.strictObject({
  group: z
    .string()
    .regex(/^([0-9a-f]{12}|none)$/)
    .optional(),
  days: z
    .enum(['1', '3', '7'])
    .transform((days) => Number(days))
    .optional(),
})

/** What a ward list says of a patient, and what brought them onto this list. */
export const ListedPatient = WardPatient.extend({
  /** Admission, discharge, or what it is booked for. */
  at: Time,
  /** What is booked; the ward that was left. '' = neither; null = the chart is restricted. */
  title: z.string().nullable(),
  /** Of what was to come when its source was saved and lies before as-of: as of when that source speaks. */
  bookedAsOf: z.string().optional(),
  /** Start of the stay in progress; null = not in the hospital at as-of. */
  admittedAt: Time.nullable(),
})
export type ListedPatient = z.infer<typeof ListedPatient>

export const ListAnswer = Provenance.extend({
  list: ListKind,
  /** Of the department or doctor; '' for a dated list. */
  name: z.string(),
  /** First and last day, both inclusive; '' for a grouped list. */
  from: z.string(),
  to: z.string(),
  /** Which of `LIST_DAYS` this is; 0 for a grouped list, and for one day beyond all of them. */
  days: z.number().int(),
  /** Of an empty span: the nearest day beyond it that has an entry; '' = there is none, or the span is not empty. */
  nearest: z.string(),
  patients: z.array(ListedPatient),
  /** Entries there are; more than `patients` when the list was cut. */
  total: z.number().int(),
  /** False: nothing of this kind stands in the backup at all (bookings: none after as-of), so that an empty list proves nothing. */
  held: z.boolean(),
  /** From which kind of records the list is made. */
  area: Area,
  /** Gaps of that kind in the whole backup, whomever they concern: who stood in them is not listed. */
  unread: z.number().int(),
  /** Spans for which the whole backup holds nothing of any or of this kind. */
  spans: z.array(Gap),
})
export type ListAnswer = z.infer<typeof ListAnswer>
