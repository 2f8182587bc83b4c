/** Results, orders and procedures. */
import type { ClinicalTime, Coded, Staff } from './values.ts'

export type ObservationCategory =
  | 'laboratory'
  | 'microbiology'
  | 'physiology'
  | 'endoscopy'
  | 'radiology'
  | 'vital-signs'
  | 'intake-output'
  | 'meal'
  /** Social history, scores, surveys, alerts: a result of none of the kinds above. */
  | 'other'

/** One result: HL7 v2.5 OBX. `text` is what the source wrote, always. */
export interface Result {
  readonly item: Coded
  /** OBX-4: pairs rows that belong together (organism and amount, drug and S/I/R). */
  readonly subId: string
  readonly text: string
  /** A number only if `text` is one plain number or comparator + number (`<5` → 5, comparator `<`). */
  readonly number: number | null
  readonly comparator: '' | '<' | '<=' | '>' | '>='
  readonly unit: Coded | null
  readonly range: string
  /** The source's abnormal flag, OBX-8: H, L, HH, LL, A, S, I, R; '' when it gave none. */
  readonly flag: string
  /** OBX-11: F, P, C, X, D, W … */
  readonly status: string
  readonly observedAt: ClinicalTime | null
  readonly note: string
  /** How it was measured or observed: OBX-17, FHIR Observation.method, CDA methodCode. */
  readonly method: Coded | null
}

/** Results that were reported together on one specimen or examination: OBR with its OBX. */
export interface ObservationGroupRecord {
  readonly kind: 'observationGroup'
  readonly patientId: string
  readonly category: ObservationCategory
  readonly orderNo: string
  readonly specimenId: string
  readonly specimen: Coded | null
  readonly site: Coded | null
  readonly panel: Coded | null
  readonly collectedAt: ClinicalTime | null
  readonly reportedAt: ClinicalTime | null
  readonly status: string
  /** The culture result that susceptibilities belong to, as people read it: the organism. The source's reference where nothing else names it. */
  readonly parent: string
  readonly department: Coded | null
  readonly doctor: Staff | null
  readonly note: string
  readonly results: readonly Result[]
}

export type OrderCategory =
  | 'laboratory'
  | 'radiology'
  | 'endoscopy'
  | 'physiology'
  | 'diet'
  | 'operation'
  | 'chemotherapy'
  /** A booked visit. */
  | 'outpatient'
  | 'other'

/** An order, or an examination that was done but carries no result of its own (OMG-11). */
export interface OrderRecord {
  readonly kind: 'order'
  readonly patientId: string
  readonly category: OrderCategory
  readonly orderNo: string
  readonly control: string
  readonly item: Coded
  readonly text: string
  readonly orderedAt: ClinicalTime | null
  readonly scheduledAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  /** True for an order message, false for a notice that it was done. */
  readonly performed: boolean
  readonly accession: string
  readonly studyUid: string
  readonly modality: string
  readonly department: Coded | null
  readonly doctor: Staff | null
}

/** An operation or another procedure. */
export interface ProcedureRecord {
  readonly kind: 'procedure'
  readonly patientId: string
  readonly category: 'operation' | 'anesthesia' | 'other'
  readonly name: Coded
  readonly startAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  readonly status: string
  readonly performer: Staff | null
  readonly department: Coded | null
  readonly note: string
  /** Key of the document that carries the note, '' when there is none. See DocumentPartRecord. */
  readonly documentKey: string
}
