/** GET /api/charts/{chart}/problems: problems, allergies, procedures and what speaks of an implant. */
import { z } from 'zod'
import { Time } from '../common.ts'
import { Part, Voices } from './part.ts'

export const Allergy = z.object({
  state: z.enum(['present', 'none-known']),
  category: z.string(),
  substance: z.string(),
  severity: z.string(),
  reaction: z.string(),
  onset: z.string(),
  reportedAt: Time,
  clinicalStatus: z.string(),
  origin: z.enum(['list', 'master', 'order']),
  /** False: known only from a superseded list, shown as history with its mark, neither current nor gone. */
  current: z.boolean(),
  /** The source deleted it (IAM-6 D). */
  deleted: z.boolean(),
  ...Voices,
})
export type Allergy = z.infer<typeof Allergy>

export const ProblemRow = z.object({
  name: z.string(),
  icd10: z.string(),
  suspected: z.boolean(),
  main: z.boolean(),
  /** Has an outcome or an end date at or before as-of. */
  ended: z.boolean(),
  diagnosedAt: Time,
  onsetAt: Time,
  endedAt: Time,
  outcome: z.string(),
  department: z.string(),
  doctor: z.string(),
  note: z.string(),
  ...Voices,
})
export type ProblemRow = z.infer<typeof ProblemRow>

/** An operation, an anaesthesia, or another procedure that was done. */
export const ProcedureRow = z.object({
  category: z.enum(['operation', 'anesthesia', 'other']),
  name: z.string(),
  startAt: Time,
  endAt: Time,
  /** The source's own; '' = it gives none. */
  status: z.string(),
  cancelled: z.boolean(),
  performer: z.string(),
  department: z.string(),
  note: z.string(),
  /** The document that tells of it, for GET …/documents/{document}; '' = none. */
  document: z.string(),
  documentTitle: z.string(),
  ...Voices,
})
export type ProcedureRow = z.infer<typeof ProcedureRow>

/** Words that speak of something implanted, in the name of a procedure or a problem. */
export const ImplantMention = z.object({
  /** The name as the source wrote it. */
  text: z.string(),
  from: z.enum(['procedure', 'problem']),
  at: Time,
  document: z.string(),
  documentTitle: z.string(),
})
export type ImplantMention = z.infer<typeof ImplantMention>

export const ProblemsAnswer = Part.extend({
  problems: z.array(ProblemRow),
  /** Newest first. */
  procedures: z.array(ProcedureRow),
  /** Out of names alone: a backup has no list of implants, so that none found is not "none". */
  implants: z.array(ImplantMention),
  allergies: z.array(Allergy),
  allergyState: z.enum(['present', 'none-known', 'no-record', 'unreadable']),
})
export type ProblemsAnswer = z.infer<typeof ProblemsAnswer>
