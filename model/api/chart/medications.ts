/** GET /api/charts/{chart}/medications: orders for drugs and what was given. */
import { z } from 'zod'
import { Time } from '../common.ts'
import { Part, Voices } from './part.ts'

export const MedicationComponent = z.object({
  role: z.string(),
  drug: z.string(),
  dose: z.string(),
  unit: z.string(),
})

export const MedicationOrder = z.object({
  id: z.number().int(),
  form: z.enum(['prescription', 'injection']),
  orderNo: z.string(),
  /** Drugs of one Rp share order number and group. */
  group: z.string(),
  /** The source's order control; cancelled and discontinued orders are shown as such, never as current. */
  control: z.string(),
  cancelled: z.boolean(),
  category: z.string(),
  components: z.array(MedicationComponent),
  dosageForm: z.string(),
  perDay: z.string(),
  total: z.string(),
  rate: z.string(),
  usage: z.array(z.string()),
  duration: z.string(),
  route: z.string(),
  device: z.string(),
  note: z.string(),
  orderedAt: Time,
  startAt: Time,
  endAt: Time,
  /** Last day covered, `YYYY-MM-DD`: end, else start + duration in days; '' = cannot be told. */
  coveredUntil: z.string(),
  /**
   * Why it is current at the moment of `currentAt` by the rule in `currentRule`: the moment is in its period; the source calls it active
   * and names no end; its end cannot be told and it was given in the 72 hours before. null = it is not current.
   */
  currentBy: z.enum(['period', 'status', 'given']).nullable(),
  /**
   * As of when the source speaks that makes it current, where that is before the moment of `currentAt`: it is current by the same rule at
   * that time, and what became of it since is not known. Not told where that is less than a day before and it is current at the moment, too.
   */
  currentAsOf: z.string().optional(),
  department: z.string(),
  doctor: z.string(),
  ...Voices,
})
export type MedicationOrder = z.infer<typeof MedicationOrder>

/**
 * The moment that current medicines are told for: as-of; of a patient whom the data call dead the death; as-of for want of it where the
 * day of death is not known (`death-undated`). Nobody who is dead takes anything: it is what ran when they died.
 */
export const CurrentAt = z.object({
  moment: z.string(),
  basis: z.enum(['as-of', 'death', 'death-undated']),
})
export type CurrentAt = z.infer<typeof CurrentAt>

export const Administration = z.object({
  form: z.enum(['prescription', 'injection']),
  orderNo: z.string(),
  group: z.string(),
  drug: z.string(),
  amount: z.string(),
  rate: z.string(),
  startAt: Time,
  endAt: Time,
  /** HL7 table 0322 code as it came. */
  status: z.string(),
  route: z.string(),
  performer: z.string(),
  note: z.string(),
  ...Voices,
})
export type Administration = z.infer<typeof Administration>

/** What a pharmacy handed out. */
export const Dispense = z.object({
  orderNo: z.string(),
  group: z.string(),
  /** Whether the order that it names is in this chart; `not-said` = it names none. */
  order: z.enum(['here', 'cancelled', 'not-here', 'not-said']),
  drug: z.string(),
  amount: z.string(),
  duration: z.string(),
  usage: z.array(z.string()),
  dispensedAt: Time,
  /** Last day that its own days last for, `YYYY-MM-DD`; '' = cannot be told. */
  lastsUntil: z.string(),
  /** FHIR R4 medicationdispense-status as it came. */
  status: z.string(),
  performer: z.string(),
  note: z.string(),
  ...Voices,
})
export type Dispense = z.infer<typeof Dispense>

export const MedicationsAnswer = Part.extend({
  orders: z.array(MedicationOrder),
  administrations: z.array(Administration),
  dispenses: z.array(Dispense),
  /** Code of the rule by which `currentBy` was told. */
  currentRule: z.literal('period-status-or-given'),
  currentAt: CurrentAt,
})
export type MedicationsAnswer = z.infer<typeof MedicationsAnswer>
