/** GET /api/charts/{chart}/summary: the first screen in one round trip. */
import { z } from 'zod'
import { ResultSense, Time } from '../common.ts'
import { DocumentRow } from './documents.ts'
import { ImageStudyRow } from './image-studies.ts'
import { LabItem, LabResult } from './labs.ts'
import { CurrentAt, Dispense, MedicationOrder } from './medications.ts'
import { Banner } from './opening.ts'
import { Part, Voices } from './part.ts'
import { Allergy, ProblemRow } from './problems.ts'

/** The first screen, in the order of product.md, in one round trip. */
export const SummaryAnswer = Part.extend({
  banner: Banner,
  allergies: z.array(Allergy),
  allergyState: z.enum(['present', 'none-known', 'no-record', 'unreadable']),
  /** Infection markers, organisms that are carried on, and irregular antibodies found among the results: newest of each, as they came. */
  infections: z.array(
    z.object({
      name: z.string(),
      text: z.string(),
      flag: z.string(),
      at: Time,
      kind: z.enum(['infection', 'antibody']),
      /** Of an organism in a culture: what the result says of that organism. */
      sense: ResultSense,
      /**
       * The newest earlier result that is positive where this one is not: an antibody that fades is still one to transfuse by. Without
       * one, the newest that could not be read as negative either.
       */
      earlier: z
        .object({ text: z.string(), flag: z.string(), at: Time, sense: ResultSense })
        .optional(),
      ...Voices,
    }),
  ),
  /**
   * What its source warns of and calls active, and the newest statement of each item that says whether to resuscitate or what the
   * patient decided beforehand, as their source words them. None is an order.
   */
  alerts: z.array(
    z.object({
      kind: z.enum(['warning', 'resuscitation', 'directive']),
      /** Where it stands: of a `document` only the title is told. */
      origin: z.enum(['result', 'directive', 'problem', 'order', 'document']),
      name: z.string(),
      /** '' where the name says all. */
      text: z.string(),
      /** Until when it holds, as written; '' = not said. */
      until: z.string(),
      /** Of a result or document; the control of an order. '' = nothing need be said. */
      status: z.string(),
      at: Time,
      /** Which stay it was said in; `none` = the patient is not in the hospital at as-of, `unclear` = its time is not known well enough. */
      stay: z.enum(['present', 'earlier', 'none', 'unclear']),
      sources: Voices.sources,
    }),
  ),
  /**
   * Those that are current; after them prescriptions of the last 90 days that are not, as their end can't be told (as needed, no
   * number of days), and those of any time that their source leaves unclear (control `unknown`) and names no end of.
   */
  medications: z.array(MedicationOrder),
  /** What was dispensed and may still be at hand, where no order among `medications` tells of it (server/charts/dispenses.ts). */
  dispensed: z.array(Dispense),
  currentRule: z.literal('period-status-or-given'),
  currentAt: CurrentAt,
  problems: z.array(ProblemRow),
  /** Newest value of each item of the newest groups, with earlier numbers for a small trend. */
  labs: z.array(
    z.object({
      item: LabItem,
      latest: LabResult,
      at: Time,
      trend: z.array(z.object({ at: z.string(), number: z.number(), comparator: z.string() })),
    }),
  ),
  lastImaging: z.object({ study: ImageStudyRow.nullable(), report: DocumentRow.nullable() }),
  lastOperation: z.object({
    operation: DocumentRow.nullable(),
    anesthesia: DocumentRow.nullable(),
  }),
  lastDischargeSummary: DocumentRow.nullable(),
  /** Planned or in course at as-of. */
  scheduled: z.array(
    z.object({
      at: Time,
      kind: z.string(),
      title: z.string(),
      department: z.string(),
      ...Voices,
      /** Of what was to come when its source was saved and lies before the chart's as-of: as of when that source speaks. */
      plannedAsOf: z.string().optional(),
    }),
  ),
  encounters: z.array(
    z.object({
      class: z.enum(['inpatient', 'outpatient']),
      status: z.string(),
      startAt: Time,
      endAt: Time,
      ward: z.string(),
      department: z.string(),
      attending: z.string(),
      /** Why the patient came, in the source's words; '' = it does not say. */
      reason: z.string(),
      /** What else the source says of it, each under its name: `種類: 初診`. */
      particulars: z.array(z.string()),
      /** Where the patient went from there, or that they died; '' = it does not say. */
      disposition: z.string(),
      ...Voices,
    }),
  ),
  recentDocuments: z.array(DocumentRow),
  documentCount: z.number().int(),
  fieldProblems: z.array(z.object({ place: z.string(), text: z.string(), reason: z.string() })),
})
export type SummaryAnswer = z.infer<typeof SummaryAnswer>
