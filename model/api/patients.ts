/** POST /api/patients/search, POST /api/patients/similar, GET /api/wards, GET /api/wards/{ward}, POST /api/charts. */
import { z } from 'zod'
import { Provenance, ResultSense, Time } from './common.ts'

/** One person as found: enough to tell similar ones apart, nothing clinical. */
export const PatientRow = z.object({
  patientId: z.string(),
  /** Kanji; falls back to kana or alphabet when the source has none. '' = no name in this backup. */
  name: z.string(),
  kana: z.string(),
  birthDate: Time,
  /** Whole years at the generation's as-of, not today's; of who died, at death. null = birth date incomplete, or the day of death unknown. */
  age: z.number().int().nullable(),
  /** M F O U or the source's own; '' = 不明. */
  sex: z.string(),
  deceased: z.boolean(),
  ward: z.string(),
  room: z.string(),
  bed: z.string(),
  /** Set when the typed id was merged into this patient: the id that was typed. */
  mergedFrom: z.string(),
  /** Another patient of this hospital has the same name key (kana or kanji). */
  sameName: z.boolean(),
  /**
   * Somebody of another name could be taken for this one: in the same ward, among the other hits of this search, or of the
   * same family name and birth date. POST /api/patients/similar says who.
   */
  similarName: z.boolean(),
})
export type PatientRow = z.infer<typeof PatientRow>

export const SearchRequest = z.strictObject({
  query: z.string().min(1).max(100),
  limit: z.number().int().min(1).max(200).default(50),
})

export const SearchAnswer = Provenance.extend({
  /** How the query was understood, best first: an exact id comes before names. */
  understoodAs: z.array(z.enum(['id', 'kana', 'kanji', 'alphabetic', 'birth-date', 'sex', 'bed'])),
  /** True when the query is one exact patient id (scanner): the first row is that patient. */
  exactId: z.boolean(),
  patients: z.array(PatientRow),
  truncated: z.boolean(),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>

/** In what a name is like another: server/charts/name-likeness.ts. */
export const Likeness = z.enum(['sound', 'transposed', 'birth'])
export type Likeness = z.infer<typeof Likeness>

export const SimilarRequest = z.strictObject({
  patientId: z.string().min(1).max(64),
  /** Ids of the others on the screen. */
  among: z.array(z.string().min(1).max(64)).max(200).default([]),
})

export const SimilarAnswer = Provenance.extend({
  patients: z.array(PatientRow.extend({ likeness: Likeness })),
  truncated: z.boolean(),
})
export type SimilarAnswer = z.infer<typeof SimilarAnswer>

/** GET /api/patients/recent: whose charts were opened last in this session, newest first. */
export const RecentAnswer = Provenance.extend({ patients: z.array(PatientRow) })
export type RecentAnswer = z.infer<typeof RecentAnswer>

export const WardSummary = z.object({
  /** Opaque key for GET /api/wards/{ward}. `none` = in-patients without a bed yet. */
  ward: z.string(),
  name: z.string(),
  inpatients: z.number().int(),
  withoutBed: z.number().int(),
})
export type WardSummary = z.infer<typeof WardSummary>

export const WardsAnswer = Provenance.extend({
  wards: z.array(WardSummary),
  /** All stays in progress at as-of; equals the sum over `wards`. */
  inpatients: z.number().int(),
})
export type WardsAnswer = z.infer<typeof WardsAnswer>

/** What a list says of a chart's content. */
export const ListedFacts = z.object({
  mainProblem: z.string(),
  allergyState: z.enum(['present', 'none-known', 'no-record', 'unreadable']),
  /**
   * Newest result of each infection marker: `marked` = some are not clearly negative, or an earlier one was positive (`results`, as
   * they came); `unreadable` = none is, but results of this patient could not be read; `tested` = all are negative; `no-record` =
   * none was ever measured here.
   */
  infections: z.object({
    state: z.enum(['marked', 'unreadable', 'tested', 'no-record']),
    /** `earlier`: when the result was, if a newer one of the same marker is not positive; else null. */
    results: z.array(z.object({ text: z.string(), sense: ResultSense, earlier: Time.nullable() })),
  }),
})
export type ListedFacts = z.infer<typeof ListedFacts>

export const WardPatient = PatientRow.extend({
  admittedAt: Time,
  onLeave: z.boolean(),
  department: z.string(),
  attending: z.string(),
  /** null = the chart is restricted: no list says anything of what stands in it, only the chart does, for a reason. */
  facts: ListedFacts.nullable(),
  gapCount: z.number().int(),
})
export type WardPatient = z.infer<typeof WardPatient>

export const WardAnswer = Provenance.extend({
  ward: z.string(),
  name: z.string(),
  patients: z.array(WardPatient),
})
export type WardAnswer = z.infer<typeof WardAnswer>

export const OpenChartRequest = z.strictObject({
  patientId: z.string().min(1).max(64),
  /** Why a restricted chart is opened; asked for by the problem `reason-needed`. */
  reason: z.string().trim().max(500).default(''),
})
