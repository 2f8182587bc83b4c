/**
 * POST /api/charts and GET /api/charts/{chart}/…: the parts of one chart.
 * Only facts that are valid now, unless a field says otherwise; the source's own text, flags, units and ranges.
 */
import { z } from 'zod'
import { Gap, Provenance, ResultSense, Time } from './common.ts'
import { PatientRow } from './patients.ts'

/** The permanent banner. '' = not in this backup: the viewer writes 不明. */
export const Banner = PatientRow.extend({
  birthDateEra: z.string(),
  bloodAbo: z.string(),
  bloodRh: z.string(),
  height: z.string(),
  weight: z.string(),
  deceasedAt: Time,
  /** Ids that lead to this chart, the current one first. */
  identifiers: z.array(z.object({ value: z.string(), system: z.string(), use: z.string() })),
  /** False: demographics come only from other messages, or only from paths. */
  mastered: z.boolean(),
  department: z.string(),
  attending: z.string(),
  admittedAt: Time.nullable(),
  allergyState: z.enum(['present', 'none-known', 'no-record', 'unreadable']),
})
export type Banner = z.infer<typeof Banner>

/** Every part of a chart carries these. */
const Part = Provenance.extend({ patientGaps: z.array(Gap) })

export const OpenChartAnswer = Part.extend({
  /** Opaque handle, valid for this session only. */
  chart: z.string(),
  banner: Banner,
})
export type OpenChartAnswer = z.infer<typeof OpenChartAnswer>

/** What another source says otherwise of the same fact; what is current stands in the chart itself, too. */
export const OtherStatement = z.object({
  /** Labels of the sources that say it. */
  sources: z.array(z.string()),
  at: Time,
  text: z.string(),
  unit: z.string(),
  flag: z.string(),
  status: z.string(),
  /** `superseded`, `deleted`: the source took it back, and has nothing in its place. */
  standing: z.enum(['current', 'superseded', 'deleted']),
})
export type OtherStatement = z.infer<typeof OtherStatement>

/** Who speaks of a fact. Absent: one source alone speaks of the patient. */
const Voices = {
  /**
   * Labels of all sources that say this: more than one where the same fact came from several and is shown once. Each has its own as-of in
   * the answer's `sources`.
   */
  sources: z.array(z.string()).optional(),
  otherwise: z.array(OtherStatement).optional(),
}

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
  sources: Voices.sources,
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

export const MedicationsAnswer = Part.extend({
  orders: z.array(MedicationOrder),
  administrations: z.array(Administration),
  /** Code of the rule by which `currentBy` was told. */
  currentRule: z.literal('period-status-or-given'),
  currentAt: CurrentAt,
})
export type MedicationsAnswer = z.infer<typeof MedicationsAnswer>

export const DocumentPart = z.object({
  part: z.number().int(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
})

export const DocumentRow = z.object({
  /** For GET …/documents/{document}: opaque within the generation. */
  document: z.string(),
  category: z.string(),
  type: z.string(),
  title: z.string(),
  documentAt: Time,
  department: z.string(),
  author: z.string(),
  status: z.string(),
  standing: z.enum(['current', 'superseded', 'deleted']),
  /** Documents with the same version are versions of one. */
  version: z.string(),
  /** Beginning of the readable text, at most 400 characters. */
  excerpt: z.string(),
  parts: z.array(DocumentPart),
  ...Voices,
})
export type DocumentRow = z.infer<typeof DocumentRow>

/** Current documents and superseded ones (marked); deleted ones are counted only. */
export const DocumentsAnswer = Part.extend({
  documents: z.array(DocumentRow),
  deleted: z.number().int(),
})
export type DocumentsAnswer = z.infer<typeof DocumentsAnswer>

/** GET …/documents/{document}/text: the readable text alone; '' for a scan. */
export const DocumentTextAnswer = Part.extend({
  document: z.string(),
  title: z.string(),
  text: z.string(),
})
export type DocumentTextAnswer = z.infer<typeof DocumentTextAnswer>

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

/** One dated line of the 2号用紙 view: notes on the left, the rest on the right. */
export const TimelineEntry = z.object({
  at: Time,
  side: z.enum(['note', 'act']),
  kind: z.enum([
    'document',
    'prescription',
    'injection',
    'lab',
    'order',
    'examination',
    'encounter',
    'procedure',
    'problem',
  ]),
  /** Kind-specific code: document category, encounter event, order category. */
  code: z.string(),
  title: z.string(),
  /** Lines of text; for a note its whole readable text. */
  lines: z.array(z.string()),
  department: z.string(),
  author: z.string(),
  /** Set for kind `document`. */
  document: z.string(),
  cancelled: z.boolean(),
  sources: Voices.sources,
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

/** Query: `before=YYYY-MM-DD` (exclusive) for the next page. Whole days only, newest first. */
export const TimelineQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
})
export const TimelineAnswer = Part.extend({
  entries: z.array(TimelineEntry),
  /** null = nothing older. */
  nextBefore: z.string().nullable(),
  /** Entries whose date is unknown, given with the first page. */
  undated: z.array(TimelineEntry),
})
export type TimelineAnswer = z.infer<typeof TimelineAnswer>

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

export const VitalItem = z.enum([
  'temperature',
  'pulse',
  'systolic',
  'diastolic',
  'respiration',
  'spo2',
  'weight',
  'height',
  'intake',
  'output',
  'urine',
  'stool',
  'meal',
  'other',
])
export type VitalItem = z.infer<typeof VitalItem>

export const VitalPoint = z.object({
  at: Time,
  /** By the item's code: model/codes/vital-items.ts. */
  item: VitalItem,
  /** The source's own name of the item. */
  name: z.string(),
  text: z.string(),
  number: z.number().nullable(),
  comparator: z.string(),
  unit: z.string(),
  flag: z.string(),
  status: z.string(),
  method: z.string().optional(),
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
   * What its source warns of and calls active, and the newest statement of each item that says whether to resuscitate, as their source
   * words them. None is an order.
   */
  alerts: z.array(
    z.object({
      kind: z.enum(['warning', 'resuscitation']),
      name: z.string(),
      /** '' for a warning, whose name says all. */
      text: z.string(),
      /** End of a warning's period as written; '' = none. */
      until: z.string(),
      status: z.string(),
      at: Time,
      /** Which stay it was said in; `none` = the patient is not in the hospital at as-of, `unclear` = its time is not known well enough. */
      stay: z.enum(['present', 'earlier', 'none', 'unclear']),
      sources: Voices.sources,
    }),
  ),
  /**
   * Those that are current; after them prescriptions of the last 90 days that are not, as their end can't be told (as needed, no
   * number of days).
   */
  medications: z.array(MedicationOrder),
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
      sources: Voices.sources,
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
      ...Voices,
    }),
  ),
  recentDocuments: z.array(DocumentRow),
  documentCount: z.number().int(),
  fieldProblems: z.array(z.object({ place: z.string(), text: z.string(), reason: z.string() })),
})
export type SummaryAnswer = z.infer<typeof SummaryAnswer>
